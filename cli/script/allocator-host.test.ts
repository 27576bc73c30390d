import { describe, expect, it } from 'vitest';

import { failuresOf, failuresOfSteps, smallScript } from '../../test/support/script-runs.ts';

const ADD_A = { do: 'add_agent', agent: 'a' };
const ADD_B = { do: 'add_agent', agent: 'b' };
const ADD_F = { do: 'add_framework', framework: 'f' };
const onA = { framework: 'f', role: 'web', agent: 'a' };
const OFFER = { expect: { offers: [{ ...onA, resources: 'cpus:4;mem:4096' }] } };
const NONE = { expect: { offers: [] } };
const advance = (seconds: number): object => ({ do: 'advance', seconds });
const decline = (seconds: number): object => ({ do: 'decline', ...onA, filter_seconds: seconds });
const runs = (count: number): object => ({ expect: { allocation_runs: count } });

describe('the clock', () => {
  it('runs periodic allocations at multiples of the interval, however time is cut', () => {
    expect(failuresOfSteps(advance(3), runs(3))).toEqual([]);
    expect(
      failuresOfSteps(advance(0.5), runs(0), advance(0.5), runs(1), advance(0), runs(1)),
    ).toEqual([]);
    expect(failuresOfSteps(advance(0.9), advance(0.2), runs(1), advance(0.9), runs(2))).toEqual([]);
    const slow = { config: { allocation_interval: 60 } };
    expect(
      failuresOf(smallScript([advance(59.999), runs(0), advance(60.001), runs(2)], slow)),
    ).toEqual([]);
    const quick = { config: { allocation_interval: 0.1 } };
    expect(failuresOf(smallScript([advance(1), runs(10), advance(0.25), runs(12)], quick))).toEqual(
      [],
    );
  });

  it('is at the instant of each allocation: filters end between them', () => {
    const steps = [ADD_A, ADD_F, OFFER, decline(2), advance(10), OFFER];
    expect(failuresOfSteps(...steps)).toEqual([]);
  });
});

describe('ties of filters and periodic allocations', () => {
  it('2 s at 0 with an interval of 1: filtered at 1, offered at 2', () => {
    expect(
      failuresOfSteps(ADD_A, ADD_F, OFFER, decline(2), advance(1), NONE, advance(1), OFFER),
    ).toEqual([]);
  });

  it('1 s with an interval of 60: still filtered at 60', () => {
    const steps = [ADD_A, ADD_F, OFFER, decline(1), advance(60), NONE, advance(60), OFFER];
    const slow = { config: { allocation_interval: 60 } };
    expect(failuresOf(smallScript(steps, slow))).toEqual([]);
  });

  it('1 s at 0.5 with an interval of 1: filtered at 1, offered at 2', () => {
    const steps = [
      ADD_A,
      ADD_F,
      OFFER,
      advance(0.5),
      decline(1),
      advance(0.5),
      NONE,
      advance(1),
      OFFER,
    ];
    expect(failuresOfSteps(...steps)).toEqual([]);
  });

  it('3 s at 1 with an interval of 2: filtered at 2, offered at 4', () => {
    const steps = [
      ADD_A,
      ADD_F,
      OFFER,
      advance(1),
      decline(3),
      advance(1),
      NONE,
      advance(2),
      OFFER,
    ];
    expect(failuresOf(smallScript(steps, { config: { allocation_interval: 2 } }))).toEqual([]);
  });
});

describe('settling', () => {
  it('is after each step, and after the last of coalesced ones', () => {
    const pending = [ADD_F, ADD_A, ADD_B];
    const totals = { expect: { offer_totals: { f: { agents: 2 } } } };
    expect(failuresOfSteps(...pending, totals, runs(3))).toEqual([]);
    expect(failuresOfSteps({ do: 'coalesce', steps: pending }, totals, runs(1))).toEqual([]);
  });

  it('is not before the end of the outermost coalesce; what is checked inside sees nothing', () => {
    const inner = { do: 'coalesce', steps: [ADD_A] };
    const steps = [
      ADD_F,
      runs(1),
      { do: 'coalesce', steps: [inner, NONE, runs(1)] },
      OFFER,
      runs(2),
    ];
    expect(failuresOfSteps(...steps)).toEqual([]);
  });

  it('leaves failures inside coalesce with the index of the outer step', () => {
    const steps = [ADD_F, { do: 'coalesce', steps: [ADD_A, runs(7)] }, OFFER];
    expect(failuresOfSteps(...steps)).toEqual([
      { step: 1, expected: { allocation_runs: 7 }, found: { allocation_runs: 1 } },
    ]);
  });
});

describe('a new leader', () => {
  const QUOTA = { do: 'set_quota', role: 'web', guarantees: { cpus: 1 } };

  it('waits for four in five of its agents with quota, at most 10 minutes', () => {
    const lead = [QUOTA, { do: 'master_recover', expected_agents: 2 }, ADD_F, advance(5), NONE];
    expect(failuresOfSteps(...lead, ADD_A, advance(1), OFFER)).toEqual([]);
    const many = [QUOTA, { do: 'master_recover', expected_agents: 10 }, ADD_F, ADD_A];
    expect(failuresOfSteps(...many, advance(599), NONE, advance(1), OFFER)).toEqual([]);
  });

  it('does not wait without quota, keeps weights, and has forgotten agents and frameworks', () => {
    const weight = { do: 'set_weight', role: 'batch', weight: 3 };
    const before = [weight, ADD_A, ADD_F, OFFER, runs(2)];
    const steps = [...before, { do: 'master_recover', expected_agents: 10 }, runs(2)];
    expect(
      failuresOfSteps(...steps, { expect: { known_roles: ['batch'], held: { f: { agents: 0 } } } }),
    ).toEqual([]);
    expect(failuresOfSteps(...steps, ADD_A, ADD_F, OFFER, runs(4))).toEqual([]);
  });
});

describe('chance', () => {
  const both = { frameworks: { f: { roles: ['web'] }, g: { roles: ['web'] } } };
  const steps = [
    { do: 'coalesce', steps: [ADD_F, { do: 'add_framework', framework: 'g' }, ADD_A, ADD_B] },
    {
      expect: {
        offers: [
          { ...onA, resources: 'cpus:4;mem:4096' },
          { ...onA, framework: 'g', agent: 'b', resources: 'cpus:2;mem:2048' },
        ],
      },
    },
  ];

  it('is decided by the seed and the name of the script', () => {
    const seeds = Array.from({ length: 20 }, (_, i) => String(i));
    const outcome = (seed: string): number => failuresOf(smallScript(steps, both), seed).length;
    const outcomes = seeds.map(outcome);
    expect(new Set(outcomes)).toEqual(new Set([0, 1]));
    expect(seeds.map(outcome)).toEqual(outcomes);
  });
});
