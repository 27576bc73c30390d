import { describe, expect, it } from 'vitest';

import { FAULT_KINDS, problemOfFault } from '../faults/fault-spec.ts';
import { type ClusterShape, populationOf, shapeOf } from './cluster-shape.ts';
import { expandPresets } from './expand-presets.ts';
import { planScenario, presetSpecs } from './plan-scenario.ts';
import { FAULT_PRESETS, presetNamed } from './presets.ts';
import type { ScenarioDocument } from './scenario-document.ts';
import { ScenarioProblems } from './scenario-problem.ts';

function shape(agents: number, masters: number, rack?: string): ClusterShape {
  return shapeOf({
    cluster: { agents: [{ count: agents, resources: 'cpus:4', rack }] },
    masters: { count: masters, zookeeper: masters },
    frameworks: [{ name: 'a', kind: 'mapreduce', jobs: [] }],
  });
}

describe('fault presets', () => {
  const shapes = [shape(1, 1), shape(5, 3), shape(400, 7, 'r{1..8}')];

  it.each(FAULT_PRESETS.map(({ name }) => name))('%s suits clusters of every shape', (name) => {
    for (const one of shapes) {
      const problems = new ScenarioProblems();
      const specs = presetSpecs(name, one, [], problems);
      expect(problems.list).toEqual([]);
      expect(specs.length).toBeGreaterThan(0);
      for (const spec of specs) expect(problemOfFault(spec, populationOf(one))).toBeNull();
    }
  });

  it('say rightly whether they need an election', () => {
    const alone = shapeOf({
      cluster: { agents: [{ count: 4, resources: 'cpus:1' }] },
      frameworks: [{ name: 'a', kind: 'mapreduce', jobs: [] }],
    });
    for (const { name, election } of FAULT_PRESETS) {
      const problems = new ScenarioProblems();
      presetSpecs(name, alone, [], problems);
      expect([name, problems.list.length > 0]).toEqual([name, election]);
    }
  });

  it('hit every master once where they go in turn', () => {
    const crashes = presetNamed('master-failover')?.faults(shape(5, 3)) ?? [];
    expect(crashes.map(({ masters }) => masters)).toEqual([[0], [1], [2]]);
    expect(new Set(crashes.map(({ at }) => at)).size).toBe(3);
  });

  it.each([2, 3])(
    'pause and cut off each of %i masters, in the order in which they lead',
    (masters) => {
      const brains = presetNamed('split-brain')?.faults(shape(5, masters)) ?? [];
      const turns = brains.map(({ kind, masters: hit = [] }) => `${kind} ${hit.join()}`);
      expect(new Set(turns).size).toBe(2 * masters);
      expect(brains.map(({ masters: hit = [] }) => hit[0])).toEqual(
        Array.from({ length: 2 * masters }, (_, turn) => turn % masters),
      );
    },
  );

  it('take one rack of several, or a quarter of agents without', () => {
    const [racked] = presetNamed('rack-outage')?.faults(shape(8, 1, 'r{1..4}')) ?? [];
    expect(racked).toMatchObject({ rack: 'r4' });
    const [plain] = presetNamed('rack-outage')?.faults(shape(9, 1)) ?? [];
    expect(plain.agents).toEqual([0, 1, 2]);
  });

  it('churn as often in a large cluster as in a small one', () => {
    const perAgent = (agents: number): string | undefined =>
      presetNamed('agent-churn')?.faults(shape(agents, 1))[0].rate;
    expect(perAgent(1)).toBe('1 per 10m per agent');
    expect(perAgent(60)).toBe('1 per 600m per agent');
  });

  it('mean the same when they are written out', () => {
    for (const { name } of FAULT_PRESETS) {
      const document: ScenarioDocument = {
        cluster: { agents: [{ count: 6, resources: 'cpus:4', rack: 'r{1..3}' }] },
        masters: 3,
        frameworks: [{ name: 'a', kind: 'mapreduce', jobs: [{ tasks: 1, duration: '1s' }] }],
        faults: [{ kind: 'agent-crash', at: '1m', for: '1m' }, { preset: name }],
      };
      const { faults = [], ...rest } = expandPresets(document);
      expect(faults.length).toBeGreaterThan(1);
      expect(JSON.stringify(faults)).not.toContain('preset');
      const { plan, problems } = planScenario({ ...rest, faults });
      expect(problems).toEqual([]);
      expect(plan).toEqual(planScenario(document).plan);
    }
  });

  it('are lists of kinds that there are', () => {
    const kinds = FAULT_PRESETS.flatMap(({ faults }) => faults(shape(5, 3)));
    for (const { kind } of kinds) expect(FAULT_KINDS[kind].says).not.toBe('');
  });
});
