import type { AgentExecutor, AgentTask } from '../../core/agent/agent-io.ts';
import type { TaskState, TaskStatus } from '../../core/protocol/tasks.ts';
import { isTerminal } from '../../core/protocol/task-states.ts';
import type { ContainerExit } from '../containers/containerizer.ts';
import type { MesosTask } from '../mesos/call-schema.ts';
import { taskSchema } from '../mesos/call-schema.ts';
import type { ExecutorStatus } from '../mesos/executor-codec.ts';
import { type JsonObject, idDocument, readJsonObject } from '../mesos/json.ts';
import { carriedBy } from '../mesos/task-codec.ts';

/** What an agent's host hangs on a task of its machine; it stands in checkpoints. */
export interface TaskContainer {
  /** The containerizer's name for it. */
  readonly id: string;
  /** Absolute. */
  sandbox: string;
  pid: number | null;
  ip: string | null;
  /** How it ended, in Mesos's words; empty while it runs. */
  ending: string;
  /** When its end was found, seconds since 1970; absent before that. */
  ended?: number;
  /** By an update's number: what Mesos's `TaskStatus` says of it besides, as JSON text. */
  readonly told: { [uuid: string]: string };
  /** The states told of it, in their order, and when: seconds since 1970. */
  states?: { readonly state: TaskState; readonly timestamp: number }[];
  /** Likewise what an executor of the framework's own said, by its own name for the update. */
  said?: { [update: string]: string };
}

export function newContainer(id: string): TaskContainer {
  return { id, sandbox: '', pid: null, ip: null, ending: '', told: {} };
}

/** A task's container; null where it was never given one. */
export function containerOf({ container }: AgentTask | AgentExecutor): TaskContainer | null {
  return isTaskContainer(container) ? container : null;
}

export function isTaskContainer(value: unknown): value is TaskContainer {
  return typeof value === 'object' && value !== null && 'id' in value && 'told' in value;
}

/** @param atSeconds since 1970 */
export function noteEnd(task: AgentTask, atSeconds: number): void {
  const container = containerOf(task);
  if (container !== null) container.ended = atSeconds;
}

/** The task as its framework wrote it; null where it carries none that can be read. */
export function mesosTaskOf({ info }: AgentTask): MesosTask | null {
  const read = taskSchema.safeParse(carriedBy(info));
  return read.success ? read.data : null;
}

/** The task's id as its framework wrote it. */
export function taskName(task: AgentTask): string {
  return mesosTaskOf(task)?.task_id.value ?? String(task.info.taskId);
}

/** The id of the executor that Mesos would show: its own, or the command executor's. */
export function executorName(task: AgentTask): string {
  const said = mesosTaskOf(task);
  return said?.executor?.executor_id.value ?? taskName(task);
}

/**
 * What Mesos says of an update besides what the machine does; the same each time it is sent.
 * @param atSeconds since 1970
 */
export function statusDetail(task: AgentTask, status: TaskStatus, atSeconds: number): string {
  const container = containerOf(task);
  const known = container?.told[String(status.uuid)];
  if (known !== undefined) return known;
  const { executorUpdate } = status;
  const said = executorUpdate === undefined ? undefined : container?.said?.[executorUpdate];
  const isOver = container !== null && isTerminal(status.state);
  const ending = isOver ? container.ending : '';
  // An end may wait for what came before it to be acknowledged.
  const timestamp = (isOver ? container.ended : undefined) ?? atSeconds;
  const detail: JsonObject = {
    task_id: idDocument(taskName(task)),
    executor_id: idDocument(executorName(task)),
    timestamp,
    ...(ending === '' ? {} : { message: ending }),
    ...(container === null ? {} : { container_status: containerStatus(container) }),
    ...checkStatus(task, status),
    ...(said === undefined ? {} : readJsonObject(said)),
  };
  const text = JSON.stringify(detail);
  if (container !== null) {
    container.told[String(status.uuid)] = text;
    const entry = { state: status.state, timestamp };
    container.states = [...(container.states ?? []), entry].slice(-STATES_MAX);
  }
  return text;
}

/** Mesos v1 `CheckStatusInfo` of a task with a check: before its first answer it has none. */
function checkStatus(task: AgentTask, { check, state }: TaskStatus): JsonObject {
  if (check !== undefined) return { check_status: readJsonObject(check) };
  const type = mesosTaskOf(task)?.check?.type;
  if (type === undefined || state !== 'TASK_RUNNING') return {};
  return { check_status: { type, [type.toLowerCase()]: {} } };
}

/** States of a task that are remembered. */
const STATES_MAX = 20;

/** What of an executor's word about a task goes to its framework as it came. */
const TOLD_BY_EXECUTORS = ['message', 'data', 'labels', 'check_status', 'reason', 'timestamp'];

/** Keeps what an executor of the framework's own says with an update, for when it is sent. */
export function noteUpdate(task: AgentTask, status: ExecutorStatus): void {
  const container = containerOf(task);
  if (container === null) return;
  const told = Object.entries(status).filter(([name]) => TOLD_BY_EXECUTORS.includes(name));
  container.said = { ...container.said, [status.uuid]: JSON.stringify(Object.fromEntries(told)) };
}

/** Mesos v1 `ContainerStatus`. */
export function containerStatus({ id, pid, ip }: TaskContainer): JsonObject {
  const address = { protocol: 'IPv4', ip_address: ip ?? '127.0.0.1' };
  return {
    container_id: idDocument(id),
    network_infos: [{ ip_addresses: [address] }],
    ...(pid === null ? {} : { executor_pid: pid }),
  };
}

const SIGNALS: ReadonlyMap<string, string> = new Map([
  ['SIGKILL', 'Killed'],
  ['SIGTERM', 'Terminated'],
  ['SIGINT', 'Interrupt'],
  ['SIGSEGV', 'Segmentation fault'],
  ['SIGABRT', 'Aborted'],
]);

/** How an executor ended, for its tasks. */
export function executorEnding(exit: ContainerExit | null): string {
  if (exit === null) return 'Executor terminated';
  const { code, signal, message } = exit;
  if (signal !== null) return `Executor terminated with signal ${SIGNALS.get(signal) ?? signal}`;
  return code === null ? message : `Executor exited with status ${code}`;
}

/** How a container ended, as Mesos's command executor says it. */
export function endingOf({ code, signal, reason, oomKilled, message }: ContainerExit): string {
  if (reason === 'LAUNCH_FAILED' || reason === 'LOST' || oomKilled) return message;
  if (signal !== null) return `Command terminated with signal ${SIGNALS.get(signal) ?? signal}`;
  return code === null ? message : `Command exited with status ${code}`;
}
