import { describe, expect, it } from 'vitest';

import { BUGGIFY_SITES } from '../../core/buggify.ts';
import { FAULT_NAMES } from '../faults/fault-spec.ts';
import { OPERATION_KINDS } from '../operations/operation-spec.ts';
import { experimentOf } from '../scenario/scenario-experiment.ts';
import { planScenario } from '../scenario/plan-scenario.ts';
import type { ScenarioDocument } from '../scenario/scenario-document.ts';
import { Dice } from './dice.ts';
import { USUAL_SWARM, drawnShape, swarmScenario } from './swarm.ts';

function drawn(seeds: number): ScenarioDocument[] {
  return Array.from({ length: seeds }, (_, i) => swarmScenario(String(i), drawnShape(String(i))));
}

describe('what seeds stand for', () => {
  it('can be run', () => {
    for (const document of [...drawn(60), swarmScenario('usual', USUAL_SWARM)]) {
      const { plan, problems } = planScenario(document);
      expect([document.seed, problems]).toEqual([document.seed, []]);
      expect(experimentOf(plan, new Map()).problems).toEqual([]);
    }
  });

  it('has everything in it, sooner or later', () => {
    const documents = drawn(400);
    const kinds = documents.flatMap(({ frameworks }) => frameworks.map(({ kind }) => kind));
    expect(new Set(kinds)).toEqual(
      new Set(['cron', 'mapreduce', 'service', 'spark', 'spark-fine']),
    );
    const faults = documents.flatMap(({ faults: some = [] }) =>
      typeof some === 'string' ? [] : some.flatMap((one) => ('kind' in one ? [one.kind] : [])),
    );
    expect(FAULT_NAMES.filter((kind) => !faults.includes(kind))).toEqual([]);
    const operations = documents.flatMap(({ operations: some = [] }) =>
      some.map(({ kind }) => kind),
    );
    const never = Object.keys(OPERATION_KINDS).filter(
      (kind) => !operations.some((one) => one === kind),
    );
    expect(never).toEqual([]);
    const sites = documents.flatMap(({ buggify = [] }) => buggify);
    expect(Object.keys(BUGGIFY_SITES).filter((site) => !sites.some((one) => one === site))).toEqual(
      [],
    );
  });

  it('is the same again, and large where that is wanted', () => {
    expect(swarmScenario('7')).toEqual(swarmScenario('7'));
    const [{ count }] = swarmScenario('7', { ...USUAL_SWARM, agents: 2 }).cluster.agents;
    expect(count).toBe(2);
    const sizes = new Set(Array.from({ length: 50 }, (_, i) => drawnShape(String(i)).agents));
    expect(sizes).toEqual(new Set([2, 3, 4, 5]));
  });
});

it('dice draw by name, whatever else was drawn', () => {
  const [one, other] = [new Dice('abc'), new Dice('abc')];
  other.number('something', 6);
  expect(one.number('wanted', 1000)).toBe(other.number('wanted', 1000));
  expect(one.seldom('never', Number.POSITIVE_INFINITY, [1])).toBeUndefined();
  expect(one.seldom('always', 1, ['only'])).toBe('only');
});
