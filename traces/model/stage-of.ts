import type { NewStage } from './stage-list.ts';
import { isExact } from './task-time.ts';
import type { DurationModel, StageKind, Workload } from './workload.ts';

/**
 * A stage of a workload as it was added: to put it into another one.
 *
 * @param stage index in the workload
 * @param position of the stage in its job, from 0
 * @param graphs whether stages of the other workload name their parents
 */
export function stageOf(
  workload: Workload,
  stage: number,
  position: number,
  graphs: boolean,
): NewStage {
  const { stages, demands, durations } = workload;
  const { parents, recorded } = stages;
  const exact = isPlain(durations) || isExact(workload, stage);
  const times = recorded?.taskUs.subarray(recorded.firstTask[stage], recorded.firstTask[stage + 1]);
  const before = position === 0 ? [] : [position - 1];
  return {
    kind: stages.kind[stage] as StageKind,
    tasks: stages.tasks[stage],
    demand: demands[stages.demand[stage]],
    taskUs: stages.taskUs[stage],
    lastTaskUs: stages.lastTaskUs[stage],
    ...(exact && { exact }),
    ...(times !== undefined && times.length > 0 && { recordedUs: times }),
    ...(stages.gang?.[stage] === 1 && { gang: true }),
    ...(graphs && {
      parents:
        parents === undefined
          ? before
          : [
              ...parents.parent.subarray(
                parents.firstParent[stage],
                parents.firstParent[stage + 1],
              ),
            ],
    }),
  };
}

/** Neither skew nor a shortest task: the times are what they are. */
export function isPlain({ skewSigma, minTaskUs }: DurationModel): boolean {
  return skewSigma === 0 && minTaskUs <= 1;
}
