import type { ClientId } from '../allocation/client-allocator.ts';
import type { ExecutorId } from '../protocol/ids.ts';
import type { LaunchGroup } from '../protocol/offer-operations.ts';
import type { ExecutorInfo, StatusReason, TaskInfo } from '../protocol/tasks.ts';
import type { Books } from './books.ts';
import { executorOf } from './executors.ts';
import type { MasterOutput } from './master-io.ts';
import {
  type LaunchPlace,
  type Pool,
  problemOfExecutor,
  problemOfTask,
  take,
} from './task-validation.ts';

/** Where the tasks and operations of one ACCEPT go, and what it has left. */
export interface AcceptWork extends LaunchPlace {
  readonly books: Books;
  readonly client: ClientId;
  readonly pool: Pool;
  launched: TaskInfo[];
  /** Executors that are the first of their id there; null for none. */
  newExecutors: ExecutorId[] | null;
}

/** LAUNCH: a bad task is an error of that task alone. */
export function launch(work: AcceptWork, tasks: readonly TaskInfo[], out: MasterOutput): void {
  for (const info of tasks) {
    const { unauthorized } = info;
    if (unauthorized !== undefined) {
      refuse(work, info, 'TASK_UNAUTHORIZED', unauthorized, out);
      continue;
    }
    const problem = problemOfTask(work, info, work.pool);
    if (problem === null) enter(work, info);
    else refuse(work, info, 'TASK_INVALID', problem, out);
  }
}

/** LAUNCH_GROUP: one bad task, and none of them is launched. */
export function launchGroup(
  work: AcceptWork,
  { executor, tasks }: LaunchGroup,
  out: MasterOutput,
): void {
  const unauthorized = tasks.find((info) => info.unauthorized !== undefined)?.unauthorized;
  const problem = unauthorized ?? problemOfGroup(work, executor, tasks);
  const reason = unauthorized === undefined ? 'TASK_GROUP_INVALID' : 'TASK_GROUP_UNAUTHORIZED';
  for (const info of tasks) {
    if (problem !== null) refuse(work, info, reason, problem, out);
    else enter(work, { ...info, executor, group: tasks[0].taskId });
  }
}

function problemOfGroup(
  work: AcceptWork,
  executor: ExecutorInfo,
  tasks: readonly TaskInfo[],
): string | null {
  if (executor.type !== 'DEFAULT') {
    return `executor ${executor.executorId} is ${executor.type}: wanted DEFAULT for a task group`;
  }
  const left: Pool = { plain: [...work.pool.plain], rest: work.pool.rest };
  const problem = problemOfExecutor(work, executor, left);
  if (problem !== null) return problem;
  if (isNew(work, executor)) take(left, executor);
  const seen = new Set<number>();
  for (const info of tasks) {
    if (seen.has(info.taskId)) return `task id ${info.taskId} is twice in the group`;
    seen.add(info.taskId);
    if (info.executor !== undefined) return `task ${info.taskId} has an executor of its own`;
    const wrong = problemOfTask(work, info, left);
    if (wrong !== null) return wrong;
    take(left, info);
  }
  return null;
}

function isNew({ agent, framework }: LaunchPlace, executor: ExecutorInfo): boolean {
  return executorOf(agent, framework, executor.executorId) === undefined;
}

/** Books a valid task, and its executor if it is the first there, against what is left. */
function enter(work: AcceptWork, said: TaskInfo): void {
  const { books, framework, agent, client, pool, role } = work;
  // Agents tell it back to a master that knows nothing of offers.
  const info = framework.roles.length > 1 || role !== framework.role ? { ...said, role } : said;
  take(pool, info);
  if (info.rest?.hasShared === true) books.allocator.share(client, agent.id, info.rest.shared());
  const { executor } = info;
  if (executor !== undefined && isNew(work, executor)) {
    take(pool, executor);
    if (executor.rest?.hasShared === true) {
      books.allocator.share(client, agent.id, executor.rest.shared());
    }
    agent.executors = [...agent.executors, { info: executor, framework, client }];
    work.newExecutors = [...(work.newExecutors ?? []), executor.executorId];
    books.observer?.executorsChanged(agent);
  }
  books.enterTask(framework, agent, info, 'TASK_STAGING', client);
  // A list that grows from nothing makes room for 17, and one task is the rule.
  if (work.launched.length === 0) work.launched = [info];
  else work.launched.push(info);
}

function refuse(
  { books, framework, agent }: AcceptWork,
  { taskId }: TaskInfo,
  reason: StatusReason,
  problem: string,
  out: MasterOutput,
): void {
  books.sendMasterStatus(framework, taskId, agent.id, 'TASK_ERROR', reason, problem, out);
}
