import type { SaidWants } from '../../core/allocation/wants.ts';
import type {
  AgentRegistered,
  AgentReregistered,
  AgentToMaster,
  CheckpointResources,
  ExecutorToFramework,
  ExitedExecutor,
  MasterToAgent,
  OperationsApplied,
  Ping,
  Pong,
  RegisterAgent,
  ReregisterAgent,
  RunTasks,
  ShutdownExecutor,
  ShutdownFramework,
  UnregisterAgent,
  UpdateAgent,
} from '../../core/protocol/agent-api.ts';
import type {
  AcknowledgeOperationStatus,
  AnswerInverseOffers,
  Call,
  ExecutorMessage,
  InverseOffers,
  Offer,
  ReconcileOperations,
  RescindInverseOffer,
  SchedulerEvent,
  Shutdown,
  UpdateFramework,
  UpdateOperationStatus,
} from '../../core/protocol/scheduler-api.ts';
import { Resources } from '../../core/resources/resources.ts';
import { writeResources } from '../../core/resources/resource-text.ts';
import { Locality, type TaskInfo, type TaskStatus } from '../../core/protocol/tasks.ts';
import { fromMilli } from '../../core/resources/quantities.ts';

/** A message of any machine as a line of a transcript. */
export function messageText(
  message: Call | SchedulerEvent | AgentToMaster | MasterToAgent,
  uuids: UuidNames,
): string {
  const { type } = message;
  switch (message.type) {
    case 'SUBSCRIBE':
      return `${type} ${message.name} in ${message.role ?? message.roles?.join(', ')}${
        message.framework === undefined ? '' : ` as framework ${message.framework}`
      }`;
    case 'SUBSCRIBED':
      return `${type} framework ${message.framework}`;
    case 'OFFERS':
      return `${type} ${message.offers.map(offerText).join(', ')}`;
    case 'RESCIND':
      return `${type} offer ${message.offerId}`;
    case 'UPDATE':
    case 'STATUS_UPDATE':
      return `${type} ${statusText(message.status, uuids)}`;
    case 'FAILURE':
      return `${type} ${executorText(message.executorId)}agent ${message.agentId}${exitText(message)}`;
    case 'ERROR':
    case 'SHUTDOWN_AGENT':
      return `${type} ${message.message}`;
    case 'ACCEPT':
      return [
        `${type} offers ${message.offers.join(', ')}: `,
        tasksText(message.launches),
        refusal(message.refuseSeconds),
      ].join('');
    case 'DECLINE':
      return `${type} offers ${message.offers.join(', ')}${refusal(message.refuseSeconds)}`;
    case 'ACKNOWLEDGE':
      return [
        `${type} task ${message.taskId} on agent ${message.agentId}`,
        uuids.name(message.uuid),
      ].join(' ');
    case 'STATUS_UPDATE_ACKNOWLEDGEMENT':
      return `${type} task ${message.taskId} ${uuids.name(message.uuid)}`;
    case 'REVIVE':
    case 'SUPPRESS':
      return message.roles === undefined ? type : `${type} ${message.roles.join(', ')}`;
    case 'TEARDOWN':
      return type;
    case 'REQUEST':
      return `${type} since ${message.waitingSinceUs / 1e6} s${wantsText(message.wants)}`;
    case 'KILL':
    case 'KILL_TASK':
      return `${type} task ${message.taskId}${graceText(message)}`;
    case 'MESSAGE':
    case 'FRAMEWORK_MESSAGE':
      if (message.toExecutor !== undefined) {
        return `${type} executor ${message.toExecutor.executorId} ${message.toExecutor.bytes}`;
      }
      return `${type} task ${message.taskId} ${message.data}`;
    case 'RECONCILE':
      return `${type} ${message.tasks.map(({ taskId }) => `task ${taskId}`).join(', ') || 'all'}`;
    default:
      return agentText(message);
  }
}

