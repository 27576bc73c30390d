import { policyNamed } from '../../core/allocation/policies/index.ts';
import type { Quantities } from '../../core/resources/quantities.ts';
import { type ResourceView, resourceView } from '../world/resource-view.ts';
import type { ExperimentProblem } from './check-experiment.ts';
import type { Experiment } from './experiment.ts';

/**
 * Why a stage of a MapReduce framework whose tasks start together would never start: the whole
 * cluster has no room for it. Of Spark see `check-spark.ts`. Null when all have room.
 */
export function gangProblem(experiment: Experiment): ExperimentProblem | null {
  const { cluster, frameworks, policy, workload } = experiment;
  const { jobs, stages } = workload;
  const { gang } = stages;
  const chosen = policyNamed(policy);
  if (gang === undefined || chosen === undefined) return null;
  const view = resourceView(cluster, workload, chosen);
  const rooms = view.charged.map((demand) => roomFor(demand, view));
  const runs = workload.frameworks.map(
    (name) => (frameworks?.get(name)?.kind ?? 'mapreduce') === 'mapreduce',
  );
  for (let job = 0; job < jobs.count; job++) {
    if (!runs[jobs.framework[job]]) continue;
    for (let stage = jobs.firstStage[job]; stage < jobs.firstStage[job + 1]; stage++) {
      const room = rooms[stages.demand[stage]];
      if (gang[stage] === 0 || stages.tasks[stage] <= room) continue;
      const found = `${stages.tasks[stage]} tasks that start together`;
      return {
        field: 'cluster.agents',
        message: `job ${jobs.names[job]} has ${found}, the cluster has room for ${room}`,
      };
    }
  }
  return null;
}

/** Tasks of a demand that the empty cluster has room for. */
function roomFor(demand: Quantities, { agents }: ResourceView): number {
  return agents.reduce((sum, { total }) => {
    const rooms = demand.flatMap((amount, r) =>
      amount > 0 ? [Math.floor(total[r] / amount)] : [],
    );
    return sum + rooms.reduce((least, room) => Math.min(least, room), Number.POSITIVE_INFINITY);
  }, 0);
}
