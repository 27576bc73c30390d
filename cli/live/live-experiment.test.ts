import { describe, expect, it } from 'vitest';

import { experimentOf } from '../../sim/scenario/scenario-experiment.ts';
import type { Experiment } from '../../sim/experiment/experiment.ts';
import { runExperiment } from '../../sim/experiment/run-experiment.ts';
import { parseScenario } from '../scenario/read-scenario.ts';
import type { ClusterFacts } from './cluster-facts.ts';
import { runDifference } from './live-comparison.ts';
import { liveExperiment } from './live-experiment.ts';

const SCENARIO = `
name: two
cluster: { agents: [ { count: 2, resources: "cpus:4;mem:1024" } ] }
masters: 3
policy: drf
roles: { eng: { weight: 2, quota: { guarantees: { cpus: 1 } } } }
frameworks:
  - name: a
    role: eng
    kind: mapreduce
    jobs: [ { stages: [ { tasks: 4, duration: 10s }, { kind: reduce, tasks: 1, duration: 2s } ] } ]
  - { name: b, kind: mapreduce, jobs: [ { tasks: 4, duration: 10s } ] }
faults: [ { at: 1s, kind: agent-crash, for: 1s } ]
`;

const SAME: ClusterFacts = {
  agents: [1, 2].map(() => new Map(Object.entries({ cpus: 4000, mem: 1024_000, disk: 9000 }))),
  policy: 'drf',
  allocationIntervalUs: 1_000_000,
  weights: new Map([['eng', 2]]),
  quotas: new Set(['eng']),
};

function experiment(text: string = SCENARIO): Experiment {
  const { experiment: made } = experimentOf(parseScenario(text, 's.yaml').plan, new Map());
  if (made === null) throw new Error('the scenario cannot be run');
  return made;
}

describe('a scenario on a real cluster', () => {
  it('says what does not happen there, and leaves it out', () => {
    const { real, simulated, notes } = liveExperiment(experiment(), SAME);
    expect(notes).toEqual([
      'faults and operations of the scenario do not happen to a real cluster',
      'the masters are those of the cluster',
      'reduces begin when all maps have finished: executors take no messages',
    ]);
    expect(simulated.faults).toEqual([]);
    expect(simulated.masters).toBeUndefined();
    expect(simulated.scheduler.slowstart).toBe(1);
    const resources = new Map(Object.entries({ cpus: 4000, mem: 1024_000 }));
    expect(real.cluster.agents).toEqual([{ count: 2, resources }]);
  });

  it('says where the cluster is another one', () => {
    const facts: ClusterFacts = {
      agents: [new Map(Object.entries({ cpus: 8000, mem: 1024_000 }))],
      ...{ policy: 'fifo', allocationIntervalUs: 500_000 },
      ...{ weights: new Map(), quotas: new Set<string>() },
    };
    const { simulated, notes } = liveExperiment(experiment(), facts);
    expect(simulated.policy).toBe('fifo');
    expect(simulated.master.allocationIntervalUs).toBe(500_000);
    expect(notes).toEqual(
      expect.arrayContaining([
        'the master allocates by fifo, the scenario by drf',
        'the master allocates every 0.5 s',
        'role eng has weight 1 at the master, 2 in the scenario',
        'role eng has no quota at the master',
        'the cluster has 1 agent with cpus:8;mem:1024, the scenario 2 agents with cpus:8;mem:2048',
      ]),
    );
  });

  it('is refused where it cannot be run', () => {
    const spark = SCENARIO.replace('{ name: b, kind: mapreduce', '{ name: b, kind: spark');
    expect(() => liveExperiment(experiment(spark), SAME)).toThrow(
      '--live: found framework "b" of kind spark, wanted mapreduce, service or cron',
    );
    expect(() => liveExperiment(experiment(), { ...SAME, agents: [] })).toThrow('no active agent');
    const small = [new Map(Object.entries({ cpus: 500, mem: 100_000 }))];
    expect(() => liveExperiment(experiment(), { ...SAME, agents: small })).toThrow('fits no agent');
    expect(() => liveExperiment(experiment(), { ...SAME, policy: 'slots' })).toThrow('slots');
  });
});

describe('the difference of two runs', () => {
  const { simulated } = liveExperiment(experiment(), SAME);
  const run = runExperiment(simulated);

  it('is nothing between a run and itself', () => {
    expect(runDifference(run, run)).toMatchObject({ meanShare: 0, largestShare: 0 });
  });

  it('is that of the shares, second by second, until the later one ends', () => {
    const shares = run.series.dominantShare;
    const [first] = shares;
    const shorter = first.slice(0, -4);
    const other = { ...run, series: { ...run.series, dominantShare: [shorter, shares[1]] } };
    const lost = first.slice(-4).reduce((sum, share) => sum + share, 0) / first.length;
    const difference = runDifference(run, other);
    expect(difference.shares[0]).toBeCloseTo(lost, 12);
    expect(difference.meanShare).toBeCloseTo(lost / 2, 12);
    expect(difference.bucketSeconds).toBe(1);
  });

  it('holds wide buckets against the average of narrow ones', () => {
    const wide = run.series.dominantShare.map((all) =>
      Float64Array.from({ length: Math.ceil(all.length / 2) }, (_, k) => {
        return (all[2 * k] + (all[2 * k + 1] ?? 0)) / 2;
      }),
    );
    const series = { ...run.series, bucketSeconds: 2, dominantShare: wide };
    expect(runDifference({ ...run, series }, run).meanShare).toBeCloseTo(0, 12);
  });
});
