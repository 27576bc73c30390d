import type { SaidWants } from '../../core/allocation/wants.ts';
import type {
  AgentRegistered,
  AgentReregistered,
  AgentToMaster,
  MasterToAgent,
  Ping,
  Pong,
  RegisterAgent,
  ReregisterAgent,
  RunTasks,
  ShutdownFramework,
  UnregisterAgent,
} from '../../core/protocol/agent-api.ts';
import type { Call, SchedulerEvent } from '../../core/protocol/scheduler-api.ts';
import type { TaskInfo, TaskStatus } from '../../core/protocol/tasks.ts';
import { fromMilli } from '../../core/resources/quantities.ts';

/** A message of any machine as a line of a transcript. */
export function messageText(
  message: Call | SchedulerEvent | AgentToMaster | MasterToAgent,
  uuids: UuidNames,
): string {
  const { type } = message;
  switch (message.type) {
    case 'SUBSCRIBE':
      return `${type} ${message.name} in ${message.role}${
        message.framework === undefined ? '' : ` as framework ${message.framework}`
      }`;
    case 'SUBSCRIBED':
      return `${type} framework ${message.framework}`;
    case 'OFFERS':
      return `${type} ${message.offers
        .map(({ id, agentId, resources }) => `${id}: agent ${agentId} ${vectorText(resources)}`)
        .join(', ')}`;
    case 'RESCIND':
      return `${type} offer ${message.offerId}`;
    case 'UPDATE':
    case 'STATUS_UPDATE':
      return `${type} ${statusText(message.status, uuids)}`;
    case 'FAILURE':
      return `${type} agent ${message.agentId}`;
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
    case 'TEARDOWN':
      return type;
    case 'REQUEST':
      return `${type} since ${message.waitingSinceUs / 1e6} s${wantsText(message.wants)}`;
    case 'KILL':
    case 'KILL_TASK':
      return `${type} task ${message.taskId}`;
    case 'MESSAGE':
    case 'FRAMEWORK_MESSAGE':
      return `${type} task ${message.taskId} ${message.data}`;
    case 'RECONCILE':
      return `${type} ${message.tasks.map(({ taskId }) => `task ${taskId}`).join(', ') || 'all'}`;
    default:
      return agentText(message);
  }
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
    | ShutdownFramework,
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
    case 'RUN_TASKS':
      return `${type} of framework ${message.frameworkId}: ${tasksText(message.tasks)}`;
    case 'SHUTDOWN_FRAMEWORK':
      return `${type} framework ${message.frameworkId}`;
  }
}

export function statusText(status: TaskStatus, uuids: UuidNames): string {
  const { taskId, state, source, reason, message, uuid } = status;
  const why = [source.replace('SOURCE_', '').toLowerCase(), reason, message]
    .filter((part) => part !== null && part !== '')
    .join(', ');
  return `task ${taskId} ${state} (${why}) ${uuid === null ? 'no uuid' : uuids.name(uuid)}`;
}

/** Tasks by id; with `held` and `remote` where they are. */
export function tasksText(tasks: readonly TaskInfo[]): string {
  const texts = tasks.map(({ taskId, resources, held, remote }) =>
    [`task ${taskId} ${vectorText(resources)}`, held ? ' held' : '', remote ? ' remote' : ''].join(
      '',
    ),
  );
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
