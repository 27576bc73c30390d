import type { Micros } from '../machine.ts';
import type { AgentId } from '../protocol/ids.ts';
import { isTerminal } from '../protocol/task-states.ts';
import type { StatusReason, TaskState } from '../protocol/tasks.ts';
import type { OperationState } from '../protocol/offer-operations.ts';
import type { Books } from './books.ts';
import { endExecutors } from './executors.ts';
import { rescindInverseOffers } from './inverse-offers.ts';
import type { MasterOutput } from './master-io.ts';
import { loseOperations } from './operation-feedback.ts';
import type { AgentRecord, FrameworkRecord, TaskRecord } from './records.ts';
import { type AdmittedAgent, type AwayAgent, graceOf } from './registry-record.ts';

/** What a partition-aware framework hears of its tasks, and what any other one does. */
interface Verdict {
  readonly aware: readonly [TaskState, StatusReason];
  readonly other: readonly [TaskState, StatusReason];
  /** Since when the agent has been unreachable, if it is. */
  readonly unreachableUs?: Micros;
}

/** What becomes of all that was on an agent. */
interface Departure extends Verdict {
  readonly operations: OperationState;
}

const LOST: readonly [TaskState, StatusReason] = ['TASK_LOST', 'AGENT_REMOVED'];
const REMOVED: Departure = { aware: LOST, other: LOST, operations: 'OPERATION_UNKNOWN' };
const UNREACHABLE: Departure = {
  aware: ['TASK_UNREACHABLE', 'AGENT_REMOVED'],
  other: LOST,
  operations: 'OPERATION_UNREACHABLE',
};
const GONE: Departure = {
  aware: ['TASK_GONE_BY_OPERATOR', 'AGENT_REMOVED_BY_OPERATOR'],
  other: LOST,
  operations: 'OPERATION_GONE_BY_OPERATOR',
};

/**
 * An agent says good-bye: not remembered (part 10.6).
 * @param farewell it is told to end, and why, once it is in the registry no more
 */
export function removeAgent(
  books: Books,
  agent: AgentRecord,
  now: Micros,
  out: MasterOutput,
  farewell: string | null = null,
): void {
  if (books.changing.has(agent.id)) return;
  books.changing.add(agent.id);
  books.registrar.apply(
    (registry) => registry.admitted.delete(agent.id),
    (_, later) => {
      books.changing.delete(agent.id);
      if (farewell !== null) {
        later.send(agent.connection, { type: 'SHUTDOWN_AGENT', message: farewell });
      }
      dropAgent(books, agent, later);
    },
    now,
    out,
  );
}

/** An agent that is in the registry no more goes from the books as well. */
export function dropAgent(books: Books, agent: AgentRecord, out: MasterOutput): void {
  takeOut(books, agent, REMOVED, out);
}

/** An agent does not answer; it may come back with its tasks (part 10.4). */
export function markUnreachable(
  books: Books,
  agentId: AgentId,
  now: Micros,
  out: MasterOutput,
): void {
  const found = whereabouts(books, agentId);
  if (found === null || books.changing.has(agentId)) return;
  const entry: AwayAgent = { ...found, sinceUs: now };
  books.changing.add(agentId);
  books.registrar.apply(
    ({ admitted, unreachable }) => {
      admitted.delete(agentId);
      unreachable.set(agentId, entry);
    },
    (_, later) => {
      books.changing.delete(agentId);
      books.recovered.delete(agentId);
      books.marks?.sometimes('gives-up');
      const agent = books.agents[agentId];
      books.unreachable.set(agentId, { ...entry, tasks: agent ? liveTasks(agent) : [] });
      const verdict = { ...UNREACHABLE, unreachableUs: entry.sinceUs };
      if (agent) takeOut(books, agent, verdict, later);
    },
    now,
    out,
  );
}

/**
 * MARK_AGENT_GONE: an agent never returns, known or unreachable (part 10.5).
 * @returns what is wrong with the call, or null
 */
