import { describe, expect, it } from 'vitest';

import { divideBy, poolProblem } from '../pool-problem.ts';
import { Churn, DEPARTMENTS } from './churn.ts';
import { levels, weighted } from './problems.ts';

describe('lesson 4, departments', () => {
  const after = (rule: 'naive' | 'hdrf', steps: number): readonly number[] => {
    const churn = new Churn(DEPARTMENTS, rule);
    for (let done = 0; done < steps; done++) churn.step();
    return churn.tasks;
  };

  it('starve a leaf under naive hierarchical DRF: (6,10,4) becomes (10,10,0)', () => {
    expect(after('naive', 0)).toEqual([6, 10, 4]);
    expect(after('naive', 12)).toEqual([10, 10, 0]);
    expect(after('naive', 40)).toEqual([10, 10, 0]);
  });

  it('hold (5,10,5) under H-DRF', () => {
    expect(after('hdrf', 0)).toEqual([5, 10, 5]);
    expect(after('hdrf', 40)).toEqual([5, 10, 5]);
  });
});

describe('lesson 4, weights', () => {
  const tasks = (policy: string, problem: Parameters<typeof poolProblem>[0]): string[] =>
    divideBy(policy, poolProblem(problem)).users.map((user) => user.tasks.toString());

  it('of 2 to 1 give 54/13 and 18/13 tasks', () => {
    expect(tasks('drf', weighted(2))).toEqual(['54/13', '18/13']);
    expect(tasks('drf', weighted(1))).toEqual(['3', '2']);
  });

  it('share by people or by departments', () => {
    expect(tasks('drf', levels)).toEqual(['4', '4', '4']);
    expect(tasks('hdrf', levels)).toEqual(['6', '3', '3']);
  });
});
