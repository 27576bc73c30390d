import type { Workload } from './workload.ts';

/**
 * Duration of one task, integer microseconds: its recorded time if the trace has it, else its
 * stage's (the last task has its own), times a skew factor, not below the workload's shortest task.
 *
 * @param stage index of the stage in the workload
 * @param index of the task in its stage, from 0
 * @param factor how many times as long: skew of mean 1 (`lognormalFactors(durations.skewSigma, …)`,
 *   not for a stage that {@link isExact}), times what else makes it longer; 1 for the plain time
 */
export function taskUs(workload: Workload, stage: number, index: number, factor: number): number {
  const { durations } = workload;
  const us = Math.round(baseUs(workload, stage, index) * factor);
  return Math.max(isExact(workload, stage) ? 1 : durations.minTaskUs, us);
}

/** Whether a stage's times were recorded, so that no skew is drawn for them. */
export function isExact({ stages }: Workload, stage: number): boolean {
  return stages.exact !== undefined && stages.exact[stage] === 1;
}

/** Time of all tasks of a stage together, microseconds, without skew. */
export function stageTaskUs(workload: Workload, stage: number): number {
  const tasks = workload.stages.tasks[stage];
  if (!hasRecorded(workload, stage)) {
    return (tasks - 1) * taskUs(workload, stage, -1, 1) + taskUs(workload, stage, tasks - 1, 1);
  }
  let sum = 0;
  for (let index = 0; index < tasks; index++) sum += taskUs(workload, stage, index, 1);
  return sum;
}

function baseUs(workload: Workload, stage: number, index: number): number {
  const { recorded, tasks, taskUs: each, lastTaskUs } = workload.stages;
  if (recorded !== undefined && hasRecorded(workload, stage)) {
    return recorded.taskUs[recorded.firstTask[stage] + index];
  }
  return index === tasks[stage] - 1 ? lastTaskUs[stage] : each[stage];
}

/** Whether the tasks of a stage have times of their own. */
function hasRecorded({ stages: { recorded } }: Workload, stage: number): boolean {
  return recorded !== undefined && recorded.firstTask[stage] < recorded.firstTask[stage + 1];
}
