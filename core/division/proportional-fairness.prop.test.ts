import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { policyCalled, poolProblem, tasksUnder } from '../../test/support/division-problems.ts';
import type { DivisionProblem } from './problem.ts';
import { capacityOf } from './problem.ts';
import { RESIDUAL_MAX, residual, solveProportional } from './proportional-fairness.ts';

const PROBLEMS: fc.Arbitrary<DivisionProblem> = fc
  .integer({ min: 1, max: 5 })
  .chain((resources) =>
    fc.record({
      capacity: fc.array(fc.integer({ min: 1, max: 100_000 }), {
        minLength: resources,
        maxLength: resources,
      }),
      users: fc.array(
        fc.record({
          demand: fc
            .array(fc.integer({ min: 0, max: 4000 }), {
              minLength: resources,
              maxLength: resources,
            })
            .filter((demand) => demand.some((need) => need > 0)),
          weight: fc.integer({ min: 1, max: 100 }),
          most: fc.option(fc.integer({ min: 1, max: 50 })),
        }),
        { minLength: 1, maxLength: 12 },
      ),
    }),
  )
  .map(({ capacity, users }) =>
    poolProblem(
      capacity,
      users.map(({ demand }) => demand),
      {
        resources: capacity.map((_, r) => `r${r}`),
        weights: users.map(({ weight }) => weight),
        maxTasks: users.map(({ most }) => most),
      },
    ),
  );

describe('proportional fairness', () => {
  it('meets its optimality conditions on problems of all scales', () => {
    fc.assert(
      fc.property(PROBLEMS, (problem) => {
        const { tasks } = policyCalled('ceei').divide(problem);
        const capacity = capacityOf(problem).map((amount) => amount.toNumber());
        // No other feasible division has a larger Σ w_i x'_i / x_i (Kelly's criterion): try those
        // of the other policies.
        const weights = problem.users.map(({ weight }) => weight[0].toNumber());
        const all = weights.reduce((sum, weight) => sum + weight, 0);
        for (const name of ['drf', 'asset', 'static', 'fifo']) {
          const other = policyCalled(name).divide(problem).tasks;
          const sum = weights.reduce(
            (total, weight, i) => total + weight * other[i].dividedBy(tasks[i]).toNumber(),
            0,
          );
          expect(sum).toBeLessThanOrEqual(all * (1 + 1e-9));
        }
        capacity.forEach((amount, r) => {
          const taken = tasks.reduce(
            (sum, x, i) => sum + x.times(problem.users[i].demand[r]).toNumber(),
            0,
          );
          expect(taken).toBeLessThanOrEqual(amount * (1 + 1e-11));
        });
      }),
      { numRuns: 300, seed: 11 },
    );
  });

  it('copes with resources that say the same and with users who do', () => {
    const program = {
      rows: [
        [1, 1, 0.5],
        [1, 1, 0.5],
        [0.5, 0.5, 1],
        [1e-9, 1e-9, 1e-9],
      ],
      weights: [0.25, 0.25, 0.5],
    };
    const solution = solveProportional(program);
    expect(residual(program, solution)).toBeLessThan(RESIDUAL_MAX);
    expect(solution.amounts[0]).toBeCloseTo(solution.amounts[1], 12);
  });

  it('copes with demands in proportion and with rows that depend on others', () => {
    const same = poolProblem(
      [10, 10],
      [
        [1, 1],
        [2, 2],
      ],
      { weights: [5, 8] },
    );
    expect(tasksUnder('ceei', same)).toBe('50/13 40/13');
    const small = fc.tuple(...[0, 1, 2].map(() => fc.integer({ min: 0, max: 3 })));
    const user = fc.record({
      demand: small.filter((demand) => demand.some((need) => need > 0)),
      weight: fc.integer({ min: 1, max: 9 }),
    });
    const users = fc.array(user, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(users, fc.constantFrom([6, 6, 6], [6, 6, 12], [4, 6, 5]), (given, capacity) => {
        // The fourth resource is the mean of the first two.
        const problem = poolProblem(
          [...capacity, (capacity[0] + capacity[1]) / 2],
          given.map(({ demand: [a, b, c] }) => [a, b, c, (a + b) / 2]),
          { weights: given.map(({ weight }) => weight) },
        );
        const plain = poolProblem(
          capacity,
          given.map(({ demand }) => demand),
          { weights: given.map(({ weight }) => weight) },
        );
        const { tasks } = policyCalled('ceei').divide(problem);
        policyCalled('ceei')
          .divide(plain)
          .tasks.forEach((x, i) => {
            expect(Math.abs(tasks[i].dividedBy(x).toNumber() - 1)).toBeLessThan(1e-9);
          });
      }),
      { numRuns: 1000, seed: 17 },
    );
  });

  it('has a residual that sees a wrong solution', () => {
    const program = { rows: [[1, 1]], weights: [0.5, 0.5] };
    expect(residual(program, { amounts: [0.5, 0.5], prices: [1] })).toBe(0);
    expect(residual(program, { amounts: [0.6, 0.5], prices: [1] })).toBeGreaterThan(0.09);
    expect(residual(program, { amounts: [0.4, 0.5], prices: [1] })).toBeGreaterThan(0.09);
    expect(residual(program, { amounts: [Number.NaN, 0.5], prices: [1] })).toBe(
      Number.POSITIVE_INFINITY,
    );
  });

  it('finds the amounts where a resource is used up and free of charge', () => {
    const demands = [
      [1, 0, 2],
      [1, 0, 0],
      [0, 1, 1],
    ];
    const { tasks, exact } = policyCalled('ceei').divide(poolProblem([1, 1, 2], demands));
    expect(tasks.map(String)).toEqual(['1/2', '1/2', '1']);
    expect(exact).toBe(true);
  });

  it('is exact where the equilibrium is rational', () => {
    const problem = poolProblem(
      [100, 100],
      [
        [16, 1],
        [1, 2],
      ],
    );
    expect(policyCalled('ceei').divide(problem).exact).toBe(true);
    const irrational = poolProblem(
      [100, 100],
      [
        [4, 1],
        [1, 16],
        [16, 1],
      ],
    );
    expect(policyCalled('ceei').divide(irrational).exact).toBe(false);
  });
});
