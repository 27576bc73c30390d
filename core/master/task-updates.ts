import type { StatusUpdate } from '../protocol/agent-api.ts';
import type { Acknowledge, Kill, Message } from '../protocol/scheduler-api.ts';
import { isTerminal } from '../protocol/task-states.ts';
import type { Books } from './books.ts';
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
  if (!framework || !books.agents[status.agentId]) return;
  const task = framework.tasks.get(status.taskId);
  if (task !== undefined && task.agent.id !== status.agentId) return;
  if (task !== undefined) {
    books.setState(task, status.state);
    books.setState(task, latestState);
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
  if (!agent?.connected || (task !== undefined && task.agent !== agent)) return;
  // An older update's acknowledgement, sent twice, must not end a task that is still reported on.
  const told = task?.uuid === uuid ? task.toldState : null;
  if (task !== undefined && told !== null && isTerminal(told)) books.forgetTask(task);
  const { id: frameworkId } = framework;
  const message = { type: 'STATUS_UPDATE_ACKNOWLEDGEMENT', frameworkId, taskId, uuid } as const;
  out.send(agent.connection, message);
}

/** KILL goes to the task's agent, now or when it comes back (part 11.4). */
export function kill(
  books: Books,
  framework: FrameworkRecord,
  { taskId }: Kill,
  out: MasterOutput,
): void {
  const task = framework.tasks.get(taskId);
  if (task === undefined) return answer(books, framework, { taskId, agentId: null }, out);
  task.killAsked = true;
  if (!task.agent.connected) return;
  out.send(task.agent.connection, { type: 'KILL_TASK', frameworkId: framework.id, taskId });
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
  const { taskId, data } = call;
  const { id: frameworkId } = framework;
  out.send(agent.connection, { type: 'FRAMEWORK_MESSAGE', frameworkId, taskId, data });
}
