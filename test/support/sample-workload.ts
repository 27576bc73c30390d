import { StageKind, type Workload } from '../../traces/model/workload.ts';

/** A generator of the textbook kind: good enough for samples, the same everywhere. */
export function sampleStream(seed: string): () => number {
  let state = 0x811c9dc5;
  for (const character of seed) {
    state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 0) / 4294967296;
  };
}

/** A small MapReduce workload with job sizes over four decades, for tests that need any. */
export function sampleWorkload(
  jobCount: number,
  frameworks: readonly string[] = ['ads', 'search', 'mail'],
): Workload {
  const random = sampleStream('workload');
  const columns = {
    submitUs: new Float64Array(jobCount),
    framework: new Uint16Array(jobCount),
    firstStage: new Int32Array(jobCount + 1),
  };
  const stages = jobCount * 2;
  const kind = new Uint8Array(stages);
  const tasks = new Int32Array(stages);
  const demand = new Uint16Array(stages);
  const taskUs = new Float64Array(stages);
  let submitUs = 0;
  for (let job = 0; job < jobCount; job++) {
    columns.submitUs[job] = submitUs;
    columns.framework[job] = Math.floor(random() * frameworks.length);
    columns.firstStage[job] = 2 * job;
    submitUs += Math.floor(random() * 30e6);
    const decade = 10 ** Math.floor(random() * random() * 4);
    for (const stage of [2 * job, 2 * job + 1]) {
      const reduce = stage % 2 === 1;
      kind[stage] = reduce ? StageKind.REDUCE : StageKind.MAP;
      tasks[stage] = Math.max(1, Math.floor((decade * (1 + 9 * random())) / (reduce ? 10 : 1)));
      demand[stage] = reduce ? 1 : 0;
      taskUs[stage] = Math.floor((5 + 55 * random()) * 1e6);
    }
  }
  columns.firstStage[jobCount] = stages;
  return {
    name: 'sample',
    format: 'sample',
    jobs: {
      count: jobCount,
      names: Array.from({ length: jobCount }, (_, j) => `job${j}`),
      ...columns,
    },
    stages: { count: stages, kind, tasks, demand, taskUs, lastTaskUs: taskUs.slice() },
    demands: [
      new Map([
        ['cpus', 1000],
        ['mem', 2_048_000],
      ]),
      new Map([
        ['cpus', 1000],
        ['mem', 4_096_000],
      ]),
    ],
    frameworks,
    durations: { skewSigma: 0, minTaskUs: 1_000_000 },
  };
}
