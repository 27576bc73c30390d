import type { Micros } from '../machine.ts';
import type { AgentId } from '../protocol/ids.ts';
import { isTerminal } from '../protocol/task-states.ts';
import type { StatusReason, TaskState } from '../protocol/tasks.ts';
import type { Books } from './books.ts';
import type { MasterOutput } from './master-io.ts';
import type { AgentRecord, FrameworkRecord, TaskRecord } from './records.ts';

/** What a partition-aware framework hears of its tasks, and what any other one does. */
interface Verdict {
  readonly aware: readonly [TaskState, StatusReason];
  readonly other: readonly [TaskState, StatusReason];
}

const LOST: readonly [TaskState, StatusReason] = ['TASK_LOST', 'AGENT_REMOVED'];
const REMOVED: Verdict = { aware: LOST, other: LOST };
const UNREACHABLE: Verdict = { aware: ['TASK_UNREACHABLE', 'AGENT_REMOVED'], other: LOST };
const GONE: Verdict = {
  aware: ['TASK_GONE_BY_OPERATOR', 'AGENT_REMOVED_BY_OPERATOR'],
  other: LOST,
};

/** An agent says good-bye, or another one came in its place: not remembered (part 10.6). */
export function removeAgent(books: Books, agent: AgentRecord, out: MasterOutput): void {
  takeOut(books, agent, REMOVED, out);
}

/** An agent does not answer; it may come back with its tasks (part 10.4). */
export function markUnreachable(
  books: Books,
  agent: AgentRecord,
  now: Micros,
  out: MasterOutput,
): void {
  const { hostname, mode } = agent;
  const tasks: { framework: FrameworkRecord; taskId: number }[] = [];
  for (let task = agent.firstTask; task !== null; task = task.next) {
    const { framework, info } = task;
    if (!isTerminal(task.state)) tasks.push({ framework, taskId: info.taskId });
  }
  books.unreachable.set(agent.id, { hostname, mode, sinceUs: now, tasks });
  takeOut(books, agent, UNREACHABLE, out);
}

/**
 * MARK_AGENT_GONE: an agent never returns, known or unreachable (part 10.5).
 * @returns what is wrong with the call, or null
 */
export function markGone(books: Books, agentId: AgentId, out: MasterOutput): string | null {
  if (books.gone.has(agentId)) return null;
  const agent = books.agents[agentId];
  const away = books.unreachable.get(agentId);
  if (!agent && away === undefined) return `unknown agent ${agentId}`;
  books.gone.add(agentId);
  books.unreachable.delete(agentId);
  if (agent) {
    takeOut(books, agent, GONE, out);
    const message = `agent ${agentId} was marked gone`;
    out.send(agent.connection, { type: 'SHUTDOWN_AGENT', message });
  }
  for (const { framework, taskId } of away?.tasks ?? []) {
    // The framework may have left, or used the id again elsewhere.
    if (books.frameworks[framework.id] !== framework || framework.tasks.has(taskId)) continue;
    tellVerdict(books, framework, taskId, agentId, GONE, out);
  }
  return null;
}

/** A connection broke: tasks that do not survive their agent's process are lost (part 9.6). */
export function loseUncheckpointed(books: Books, agent: AgentRecord, out: MasterOutput): void {
  const verdict: readonly [TaskState, StatusReason] = ['TASK_LOST', 'AGENT_DISCONNECTED'];
  for (const task of tasksOf(agent)) {
    if (!task.framework.checkpoint) lose(books, task, { aware: verdict, other: verdict }, out);
  }
}

/** A framework's tasks on an agent may end while the list is walked. */
export function tasksOf(agent: AgentRecord): TaskRecord[] {
  const tasks: TaskRecord[] = [];
  for (let task = agent.firstTask; task !== null; task = task.next) tasks.push(task);
  return tasks;
}

function takeOut(books: Books, agent: AgentRecord, verdict: Verdict, out: MasterOutput): void {
  books.allocator.setAgentActive(agent.id, false);
  books.rescindAll(agent, out);
  for (const task of tasksOf(agent)) lose(books, task, verdict, out);
  books.allocator.removeAgent(agent.id);
  books.agents[agent.id] = null;
  if (books.peers.get(agent.connection) === agent) books.peers.delete(agent.connection);
  for (const framework of books.frameworks) {
    if (framework) books.tell(framework, { type: 'FAILURE', agentId: agent.id }, out);
  }
}

function lose(books: Books, task: TaskRecord, verdict: Verdict, out: MasterOutput): void {
  const { framework, agent, info } = task;
  const over = isTerminal(task.state);
  books.setState(task, framework.partitionAware ? verdict.aware[0] : verdict.other[0]);
  books.forgetTask(task);
  if (!over) tellVerdict(books, framework, info.taskId, agent.id, verdict, out);
}

function tellVerdict(
  books: Books,
  framework: FrameworkRecord,
  taskId: number,
  agentId: AgentId,
  verdict: Verdict,
  out: MasterOutput,
): void {
  const [state, reason] = framework.partitionAware ? verdict.aware : verdict.other;
  books.sendMasterStatus(framework, taskId, agentId, state, reason, '', out);
}
