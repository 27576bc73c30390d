import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { SparkStageSpec } from './application.ts';
import { SparkWork } from './spark-work.ts';
import type { TaskSet } from './task-set.ts';

const EXECUTORS = 3;

interface Running {
  readonly set: TaskSet;
  readonly task: number;
  readonly executor: number;
}

/** Graphs of up to six stages: parents are any of those before. */
const graphs: fc.Arbitrary<SparkStageSpec[]> = fc
  .array(fc.record({ tasks: fc.integer({ min: 1, max: 4 }), parents: fc.nat({ max: 63 }) }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((stages) =>
    stages.map(({ tasks, parents }, stage) => ({
      tasks,
      parents: Array.from({ length: stage }, (_, p) => p).filter((p) => ((parents >> p) & 1) === 1),
      ...{ outputOnExecutors: true, preferred: null },
    })),
  );

const steps = fc.array(fc.record({ what: fc.nat({ max: 9 }), which: fc.nat({ max: 99 }) }), {
  maxLength: 60,
});

function submitted(stages: readonly SparkStageSpec[]): SparkWork {
  const work = new SparkWork('fifo', 0);
  work.submit({ job: 0, submitUs: 0, pool: 'p', stages: new Map(stages.entries()) }, 0);
  return work;
}

it('finishes every job once, whatever is lost on the way, and no stage before its parents', () => {
  fc.assert(
    fc.property(graphs, steps, (stages, sequence) => {
      const work = submitted(stages);
      const running: Running[] = [];
      /** Executors that hold the output of each task, by stage. */
      const outputs = stages.map(() => new Map<number, number>());
      let finished = 0;
      const launch = (executor: number): void => {
        const next = work.next({ executor, host: 'h', rack: null }, 0);
        if (next === null) return;
        for (const parent of stages[next.set.stage].parents) {
          expect(outputs[parent].size).toBe(stages[parent].tasks);
        }
        running.push({ set: next.set, task: next.task, executor });
      };
      const end = (place: number): void => {
        const [{ set, task, executor }] = running.splice(place, 1);
        outputs[set.stage].set(task, executor);
        finished += work.finished(set, task, executor, 0).finished.length;
      };
      const lose = (executor: number): void => {
        for (const one of running.filter((task) => task.executor === executor)) {
          running.splice(running.indexOf(one), 1);
          work.lost(one.set, one.task);
        }
        if (finished > 0) return;
        for (const held of outputs) {
          for (const [task, holder] of held) if (holder === executor) held.delete(task);
        }
        work.executorLost(executor, 0);
      };
      for (const { what, which } of sequence) {
        if (what === 0) lose(which % EXECUTORS);
        else if (what < 6) launch(which % EXECUTORS);
        else if (running.length > 0) end(which % running.length);
      }
      // From here on nothing is lost: it must come to its end.
      for (let left = 0; left < 200; left++) {
        launch(0);
        if (running.length > 0) end(0);
      }
      expect([finished, work.pending]).toEqual([1, 0]);
    }),
    { numRuns: 2000 },
  );
});
