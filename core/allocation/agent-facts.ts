import type { Attribute } from './attributes.ts';

/** Where a machine stands: agents of other regions than the master's are not for everybody. */
export interface Domain {
  readonly region: string;
  readonly zone: string;
}

/** What an agent can do (Mesos `AgentInfo::Capability`). */
export type AgentCapability =
  | 'MULTI_ROLE'
  | 'HIERARCHICAL_ROLE'
  | 'RESERVATION_REFINEMENT'
  | 'RESOURCE_PROVIDER'
  | 'RESIZE_VOLUME'
  | 'AGENT_OPERATION_FEEDBACK'
  | 'AGENT_DRAINING'
  | 'TASK_RESOURCE_LIMITS';

/** What a framework can do (Mesos `FrameworkInfo::Capability`). */
export type FrameworkCapability =
  | 'REVOCABLE_RESOURCES'
  | 'TASK_KILLING_STATE'
  | 'GPU_RESOURCES'
  | 'SHARED_RESOURCES'
  | 'PARTITION_AWARE'
  | 'MULTI_ROLE'
  | 'RESERVATION_REFINEMENT'
  | 'REGION_AWARE';

/** What the allocator knows of an agent besides its resources. */
export interface AgentFacts {
  readonly hostname: string;
  readonly attributes: readonly Attribute[];
  readonly capabilities: readonly AgentCapability[];
  /** Null when it says nothing: such an agent is local. */
  readonly domain: Domain | null;
}

/** An agent that can do all there is, of no name. */
export const USUAL_AGENT: AgentFacts = {
  hostname: '',
  attributes: [],
  capabilities: ['MULTI_ROLE', 'HIERARCHICAL_ROLE', 'RESERVATION_REFINEMENT'],
  domain: null,
};
