import { describe, expect, it } from 'vitest';

import {
  nodesProblem,
  policyCalled,
  poolProblem,
  scheduleUnder,
  tasksUnder,
} from '../../../test/support/division-problems.ts';

const RUNNING = [
  [1, 4],
  [3, 1],
];

describe('strict priority', () => {
  it('lets the largest weight take all it can, then the next', () => {
    // B's three tasks use up the CPUs; with weight A takes 4.5 tasks' memory, and B what is left.
    const whole = { divisible: false };
    expect(tasksUnder('priority', poolProblem([9, 18], RUNNING, { weights: [1, 2] }))).toBe('0 3');
    const first = poolProblem([9, 18], RUNNING, { weights: [2, 1] });
    expect(tasksUnder('priority', first)).toBe('9/2 0');
    expect(tasksUnder('priority', { ...first, ...whole })).toBe('4 1');
    expect(scheduleUnder('priority', { ...first, ...whole })).toBe('A A A A B');
  });

  it('is first come, first served among equals, and then not shown unasked', () => {
    const problem = poolProblem([9, 18], RUNNING, { maxTasks: [2, null], divisible: false });
    expect(tasksUnder('priority', problem)).toBe(tasksUnder('fifo', problem));
    expect(policyCalled('priority').addsTo?.(problem)).toBe(false);
  });

  it('knows no roles', () => {
    const problem = poolProblem([9, 18], RUNNING, { roles: ['eng/dev', ''] });
    expect(tasksUnder('priority', problem)).toContain('found role eng/dev of A; wanted none');
  });
});

describe('the capacity scheduler', () => {
  const roles = ['prod', 'prod', 'test'];
  const demands = [[1], [1], [1]];

  it('divides capacity by the weights of queues, and a queue in the order given', () => {
    const details = { roles, roleWeights: { prod: 3 }, divisible: false };
    // Prod has 6 of 8, and A may have all of it.
    expect(tasksUnder('capacity', poolProblem([8], demands, details))).toBe('6 0 2');
    // Beyond that, what test leaves is for B first.
    const lent = { ...details, maxTasks: [null, null, 1] };
    expect(tasksUnder('capacity', poolProblem([8], demands, lent))).toBe('6 1 1');
    const modest = { ...details, maxTasks: [2, null, null] };
    expect(tasksUnder('capacity', poolProblem([8], demands, modest))).toBe('2 4 2');
  });

  it('lends what a queue does not use', () => {
    const details = { roles, maxTasks: [1, 1, null], divisible: false };
    expect(tasksUnder('capacity', poolProblem([8], demands, details))).toBe('1 1 6');
  });

  it('is drf where every user is a queue', () => {
    const problem = poolProblem([9, 18], RUNNING, { weights: [2, 1] });
    for (const divisible of [true, false]) {
      const same = { ...problem, divisible };
      expect(tasksUnder('capacity', same)).toBe(tasksUnder('drf', same));
    }
    expect(policyCalled('capacity').addsTo?.(problem)).toBe(false);
  });

  it('does not divide parts of tasks among users of a queue', () => {
    const problem = poolProblem([8], demands, { roles });
    expect(tasksUnder('capacity', problem)).toContain('role prod; wanted divisible: false');
  });
});

describe('Karma in its first quantum', () => {
  it.each([
    [[4, 1, 1], '4 1 1'],
    [[0, 3, 0], '0 3 0'],
    // Without a memory of who gave: the third quantum would be 1 1 4 by credits.
    [[2, 2, 5], '2 2 2'],
  ])('divides six slices where %j are wanted', (maxTasks, tasks) => {
    const problem = poolProblem([6], [[1], [1], [1]], { maxTasks, divisible: false });
    expect(tasksUnder('karma', problem)).toBe(tasks);
  });

  it('says what it does not know', () => {
    expect(tasksUnder('karma', poolProblem([9, 18], RUNNING))).toBe(
      'it divides one resource, found cpus, mem; wanted drf',
    );
    expect(tasksUnder('karma', poolProblem([6], [[1], [1]], { weights: [1, 2] }))).toContain(
      'found another weight for B; wanted choosy',
    );
  });
});

describe('Tetris', () => {
  it('places the task most aligned with what is free on some node', () => {
    // On <10, 10> with A <4, 2>, B <1, 4> and C <4, 5>: .6, .5 and .9; then with <6, 5> free
    // .34, .26 and .49, with <2, 0> nothing.
    const problem = nodesProblem(
      [[1, [10, 10]]],
      [
        [4, 2],
        [1, 4],
        [4, 5],
      ],
      { divisible: false },
    );
    expect(scheduleUnder('tetris', problem)).toBe('C C');
    const few = {
      ...problem,
      users: problem.users.map((user, i) => ({
        ...user,
        maxTasks: i === 2 ? user.demand[0].minus(user.demand[0]) : null,
      })),
    };
    // Without C: A .6 and .5 B; on <6, 8> .4 and .38; on <2, 6> only B.
    expect(scheduleUnder('tetris', few)).toBe('A A B');
  });

  it('favours tasks that take much of a node, whatever else that wastes', () => {
    // On <2, 12> a task of B is 1/2 of the CPUs, one of A 1/10 and 1/12: .52 against .18.
    const nodes = [
      [1, [2, 12]],
      [1, [12, 2]],
    ] as const;
    const demands = [
      [0.2, 1],
      [1, 0.2],
    ];
    expect(tasksUnder('tetris', nodesProblem(nodes, demands, { divisible: false }))).toBe('2 2');
  });

  it('keeps to the nodes one may use, and to whole tasks', () => {
    const problem = nodesProblem(
      [
        [1, [6]],
        [1, [9]],
      ],
      [[1], [1]],
      { eligible: [[0], [1]] },
    );
    expect(tasksUnder('tetris', { ...problem, divisible: false })).toBe('6 9');
    expect(tasksUnder('tetris', problem)).toContain('found parts; wanted divisible: false');
  });
});
