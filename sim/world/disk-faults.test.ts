import { describe, expect, it } from 'vitest';
import { PLANTED_BUGS, withBug } from '../check/planted-bugs.ts';
import { CHECKERS } from '../checkers/index.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { runExperiment } from '../experiment/run-experiment.ts';
import type { RunResult } from '../experiment/run-result.ts';
import type { FaultKind } from '../faults/fault-spec.ts';
import { planScenario } from '../scenario/plan-scenario.ts';
import { experimentOf } from '../scenario/scenario-experiment.ts';

const LOSING = ['disk-lost-writes', 'disk-torn-tail'] as const;

/** Agents whose machines stop so every two minutes, with tasks that are checkpointed. */
function run(kind: FaultKind, seed: string): RunResult {
  const jobs = [{ tasks: 20, duration: '20s', repeat: { every: '1m', times: 5 } }];
  const { plan } = planScenario({
    cluster: { agents: [{ count: 5, resources: 'cpus:4;mem:8192' }] },
    frameworks: [
      ...[{ name: 'a', kind: 'mapreduce', checkpoint: true, failoverTimeout: '1h', jobs } as const],
    ],
    faults: [{ kind, rate: '1 per 2m per agent', for: '5s' }],
    ...{ seed, heal: '8m', until: '40m' },
  });
  const { experiment } = experimentOf(plan, new Map());
  return runExperiment(experiment as Experiment, { checkers: CHECKERS });
}

describe('agents that store before they speak', () => {
  it.each(LOSING)('lose nothing that was acknowledged to %s', (kind) => {
    for (const seed of ['1', '2', '3']) {
      const { violation, complete, faults } = run(kind, seed);
      expect(violation).toBeNull();
      expect(complete).toBe(true);
      expect(faults.tasksLost).toBeGreaterThan(0);
      expect(faults.agentOutages).toBeGreaterThan(0);
    }
  });
});

describe('agents that do not wait for the disk', () => {
  const bug = PLANTED_BUGS.find(({ name }) => name === 'update-not-synced') ?? null;

  it.each(LOSING)('are found by %s', (kind) => {
    const found = withBug(bug, () => run(kind, '1').violation);
    expect(['updates-repeated', 'task-life']).toContain(found?.checker);
  });

  it('are not found by machines that lose nothing', () => {
    expect(withBug(bug, () => run('agent-crash', '1').violation)).toBeNull();
  });
});
