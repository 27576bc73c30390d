import { describe, expect, it } from 'vitest';

import { poolProblem, scheduleUnder, tasksUnder } from '../../../test/support/division-problems.ts';

/** The instances of Volcano's test of hierarchical DRF, from the SoCC 2013 paper. */
const RESCALING = poolProblem(
  [10, 10],
  [
    [1, 1],
    [1, 0],
    [0, 1],
  ],
  { roles: ['sci', 'eng/dev', 'eng/prod'], roleWeights: { sci: 50, eng: 50 } },
);
const BLOCKING = poolProblem(
  [30, 30],
  [
    [1, 0],
    [1, 0],
    [1, 0],
    [0, 1],
    [0, 1],
  ],
  { roles: ['n1', 'n2', 'n3', 'n3', 'n4'] },
);
/** n1 and one user of n2 want GPUs, the other user of n2 wants CPUs. */
const STARVATION = poolProblem(
  [10, 10],
  [
    [0, 1],
    [1, 0],
    [0, 1],
  ],
  { roles: ['', 'n2', 'n2'], resources: ['cpus', 'gpus'], divisible: false },
);

describe.each([true, false])('hierarchical DRF, divisible %s', (divisible) => {
  it('rescales', () => {
    expect(tasksUnder('hdrf', { ...RESCALING, divisible })).toBe('5 5 5');
  });

  it('lets those go on whom nothing blocks', () => {
    expect(tasksUnder('hdrf', { ...BLOCKING, divisible })).toBe('10 10 10 15 15');
  });

  it('keeps complementary users of a role from starving', () => {
    expect(tasksUnder('hdrf', { ...STARVATION, divisible })).toBe('5 10 5');
  });

  it('lets a role catch up whose resource was used up', () => {
    // The fourth user has weight 2: when CPUs run out, n3 holds 10 of them and 5 of memory.
    const demands = [
      [1, 0],
      [1, 0],
      [0, 1],
      [1, 0],
      [0, 1],
    ];
    const details = { roles: ['n1', 'n2', 'n4', 'n3', 'n3'], weights: [1, 1, 1, 2, 1], divisible };
    const problem = poolProblem([30, 30], demands, details);
    expect(tasksUnder('hdrf', problem)).toBe('10 10 15 10 15');
    expect(tasksUnder('hdrf-naive', problem)).toBe('10 10 15 10 15');
  });

  it('is DRF when nobody has a role', () => {
    const demands = [
      [1, 4],
      [3, 1],
      [2, 2],
    ];
    const problem = poolProblem([90, 180], demands, { weights: [2, 1, 3], divisible });
    expect(tasksUnder('hdrf', problem)).toBe(tasksUnder('drf', problem));
    expect(tasksUnder('hdrf-naive', problem)).toBe(tasksUnder('drf', problem));
  });

  it('divides by the weights of roles', () => {
    const demands = [[1], [1], [1]];
    const roles = ['eng', 'eng', 'ads'];
    const problem = poolProblem([12], demands, { roles, roleWeights: { eng: 3 }, divisible });
    const wanted = divisible ? '9/2 9/2 3' : '5 4 3';
    expect(tasksUnder('hdrf', problem)).toBe(wanted);
    expect(tasksUnder('hdrf-naive', problem)).toBe(wanted);
  });
});

describe('naive hierarchical DRF', () => {
  it('charges a role for one user what the other lacks', () => {
    expect(tasksUnder('hdrf-naive', STARVATION)).toBe('6 10 4');
    expect(scheduleUnder('hdrf-naive', STARVATION).startsWith('A B A C B A C B')).toBe(true);
  });

  it('charges a role for what it holds most of', () => {
    // The CPU user has weight 2: n2 holds twice as much CPU as GPU, and n1 as much GPU as that.
    const weights = [1, 2, 1];
    const demands = [
      [0, 1],
      [1, 0],
      [0, 1],
    ];
    const problem = poolProblem([10, 10], demands, { roles: ['', 'n2', 'n2'], weights });
    expect(tasksUnder('hdrf-naive', problem)).toBe('20/3 10 10/3');
  });
});
