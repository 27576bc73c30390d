import { describe, expect, it, vi } from 'vitest';

import { Fence } from '../../core/election/fence.ts';
import { type SwarmPlan, SAME_AGAIN, checkSeed, violationOf } from './check-seed.ts';
import { PLANTED_BUGS, plantedBugNamed, withBug } from './planted-bugs.ts';
import { Draws } from '../random/draws.ts';
import type { ScenarioDocument } from '../scenario/scenario-document.ts';

const SCENARIO: ScenarioDocument = {
  cluster: { agents: [{ count: 1, resources: 'cpus:4;mem:8192' }] },
  frameworks: [{ name: 'f0', kind: 'mapreduce', jobs: [{ tasks: 6, duration: '32s' }] }],
  until: '10m',
};

const PLAN: SwarmPlan = { scenario: SCENARIO, traces: new Map(), bug: null };

describe('a seed of a swarm', () => {
  it('runs the scenario given at that seed', () => {
    const { document, outcome } = checkSeed(PLAN, 'abc');
    expect(document).toEqual({ ...SCENARIO, seed: 'abc' });
    expect(outcome).toMatchObject({ kind: 'passed', result: { seed: 'abc', violation: null } });
  });

  it('says what cannot be run', () => {
    const scenario = { ...SCENARIO, policy: 'dfr' };
    const { outcome, twice } = checkSeed({ ...PLAN, scenario }, '1');
    expect(outcome).toMatchObject({ kind: 'refused', problem: expect.stringContaining('"dfr"') });
    expect(twice).toBe(false);
  });

  it('runs some seeds twice and finds runs that differ', () => {
    const seeds = Array.from({ length: 100 }, (_, i) => String(i));
    const twice = seeds.filter((seed) => checkSeed(PLAN, seed).twice);
    expect(twice.length).toBeGreaterThan(0);
    expect(twice.length).toBeLessThan(15);
    const unsteady = {
      ...{ name: 'unsteady', says: 'what is drawn depends on what was drawn before' },
      plant: () => {
        let drawn = 0;
        const unit = vi.spyOn(Draws.prototype, 'unit').mockImplementation(() => {
          return (drawn++ % 97) / 97;
        });
        return () => unit.mockRestore();
      },
    };
    const { outcome } = checkSeed({ ...PLAN, bug: unsteady }, twice[0]);
    expect(outcome).toMatchObject({ kind: 'failed', violation: { checker: SAME_AGAIN } });
    const found = violationOf({ ...PLAN, bug: unsteady }, SCENARIO, SAME_AGAIN);
    expect(found?.checker).toBe(SAME_AGAIN);
    expect(violationOf(PLAN, SCENARIO, SAME_AGAIN)).toBeNull();
  });
});

describe('planted bugs', () => {
  it('are in the engine while something is done, and not after', () => {
    const bug = plantedBugNamed('epoch-not-checked');
    const obeys = (): boolean => {
      const fence = new Fence();
      fence.admits(7);
      return fence.admits(3);
    };
    expect(obeys()).toBe(false);
    expect(withBug(bug, obeys)).toBe(true);
    expect(obeys()).toBe(false);
    const failing = (): never => {
      throw new Error('on purpose');
    };
    expect(() => withBug(bug, failing)).toThrow('on purpose');
    expect(obeys()).toBe(false);
  });

  it('can be called by names of their own', () => {
    const names = PLANTED_BUGS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const bug of PLANTED_BUGS) expect(plantedBugNamed(bug.name)).toBe(bug);
    expect(plantedBugNamed('none of them')).toBeNull();
  });

  it('break what holds without them', () => {
    expect(violationOf(PLAN, SCENARIO)).toBeNull();
    const bug = plantedBugNamed('filter-never-expires');
    expect(violationOf({ ...PLAN, bug }, SCENARIO)).not.toBeNull();
  });
});
