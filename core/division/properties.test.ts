import { describe, expect, it } from 'vitest';

import { nodesProblem, policyCalled, poolProblem } from '../../test/support/division-problems.ts';
import { outcomeOf } from './outcome.ts';
import { type FairnessOfDivision, fairnessOf } from './properties.ts';
import type { DivisionProblem } from './problem.ts';
import { Rational } from './rational.ts';

/** The properties of a division of one pool into so many tasks. */
function judged(problem: DivisionProblem, ...tasks: readonly number[]): FairnessOfDivision {
  return fairnessOf(problem, {
    tasks: tasks.map((x) => Rational.fromNumber(x)),
    placed: null,
    schedule: null,
    room: null,
    exact: true,
  });
}

const EVEN = poolProblem([12], [[1], [1]]);

describe('the sharing incentive', () => {
  it('compares with an equal part', () => {
    expect(judged(EVEN, 6, 6).sharingIncentive).toBe(true);
    expect(judged(EVEN, 5.9, 6.1).sharingIncentive).toBe(false);
  });

  it('compares with a part by weight', () => {
    const weighted = poolProblem([12], [[1], [1]], { weights: [2, 1] });
    expect(judged(weighted, 8, 4).sharingIncentive).toBe(true);
    expect(judged(weighted, 6, 6).sharingIncentive).toBe(false);
  });

  it('asks no more than a user wants', () => {
    const modest = poolProblem([12], [[1], [1]], { maxTasks: [2, null] });
    expect(judged(modest, 2, 10).sharingIncentive).toBe(true);
    expect(judged(modest, 1.9, 10.1).sharingIncentive).toBe(false);
  });

  it('counts the nodes one may use', () => {
    // A may use one of two nodes, half of which holds three tasks.
    const nodes = [
      [1, [6]],
      [1, [6]],
    ] as const;
    const problem = nodesProblem(nodes, [[1], [1]], { eligible: [[0], null] });
    expect(outcomeOf(policyCalled('drfh'), problem).properties.sharingIncentive).toBe(true);
  });
});

describe('envy', () => {
  it('is of what another has', () => {
    expect(judged(EVEN, 6, 6).envyFree).toBe(true);
    expect(judged(EVEN, 5, 7).envyFree).toBe(false);
    const unlike = poolProblem(
      [10, 10],
      [
        [1, 0],
        [0, 1],
      ],
    );
    expect(judged(unlike, 1, 10).envyFree).toBe(true);
  });

  it('is by weight', () => {
    const weighted = poolProblem([12], [[1], [1]], { weights: [2, 1] });
    expect(judged(weighted, 8, 4).envyFree).toBe(true);
    expect(judged(weighted, 7, 5).envyFree).toBe(false);
    expect(judged(weighted, 9, 3).envyFree).toBe(false);
  });

  it('ends where a user has enough', () => {
    const modest = poolProblem([12], [[1], [1]], { maxTasks: [2, null] });
    expect(judged(modest, 2, 10).envyFree).toBe(true);
  });

  it('is of what stands on nodes one may use', () => {
    const nodes = [
      [1, [2]],
      [1, [10]],
    ] as const;
    const problem = nodesProblem(nodes, [[1], [1]], { eligible: [[0], [1]] });
    const { properties, users } = outcomeOf(policyCalled('drfh'), problem);
    expect(users.map(({ tasks }) => tasks.toString())).toEqual(['2', '10']);
    expect(properties.envyFree).toBe(true);
  });
});

describe('Pareto efficiency', () => {
  it('leaves nothing that someone could use', () => {
    expect(judged(EVEN, 6, 6).paretoEfficient).toBe(true);
    expect(judged(EVEN, 6, 5).paretoEfficient).toBe(false);
    const twoResources = poolProblem(
      [10, 10],
      [
        [1, 1],
        [1, 1],
      ],
    );
    expect(judged(twoResources, 5, 5).paretoEfficient).toBe(true);
    const halfUsed = poolProblem(
      [10, 20],
      [
        [1, 1],
        [1, 1],
      ],
    );
    expect(judged(halfUsed, 5, 5).paretoEfficient).toBe(true);
  });

  it('minds nothing that nobody wants', () => {
    const sated = poolProblem([12], [[1], [1]], { maxTasks: [2, 3] });
    expect(judged(sated, 2, 3).paretoEfficient).toBe(true);
    expect(judged(sated, 2, 2).paretoEfficient).toBe(false);
  });

  it('takes no more than there is', () => {
    expect(judged(EVEN, 7, 6).paretoEfficient).toBe(false);
  });

  it('moves parts of tasks to make room', () => {
    // A stands on the node that only B could leave for: moved, B could grow.
    const nodes = [
      [1, [6]],
      [1, [6]],
    ] as const;
    const problem = nodesProblem(nodes, [[1], [1]], { eligible: [null, [0]] });
    const n = (x: number): Rational => Rational.of(x);
    const division = (a: readonly number[], b: readonly number[]): FairnessOfDivision =>
      fairnessOf(problem, {
        tasks: [n(a[0] + a[1]), n(b[0] + b[1])],
        placed: [a.map(n), b.map(n)],
        schedule: null,
        room: null,
        exact: true,
      });
    expect(division([0, 6], [6, 0]).paretoEfficient).toBe(true);
    expect(division([4, 0], [2, 0]).paretoEfficient).toBe(false);
  });
});

describe("Jain's index", () => {
  it('is of shares by weight', () => {
    const weighted = poolProblem([12], [[1], [1]], { weights: [2, 1] });
    expect(outcomeOf(policyCalled('drf'), weighted).jain.toString()).toBe('1');
    expect(outcomeOf(policyCalled('fifo'), EVEN).jain.toString()).toBe('1/2');
    const none = poolProblem([12], [[1]], { maxTasks: [0] });
    expect(outcomeOf(policyCalled('drf'), none).jain.toString()).toBe('1');
  });
});
