import { expect, it } from 'vitest';
import { StageKind } from '../model/workload.ts';
import { sparkProfiles } from './spark-profiles.ts';
import type { TraceJobs } from './trace-jobs.ts';

function listOf(...demands: readonly Readonly<Record<string, number>>[]): TraceJobs {
  const stages = demands.map((demand) => ({
    ...{ kind: StageKind.MAP, tasks: 1, taskUs: 5, lastTaskUs: 5, parents: [] },
    demand: new Map(Object.entries(demand)),
  }));
  return {
    ...{ name: 'a', format: 'test', durations: { skewSigma: 0, minTaskUs: 1 } },
    jobs: [{ name: 'j', submitUs: 0, framework: 'f', stages }],
  };
}

const EXECUTORS = { executors: 3, cores: 4 };

it('makes executors that hold whole tasks, with the memory of those', () => {
  const list = listOf({ cpus: 1500, mem: 3_072_000 }, { cpus: 8000, mem: 1_024_000, gpus: 500 });
  const { profiles, of } = sparkProfiles(list, EXECUTORS);
  expect(profiles).toEqual([
    { id: 0, cpus: 1.5, cores: 4, executors: 3, slots: 2, memoryMib: 8192, gpus: 0 },
    { id: 1, cpus: 8, cores: 8, executors: 3, slots: 1, memoryMib: 1024, gpus: 0.5 },
  ]);
  expect(list.jobs[0].stages.map(of)).toEqual([0, 1]);
});

it('makes one profile of one demand, and takes a CPU where tasks ask for none', () => {
  const { profiles } = sparkProfiles(listOf({ mem: 1000 }, { mem: 1000 }), EXECUTORS);
  expect(profiles).toMatchObject([{ cpus: 1, slots: 4, memoryMib: 4 }]);
  expect(sparkProfiles(listOf({ disk: 1000 }), EXECUTORS).profiles[0].memoryMib).toBeNull();
});
