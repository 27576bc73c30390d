import type { TaskId } from '../../protocol/ids.ts';
import { Locality, type TaskInfo } from '../../protocol/tasks.ts';
import type { Quantities } from '../../resources/quantities.ts';

/** Stands for job and stage in the {@link TaskInfo} of an executor, which has no place in the work. */
export const NO_JOB = -1;

/** An executor as it is launched: a task that runs until it is killed. */
export function executorInfo(taskId: TaskId, resources: Quantities): TaskInfo {
  const nowhere = { job: NO_JOB, stage: NO_JOB, index: taskId };
  return { taskId, resources, ...nowhere, held: false, locality: Locality.NODE };
}
