import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { poolProblem } from '../../../test/support/division-problems.ts';
import { divisionPolicyNamed } from '../../division/policies/index.ts';
import { bottleneckFair } from './bmf.ts';
import { equilibrium } from './ceei.ts';

const instances = fc
  .record({ resources: fc.integer({ min: 1, max: 3 }), users: fc.integer({ min: 1, max: 5 }) })
  .chain(({ resources, users }) => {
    const amounts = (min: number, max: number): fc.Arbitrary<number[]> =>
      fc.array(fc.integer({ min, max }), { minLength: resources, maxLength: resources });
    const demand = amounts(0, 9).filter((vector) => vector.some((amount) => amount > 0));
    return fc.record({
      total: amounts(10, 100),
      demands: fc.array(demand, { minLength: users, maxLength: users }),
      weights: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: users, maxLength: users }),
    });
  });

describe('targets that are solved for', () => {
  it('ceei: are the division on paper, to nine digits', () => {
    fc.assert(
      fc.property(instances, ({ total, demands, weights }) => {
        const tasks = equilibrium({ total, demands, weights }) ?? [];
        const problem = poolProblem(total, demands, { weights });
        const paper = divisionPolicyNamed('ceei')?.divide(problem).tasks ?? [];
        expect(tasks).toHaveLength(demands.length);
        tasks.forEach((x, i) => expect(x / paper[i].toNumber()).toBeCloseTo(1, 9));
      }),
      { numRuns: 300 },
    );
  });

  it('bmf: fit, and everyone has the largest share by weight of a resource that is used up', () => {
    fc.assert(
      fc.property(instances, ({ total, demands, weights }) => {
        const tasks = bottleneckFair({ total, demands, weights });
        const share = (i: number, r: number): number =>
          (tasks[i] * demands[i][r]) / total[r] / weights[i];
        const used = total.map((amount, r) =>
          demands.reduce((sum, demand, i) => sum + (tasks[i] * demand[r]) / amount, 0),
        );
        for (const part of used) expect(part).toBeLessThan(1 + 1e-9);
        demands.forEach((demand, i) => {
          const isBottleneck = demand.map(
            (need, r) =>
              need > 0 &&
              used[r] > 1 - 1e-9 &&
              demands.every((_, j) => share(j, r) <= share(i, r) * (1 + 1e-9)),
          );
          expect(isBottleneck).toContain(true);
        });
      }),
      { numRuns: 1000 },
    );
  });
});
