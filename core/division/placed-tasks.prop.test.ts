import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { exact, nodesProblem, policyCalled } from '../../test/support/division-problems.ts';
import { tasksAlone } from './equal-placed.ts';
import { maximise } from './linear-program.ts';
import { PlacedTasks } from './placed-tasks.ts';
import { type DivisionProblem, groupCapacity, mayUse } from './problem.ts';
import { Rational, total } from './rational.ts';

const AMOUNT = fc.integer({ min: 0, max: 9 });

/** Two or three groups of nodes, users who may use some of them. */
function problems(limits: boolean): fc.Arbitrary<DivisionProblem> {
  return fc
    .record({
      nodes: fc.array(
        fc.tuple(fc.integer({ min: 1, max: 3 }), fc.tuple(AMOUNT, fc.integer({ min: 1, max: 9 }))),
        { minLength: 2, maxLength: 3 },
      ),
      users: fc.array(
        fc.record({
          demand: fc.tuple(AMOUNT, fc.integer({ min: 1, max: 9 })),
          weight: fc.integer({ min: 1, max: 3 }),
          first: fc.boolean(),
          second: fc.boolean(),
          most: limits ? fc.option(fc.integer({ min: 0, max: 3 })) : fc.constant(null),
        }),
        { minLength: 1, maxLength: 4 },
      ),
    })
    .filter(
      ({ nodes, users }) =>
        nodes.some(([, [a]]) => a > 0) || users.every(({ demand: [a] }) => a === 0),
    )
    .map(({ nodes, users }) =>
      nodesProblem(
        nodes,
        users.map(({ demand }) => demand),
        {
          weights: users.map(({ weight }) => weight),
          maxTasks: users.map(({ most }) => most),
          eligible: users.map(({ first, second }) =>
            first && second ? null : first ? [0] : second ? [1] : [0, 1],
          ),
        },
      ),
    );
}

/** What a placement takes of each group, by resource. */
function takenOf(problem: DivisionProblem, placed: readonly (readonly Rational[])[]): Rational[][] {
  return problem.nodes.map((_, group) =>
    problem.resources.map((_name, r) =>
      total(problem.users.map(({ demand }, user) => demand[r].times(placed[user][group]))),
    ),
  );
}

describe.each(['drfh', 'tsf'])('%s', (name) => {
  it('is max-min fair: more for one is less for one who has no more', () => {
    fc.assert(
      fc.property(problems(true), (problem) => {
        const { tasks, placed } = policyCalled(name).divide(problem);
        const perTask = problem.users.map((user, index) => {
          const alone = total(tasksAlone(problem, index));
          if (name === 'tsf') {
            return alone.isZero() ? alone : Rational.ONE.dividedBy(alone.times(user.weight[0]));
          }
          const capacity = problem.resources.map((_, r) =>
            total(problem.nodes.map((node) => groupCapacity(node)[r])),
          );
          return user.demand
            .map((need, r) => (need.isZero() ? need : need.dividedBy(capacity[r])))
            .reduce((best, next) => (next.compare(best) > 0 ? next : best))
            .dividedBy(user.weight[0]);
        });
        const levels = tasks.map((x, user) => x.times(perTask[user]));
        const program = new PlacedTasks(problem);
        tasks.forEach((x, user) => {
          const floors = tasks.map((other, index) =>
            levels[index].compare(levels[user]) <= 0 ? other : Rational.ZERO,
          );
          const values = tasks.map((_, index) => (index === user ? Rational.ONE : Rational.ZERO));
          expect(program.mostValue(values, floors)?.toString()).toBe(x.toString());
        });
        takenOf(problem, placed ?? []).forEach((taken, group) => {
          const capacity = groupCapacity(problem.nodes[group]);
          taken.forEach((amount, r) => expect(amount.compare(capacity[r])).toBeLessThanOrEqual(0));
        });
      }),
      { numRuns: 200, seed: 12 },
    );
  });
});

describe('ps-dsf', () => {
  it('gives everyone on every server a bottleneck by virtual shares', () => {
    fc.assert(
      fc.property(problems(false), (problem) => {
        const { tasks, placed } = policyCalled('ps-dsf').divide(problem);
        const taken = takenOf(problem, placed ?? []);
        problem.nodes.forEach((node, group) => {
          const capacity = groupCapacity(node).map((amount) => amount.toNumber());
          const level = (user: number): number =>
            tasks[user].dividedBy(tasksAlone(problem, user)[group]).toNumber() /
            problem.users[user].weight[0].toNumber();
          problem.users.forEach((user, index) => {
            if (!mayUse(user, group) || tasksAlone(problem, index)[group].isZero()) return;
            const bottleneck = problem.resources.some((_, r) => {
              const used = taken[group][r].toNumber();
              if (user.demand[r].isZero() || used < capacity[r] * (1 - 1e-9)) return false;
              return problem.users.every(
                ({ demand }, other) =>
                  demand[r].isZero() ||
                  (placed?.[other][group].toNumber() ?? 0) < 1e-9 ||
                  level(other) <= level(index) * (1 + 1e-7) + 1e-9,
              );
            });
            expect(bottleneck).toBe(true);
          });
        });
      }),
      { numRuns: 200, seed: 13 },
    );
  });
});

describe('linear programs', () => {
  it('in two variables agree with looking at all corners', () => {
    const constraint = fc.tuple(
      fc.integer({ min: -4, max: 6 }),
      fc.integer({ min: -4, max: 6 }),
      fc.integer({ min: -3, max: 9 }),
    );
    fc.assert(
      fc.property(
        fc.array(constraint, { maxLength: 4 }),
        fc.tuple(fc.integer({ min: -3, max: 5 }), fc.integer({ min: -3, max: 5 })),
        (constraints, [u, v]) => {
          // A box keeps every objective bounded.
          const all = [...constraints, [1, 0, 10], [0, 1, 10]];
          const lines = [...all, [-1, 0, 0], [0, -1, 0]];
          let best = Number.NEGATIVE_INFINITY;
          for (const [a, b, c] of lines) {
            for (const [d, e, f] of lines) {
              const determinant = a * e - b * d;
              if (determinant === 0) continue;
              const x = (c * e - b * f) / determinant;
              const y = (a * f - c * d) / determinant;
              const inside = lines.every(([p, q, s]) => p * x + q * y <= s + 1e-9);
              if (inside) best = Math.max(best, u * x + v * y);
            }
          }
          const optimum = maximise({
            objective: exact([u, v]),
            matrix: all.map(([a, b]) => exact([a, b])),
            limits: exact(all.map(([, , c]) => c)),
          });
          if (optimum === null) {
            expect(best).toBe(Number.NEGATIVE_INFINITY);
            return;
          }
          expect(optimum.value.toNumber()).toBeCloseTo(best, 9);
          const priced = total(
            optimum.prices.map((price, row) => price.times(Rational.of(all[row][2]))),
          );
          expect(priced.equals(optimum.value)).toBe(true);
        },
      ),
      { numRuns: 500, seed: 14 },
    );
  });

  it('without a bound are refused', () => {
    expect(() => maximise({ objective: exact([1]), matrix: [], limits: [] })).toThrow(RangeError);
  });
});
