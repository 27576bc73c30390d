import { describe, expect, it } from 'vitest';
import { HADOOP_ATTEMPTS } from '../../core/schedulers/mapreduce/attempt-limits.ts';
import { HADOOP_SPECULATION } from '../../core/schedulers/mapreduce/speculation.ts';
import { resourcesOf } from '../../test/support/plain-experiment.ts';
import { checkExperiment } from './check-experiment.ts';
import type { Experiment, RackLocalitySpec } from './experiment.ts';
import { goldenExperiment } from './golden-run.ts';
import { workloadOf } from './job-list.ts';

const GOOD = goldenExperiment();

/** A workload whose second job has one reduce that needs much. */
function demanding(resources: Readonly<Record<string, number>>): Experiment {
  const demands = [resourcesOf({ cpus: 1 }), resourcesOf(resources)];
  const jobs = [0, 1].map((demand) => ({
    submitUs: 0,
    stages: [
      { tasks: 1, taskUs: 1 },
      { kind: 1 as const, tasks: 1, demand, taskUs: 1 },
    ],
  }));
  const workload = workloadOf({ name: 'demanding', frameworks: ['ads'], demands, jobs });
  return { ...GOOD, workload, weights: new Map() };
}

function racked(rack: RackLocalitySpec): Experiment {
  const locality = { replication: 3, delayUs: 0, remoteFactor: 2, rack };
  return { ...GOOD, scheduler: { ...GOOD.scheduler, locality } };
}

const BROKEN: readonly [name: string, field: string, says: RegExp, broken: Experiment][] = [
  [
    'a workload without jobs',
    'workload',
    /has no jobs/,
    {
      ...GOOD,
      workload: workloadOf({ name: 'w', frameworks: ['ads'], demands: [], jobs: [] }),
      weights: new Map(),
    },
  ],
  [
    'no agents',
    'cluster.agents',
    /has no agents/,
    { ...GOOD, cluster: { ...GOOD.cluster, agents: [] } },
  ],
  [
    'a group of no agents',
    'cluster.agents',
    /a group has 0 agents/,
    { ...GOOD, cluster: { ...GOOD.cluster, agents: [{ ...GOOD.cluster.agents[0], count: 0 }] } },
  ],
  [
    'half a slot',
    'cluster.slotsPerAgent',
    /found 0.5 slots/,
    { ...GOOD, cluster: { ...GOOD.cluster, slotsPerAgent: 0.5 } },
  ],
  [
    'a task larger than any agent',
    'cluster.agents',
    /a reduce task of job job1 needs cpus:17, but the biggest agent has cpus:16/,
    demanding({ cpus: 17 }),
  ],
  [
    'a task that fits in each resource but on no agent',
    'cluster.agents',
    /job1 needs cpus:16;mem:17000/,
    demanding({ cpus: 16, mem: 17_000 }),
  ],
  [
    'a task that needs what no agent has',
    'cluster.agents',
    /needs cpus:1;gpus:1/,
    demanding({ cpus: 1, gpus: 1 }),
  ],
  [
    'a weight for nobody',
    'weights',
    /given for adds, but the frameworks are ads, search, mail/,
    { ...GOOD, weights: new Map([['adds', 1]]) },
  ],
  [
    'a weight of zero for a resource',
    'weights',
    /weight of ads is 0/,
    { ...GOOD, weights: new Map([['ads', new Map([['mem', 0]])]]) },
  ],
  [
    'no time between allocations',
    'master.allocationIntervalUs',
    /interval is 0 us/,
    { ...GOOD, master: { ...GOOD.master, allocationIntervalUs: 0 } },
  ],
  [
    'a negative bound of offers',
    'master.maxOffersPerFramework',
    /found -1 offers/,
    { ...GOOD, master: { ...GOOD.master, maxOffersPerFramework: -1 } },
  ],
  [
    'slowstart above 1',
    'scheduler.slowstart',
    /slowstart is 1.1/,
    { ...GOOD, scheduler: { ...GOOD.scheduler, slowstart: 1.1 } },
  ],
  [
    'an offer for no task',
    'scheduler.tasksPerOffer',
    /tasks per offer are 0, wanted 1 or more/,
    { ...GOOD, scheduler: { ...GOOD.scheduler, tasksPerOffer: 0 } },
  ],
  [
    'endless refusals',
    'scheduler.refuseSeconds',
    /refuse seconds are Infinity/,
    { ...GOOD, scheduler: { ...GOOD.scheduler, refuseSeconds: Infinity } },
  ],
  [
    'no replicas',
    'scheduler.locality',
    /replication is 0/,
    {
      ...GOOD,
      scheduler: { ...GOOD.scheduler, locality: { replication: 0, delayUs: 0, remoteFactor: 1 } },
    },
  ],
  [
    'a wait for racks of nobody knows how long',
    'scheduler.locality',
    /rack delay is NaN us/,
    racked({ delayUs: Number.NaN, factor: 1 }),
  ],
  [
    'a rack farther than everything',
    'scheduler.locality',
    /rack factor is 3, wanted 1 to 2/,
    racked({ delayUs: 0, factor: 3 }),
  ],
  [
    'no attempt at all',
    'scheduler.attempts',
    /maxAttempts is 0, wanted a whole number of 1 or more/,
    {
      ...GOOD,
      scheduler: { ...GOOD.scheduler, attempts: { ...HADOOP_ATTEMPTS, maxAttempts: 0 } },
    },
  ],
  [
    'to look for slow tasks without a pause',
    'scheduler.speculation',
    /retryAfterNoSpeculateUs is 0, wanted 1 or more/,
    {
      ...GOOD,
      scheduler: {
        ...GOOD.scheduler,
        speculation: { ...HADOOP_SPECULATION, retryAfterNoSpeculateUs: 0 },
      },
    },
  ],
  [
    'a latency below zero',
    'network',
    /latency is -1 us/,
    { ...GOOD, network: { kind: 'constant', us: -1 } },
  ],
  [
    'a p99 no lognormal has',
    'network',
    /p99 latency is 15000 us/,
    { ...GOOD, network: { kind: 'lognormal', meanUs: 1000, p99Us: 15_000 } },
  ],
  ['an end before the start', 'untilUs', /stops at 0 us/, { ...GOOD, untilUs: 0 }],
];

describe('checkExperiment', () => {
  it('has nothing against a good experiment', () => {
    expect(checkExperiment(GOOD)).toEqual([]);
    expect(checkExperiment(demanding({ cpus: 16, mem: 16_384 }))).toEqual([]);
  });

  it.each(BROKEN)('finds %s', (_name, field, says, broken) => {
    const problems = checkExperiment(broken);
    expect(problems.map((problem) => problem.field)).toEqual([field]);
    expect(problems[0].message).toMatch(says);
  });

  it('finds everything at once', () => {
    const untilUs = Number.NaN;
    const broken = { ...GOOD, untilUs, weights: new Map([['nobody', -1]]) };
    expect(checkExperiment(broken).map(({ field }) => field)).toEqual([
      ...['weights', 'weights', 'untilUs'],
    ]);
  });
});
