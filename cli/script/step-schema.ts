import { z } from 'zod';

import type { Operation } from '../../core/resources/operations.ts';
import type { ResourceMap } from '../../core/resources/quantities.ts';
import {
  agentCapabilities,
  attributes,
  constraints,
  frameworkCapabilities,
  minimums,
  roles,
} from './definition-schema.ts';
import { EXPECTATION_NAMES, expectations } from './expectation-schema.ts';
import {
  chosen,
  count,
  fields,
  filterSeconds,
  flag,
  isObject,
  limits,
  listOf,
  name,
  note,
  oneOf,
  quantities,
  resources,
  role,
  seconds,
  topLevelRole,
  weight,
} from './schema-parts.ts';
import type { DoStep, Step } from './script.ts';

const operation: z.ZodType<Operation> = fields({
  type: oneOf(['RESERVE', 'UNRESERVE', 'CREATE', 'DESTROY', 'REMOVE']),
  resources,
});

export const operations: z.ZodType<Operation[]> = listOf(operation, 'a list of operations');

/** One `do` step: its name and its own fields. */
function doing<const Name extends string, Shape extends z.ZodRawShape>(verb: Name, shape: Shape) {
  return fields({ do: z.literal(verb), ...shape, note });
}

const agent = { agent: name };
const framework = { framework: name };
const holding = { framework: name, role, agent: name };
const usedOnAgent = { used: listOf(fields({ framework: name, role, resources }), 'a list') };

/** Absent, now; null, never. */
const fromNow = seconds.nullable();

const AGENT_STEPS = {
  add_agent: doing('add_agent', {
    ...agent,
    used: usedOnAgent.used.default([]),
    unavailability: fromNow.default(null),
  }),
  remove_agent: doing('remove_agent', agent),
  update_agent: doing('update_agent', {
    ...agent,
    resources: resources.optional(),
    capabilities: agentCapabilities.optional(),
    attributes: attributes.optional(),
  }),
  add_agent_resources: doing('add_agent_resources', {
    ...agent,
    resources,
    used: usedOnAgent.used.default([]),
  }),
  activate_agent: doing('activate_agent', agent),
  deactivate_agent: doing('deactivate_agent', agent),
  operator: doing('operator', { ...agent, operations, result: oneOf(['ok', 'fail']) }),
  whitelist: doing('whitelist', { hosts: listOf(name, 'a list of host names').nullable() }),
  unavailability: doing('unavailability', { ...agent, start_in: fromNow }),
};

const FRAMEWORK_STEPS = {
  add_framework: doing('add_framework', {
    ...framework,
    active: flag.default(true),
    suppressed_roles: roles.default([]),
    used: listOf(fields({ agent: name, role, resources }), 'a list').optional(),
  }),
  remove_framework: doing('remove_framework', framework),
  activate_framework: doing('activate_framework', framework),
  deactivate_framework: doing('deactivate_framework', framework),
  update_framework: doing('update_framework', {
    ...framework,
    roles: roles.optional(),
    capabilities: frameworkCapabilities.optional(),
    min_allocatable: minimums.optional(),
    offer_constraints: constraints.optional(),
    suppressed_roles: roles.default([]),
  }),
  suppress: doing('suppress', { ...framework, roles: roles.optional() }),
  revive: doing('revive', { ...framework, roles: roles.optional() }),
  inverse_response: doing('inverse_response', {
    ...framework,
    agent: name,
    status: oneOf(['ACCEPT', 'DECLINE']),
    filter_seconds: filterSeconds,
  }),
};

const HOLDING_STEPS = {
  decline: doing('decline', {
    ...holding,
    filter_seconds: filterSeconds,
    resources: resources.optional(),
  }),
  recover: doing('recover', { ...holding, resources: resources.optional() }),
  recover_all: doing('recover_all', {}),
  launch: doing('launch', { ...holding, resources }),
  apply: doing('apply', { ...holding, operations }),
};

function orNone(amounts: ResourceMap | null): ResourceMap {
  return amounts ?? new Map();
}

const ROLE_STEPS = {
  set_weight: doing('set_weight', { role, weight }),
  set_quota: doing('set_quota', {
    role: topLevelRole,
    guarantees: quantities.nullable().default(null).transform(orNone),
    limits: limits.nullable().default(null).transform(orNone),
  }),
  clear_quota: doing('clear_quota', { role: topLevelRole }),
};

const TIME_STEPS = {
  master_recover: doing('master_recover', { expected_agents: count }),
  coalesce: doing('coalesce', { steps: z.lazy(() => steps) }),
  advance: doing('advance', { seconds }),
};

const DO_STEPS: Readonly<Record<DoStep['do'], z.ZodType<DoStep>>> = {
  ...AGENT_STEPS,
  ...FRAMEWORK_STEPS,
  ...HOLDING_STEPS,
  ...ROLE_STEPS,
  ...TIME_STEPS,
};

/** The names of all `do` steps. */
export const DO_NAMES: readonly string[] = Object.keys(DO_STEPS);

const BY_NAME: ReadonlyMap<string, z.ZodType<DoStep>> = new Map(Object.entries(DO_STEPS));

const expectStep = fields({ expect: expectations, mark: name.optional(), note }).refine(
  ({ expect, mark }) => mark !== undefined || Object.keys(expect).length > 0,
  { path: ['expect'], error: `wanted one of ${EXPECTATION_NAMES.join(', ')}` },
);

/** One step of an allocator script. */
const anyStep: z.ZodType<Step> = chosen<Step>((value) => {
  if (!isObject(value)) return { path: [], message: 'wanted {"do": …} or {"expect": …}' };
  const { do: verb } = value;
  if (verb === undefined && 'expect' in value) return expectStep;
  const found = typeof verb === 'string' ? BY_NAME.get(verb) : undefined;
  return found ?? { path: ['do'], message: `wanted one of ${DO_NAMES.join(', ')}` };
});

export const steps: z.ZodType<Step[]> = listOf(anyStep, 'a list of steps');
