import { z } from 'zod';

import { constraintCase, resourceCase } from './case-schema.ts';
import { agents, allocatorConfig, constraints, frameworks } from './definition-schema.ts';
import {
  chosen,
  distinctNames,
  fields,
  flag,
  isObject,
  listOf,
  name,
  note,
  oneOf,
} from './schema-parts.ts';
import type { Script } from './script.ts';
import { sorterStep } from './sorter-schema.ts';
import { steps } from './step-schema.ts';

/** One script of a kind; `shape` is what it has besides the fields of every script. */
function scriptOf<const Kind extends string, Shape extends z.ZodRawShape>(
  kind: Kind,
  shape: Shape,
) {
  return fields({
    name,
    area: z.string().default(''),
    kind: z.literal(kind),
    source_test: note,
    derived: flag.optional(),
    note,
    ...shape,
  });
}

const SCRIPTS: Readonly<Record<Script['kind'], z.ZodType<Script>>> = {
  allocator: scriptOf('allocator', {
    config: allocatorConfig.prefault({}),
    agents: agents.default(new Map()),
    frameworks: frameworks.default(new Map()),
    steps,
  }),
  sorter: scriptOf('sorter', {
    config: fields({
      sorter: oneOf(['drf', 'random', 'any']).default('drf'),
      fairness_exclude: distinctNames(name, 'names of resources').default([]),
    }).prefault({}),
    steps: listOf(sorterStep, 'a list of steps'),
  }),
  resources: scriptOf('resources', { cases: listOf(resourceCase, 'a list of cases') }),
  constraints: scriptOf('constraints', {
    role_constraints: constraints.default(new Map()),
    cases: listOf(constraintCase, 'a list of cases'),
  }),
};

const KINDS: readonly string[] = Object.keys(SCRIPTS);
const BY_KIND: ReadonlyMap<string, z.ZodType<Script>> = new Map(Object.entries(SCRIPTS));

/** What a script may say, by its kind. */
export const scriptSchema: z.ZodType<Script> = chosen<Script>((value) => {
  if (!isObject(value)) return { path: [], message: 'wanted a script: {"name", "kind", …}' };
  const { kind } = value;
  const found = typeof kind === 'string' ? BY_KIND.get(kind) : undefined;
  return found ?? { path: ['kind'], message: `wanted one of ${KINDS.join(', ')}` };
});
