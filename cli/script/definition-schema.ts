import type { z } from 'zod';

import type {
  AgentCapability,
  Domain,
  FrameworkCapability,
} from '../../core/allocation/agent-facts.ts';
import { type Attribute, parseAttributes } from '../../core/allocation/attributes.ts';
import {
  type OfferConstraints,
  parseOfferConstraints,
} from '../../core/allocation/offer-constraints.ts';
import type { ResourceMap } from '../../core/resources/quantities.ts';
import {
  distinctNames,
  fields,
  flag,
  interval,
  listOf,
  mapOf,
  name,
  oneOf,
  quantities,
  readBy,
  resources,
  role,
} from './schema-parts.ts';
import type { AgentDefinition, AllocatorConfig, FrameworkDefinition } from './script.ts';

const AGENT_CAPABILITIES = [
  'MULTI_ROLE',
  'HIERARCHICAL_ROLE',
  'RESERVATION_REFINEMENT',
  'RESOURCE_PROVIDER',
  'RESIZE_VOLUME',
  'AGENT_OPERATION_FEEDBACK',
  'AGENT_DRAINING',
  'TASK_RESOURCE_LIMITS',
] as const satisfies readonly AgentCapability[];

const FRAMEWORK_CAPABILITIES = [
  'REVOCABLE_RESOURCES',
  'TASK_KILLING_STATE',
  'GPU_RESOURCES',
  'SHARED_RESOURCES',
  'PARTITION_AWARE',
  'MULTI_ROLE',
  'RESERVATION_REFINEMENT',
  'REGION_AWARE',
] as const satisfies readonly FrameworkCapability[];

export const agentCapabilities: z.ZodType<AgentCapability[]> = listOf(
  oneOf(AGENT_CAPABILITIES),
  'a list of capabilities',
);

export const frameworkCapabilities: z.ZodType<FrameworkCapability[]> = listOf(
  oneOf(FRAMEWORK_CAPABILITIES),
  'a list of capabilities',
);

export const domain: z.ZodType<Domain> = fields({ region: name, zone: name });

/** Attributes of an agent as text, `rack:r1;level:10`. */
export const attributes: z.ZodType<Attribute[]> = readBy(
  (value) => parseAttributes(typeof value === 'string' ? value : JSON.stringify(value)),
  'attributes such as "rack:r1;level:10"',
);

/** Smallest offers worth making: any one of the alternatives suffices. */
export const alternatives: z.ZodType<ResourceMap[]> = listOf(
  quantities,
  'a list of quantities such as [{"cpus": 1}, {"mem": 32}]',
);

export const roles: z.ZodType<string[]> = distinctNames(role, 'roles');

/** Of a framework, by role. */
export const minimums: z.ZodType<ReadonlyMap<string, ResourceMap[]>> = mapOf(
  alternatives,
  'quantities by role',
);

/** Constraint groups by role. */
export const constraints: z.ZodType<ReadonlyMap<string, OfferConstraints>> = mapOf(
  readBy(parseOfferConstraints, 'groups of constraints'),
  'groups of constraints by role',
);

/** Mesos's `cpus:0.01|mem:32`. */
const USUAL_MINIMUMS: ResourceMap[] = [new Map([['cpus', 10]]), new Map([['mem', 32_000]])];

export const allocatorConfig: z.ZodType<AllocatorConfig> = fields({
  allocation_interval: interval.default(1),
  min_allocatable: alternatives.default(USUAL_MINIMUMS),
  fairness_exclude: distinctNames(name, 'names of resources').default([]),
  filter_gpu: flag.default(true),
  master_domain: domain.nullable().default(null),
});

const DEFAULT_AGENT_CAPABILITIES: readonly AgentCapability[] = [
  'MULTI_ROLE',
  'HIERARCHICAL_ROLE',
  'RESERVATION_REFINEMENT',
];

const agent: z.ZodType<AgentDefinition> = fields({
  resources,
  hostname: name.optional(),
  attributes: attributes.optional(),
  capabilities: agentCapabilities.optional(),
  domain: domain.nullable().optional(),
}).transform((given) => ({
  ...given,
  attributes: given.attributes ?? [],
  capabilities: given.capabilities ?? DEFAULT_AGENT_CAPABILITIES,
  domain: given.domain ?? null,
}));

export const agents: z.ZodType<ReadonlyMap<string, AgentDefinition>> = mapOf(
  agent,
  'agents by id, such as {"a1": {"resources": "cpus:4"}}',
);

const framework: z.ZodType<FrameworkDefinition> = fields({
  roles,
  capabilities: frameworkCapabilities.optional(),
  min_allocatable: minimums.optional(),
  offer_constraints: constraints.optional(),
}).transform(({ roles: given, ...rest }) => ({
  roles: given,
  capabilities: rest.capabilities ?? ['MULTI_ROLE'],
  min_allocatable: rest.min_allocatable ?? new Map(),
  offer_constraints: rest.offer_constraints ?? new Map(),
}));

export const frameworks: z.ZodType<ReadonlyMap<string, FrameworkDefinition>> = mapOf(
  framework,
  'frameworks by id, such as {"f": {"roles": ["web"]}}',
);
