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

/**
 * The answer about one task: the first rule of part 12.1 that matches. Its second rule is silence
 * about agents read from the registry that are not back yet; a master without a registry has none.
 */
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
    return books.sendMasterStatus(framework, taskId, task.agent.id, state, reason, '', out);
  }
  const [aware, message] = unknownTask(books, agentId);
  const state = framework.partitionAware ? aware : 'TASK_LOST';
  books.sendMasterStatus(framework, taskId, agentId ?? -1, state, reason, message, out);
}

function unknownTask(books: Books, agentId: AgentId | null): readonly [TaskState, string] {
  if (agentId !== null) {
    if (books.agents[agentId]) return ['TASK_GONE', 'its agent does not have it'];
    if (books.unreachable.has(agentId)) return ['TASK_UNREACHABLE', 'its agent is unreachable'];
    if (books.gone.has(agentId)) return ['TASK_GONE_BY_OPERATOR', 'its agent is gone'];
  }
  return ['TASK_UNKNOWN', 'unknown task'];
}
