import { StageList } from './stage-list.ts';
import { stageOf } from './stage-of.ts';
import type { Workload } from './workload.ts';

/** The workload with only those jobs whose places are given, in rising order. */
export function pickJobs(workload: Workload, places: readonly number[]): Workload {
  const { jobs, stages } = workload;
  const list = new StageList();
  const firstStage = [0];
  for (const job of places) {
    const first = jobs.firstStage[job];
    for (let stage = first; stage < jobs.firstStage[job + 1]; stage++) {
      list.add(stageOf(workload, stage, stage - first, stages.parents !== undefined));
    }
    firstStage.push(list.count);
  }
  const { priority } = jobs;
  return {
    ...workload,
    jobs: {
      count: places.length,
      names: places.map((job) => jobs.names[job]),
      submitUs: Float64Array.from(places, (job) => jobs.submitUs[job]),
      framework: Uint16Array.from(places, (job) => jobs.framework[job]),
      firstStage: Int32Array.from(firstStage),
      ...(priority && { priority: Int32Array.from(places, (job) => priority[job]) }),
    },
    stages: list.columns(),
    demands: list.demands,
  };
}
