import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { fairnessOf } from '../../core/division/properties.ts';
import type { FairnessColumns } from '../../sim/session/session-frame.ts';
import { divideBy, poolProblem } from '../learn/pool-problem.ts';
import { envyMatrix, shareOf } from './envy.ts';

/** A framework as a test writes it. */
interface Held {
  readonly tasks: number;
  /** Of one task. */
  readonly demand: readonly number[];
  readonly wanted?: number;
  readonly weight?: number;
}

/** What a frame says of such frameworks; amounts are of one task, weights are flat. */
function columnsOf(frameworks: readonly Held[]): FairnessColumns {
  const weights = frameworks.map(({ weight = 1 }) => weight);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const each = (amount: (one: Held) => number): Float64Array =>
    Float64Array.from(frameworks.flatMap((one) => one.demand.map((need) => need * amount(one))));
  return {
    count: frameworks.length,
    tasks: Int32Array.from(frameworks, ({ tasks }) => tasks),
    allocated: each(({ tasks }) => tasks * 1000),
    nextTask: each(({ tasks }) => (tasks === 0 ? 1000 : 0)),
    wanted: Float64Array.from(frameworks, ({ wanted = Number.POSITIVE_INFINITY }) => wanted),
    over: Float64Array.from(weights),
    under: Float64Array.from(weights, () => all),
    history: null,
  };
}

const CAPACITY = Float64Array.of(9000, 18_000);

describe('the envy matrix', () => {
  it('says of the DRF paper’s example that nobody envies anybody', () => {
    const columns = columnsOf([
      { tasks: 3, demand: [1, 4] },
      { tasks: 2, demand: [3, 1] },
    ]);
    // A with 6 CPUs and 2 GB runs none; B with 3 CPUs and 12 GB runs one.
    expect(envyMatrix(columns, CAPACITY, 20)).toEqual({
      frameworks: [0, 1],
      tasks: [
        [3, 0],
        [1, 2],
      ],
    });
    expect(shareOf(columns, CAPACITY, 0)).toBeCloseTo(2 / 3, 12);
  });

  it('scales by weight exactly, and counts no more than one has to do', () => {
    const three = { tasks: 3, demand: [1, 1] };
    const one = { tasks: 1, demand: [1, 1] };
    expect(envyMatrix(columnsOf([three, one]), CAPACITY, 20).tasks[1][0]).toBe(3);
    const weighted = columnsOf([
      { ...three, weight: 0.3 },
      { ...one, weight: 0.1 },
    ]);
    expect(envyMatrix(weighted, CAPACITY, 20).tasks[1][0]).toBe(1);
    const modest = columnsOf([three, { ...one, wanted: 2 }]);
    expect(envyMatrix(modest, CAPACITY, 20).tasks[1][0]).toBe(2);
  });

  it('judges who holds nothing by its next task, and says where that is not known', () => {
    const holder = { tasks: 4, demand: [1, 2] };
    const waiting = columnsOf([holder, { tasks: 0, demand: [2, 1] }]);
    expect(envyMatrix(waiting, CAPACITY, 20).tasks[1]).toEqual([2, 0]);
    const unknown = columnsOf([holder, { tasks: 0, demand: [0, 0] }]);
    expect(envyMatrix(unknown, CAPACITY, 20).tasks[1]).toEqual([null, 0]);
  });

  it('leaves out who holds and wants nothing, then those with the smallest shares', () => {
    const columns = columnsOf([
      { tasks: 0, demand: [1, 1], wanted: 0 },
      { tasks: 1, demand: [1, 1] },
      { tasks: 9, demand: [0.1, 0.1] },
      { tasks: 2, demand: [1, 1] },
    ]);
    expect(envyMatrix(columns, CAPACITY, 20).frameworks).toEqual([1, 2, 3]);
    expect(envyMatrix(columns, CAPACITY, 2).frameworks).toEqual([1, 3]);
  });
});

it('finds envy where the definition of divisions finds it', () => {
  const need = fc.integer({ min: 1, max: 6 });
  const user = fc.record({ demand: fc.tuple(need, need), weight: fc.integer({ min: 1, max: 3 }) });
  const users = fc.array(user, { minLength: 2, maxLength: 5 });
  fc.assert(
    fc.property(users, fc.constantFrom('maxmin:cpus', 'drf'), (given, policy) => {
      const problem = poolProblem({
        capacity: { cpus: 40, mem: 40 },
        users: given.map(({ demand, weight }, index) => ({
          ...{ name: `u${index}`, demand: [...demand], weight },
        })),
        divisible: false,
      });
      const { users: outcomes } = divideBy(policy, problem);
      const tasks = outcomes.map((one) => one.tasks);
      const division = { tasks, placed: null, schedule: null, room: null, exact: true };
      const held = given.map((one, index) => ({ ...one, tasks: tasks[index].toNumber() }));
      const matrix = envyMatrix(columnsOf(held), Float64Array.of(40_000, 40_000), 20);
      const envies = matrix.tasks.some((row, i) => row.some((some) => (some ?? 0) > (row[i] ?? 0)));
      expect(envies).toBe(!fairnessOf(problem, division).envyFree);
    }),
    { numRuns: 60 },
  );
});
