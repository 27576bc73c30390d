import { describe, expect, it } from 'vitest';
import { policyNamed } from '../../core/allocation/policies/index.ts';
import type { Policy } from '../../core/allocation/policy.ts';
import { agentsOf, resourcesOf } from '../../test/support/plain-experiment.ts';
import { workloadOf } from '../experiment/job-list.ts';
import { type ResourceView, dominantShare, resourceView } from './resource-view.ts';

const DEMANDS = [resourcesOf({ cpus: 1, mem: 500 }), resourcesOf({ cpus: 2, mem: 2000 })];

function view(policy: string, slotsPerAgent: number | null = null): ResourceView {
  const workload = workloadOf({ name: 'w', frameworks: ['f'], demands: DEMANDS, jobs: [] });
  const agents = [
    agentsOf(2, { cpus: 8, mem: 6000 }),
    agentsOf(1, { cpus: 16, mem: 32_000, gpus: 2 }),
  ];
  return resourceView({ agents, slotsPerAgent }, workload, policyNamed(policy) as Policy);
}

describe('resourceView of a policy that counts resources', () => {
  const plain = view('drf');

  it('counts what machines have', () => {
    expect(plain.space).toBe(plain.real);
    expect(plain.real.names).toEqual(['cpus', 'mem', 'gpus']);
    expect(plain.agents.map((group) => group.total)).toEqual([
      [8000, 6_000_000, 0],
      [8000, 6_000_000, 0],
      [16_000, 32_000_000, 2000],
    ]);
    expect(plain.capacity).toEqual([32_000, 44_000_000, 2000]);
  });

  it('charges a task what it wants, and that is what it uses, at its own pace', () => {
    expect(plain.charged).toEqual([
      [1000, 500_000, 0],
      [2000, 2_000_000, 0],
    ]);
    for (const group of plain.agents) {
      expect(group.used).toEqual(plain.wanted);
      expect(group.stretch).toEqual([1, 1]);
    }
  });
});

describe('resourceView of a slot policy', () => {
  it('counts slots and charges one for any task', () => {
    const slots = view('slots', 4);
    expect(slots.space.names).toEqual(['slots']);
    expect(slots.agents.map((group) => group.total)).toEqual([[4000], [4000], [4000]]);
    expect(slots.charged).toEqual([[1000], [1000]]);
    expect(slots.capacity).toEqual([32_000, 44_000_000, 2000]);
  });

  it('gives a task at most its slot, and it takes longer for the scarcest resource', () => {
    // A slot of the small agents has 2 cpus and 1500 MB.
    const group = view('slots', 4).agents[0];
    expect(group.used).toEqual([
      [1000, 500_000, 0],
      [2000, 1_500_000, 0],
    ]);
    expect(group.stretch).toEqual([1, 2000 / 1500]);
  });

  it('never lets the tasks of an agent use more than it has', () => {
    for (let count = 1; count <= 40; count++) {
      for (const group of view('slots', count).agents) {
        for (const used of group.used) {
          used.forEach((amount, r) => {
            expect(amount * count).toBeLessThanOrEqual(group.machine[r] * (1 + 1e-12));
          });
        }
      }
    }
  });

  it('cuts three slots from every four cpus when nothing is said', () => {
    const totals = view('slots').agents.map((group) => group.total);
    expect(totals).toEqual([[6000], [6000], [12_000]]);
  });
});

describe('dominantShare', () => {
  it('is the largest part of any resource, those nobody has left out', () => {
    expect(dominantShare([1, 4, 7], 0, [9, 18, 0])).toBe(4 / 18);
    expect(dominantShare([0, 0, 3, 1], 2, [9, 18])).toBe(3 / 9);
    expect(dominantShare([0, 0], 0, [9, 18])).toBe(0);
  });
});