/** Executors, operations, maintenance. */
type Rare =
  | UpdateFramework
  | Shutdown
  | AnswerInverseOffers
  | InverseOffers
  | RescindInverseOffer
  | AcknowledgeOperationStatus
  | ReconcileOperations
  | UpdateOperationStatus
  | CheckpointResources
  | OperationsApplied
  | UpdateAgent
  | ShutdownExecutor
  | ExitedExecutor
  | ExecutorToFramework
  | ExecutorMessage;

function rareText(message: Rare): string {
  const { type } = message;
  switch (message.type) {
    case 'UPDATE_FRAMEWORK':
      return `${type} ${message.info.name}`;
    case 'SHUTDOWN':
    case 'SHUTDOWN_EXECUTOR':
      return `${type} executor ${message.executorId}`;
    case 'EXECUTOR_TO_FRAMEWORK':
    case 'EXECUTOR_MESSAGE':
      return `${type} executor ${message.executorId} ${message.bytes}`;
    case 'EXITED_EXECUTOR': {
      const { executorId, status } = message;
      return `${type} executor ${executorId}${status === undefined ? '' : ` with ${status}`}`;
    }
    case 'ACCEPT_INVERSE_OFFERS':
    case 'DECLINE_INVERSE_OFFERS':
      return `${type} ${message.inverseOffers.join(', ')}${refusal(message.refuseSeconds)}`;
    case 'INVERSE_OFFERS':
      return `${type} ${message.inverseOffers
        .map(({ id, agentId, unavailability }) => {
          return `${id}: agent ${agentId} from ${unavailability.startUs / 1e6} s`;
        })
        .join(', ')}`;
    case 'RESCIND_INVERSE_OFFER':
      return `${type} ${message.inverseOfferId}`;
    case 'ACKNOWLEDGE_OPERATION_STATUS':
      return `${type} operation ${message.operationId}`;
    case 'RECONCILE_OPERATIONS':
      return `${type} ${message.operations.map(({ operationId }) => operationId).join(', ') || 'all'}`;
    case 'UPDATE_OPERATION_STATUS': {
      const { operationId, state, message: why, uuid } = message.status;
      const reason = why === '' ? '' : ` (${why})`;
      return `${type} operation ${operationId} ${state}${reason}${uuid === null ? '' : ' to acknowledge'}`;
    }
    case 'CHECKPOINT_RESOURCES': {
      const { resources, rest, operations } = message;
      const waited = operations.length === 0 ? '' : ` for operations ${operations.join(', ')}`;
      return `${type} ${vectorText(resources)}${restText(rest)}${waited}`;
    }
    case 'UPDATE_AGENT':
      return `${type} agent ${message.agentId}${restText(message.revocable)}`;
    case 'OPERATIONS_APPLIED':
      return `${type} ${message.operations.join(', ')}`;
  }
}

function offerText({ id, agentId, resources, rest, unavailability }: Offer): string {
  const until = unavailability === undefined ? '' : ` until ${unavailability.startUs / 1e6} s`;
  return `${id}: agent ${agentId} ${vectorText(resources)}${restText(rest)}${until}`;
}

function executorText(executorId: number | undefined): string {
  return executorId === undefined ? '' : `executor ${executorId} on `;
}

/** What is not plain, where there is any. */
function restText(rest: Resources = Resources.EMPTY): string {
  return rest.isEmpty ? '' : ` + ${writeResources(rest)}`;
}

/** How long a task that is killed has, and what its end will be called, where that is said. */
function graceText(message: {
  readonly graceUs?: number;
  readonly gracePeriodUs?: number;
  readonly endsAs?: { readonly state: string; readonly reason: string };
}): string {
  const { graceUs, gracePeriodUs = graceUs, endsAs } = message;
  const time = gracePeriodUs === undefined ? '' : ` in ${gracePeriodUs / 1e6} s`;
  return endsAs === undefined ? time : `${time} as ${endsAs.state} (${endsAs.reason})`;
}

