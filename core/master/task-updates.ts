import type { ExecutorToFramework, StatusUpdate } from '../protocol/agent-api.ts';
import type { Acknowledge, Kill, Message, Shutdown } from '../protocol/scheduler-api.ts';
import { isTerminal } from '../protocol/task-states.ts';
import type { Books } from './books.ts';
import { sendKill } from './draining.ts';
import { executorOf } from './executors.ts';
import type { MasterOutput } from './master-io.ts';
import { answer } from './reconciliation.ts';
import type { FrameworkRecord } from './records.ts';

/**
 * An agent's update goes to the framework (`mesos-semantics` part 11.3). One of a task that the
 * master has forgotten does too, or the agent would repeat it for ever. Those of agents that were
 * given up are dropped: the agent comes back and repeats them.
 */
export function statusUpdate(
  books: Books,
  { status, latestState }: StatusUpdate,
  out: MasterOutput,
): void {
  const framework = books.frameworks[status.frameworkId];
  if (!framework || !books.agents[status.agentId]) {
    books.marks?.sometimes('update-dropped');
    return;
  }
  const task = framework.tasks.get(status.taskId);
  if (task !== undefined && task.agent.id !== status.agentId) return;
  if (status.state !== latestState) books.marks?.sometimes('update-behind');
  if (!framework.connected) books.marks?.sometimes('update-unheard');
  if (task === undefined) books.marks?.sometimes('update-forgotten');
  else {
    books.setState(task, status.state);
    books.setState(task, latestState);
    if (status.healthy !== undefined) task.healthy = status.healthy;
    if (framework.connected) {
      task.toldState = status.state;
      task.uuid = status.uuid;
    }
  }
  books.tell(framework, { type: 'UPDATE', status }, out);
}

/** ACKNOWLEDGE goes to the agent; that of a terminal state ends the task's record. */
export function acknowledge(
  books: Books,
  framework: FrameworkRecord,
  { agentId, taskId, uuid }: Acknowledge,
  out: MasterOutput,
): void {
  const agent = books.agents[agentId];
  const task = framework.tasks.get(taskId);
  // The agent repeats what it has no acknowledgement of when it comes back.
  if (!agent?.connected || (task !== undefined && task.agent !== agent)) {
    books.marks?.sometimes('acknowledge-lost');
    return;
  }
  // An older update's acknowledgement, sent twice, must not end a task that is still reported on.
  const told = task?.uuid === uuid ? task.toldState : null;
  if (task !== undefined && told === null) books.marks?.sometimes('acknowledge-old');
  if (task !== undefined && told !== null && isTerminal(told)) books.forgetTask(task);
  const { id: frameworkId } = framework;
  const message = { type: 'STATUS_UPDATE_ACKNOWLEDGEMENT', frameworkId, taskId, uuid } as const;
  out.send(agent.connection, message);
}

/** KILL goes to the task's agent, now or when it comes back (part 11.4). */
export function kill(
  books: Books,
  framework: FrameworkRecord,
  { taskId, agentId, gracePeriodUs }: Kill,
  out: MasterOutput,
): void {
  const task = framework.tasks.get(taskId);
  if (task === undefined) {
    return answer(books, framework, { taskId, agentId: agentId ?? null }, out);
  }
  if (agentId !== undefined && agentId !== task.agent.id) return;
  task.killAsked = true;
  if (gracePeriodUs !== undefined && gracePeriodUs >= 0) task.killGraceUs = gracePeriodUs;
  sendKill(task, out);
}

/** SHUTDOWN goes to the executor's agent; its tasks end as they end. */
export function shutdownExecutor(
  books: Books,
  framework: FrameworkRecord,
  call: Shutdown,
  out: MasterOutput,
): void {
  const agent = books.agents[call.agentId];
  if (!agent?.connected) return;
  const { executorId } = call;
  if (executorOf(agent, framework, executorId) === undefined) {
    return out.reject(call, `agent ${agent.id} has no executor ${executorId}`);
  }
  const { id: frameworkId } = framework;
  out.send(agent.connection, { type: 'SHUTDOWN_EXECUTOR', frameworkId, executorId });
}

/** MESSAGE goes to the task's executor, if its agent is there: not reliable. */
export function frameworkMessage(
  books: Books,
  framework: FrameworkRecord,
  call: Message,
  out: MasterOutput,
): void {
  const agent = books.agents[call.agentId];
  if (!agent) return out.reject(call, `unknown agent ${call.agentId}`);
  if (!agent.connected) return;
  const { taskId, data, toExecutor } = call;
  const { id: frameworkId } = framework;
  const own = toExecutor === undefined ? {} : { toExecutor };
  out.send(agent.connection, { type: 'FRAMEWORK_MESSAGE', frameworkId, taskId, data, ...own });
}

/** What an executor says goes to its framework, if it is there: not reliable either. */
export function executorMessage(
  books: Books,
  { agentId, frameworkId, executorId, bytes }: ExecutorToFramework,
  out: MasterOutput,
): void {
  const framework = books.frameworks[frameworkId];
  if (!framework || !books.agents[agentId]) return;
  books.tell(framework, { type: 'EXECUTOR_MESSAGE', agentId, executorId, bytes }, out);
}
