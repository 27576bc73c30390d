import { describe, expect, it } from 'vitest';

import { runWithRecords } from '../../test/support/event-records.ts';
import { sampleExperiment } from '../../test/support/sample-experiment.ts';
import type { Experiment, FrameworkSpec } from '../experiment/experiment.ts';
import type { FaultSpec } from '../faults/fault-spec.ts';

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const EVERY_FIVE_MINUTES = { rate: { count: 1, perUs: 5 * MINUTE } };

const calm: Experiment = withThreeMasters(sampleExperiment());
const tasks = runWithRecords(calm).result.tasksFinished;

function withThreeMasters(experiment: Experiment): Experiment {
  const spec: FrameworkSpec = {
    ...{ kind: 'mapreduce', checkpoint: true, failoverTimeoutUs: 60 * MINUTE },
  };
  const frameworks = new Map(experiment.workload.frameworks.map((name) => [name, spec]));
  const masters = { count: 3, zookeeperServers: 3 };
  return { ...experiment, masters, frameworks, untilUs: 60 * MINUTE };
}

interface Leadership {
  readonly epoch: number;
  readonly atUs: number;
}

/** Runs it twice, and once is as the other. */
function run(faults: readonly FaultSpec[]): {
  readonly complete: boolean;
  readonly tasksFinished: number;
  readonly leaderships: readonly Leadership[];
  readonly kinds: ReadonlyMap<string, number>;
} {
  const { result, records } = runWithRecords({ ...calm, faults });
  expect(runWithRecords({ ...calm, faults }).result.hash).toBe(result.hash);
  const kinds = new Map<string, number>();
  for (const { kind } of records) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const leaderships = records
    .filter(({ kind }) => kind === 'MASTER_LEADS')
    .map(({ detail, timeUs }) => ({ epoch: detail, atUs: timeUs }));
  return { ...result, leaderships, kinds };
}

describe('three masters and a fault of theirs', () => {
  it.each([
    { kind: 'master-crash', forUs: 20 * SECOND },
    { kind: 'session-expiry', forUs: SECOND },
    { kind: 'master-pause', forUs: 30 * SECOND },
  ] as const)('lose no task and run none twice: $kind', ({ kind, forUs }) => {
    const fault: FaultSpec = { kind, targets: [0, 1, 2], when: EVERY_FIVE_MINUTES, forUs };
    const { complete, tasksFinished, leaderships, kinds } = run([fault]);
    expect(complete).toBe(true);
    expect(tasksFinished).toBe(tasks);
    expect(leaderships.length).toBeGreaterThan(1);
    expect(kinds.get('AGENT_REREGISTERED')).toBeGreaterThan(0);
    expect(kinds.get('CONTAINER_LOST')).toBeUndefined();
  });

  it('have epochs that only grow', () => {
    const fault: FaultSpec = {
      ...{ kind: 'master-pause', targets: [0, 1, 2], when: EVERY_FIVE_MINUTES },
      forUs: 30 * SECOND,
    };
    const epochs = run([fault]).leaderships.map(({ epoch }) => epoch);
    expect(epochs).toEqual(epochs.toSorted((a, b) => a - b));
    expect(new Set(epochs).size).toBe(epochs.length);
  });

  it('replace a leader that is cut off within its session timeout', () => {
    const when = { atUs: 3 * MINUTE };
    const fault: FaultSpec = {
      ...{ kind: 'master-partition', targets: [0], when, forUs: 2 * MINUTE },
    };
    const { complete, tasksFinished, leaderships } = run([fault]);
    expect(complete).toBe(true);
    expect(tasksFinished).toBe(tasks);
    expect(leaderships).toHaveLength(2);
    const awayUs = leaderships[1].atUs - 3 * MINUTE;
    expect(awayUs).toBeGreaterThan(5 * SECOND);
    expect(awayUs).toBeLessThan(15 * SECOND);
  });

  it('do without a quorum of ZooKeeper, and lead again once there is one', () => {
    const when = { atUs: 3 * MINUTE };
    const fault: FaultSpec = {
      ...{ kind: 'zookeeper-outage', targets: [0, 1], when, forUs: MINUTE },
    };
    const { complete, tasksFinished, leaderships, kinds } = run([fault]);
    expect(complete).toBe(true);
    expect(tasksFinished).toBe(tasks);
    expect(kinds.get('MASTER_ENDED')).toBeGreaterThan(0);
    expect(leaderships.at(-1)?.atUs).toBeGreaterThan(4 * MINUTE);
  });
});

describe('a scheduler', () => {
  it.each(['scheduler-crash', 'scheduler-partition', 'scheduler-disconnect'] as const)(
    'comes back to its tasks: %s',
    (kind) => {
      const fault: FaultSpec = {
        ...{ kind, targets: [0, 1, 2], when: EVERY_FIVE_MINUTES, forUs: 100 * SECOND },
      };
      const { complete, tasksFinished, kinds } = run([fault]);
      expect(complete).toBe(true);
      expect(tasksFinished).toBe(tasks);
      expect(kinds.get('SUBSCRIBED')).toBeGreaterThan(3);
      expect(kinds.get('ERROR')).toBeUndefined();
    },
  );
});

describe('messages between masters and agents', () => {
  const everybody = Array.from(
    { length: calm.cluster.agents.reduce((sum, { count }) => sum + count, 0) },
    (_, agent) => agent,
  );
  it.each([
    { kind: 'message-copies', ratio: { of: 1, in: 5 } },
    { kind: 'message-disorder', ratio: { of: 1, in: 5 } },
    { kind: 'message-loss', ratio: { of: 1, in: 200 } },
  ] as const)('may suffer, and every job ends: $kind', ({ kind, ratio }) => {
    const fault: FaultSpec = {
      ...{ kind, targets: everybody, when: { atUs: 0 }, forUs: 60 * MINUTE, ratio },
    };
    const { complete, tasksFinished } = run([fault]);
    expect(complete).toBe(true);
    expect(tasksFinished).toBeGreaterThanOrEqual(tasks);
    if (kind === 'message-copies') expect(tasksFinished).toBe(tasks);
  });

  it.each(['clog', 'swizzle-clog', 'agent-pause', 'partition-in', 'partition-out'] as const)(
    'may wait: %s',
    (kind) => {
      const fault: FaultSpec = {
        ...{ kind, targets: everybody, when: EVERY_FIVE_MINUTES, forUs: 40 * SECOND },
      };
      const { complete, tasksFinished } = run([fault]);
      expect(complete).toBe(true);
      expect(tasksFinished).toBe(tasks);
    },
  );
});
