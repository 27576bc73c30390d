import { z } from 'zod';

import { USUAL_AGENT } from '../../core/allocation/agent-facts.ts';
import { Resources } from '../../core/resources/resources.ts';
import type { ConstraintCase, ResourceCase } from './cases.ts';
import { attributes, domain } from './definition-schema.ts';
import {
  chosen,
  count,
  fields,
  flag,
  isObject,
  limits,
  listOf,
  name,
  note,
  quantities,
  resources,
  role,
  wanted,
} from './schema-parts.ts';
import { operations } from './step-schema.ts';

/** A case of an operation; `shape` is what it has besides `op` and a note. */
function caseOf<const Op extends string, Shape extends z.ZodRawShape>(op: Op, shape: Shape) {
  return fields({ op: z.literal(op), ...shape, note });
}

function argumentsOf(least: number, most: number): z.ZodType<Resources[]> {
  const what = wanted(least === most ? `a list of ${least}` : 'a list of resource lists');
  return z.array(resources, what).min(least, what).max(most, what);
}

const one = argumentsOf(1, 1);
const two = argumentsOf(2, 2);
const oneOrMore = argumentsOf(1, 1000);

/** Plain quantities stand for unreserved resources. */
const resourcesOrQuantities: z.ZodType<Resources> = chosen<Resources>((value) =>
  isObject(value) && !('name' in value)
    ? quantities.transform((map) => Resources.scalars(map))
    : resources,
);

const REPEATS_MAX = 1_000_000;

const RESOURCE_CASES: Readonly<Record<ResourceCase['op'], z.ZodType<ResourceCase>>> = {
  add: caseOf('add', { args: oneOrMore, result: resources }),
  subtract: caseOf('subtract', { args: oneOrMore, result: resources }),
  contains: caseOf('contains', { args: two, result: flag.default(true) }),
  equal: caseOf('equal', { args: two, result: flag.default(true) }),
  contains_quantities: caseOf('contains_quantities', {
    args: z.tuple([resourcesOrQuantities, quantities], wanted('resources and quantities')),
    result: flag.default(true),
  }),
  quantities: caseOf('quantities', { args: one, result: quantities }),
  reserved: caseOf('reserved', { args: one, role: role.optional(), result: resources }),
  unreserved: caseOf('unreserved', { args: one, result: resources }),
  allocatable_to: caseOf('allocatable_to', { args: one, role, result: resources }),
  shrink_to_quantities: shrinking('shrink_to_quantities'),
  shrink_to_limits: shrinking('shrink_to_limits'),
  apply: caseOf('apply', {
    args: one,
    operations,
    result: resources.optional(),
    error: z.literal(true, wanted('true')).optional(),
  })
    .refine(
      ({ result, error }) => (result === undefined) !== (error === undefined),
      wanted('a result or "error": true'),
    )
    .transform(({ result, error: _error, ...rest }) => ({ ...rest, result: result ?? null })),
  repeat_add_subtract: caseOf('repeat_add_subtract', {
    args: argumentsOf(1, 2),
    times: count.refine((times) => times <= REPEATS_MAX, wanted(`at most ${REPEATS_MAX}`)),
    result: resources.optional(),
  }).transform(({ result, ...rest }) => ({ ...rest, result: result ?? rest.args[0] })),
  parse_error: caseOf('parse_error', {
    args: z.array(z.unknown(), wanted('a list of what cannot be read')).min(1),
  }),
};

function shrinking(op: 'shrink_to_quantities' | 'shrink_to_limits'): z.ZodType<ResourceCase> {
  return caseOf(op, {
    args: one,
    // A limit of zero is one; a quantity of zero is as good as none.
    target: limits,
    result: resources.optional(),
    result_one_of: listOf(resources, 'a list of resource lists').optional(),
  })
    .refine(
      ({ result, result_one_of: several }) => (result === undefined) !== (several === undefined),
      wanted('a result or a result_one_of'),
    )
    .transform(({ result, result_one_of: several, ...rest }) => ({
      ...rest,
      result_one_of: several ?? (result === undefined ? [] : [result]),
    }));
}

export const resourceCase: z.ZodType<ResourceCase> = chosen<ResourceCase>((value) => {
  const op = isObject(value) ? value['op'] : undefined;
  const found = typeof op === 'string' ? CASES_BY_OP.get(op) : undefined;
  return found ?? { path: isObject(value) ? ['op'] : [], message: OPS_WANTED };
});

/** The names of all operations on resources. */
export const OP_NAMES: readonly string[] = Object.keys(RESOURCE_CASES);

const CASES_BY_OP: ReadonlyMap<string, z.ZodType<ResourceCase>> = new Map(
  Object.entries(RESOURCE_CASES),
);
const OPS_WANTED = `wanted a case with an op, one of ${OP_NAMES.join(', ')}`;

const exclusion: z.ZodType<ConstraintCase> = fields({
  role,
  attributes: attributes.default([]),
  hostname: name.default(''),
  domain: domain.nullable().default(null),
  excluded: flag,
  note,
}).transform(({ role: under, excluded, attributes: given, hostname, domain: place }) => ({
  role: under,
  excluded,
  agent: { ...USUAL_AGENT, attributes: given, hostname, domain: place },
}));

const validity: z.ZodType<ConstraintCase> = fields({ groups: z.unknown(), valid: flag, note });

export const constraintCase: z.ZodType<ConstraintCase> = chosen<ConstraintCase>((value) => {
  if (isObject(value) && 'groups' in value) return validity;
  if (isObject(value) && 'role' in value) return exclusion;
  return { path: [], message: 'wanted {"role", …, "excluded"} or {"groups", "valid"}' };
});
