import type { JobSpec } from '../../core/schedulers/mapreduce/job.ts';
import { stageTaskUs } from '../../traces/model/task-time.ts';
import { StageKind, type Workload } from '../../traces/model/workload.ts';
import type { ResourceView } from './resource-view.ts';

/** A job of the workload as its framework is given it, in what the allocator counts. */
export function jobSpecOf(workload: Workload, view: ResourceView, job: number): JobSpec {
  const { jobs, stages } = workload;
  const first = jobs.firstStage[job];
  const count = jobs.firstStage[job + 1] - first;
  // Under a slot policy all demands are one slot: one class.
  const isSlotted = view.space !== view.real;
  const isGang = (stage: number): boolean => stages.gang?.[stage] === 1;
  return {
    job,
    submitUs: jobs.submitUs[job],
    ...(jobs.priority !== undefined && { priority: jobs.priority[job] }),
    stages: Array.from({ length: count }, (_, s) => ({
      stage: first + s,
      tasks: stages.tasks[first + s],
      demand: view.charged[stages.demand[first + s]],
      demandClass: isSlotted ? 0 : stages.demand[first + s],
      // Reduces that are a gang would hold their room before there are maps to wait for.
      slowstart: stages.kind[first + s] === StageKind.REDUCE && !isGang(first + s),
      ...(isGang(first + s) && { together: true }),
      // What a good estimate knows: the mean, and no single task's luck.
      taskUs: Math.round(stageTaskUs(workload, first + s) / stages.tasks[first + s]),
    })),
  };
}
