import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { policyCalled, poolProblem } from '../../../test/support/division-problems.ts';
import type { DivisionProblem } from '../problem.ts';
import { Rational } from '../rational.ts';

/** Whole tasks become parts of this size. */
const GRAIN = 60;

function inGrains(problem: DivisionProblem): DivisionProblem {
  const grain = Rational.of(1, GRAIN);
  const users = problem.users.map((user) => ({
    ...user,
    demand: user.demand.map((need) => need.times(grain)),
    maxTasks: user.maxTasks?.times(Rational.of(GRAIN)) ?? null,
  }));
  return { ...problem, users, divisible: false };
}

const PROBLEMS: fc.Arbitrary<DivisionProblem> = fc
  .array(
    fc.record({
      demand: fc
        .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }))
        .filter(([a, b]) => a + b > 0),
      weight: fc.integer({ min: 1, max: 3 }),
      role: fc.constantFrom('', 'x', 'y', 'x/z'),
      most: fc.option(fc.integer({ min: 1, max: 4 })),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((users) =>
    poolProblem(
      [10, 12],
      users.map(({ demand }) => demand),
      {
        weights: users.map(({ weight }) => weight),
        roles: users.map(({ role }) => role),
        maxTasks: users.map(({ most }) => most),
      },
    ),
  );

describe.each(['hdrf', 'hdrf-naive'])('%s', (name) => {
  it('of divisible tasks is what whole tasks come to as they become small', () => {
    fc.assert(
      fc.property(PROBLEMS, (problem) => {
        const policy = policyCalled(name);
        const fluid = policy.divide(problem).tasks.map((tasks) => tasks.toNumber());
        const grains = policy.divide(inGrains(problem)).tasks;
        const whole = grains.map((tasks) => tasks.toNumber() / GRAIN);
        fluid.forEach((tasks, user) => expect(Math.abs(whole[user] - tasks)).toBeLessThan(0.12));
      }),
      { numRuns: 200, seed: 20261121 },
    );
  });
});
