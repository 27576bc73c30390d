import { describe, expect, it } from 'vitest';
import { TaskLocality } from './locality-wait.ts';
import { TaskSet } from './task-set.ts';

const S = 1_000_000;
const WAIT_US = 3 * S;
const AT = { job: 0, stage: 0, pool: 'default' };

const slot = (executor: number, host: string = `node${executor}`) => ({
  ...{ executor, host, rack: null },
});
const near = (...hosts: string[]) => ({ executors: [], hosts });

describe('tasks without preferences', () => {
  it('run by index; one that failed or was lost goes before those that have not run', () => {
    const set = new TaskSet(AT, { tasks: 3, preferred: null }, WAIT_US, 0);
    set.add([0, 1, 2]);
    expect(set.next(slot(0), 0)?.task).toBe(0);
    expect(set.failed(0)).toBe(1);
    expect(set.next(slot(0), 0)?.task).toBe(0);
    set.lost(0);
    expect([set.next(slot(0), 0)?.task, set.next(slot(0), 0)?.task]).toEqual([0, 1]);
    expect([set.pending, set.running]).toEqual([1, 2]);
  });

  it('count their failures, and not how often they were lost', () => {
    const set = new TaskSet(AT, { tasks: 1, preferred: null }, WAIT_US, 0);
    set.add([0]);
    const failures: number[] = [];
    for (let run = 0; run < 4; run++) {
      set.next(slot(0), 0);
      set.lost(0);
      set.next(slot(0), 0);
      failures.push(set.failed(0));
    }
    expect(failures).toEqual([1, 2, 3, 4]);
  });
});

describe('tasks with preferences', () => {
  it('wait for a near machine, then run anywhere', () => {
    const set = new TaskSet(
      AT,
      { tasks: 2, preferred: [near('node1'), near('node1')] },
      WAIT_US,
      0,
    );
    set.add([0, 1]);
    expect(set.next(slot(0), 0)).toBeNull();
    expect(set.next(slot(1), 0)).toEqual({ task: 0, level: TaskLocality.NODE_LOCAL });
    expect(set.next(slot(0), WAIT_US - 1)).toBeNull();
    expect(set.next(slot(0), WAIT_US)).toEqual({ task: 1, level: TaskLocality.ANY });
  });

  it('begin the wait anew with each near launch', () => {
    const preferred = [near('node1'), near('node1'), near('node1')];
    const set = new TaskSet(AT, { tasks: 3, preferred }, WAIT_US, 0);
    set.add([0, 1, 2]);
    set.next(slot(1), 2 * S);
    expect(set.next(slot(0), 4 * S)).toBeNull();
    expect(set.givesWayAtUs).toBe(5 * S);
    expect(set.next(slot(0), 5 * S)?.level).toBe(TaskLocality.ANY);
  });

  it('are cached in an executor, which is nearer than its machine', () => {
    const preferred = [near('node0'), { executors: [1], hosts: ['node0'] }];
    const set = new TaskSet(AT, { tasks: 2, preferred }, WAIT_US, 0);
    set.add([0, 1]);
    expect(set.next(slot(1, 'node0'), 0)).toEqual({ task: 1, level: TaskLocality.PROCESS_LOCAL });
    expect(set.next(slot(1, 'node0'), 0)).toEqual({ task: 0, level: TaskLocality.NODE_LOCAL });
  });

  it('let those without one go at once', () => {
    const set = new TaskSet(AT, { tasks: 2, preferred: [near('node1'), near()] }, WAIT_US, 0);
    set.add([0, 1]);
    expect(set.next(slot(0), 0)).toEqual({ task: 1, level: TaskLocality.NO_PREF });
    expect(set.next(slot(0), 0)).toBeNull();
  });
});
