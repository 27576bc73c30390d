import { describe, expect, it } from 'vitest';
import { sampleExperiment } from '../../test/support/sample-experiment.ts';
import { sampleWorkload } from '../../test/support/sample-workload.ts';
import type { Experiment, FrameworkSpec } from '../experiment/experiment.ts';
import { runExperiment } from '../experiment/run-experiment.ts';
import { FAULT_KINDS, type FaultKind, type FaultSpec } from '../faults/fault-spec.ts';
import { CHECKERS } from './index.ts';

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;

const workload = sampleWorkload(12);
const [group] = sampleExperiment().cluster.agents;
const cluster = { agents: [{ ...group, count: 5 }], slotsPerAgent: null };
const plain: Experiment = sampleExperiment({ workload, cluster });

/** Three masters, five agents, half an hour in which things go wrong, and an hour to recover. */
function faulty(kind: FaultKind): Experiment {
  const { target } = FAULT_KINDS[kind];
  const targets = [...Array(target === 'agent' ? 5 : target === 'server' ? 2 : 3).keys()];
  const spec: FrameworkSpec = {
    ...{ kind: 'mapreduce', checkpoint: true, partitionAware: true },
    failoverTimeoutUs: 60 * MINUTE,
  };
  const fault: FaultSpec = {
    ...{ kind, targets, when: { rate: { count: 1, perUs: 4 * MINUTE } }, forUs: 40 * SECOND },
    ...{ ratio: { of: 1, in: 20 }, factor: 3, byUs: 20_000 },
  };
  return {
    ...{ ...plain, faults: [fault], healAtUs: 30 * MINUTE, untilUs: 90 * MINUTE },
    masters: { count: 3, zookeeperServers: 3 },
    frameworks: new Map(workload.frameworks.map((name) => [name, spec])),
  };
}

describe('all checkers', () => {
  it('have names that tell them apart, and a sentence each', () => {
    expect(new Set(CHECKERS.map(({ name }) => name)).size).toBe(CHECKERS.length);
    for (const { says } of CHECKERS) expect(says).toMatch(/^[a-z].* .*[a-z]$/);
  });

  it.each([
    ...['drf', 'wdrf', 'hdrf', 'slots', 'static', 'fifo', 'random', 'capacity'],
    ...['tetris', 'karma', 'tsf'],
  ])('find nothing in a run without faults: %s', (policy) => {
    const experiment = { ...plain, policy };
    const result = runExperiment(experiment, { checkers: CHECKERS });
    expect(result.violation).toBeNull();
    expect(result.hash).toBe(runExperiment(experiment).hash);
  });

  it.each([
    ...(['agent-crash', 'agent-wipe', 'agent-restart', 'agent-pause', 'partition'] as const),
    ...(['message-loss', 'message-copies', 'message-disorder', 'swizzle-clog'] as const),
    ...(['master-crash', 'master-pause', 'master-partition', 'zookeeper-outage'] as const),
    ...(['scheduler-crash', 'scheduler-partition', 'clock-drift', 'task-failure'] as const),
  ])('find nothing in what machines do about %s', (kind) => {
    expect(runExperiment(faulty(kind), { checkers: CHECKERS }).violation).toBeNull();
  });
});
