import type { AgentId } from '../protocol/ids.ts';
import type { ReconciledTask, Reconcile } from '../protocol/scheduler-api.ts';
import type { TaskState } from '../protocol/tasks.ts';
import type { Books } from './books.ts';
import type { MasterOutput } from './master-io.ts';
import type { FrameworkRecord } from './records.ts';

/** RECONCILE: of the tasks named, or of all the framework has (`mesos-semantics` part 12). */
export function reconcile(
  books: Books,
  framework: FrameworkRecord,
  call: Reconcile,
  out: MasterOutput,
): void {
  const tasks =
    call.tasks.length > 0
      ? call.tasks
      : framework.tasks.values().map(({ info }) => ({ taskId: info.taskId, agentId: null }));
  for (const task of tasks) answer(books, framework, task, out);
}

/** The answer about one task: the first rule of part 12.1 that matches. */
export function answer(
  books: Books,
  framework: FrameworkRecord,
  { taskId, agentId }: ReconciledTask,
  out: MasterOutput,
): void {
  const task = framework.tasks.get(taskId);
  const reason = 'RECONCILIATION';
  if (task !== undefined) {
    // Not a newer one that the framework has not been told: its own update will come.
    const state = task.toldState ?? task.state;
    const more = task.healthy === null ? {} : { healthy: task.healthy };
    return books.sendMasterStatus(framework, taskId, task.agent.id, state, reason, '', out, more);
  }
  if (mayComeBack(books, agentId)) {
    // Its agent may have it and tell: whatever is said now may be wrong then.
    books.marks?.sometimes('reconcile-later');
    return;
  }
  books.marks?.sometimes('reconcile-unknown');
  const [aware, message] = unknownTask(books, agentId);
  const state = framework.partitionAware ? aware : 'TASK_LOST';
  const away = agentId === null ? undefined : books.unreachable.get(agentId);
  const more = away === undefined ? {} : { unreachableUs: away.sinceUs };
  books.sendMasterStatus(framework, taskId, agentId ?? -1, state, reason, message, out, more);
}

/**
 * Whether an agent that an earlier leader admitted, or one in transition, may still come and name
 * a task or operation; without an agent, whether any of an earlier leader's may. Until it has, or
 * is given up, there is no answer.
 */
export function mayComeBack(
  { recovered, changing }: Pick<Books, 'recovered' | 'changing'>,
  agentId: AgentId | null,
): boolean {
  if (agentId === null) return recovered.size > 0;
  return recovered.has(agentId) || changing.has(agentId);
}

function unknownTask(books: Books, agentId: AgentId | null): readonly [TaskState, string] {
  if (agentId !== null) {
    if (books.agents[agentId]) return ['TASK_GONE', 'its agent does not have it'];
    if (books.unreachable.has(agentId)) return ['TASK_UNREACHABLE', 'its agent is unreachable'];
    if (books.registrar.current.gone.has(agentId))
      return ['TASK_GONE_BY_OPERATOR', 'its agent is gone'];
  }
  return ['TASK_UNKNOWN', 'unknown task'];
}
