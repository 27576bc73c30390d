import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { LcgStream } from '../../../test/support/lcg-stream.ts';
import {
  exact,
  policyCalled,
  poolProblem,
  scheduleUnder,
} from '../../../test/support/division-problems.ts';
import { randomBelow } from '../../random/random-stream.ts';
import { outcomeOf } from '../outcome.ts';
import type { DivisionProblem } from '../problem.ts';
import { withoutUser } from './variations.ts';
import { searchViolations } from './violations.ts';

/** Instances per policy: 2 or 3 resources, 2 to 4 users, demands of 1 to 9. */
const INSTANCES = 500;
const LIES = 6;

function randomProblem(random: LcgStream): DivisionProblem {
  const resources = 2 + randomBelow(random, 2);
  const users = 2 + randomBelow(random, 3);
  const capacity = Array.from({ length: resources }, () => 20 + randomBelow(random, 80));
  const demands = Array.from({ length: users }, () =>
    Array.from({ length: resources }, () => 1 + randomBelow(random, 9)),
  );
  return poolProblem(capacity, demands);
}

type Property = 'SI' | 'SP' | 'EF' | 'PE' | 'PM' | 'RM';

/** Instances on which each property is violated. */
function violationsOf(name: string, instances: number): Record<Property, number> {
  const random = new LcgStream(4);
  const policy = policyCalled(name);
  const counts = { SI: 0, SP: 0, EF: 0, PE: 0, PM: 0, RM: 0 };
  for (let instance = 0; instance < instances; instance++) {
    const problem = randomProblem(random);
    const { properties } = outcomeOf(policy, problem);
    const found = searchViolations(policy, problem, random, LIES);
    if (!properties.sharingIncentive) counts.SI++;
    if (!properties.envyFree) counts.EF++;
    if (!properties.paretoEfficient) counts.PE++;
    if (found.strategyProofness.counterexample !== null) counts.SP++;
    if (found.populationMonotonicity.counterexample !== null) counts.PM++;
    if (found.resourceMonotonicity.counterexample !== null) counts.RM++;
  }
  return counts;
}

/** Ghodsi et al., NSDI 2011, Table 2: what each policy does not have. */
describe('Table 2 of the DRF paper', () => {
  it.each<[string, Property[], number]>([
    ['drf', ['RM'], INSTANCES],
    ['asset', ['SI', 'RM'], INSTANCES],
    ['ceei', ['SP', 'PM', 'RM'], INSTANCES],
    ['bmf', ['SP', 'PM', 'RM'], 250],
  ])('%s lacks %j and nothing else', (name, lacking, instances) => {
    const counts = violationsOf(name, instances);
    const violated = Object.entries(counts).filter(([, count]) => count > 0);
    expect(violated.map(([property]) => property)).toEqual(lacking);
  });

  it('has an example of each violation by more than rounding', () => {
    const found = searchViolations(
      policyCalled('ceei'),
      poolProblem(
        [100, 100],
        [
          [16, 1],
          [1, 2],
        ],
      ),
      new LcgStream(1),
      300,
    );
    const lie = found.strategyProofness.counterexample;
    expect(lie?.user).toBe(0);
    expect(lie?.honest.toString()).toBe('100/31');
    expect(lie?.lying.compare(lie.honest)).toBe(1);
  });
});

describe('a problem without one of its users', () => {
  it('serves the others in the same order', () => {
    const problem = poolProblem([4], [[1], [1], [1]], { divisible: false, tieBreak: 'BAC' });
    expect(scheduleUnder('drf', problem)).toBe('B A C B');
    expect(scheduleUnder('drf', withoutUser(problem, 0))).toBe('B C B C');
  });
});

const ANY_PROBLEM: fc.Arbitrary<DivisionProblem> = fc
  .record({
    capacity: fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 })),
    users: fc.array(
      fc.record({
        demand: fc
          .tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }))
          .filter(([a, b]) => a + b > 0),
        weight: fc.integer({ min: 1, max: 5 }),
        most: fc.option(fc.integer({ min: 0, max: 20 })),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    divisible: fc.boolean(),
  })
  .map(({ capacity, users, divisible }) =>
    poolProblem(
      capacity,
      users.map(({ demand }) => demand),
      {
        weights: users.map(({ weight }) => weight),
        maxTasks: users.map(({ most }) => most),
        divisible,
      },
    ),
  );

/** Policies that say more in a simulation. */
const OVER_TIME = ['capacity', 'priority', 'tetris'];

describe('every policy', () => {
  const names = ['drf', 'wdrf', 'asset', 'ceei', 'bmf', 'hdrf', 'hdrf-naive', 'drfh', 'tsf'];
  it.each([...names, 'ps-dsf', 'static', 'fifo', 'maxmin:cpus', ...OVER_TIME])(
    '%s stays in bounds',
    (name) => {
      const policy = policyCalled(name);
      fc.assert(
        fc.property(ANY_PROBLEM, (problem) => {
          fc.pre(policy.lacks(problem) === null);
          const { users, utilization } = outcomeOf(policy, problem);
          for (const part of utilization) expect(part.toNumber()).toBeLessThanOrEqual(1 + 1e-9);
          users.forEach(({ tasks }, index) => {
            const most = problem.users[index].maxTasks?.toNumber() ?? Number.POSITIVE_INFINITY;
            expect(tasks.toNumber()).toBeGreaterThanOrEqual(0);
            expect(tasks.toNumber()).toBeLessThanOrEqual(most + 1e-9);
            if (!problem.divisible) expect(tasks.under).toBe(1n);
          });
        }),
        { numRuns: 150, seed: 7 },
      );
    },
  );

  it.each(['drf', 'asset', 'ceei', 'bmf', 'drfh', 'tsf', 'fifo', 'hdrf', 'ps-dsf', ...OVER_TIME])(
    '%s is Pareto efficient',
    (name) => {
      const policy = policyCalled(name);
      fc.assert(
        fc.property(ANY_PROBLEM, (problem) => {
          fc.pre(policy.lacks(problem) === null);
          expect(outcomeOf(policy, problem).properties.paretoEfficient).toBe(true);
        }),
        { numRuns: 150, seed: 8 },
      );
    },
  );

  it('is the same when a resource is counted in other units', () => {
    fc.assert(
      fc.property(ANY_PROBLEM, (problem) => {
        const [factor] = exact([1024]);
        const other: DivisionProblem = {
          ...problem,
          nodes: problem.nodes.map(({ count, capacity: [a, b] }) => ({
            count,
            capacity: [a, b.times(factor)],
          })),
          users: problem.users.map((user) => ({
            ...user,
            demand: [user.demand[0], user.demand[1].times(factor)],
          })),
        };
        for (const name of ['drf', 'asset', 'hdrf', 'drfh']) {
          const policy = policyCalled(name);
          expect(policy.divide(other).tasks.map(String)).toEqual(
            policy.divide(problem).tasks.map(String),
          );
        }
      }),
      { numRuns: 100, seed: 9 },
    );
  });
});
