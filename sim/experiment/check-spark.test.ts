import { describe, expect, it } from 'vitest';
import { agentsOf, plainExperiment, resourcesOf } from '../../test/support/plain-experiment.ts';
import { checkExperiment } from './check-experiment.ts';
import type { Experiment, FrameworkSpec } from './experiment.ts';
import { workloadOf } from './job-list.ts';

/** Two agents of 4 CPUs and 8192 MiB; stages of nine tasks of <1, 1000>, or of other ones. */
function experimentOf(spec: FrameworkSpec, demands = [{ cpus: 1, mem: 1000 }]): Experiment {
  const stages = demands.map((_, demand) => ({ tasks: 9, taskUs: 1, demand }));
  const workload = workloadOf({
    name: 'w',
    frameworks: ['f'],
    demands: demands.map((demand) => resourcesOf(demand)),
    jobs: [{ submitUs: 0, stages }],
  });
  const frameworks = new Map([['f', spec]]);
  return plainExperiment(workload, [agentsOf(2, { cpus: 4, mem: 8192 })], { frameworks });
}

/** And an agent of 1 CPU and 16384 MiB. */
function withAnother(experiment: Experiment): Experiment {
  const agents = [...experiment.cluster.agents, agentsOf(1, { cpus: 1, mem: 16384 })];
  return { ...experiment, cluster: { agents, slotsPerAgent: null } };
}

function oneSlotEach(experiment: Experiment): Experiment {
  const { agents } = experiment.cluster;
  return { ...experiment, policy: 'slots', cluster: { agents, slotsPerAgent: 1 } };
}

function withGang(experiment: Experiment): Experiment {
  const { workload } = experiment;
  const stages = { ...workload.stages, gang: new Uint8Array(workload.stages.count).fill(1) };
  return { ...experiment, workload: { ...workload, stages } };
}

describe('a Spark framework', () => {
  it('that can run is no problem', () => {
    expect(checkExperiment(experimentOf({ kind: 'spark' }))).toEqual([]);
    expect(checkExperiment(experimentOf({ kind: 'spark-fine' }))).toEqual([]);
  });

  it.each<[name: string, says: string, broken: Experiment]>([
    [
      'with too large executors',
      'f: an executor of one task needs cpus:4;mem:9000, more than any agent has',
      withAnother(
        experimentOf({ kind: 'spark' }, [
          { cpus: 1, mem: 9000 },
          { cpus: 4, mem: 100 },
        ]),
      ),
    ],
    [
      'with no room beside a task',
      'f: an executor and a task beside it needs',
      oneSlotEach(experimentOf({ kind: 'spark-fine' })),
    ],
    [
      'without executors',
      'f has 0 executors, wanted a whole number from 1',
      experimentOf({ kind: 'spark', spark: { executors: 0 } }),
    ],
    [
      'with executors of nothing',
      'f has executors of 0 CPUs, wanted more than 0, in whole thousandths',
      experimentOf({ kind: 'spark', spark: { executorCpus: 0 } }),
    ],
    [
      'with a gang for which there is no room',
      'f: job job0 has 9 tasks that start together, its executors have room for 4',
      withGang(experimentOf({ kind: 'spark', spark: { executors: 1 } })),
    ],
  ])('%s is refused', (_, says, broken) => {
    expect(checkExperiment(broken)[0]?.message).toContain(says);
  });
});
