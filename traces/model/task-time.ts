import type { Workload } from './workload.ts';

/**
 * Duration of one task, integer microseconds: its stage's time (the last task has its own), times
 * a skew factor, not below the workload's shortest task.
 *
 * @param stage index of the stage in the workload
 * @param index of the task in its stage, from 0
 * @param factor how many times as long: skew of mean 1 (`lognormalFactors(durations.skewSigma, …)`),
 *   times what else makes it longer; 1 for the plain time
 */
export function taskUs(workload: Workload, stage: number, index: number, factor: number): number {
  const { stages, durations } = workload;
  const last = index === stages.tasks[stage] - 1;
  const base = last ? stages.lastTaskUs[stage] : stages.taskUs[stage];
  return Math.max(durations.minTaskUs, Math.round(base * factor));
}

/** Time of all tasks of a stage together, microseconds, without skew. */
export function stageTaskUs(workload: Workload, stage: number): number {
  const tasks = workload.stages.tasks[stage];
  return (tasks - 1) * taskUs(workload, stage, -1, 1) + taskUs(workload, stage, tasks - 1, 1);
}