export function markGone(
  books: Books,
  agentId: AgentId,
  now: Micros,
  out: MasterOutput,
): string | null {
  if (books.registrar.current.gone.has(agentId)) return null;
  if (books.changing.has(agentId)) return `agent ${agentId} is being changed`;
  const found = whereabouts(books, agentId) ?? books.unreachable.get(agentId);
  if (found === undefined) return `unknown agent ${agentId}`;
  if (books.agents[agentId]) books.marks?.sometimes('marked-gone');
  const entry: AwayAgent = { hostname: found.hostname, mode: found.mode, sinceUs: now };
  books.changing.add(agentId);
  books.registrar.apply(
    ({ admitted, unreachable, gone }) => {
      admitted.delete(agentId);
      unreachable.delete(agentId);
      gone.set(agentId, entry);
    },
    (_, later) => {
      books.changing.delete(agentId);
      takeGone(books, agentId, later);
    },
    now,
    out,
  );
  return null;
}

/** A connection broke: tasks that do not survive their agent's process are lost (part 9.6). */
export function loseUncheckpointed(books: Books, agent: AgentRecord, out: MasterOutput): void {
  const verdict: readonly [TaskState, StatusReason] = ['TASK_LOST', 'AGENT_DISCONNECTED'];
  for (const task of tasksOf(agent)) {
    if (task.framework.checkpoint) continue;
    books.marks?.sometimes('task-unsaved');
    lose(books, task, { aware: verdict, other: verdict }, out);
  }
  endExecutors(books, agent, ({ framework }) => !framework.checkpoint);
}

/** A framework's tasks on an agent may end while the list is walked. */
export function tasksOf(agent: AgentRecord): TaskRecord[] {
  const tasks: TaskRecord[] = [];
  for (let task = agent.firstTask; task !== null; task = task.next) tasks.push(task);
  return tasks;
}

/** An agent that is admitted, back or not; null for any other. */
function whereabouts(books: Books, agentId: AgentId): AdmittedAgent | null {
  const agent = books.agents[agentId];
  if (agent) {
    const { hostname, mode, drainGraceUs } = agent;
    return { hostname, mode, ...graceOf(drainGraceUs) };
  }
  const entry = books.registrar.current.admitted.get(agentId);
  return books.recovered.has(agentId) && entry !== undefined ? entry : null;
}

function liveTasks(
  agent: AgentRecord,
): { readonly framework: FrameworkRecord; readonly taskId: number }[] {
  return tasksOf(agent)
    .filter(({ state }) => !isTerminal(state))
    .map(({ framework, info }) => ({ framework, taskId: info.taskId }));
}

function takeGone(books: Books, agentId: AgentId, out: MasterOutput): void {
  const agent = books.agents[agentId];
  const away = books.unreachable.get(agentId);
  books.unreachable.delete(agentId);
  books.recovered.delete(agentId);
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
}

function takeOut(books: Books, agent: AgentRecord, verdict: Departure, out: MasterOutput): void {
  books.allocator.setAgentActive(agent.id, false);
  books.rescindAll(agent, out);
  for (const task of tasksOf(agent)) lose(books, task, verdict, out);
  endExecutors(books, agent, () => true);
  loseOperations(books, agent.id, verdict.operations, out);
  rescindInverseOffers(books, agent.id, out);
  books.inverse.forgetAgent(agent.id);
  books.allocator.removeAgent(agent.id);
  books.agents[agent.id] = null;
  books.observer?.agentLeft(agent);
  if (books.peers.get(agent.connection) === agent) books.peers.delete(agent.connection);
  for (const framework of books.frameworks) {
    if (framework) books.tell(framework, { type: 'FAILURE', agentId: agent.id }, out);
  }
}

function lose(books: Books, task: TaskRecord, verdict: Verdict, out: MasterOutput): void {
  if (isTerminal(task.state)) return tellEnd(books, task, verdict.other[1], out);
  const { framework, agent, info } = task;
  books.setState(task, framework.partitionAware ? verdict.aware[0] : verdict.other[0]);
  books.forgetTask(task);
  tellVerdict(books, framework, info.taskId, agent.id, verdict, out);
}

/**
 * A task is over, its framework has not said that it knows, and its agent will not repeat it any
 * more: the master says what it knows.
 */
export function tellEnd(
  books: Books,
  task: TaskRecord,
  reason: StatusReason,
  out: MasterOutput,
): void {
  const { framework, agent, info, state } = task;
  books.forgetTask(task);
  books.sendMasterStatus(framework, info.taskId, agent.id, state, reason, '', out);
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
  const { unreachableUs } = verdict;
  const more = unreachableUs === undefined ? {} : { unreachableUs };
  books.sendMasterStatus(framework, taskId, agentId, state, reason, '', out, more);
}
