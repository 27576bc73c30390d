import type { Micros } from '../machine.ts';
import type { Operation } from '../resources/operation.ts';
import type { ResourceMap } from '../resources/quantities.ts';
import type { Resources } from '../resources/resources.ts';
import type { AgentId, FrameworkId } from './ids.ts';
import type { MachineId, MaintenanceSchedule } from './maintenance.ts';

/**
 * What operators ask of the master (Mesos v1 operator API, `mesos-semantics` parts 3, 6, 8, 10
 * and 15). A call that cannot be carried out is answered with a {@link Refusal}.
 */
export type OperatorCall =
  | AgentCall
  | ResourcesCall
  | QuotaCall
  | UpdateWeights
  | MaintenanceCall
  | TeardownFramework
  | SwitchHosts;

/** In the order of their numbers in event logs: append only. */
export const OPERATOR_CALLS: readonly OperatorCall['type'][] = [
  ...(['MARK_AGENT_GONE', 'DEACTIVATE_AGENT', 'REACTIVATE_AGENT', 'DRAIN_AGENT'] as const),
  ...(['RESERVE_RESOURCES', 'UNRESERVE_RESOURCES', 'CREATE_VOLUMES', 'DESTROY_VOLUMES'] as const),
  ...(['GROW_VOLUME', 'SHRINK_VOLUME', 'UPDATE_QUOTA', 'SET_QUOTA', 'REMOVE_QUOTA'] as const),
  ...(['UPDATE_WEIGHTS', 'UPDATE_MAINTENANCE_SCHEDULE', 'START_MAINTENANCE'] as const),
  ...(['STOP_MAINTENANCE', 'TEARDOWN_FRAMEWORK', 'SWITCH_HOSTS'] as const),
];

/** Why a call is refused, and by which of HTTP's words: 400, 404 or 409. */
export interface Refusal {
  readonly fault: 'INVALID' | 'UNKNOWN' | 'CONFLICT';
  readonly reason: string;
}

/**
 * Ends a framework, whose scheduler is not asked (Mesos v1 `TEARDOWN`, which is
 * here the name of the scheduler's own call).
 */
export interface TeardownFramework {
  readonly type: 'TEARDOWN_FRAMEWORK';
  readonly frameworkId: FrameworkId;
}

/**
 * Hosts whose agents get no offers from now on, or get them again; their tasks run on. Mesos has no
 * such call: Satellite writes the whitelist file instead.
 */
export interface SwitchHosts {
  readonly type: 'SWITCH_HOSTS';
  readonly hosts: readonly string[];
  readonly on: boolean;
}

export type AgentCall = MarkAgentGone | DeactivateAgent | ReactivateAgent | DrainAgent;

/** The operator's word that an agent never returns. */
export interface MarkAgentGone {
  readonly type: 'MARK_AGENT_GONE';
  readonly agentId: AgentId;
}

/** No more offers of an agent; its tasks run on. */
export interface DeactivateAgent {
  readonly type: 'DEACTIVATE_AGENT';
  readonly agentId: AgentId;
}

/** Offers again of an agent that was deactivated or drained. */
export interface ReactivateAgent {
  readonly type: 'REACTIVATE_AGENT';
  readonly agentId: AgentId;
}

/** Deactivates an agent and kills what runs on it. */
export interface DrainAgent {
  readonly type: 'DRAIN_AGENT';
  readonly agentId: AgentId;
  /** Whether it is marked gone once it is empty. */
  readonly markGone: boolean;
  /** Bounds the time that tasks may take to end; none unless given. */
  readonly maxGraceUs?: Micros;
}

/** Operations on what of an agent no framework holds. */
export type ResourcesCall =
  | ReserveResources
  | UnreserveResources
  | VolumesCall
  | (Extract<Operation, { readonly type: 'GROW_VOLUME' | 'SHRINK_VOLUME' }> & OnAgent);

interface OnAgent {
  readonly agentId: AgentId;
  /** The operator's; null unless given. */
  readonly principal?: string;
}

export interface ReserveResources extends OnAgent {
  readonly type: 'RESERVE_RESOURCES';
  /** As they are to be: with the new reservation on top. */
  readonly resources: Resources;
  /** What they are now, where that is not just one reservation less. */
  readonly source?: Resources;
}

export interface UnreserveResources extends OnAgent {
  readonly type: 'UNRESERVE_RESOURCES';
  readonly resources: Resources;
}

export interface VolumesCall extends OnAgent {
  readonly type: 'CREATE_VOLUMES' | 'DESTROY_VOLUMES';
  readonly volumes: Resources;
}

export type QuotaCall = UpdateQuota | SetQuota | RemoveQuota;

/** A top-level role's quota; without guarantees and limits it has none. */
export interface QuotaConfig {
  readonly role: string;
  /** Thousandths by resource name. */
  readonly guarantees: ResourceMap;
  /** Names absent have no limit. */
  readonly limits: ResourceMap;
}

/** Sets the quotas of these roles, all or none. */
export interface UpdateQuota {
  readonly type: 'UPDATE_QUOTA';
  readonly configs: readonly QuotaConfig[];
  /** Without regard to what there is and what is consumed. */
  readonly force: boolean;
}

/** The older way: a guarantee that is also the limit, for a role without quota. */
export interface SetQuota {
  readonly type: 'SET_QUOTA';
  readonly role: string;
  readonly guarantee: ResourceMap;
  readonly force: boolean;
}

export interface RemoveQuota {
  readonly type: 'REMOVE_QUOTA';
  readonly role: string;
}

export interface UpdateWeights {
  readonly type: 'UPDATE_WEIGHTS';
  readonly weights: readonly { readonly role: string; readonly weight: number }[];
}

export type MaintenanceCall = UpdateMaintenanceSchedule | MachinesCall;

/** Takes the place of the whole schedule. */
export interface UpdateMaintenanceSchedule {
  readonly type: 'UPDATE_MAINTENANCE_SCHEDULE';
  readonly schedule: MaintenanceSchedule;
}

/** Machines go down, or come up again and leave the schedule. */
export interface MachinesCall {
  readonly type: 'START_MAINTENANCE' | 'STOP_MAINTENANCE';
  readonly machines: readonly MachineId[];
}