/** Who is where, and what runs there. */
function agentText(
  message:
    | RegisterAgent
    | ReregisterAgent
    | AgentRegistered
    | AgentReregistered
    | UnregisterAgent
    | Ping
    | Pong
    | RunTasks
    | ShutdownFramework
    | Rare,
): string {
  const { type } = message;
  switch (message.type) {
    case 'REGISTER_AGENT':
      return `${type} ${message.hostname} ${vectorText(message.resources)}`;
    case 'REREGISTER_AGENT': {
      const { agentId, tasks } = message;
      const states = tasks.map(({ info, state }) => `task ${info.taskId} ${state}`);
      return `${type} agent ${agentId} with ${states.join(', ') || 'no task'}`;
    }
    case 'AGENT_REREGISTERED': {
      const missing = message.missing.flatMap(({ tasks }) => tasks);
      const rest = missing.length === 0 ? '' : `; where is ${tasksText(missing)}`;
      return `${type} agent ${message.agentId}${rest}`;
    }
    case 'PING':
      return message.connected ? type : `${type} not connected`;
    case 'PONG':
      return type;
    case 'AGENT_REGISTERED':
    case 'UNREGISTER_AGENT':
      return `${type} agent ${message.agentId}`;
    case 'RUN_TASKS': {
      const { framework, tasks, newExecutors = [] } = message;
      const launched = newExecutors.length === 0 ? '' : `, new executor ${newExecutors.join(', ')}`;
      return `${type} of framework ${framework.id}: ${tasksText(tasks)}${launched}`;
    }
    case 'SHUTDOWN_FRAMEWORK':
      return `${type} framework ${message.frameworkId}`;
    default:
      return rareText(message);
  }
}

export function statusText(status: TaskStatus, uuids: UuidNames): string {
  const { taskId, state, source, reason, message, uuid, healthy } = status;
  const health = healthy === undefined ? null : healthy ? 'healthy' : 'not healthy';
  const why = [source.replace('SOURCE_', '').toLowerCase(), reason, health, message]
    .filter((part) => part !== null && part !== '')
    .join(', ');
  return `task ${taskId} ${state} (${why}) ${uuid === null ? 'no uuid' : uuids.name(uuid)}`;
}

/** Tasks by id; with `held`, and `in rack` or `remote` where they are not near their data. */
export function tasksText(tasks: readonly TaskInfo[]): string {
  const texts = tasks.map(({ taskId, resources, rest, held, locality }) => {
    const near = { [Locality.NODE]: '', [Locality.RACK]: ' in rack', [Locality.ANY]: ' remote' };
    return `task ${taskId} ${vectorText(resources)}${restText(rest)}${held ? ' held' : ''}${near[locality]}`;
  });
  return texts.length === 0 ? 'no task' : texts.join(', ');
}

function vectorText(resources: readonly number[]): string {
  return `<${resources.map(fromMilli).join(', ')}>`;
}

function wantsText(wants: SaidWants | undefined): string {
  return Object.entries(wants ?? {})
    .map(([want, value]) => {
      const text = Array.isArray(value) ? vectorText(value) : String(value);
      return `, ${want} ${text}`;
    })
    .join('');
}

function refusal(seconds: number): string {
  return seconds === 0 ? '' : `; refused ${seconds} s`;
}

/** Short names of uuids, by first appearance: what they are is their maker's business. */
export class UuidNames {
  private readonly names = new Map<number, string>();

  name(uuid: number): string {
    const known = this.names.get(uuid);
    if (known !== undefined) return known;
    const name = `uuid ${String.fromCodePoint(97 + this.names.size)}`;
    this.names.set(uuid, name);
    return name;
  }
}

function exitText({ status }: { readonly status?: number }): string {
  return status === undefined ? '' : `, exit ${status}`;
}
