import type { SparkStageSpec, TaskPreference } from '../../core/schedulers/spark/application.ts';
import type { BlockPlacement } from '../../core/schedulers/mapreduce/block-locality.ts';
import type { SparkJobSubmission } from '../../core/schedulers/spark/spark-work.ts';
import type { SparkOrder } from '../../core/schedulers/spark/task-queue.ts';
import type { Workload } from '../../traces/model/workload.ts';

/**
 * A job of the workload as a Spark driver submits it. Its stages are a graph where the workload
 * has one, else a chain; their output stays in the executors until the job is over, but for those
 * that no other stage reads. Gangs are barrier stages. Under `fair` each job is a pool of its own.
 *
 * @param placement where the input of stages without parents is; null: everywhere
 */
export function sparkJobOf(
  workload: Workload,
  job: number,
  order: SparkOrder,
  placement: BlockPlacement | null,
): SparkJobSubmission {
  const { jobs, stages } = workload;
  const first = jobs.firstStage[job];
  const numbers = Array.from({ length: jobs.firstStage[job + 1] - first }, (_, s) => first + s);
  const parents = numbers.map((stage) => parentsOf(workload, stage, first));
  const read = new Set(parents.flat());
  const specs = numbers.map((stage, s): [number, SparkStageSpec] => {
    const together = stages.gang?.[stage] === 1;
    // Whoever starts together waits for slots, not for near ones.
    const isPicky = placement !== null && parents[s].length === 0 && !together;
    const preferred = isPicky ? preferencesOf(workload, stage, placement) : null;
    const outputOnExecutors = read.has(stage);
    return [
      stage,
      { tasks: stages.tasks[stage], parents: parents[s], outputOnExecutors, together, preferred },
    ];
  });
  return {
    job,
    submitUs: jobs.submitUs[job],
    pool: order === 'fair' ? `job ${job}` : 'default',
    stages: new Map(specs),
    ownStages: true,
  };
}

/** Numbers of the stages that a stage waits for. */
function parentsOf({ stages }: Workload, stage: number, first: number): number[] {
  const { parents } = stages;
  if (parents === undefined) return stage === first ? [] : [stage - 1];
  const { firstParent, parent } = parents;
  const own = parent.subarray(firstParent[stage], firstParent[stage + 1]);
  return Array.from(own, (position) => first + position);
}

function preferencesOf(
  { stages }: Workload,
  stage: number,
  placement: BlockPlacement,
): TaskPreference[] {
  return Array.from({ length: stages.tasks[stage] }, (_, index) => ({
    executors: [],
    hosts: placement.hostsOf(stage, index),
  }));
}
