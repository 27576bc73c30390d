import { describe, expect, it } from 'vitest';

import { poolProblem, tasksUnder } from '../../../test/support/division-problems.ts';

describe('bottleneck max fairness', () => {
  it.each([
    [
      'running example',
      [9, 18],
      [
        [1, 4],
        [3, 1],
      ],
      '45/11 18/11',
    ],
    [
      'line network',
      [10, 10],
      [
        [1, 0],
        [1, 1],
        [0, 1],
      ],
      '5 5 5',
    ],
    ['one resource', [12], [[1], [2], [3]], '4 2 4/3'],
  ])('on the %s', (_, capacity, demands, tasks) => {
    expect(tasksUnder('bmf', poolProblem(capacity, demands))).toBe(tasks);
  });

  it('lets a user who has enough do without a bottleneck', () => {
    const problem = poolProblem([12], [[1], [1], [1]], { maxTasks: [2, null, null] });
    expect(tasksUnder('bmf', problem)).toBe('2 5 5');
  });

  it('divides by weight', () => {
    expect(tasksUnder('bmf', poolProblem([12], [[1], [1]], { weights: [2, 1] }))).toBe('8 4');
  });

  it('says when there is too much to try', () => {
    const many = poolProblem(
      [1, 1],
      Array.from({ length: 20 }, () => [1, 2]),
    );
    expect(tasksUnder('bmf', many)).toContain('more than 100000; wanted fewer users');
  });
});
