import { describe, expect, it } from 'vitest';
import { type EventRecord, runWithRecords } from '../../test/support/event-records.ts';
import { CHECKERS } from '../checkers/index.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { runExperiment } from '../experiment/run-experiment.ts';
import type { RunResult } from '../experiment/run-result.ts';
import { planScenario } from '../scenario/plan-scenario.ts';
import type { FaultDocument, FrameworkDocument } from '../scenario/scenario-document.ts';
import { experimentOf } from '../scenario/scenario-experiment.ts';

type Kind = 'spark' | 'spark-fine';

/** Four agents of eight CPUs, or others. */
function clusterOf(
  frameworks: readonly FrameworkDocument[],
  faults: readonly FaultDocument[] = [],
  agents = [{ count: 4, resources: 'cpus:8;mem:16384' }],
): Experiment {
  const { plan, problems } = planScenario({ cluster: { agents }, frameworks, faults });
  expect(problems).toEqual([]);
  const { experiment } = experimentOf(plan, new Map());
  if (experiment === null) throw new Error('the scenario cannot be run');
  return experiment;
}

/** Two stages side by side, of 20 s and 10 s; one of 5 s after the first, one of 7 s after all. */
const DIAMOND: FrameworkDocument = {
  name: 'diamond',
  kind: 'spark',
  failoverTimeout: '1h',
  jobs: [
    {
      stages: [
        { tasks: 4, duration: '20s' },
        { tasks: 4, duration: '10s', after: [] },
        { tasks: 2, duration: '5s', after: [0] },
        { tasks: 1, duration: '7s', after: [1, 2] },
      ],
    },
  ],
};

const endOf = (run: RunResult): number => run.makespanSeconds;

function counts(records: readonly EventRecord[], kind: string): number {
  return records.filter((record) => record.kind === kind).length;
}

describe.each<Kind>(['spark', 'spark-fine'])('an application of kind %s', (kind) => {
  const alone = clusterOf([{ ...DIAMOND, kind }]);

  it('with the cluster to itself takes as long as its critical path', () => {
    const run = runExperiment(alone, { checkers: CHECKERS });
    expect(run.violation).toBeNull();
    expect([run.complete, run.tasksFinished]).toEqual([true, 11]);
    // 32 s, and some seconds until executors are asked for, and tasks offered agents.
    expect(endOf(run)).toBeGreaterThan(32);
    expect(endOf(run)).toBeLessThan(32 + (kind === 'spark' ? 6 : 4));
    const [{ spark }] = run.frameworks;
    expect(spark).toMatchObject({ executorsLost: 0, stagesFinished: 4 });
    expect(spark?.executors).toBeGreaterThan(0);
    expect(spark?.mostExecutors).toBeLessThanOrEqual(spark?.executors ?? 0);
  });

  it('is the same run again', () => {
    const twice = [runExperiment(alone), runExperiment(alone)];
    expect(twice[0].hash).toBe(twice[1].hash);
  });

  it('shares the cluster by dominant resource fairness, executors by executors', () => {
    const jobs = [{ tasks: 2000, duration: '10s' }];
    const both = clusterOf(
      ['a', 'b'].map((name) => ({ name, kind, jobs })),
      [],
      [{ count: 15, resources: 'cpus:4;mem:8192' }],
    );
    // Both want all from the start; what coarse executors hold they keep.
    const spec = { kind, spark: { executors: 15 } };
    const frameworks = new Map(['a', 'b'].map((name) => [name, spec]));
    const weights = new Map([['a', 2]]);
    const run = runExperiment({ ...both, frameworks, weights, untilUs: 300_000_000 });
    const [a, b] = run.frameworks.map(({ meanDominantShare }) => meanDominantShare);
    expect(a + b).toBeGreaterThan(0.85);
    expect(Math.abs(a - 2 * b)).toBeLessThan(1 / 15);
  });
});

describe('executors', () => {
  it('hold what they hold whether they work or not, and are given back when idle for a minute', () => {
    const early = { at: '0s', tasks: 8, duration: '10s' };
    const late = { at: '300s', tasks: 1, duration: '10s' };
    const experiment = clusterOf([{ name: 'a', kind: 'spark', jobs: [early, late] }]);
    const run = runExperiment(experiment);
    // Of 32 CPUs: two executors for about 75 s, one for 10 s.
    const cpuSeconds = run.cluster.utilization[0] * 32 * endOf(run);
    expect(cpuSeconds).toBeGreaterThan(2 * 4 * 70);
    expect(cpuSeconds).toBeLessThan(2 * 4 * 80 + 4 * 12);
  });

  it('of a fixed number are there from the first job to the last', () => {
    const jobs = [{ tasks: 8, duration: '10s' }];
    const static1: Experiment = clusterOf([{ name: 'a', kind: 'spark', jobs }]);
    const frameworks = new Map([['a', { kind: 'spark' as const, spark: { executors: 1 } }]]);
    const run = runExperiment({ ...static1, frameworks });
    expect(Math.floor(endOf(run))).toBe(20);
  });

  it('that stop take their running tasks and the output of those that ended', () => {
    const crash: FaultDocument = { kind: 'agent-crash', at: '24s', for: '60s' };
    const { result, records } = runWithRecords(
      clusterOf([DIAMOND], [{ ...crash, agents: [0, 1, 2, 3] }]),
    );
    expect(result.complete).toBe(true);
    expect(result.faults.tasksLost).toBeGreaterThan(0);
    // Everything that had run runs again: 8 tasks and more.
    expect(counts(records, 'EXECUTOR_TASK_RUNNING')).toBeGreaterThanOrEqual(11 + 8);
  });

  it('that are cut off from their driver for long are given up', () => {
    const cut = (seconds: number): FaultDocument[] => [
      { kind: 'partition', at: '10s', for: `${seconds}s`, agents: [0, 1, 2, 3] },
    ];
    const long = { ...DIAMOND, jobs: [{ tasks: 8, duration: '30s' }], partitionAware: true };
    // The master gives agents up after 75 s; the driver had waited for what executors say.
    const short = runWithRecords(clusterOf([long], cut(60)));
    expect(counts(short.records, 'EXECUTOR_TASK_RUNNING')).toBe(8);
    expect(endOf(short.result)).toBeGreaterThan(69);
    const lost = runWithRecords(clusterOf([long], cut(300)));
    expect(counts(lost.records, 'EXECUTOR_TASK_RUNNING')).toBeGreaterThan(8);
    expect(lost.result.complete).toBe(true);
  });
});
