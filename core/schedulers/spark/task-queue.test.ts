import { describe, expect, it } from 'vitest';
import { TaskQueue } from './task-queue.ts';
import { TaskSet } from './task-set.ts';

const SLOT = { executor: 0, host: 'node0', rack: null };

function setOf(job: number, stage: number, pool: string, tasks: number, together = false): TaskSet {
  const set = new TaskSet({ job, stage, pool }, { tasks, preferred: null, together }, 0, 0);
  set.add(Array.from({ length: tasks }, (_, task) => task));
  return set;
}

/** What a queue hands out, as `job/stage/task`. */
function drained(queue: TaskQueue, slots = 99): string[] {
  const places: string[] = [];
  for (let free = slots; free > 0; free--) {
    const launch = queue.next(SLOT, 0, free);
    if (launch === null) break;
    places.push(`${launch.set.job}/${launch.set.stage}/${launch.task}`);
  }
  return places;
}

describe('order of sets of tasks', () => {
  it('is by job, then stage, whatever came first', () => {
    const queue = new TaskQueue('fifo', () => true);
    for (const set of [setOf(1, 2, 'a', 1), setOf(0, 3, 'b', 2), setOf(0, 1, 'b', 1)])
      queue.add(set);
    expect(queue.pending).toBe(4);
    expect(drained(queue)).toEqual(['0/1/0', '0/3/0', '0/3/1', '1/2/0']);
  });

  it('is fair between pools, and by job inside one', () => {
    const queue = new TaskQueue('fair', () => true);
    for (const set of [setOf(0, 0, 'a', 3), setOf(1, 1, 'b', 2), setOf(2, 2, 'a', 1)])
      queue.add(set);
    expect(drained(queue)).toEqual(['0/0/0', '1/1/0', '0/0/1', '1/1/1', '0/0/2', '2/2/0']);
  });

  it('passes over a stage that lost its input', () => {
    const lost = new Set([0]);
    const queue = new TaskQueue('fifo', (stage) => !lost.has(stage));
    queue.add(setOf(0, 0, 'a', 1));
    queue.add(setOf(1, 1, 'a', 1));
    expect(drained(queue)).toEqual(['1/1/0']);
    lost.clear();
    expect(drained(queue)).toEqual(['0/0/0']);
  });

  it('is kept where tasks are to start together: none passes them, and none starts before all', () => {
    const queue = new TaskQueue('fifo', () => true);
    const gang = setOf(1, 0, 'a', 3, true);
    for (const set of [setOf(0, 0, 'a', 1), gang, setOf(2, 0, 'a', 1)]) queue.add(set);
    expect(drained(queue, 3)).toEqual(['0/0/0']);
    expect(drained(queue, 2)).toEqual([]);
    expect(drained(queue, 3)).toEqual(['1/0/0', '1/0/1', '1/0/2']);
    // One that is lost comes again alone.
    gang.lost(1);
    expect(drained(queue, 1)).toEqual(['1/0/1']);
  });

  it('passes over a set that is taken out', () => {
    const queue = new TaskQueue('fifo', () => true);
    const first = setOf(0, 0, 'a', 2);
    queue.add(first);
    queue.add(setOf(1, 1, 'a', 1));
    queue.remove(first);
    expect(drained(queue)).toEqual(['1/1/0']);
  });
});
