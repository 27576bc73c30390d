import type { Operation } from '../resources/operation.ts';
import type { Resources } from '../resources/resources.ts';
import type { AgentId, OperationId, OperationUuid } from './ids.ts';
import type { ExecutorInfo, TaskInfo } from './tasks.ts';

/**
 * What an ACCEPT may do with the resources of its offers (Mesos v1 `Offer.Operation`,
 * `mesos-semantics` parts 7.5 and 8).
 */
export type OfferOperation = Launch | LaunchGroup | ResourceOperation | DiskOperation;

/** Tasks, each launched or refused by itself. */
export interface Launch {
  readonly type: 'LAUNCH';
  readonly tasks: readonly TaskInfo[];
}

/** Tasks that share an executor: all of them are launched or none. */
export interface LaunchGroup {
  readonly type: 'LAUNCH_GROUP';
  readonly executor: ExecutorInfo;
  readonly tasks: readonly TaskInfo[];
}

/** RESERVE to SHRINK_VOLUME; with an id the framework is told how it ends. */
export type ResourceOperation = Operation & {
  readonly id?: OperationId;
  /** Why its framework may not ask for it, where the host found that it may not. */
  readonly unauthorized?: string;
};

/** Of resource providers alone: agents have none here, so that it is always refused. */
export interface DiskOperation {
  readonly type: 'CREATE_DISK' | 'DESTROY_DISK';
  readonly id?: OperationId;
  readonly source: Resources;
}

/** Mesos v1 `OperationState`. */
export type OperationState =
  | 'OPERATION_PENDING'
  | 'OPERATION_FINISHED'
  | 'OPERATION_FAILED'
  | 'OPERATION_ERROR'
  | 'OPERATION_DROPPED'
  | 'OPERATION_UNREACHABLE'
  | 'OPERATION_GONE_BY_OPERATOR'
  | 'OPERATION_RECOVERING'
  | 'OPERATION_UNKNOWN'
  | 'OPERATION_UNSUPPORTED';

/** Mesos v1 `OperationStatus`. */
export interface OperationStatus {
  readonly operationId: OperationId;
  /** Null where the framework named none and the master knows none. */
  readonly agentId: AgentId | null;
  readonly state: OperationState;
  /** What is wrong, for people; empty when nothing is. */
  readonly message: string;
  /** Present if the update must be acknowledged: those made by the master need not. */
  readonly uuid: OperationUuid | null;
}
