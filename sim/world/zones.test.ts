import { describe, expect, it } from 'vitest';
import { runWithRecords } from '../../test/support/event-records.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { planScenario } from '../scenario/plan-scenario.ts';
import { experimentOf } from '../scenario/scenario-experiment.ts';

/** Four racks in two zones: agents 0 to 7, those with even numbers in z1. */
function experiment(): Experiment {
  const app = { id: '/front', instances: 8, resources: 'cpus:1;mem:512' };
  const { plan, problems } = planScenario({
    cluster: {
      agents: [{ count: 8, resources: 'cpus:4;mem:4096', rack: 'r{1..4}', zone: 'z{1..2}' }],
    },
    frameworks: [
      {
        name: 'web',
        kind: 'service',
        apps: [{ ...app, constraints: [['zone', 'GROUP_BY', '2']] }],
      },
    ],
    faults: [{ kind: 'zone-outage', zone: 'z2', at: '5m', for: '5m' }],
    until: '10m',
  });
  expect(problems).toEqual([]);
  return experimentOf(plan, new Map()).experiment as Experiment;
}

describe('zones', () => {
  const { records } = runWithRecords(experiment());
  const agentsOf = (kind: string): number[] =>
    records.filter((one) => one.kind === kind).map(({ agent }) => agent);

  it('are what services spread their instances over', () => {
    const [even, odd] = [0, 1].map(
      (zone) =>
        records.filter(({ kind, agent, timeUs }) => {
          return kind === 'CONTAINER_RUNNING' && agent % 2 === zone && timeUs < 6e7;
        }).length,
    );
    expect([even, odd]).toEqual([4, 4]);
  });

  it('go out as one, with all their racks', () => {
    expect(agentsOf('AGENT_DOWN')).toEqual([1, 3, 5, 7]);
    expect(agentsOf('CONTAINER_LOST')).toHaveLength(4);
    expect(agentsOf('CONTAINER_LOST').every((agent) => agent % 2 === 1)).toBe(true);
  });
});
