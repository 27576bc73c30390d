import { describe, expect, it } from 'vitest';
import type { PlannedExecutor, PlannedJob, PlannedStage, SparkPlan } from './spark-plan.ts';
import { replaySpark } from './spark-replay.ts';

const S = 1_000_000;
/** What the driver needs for a launch: times are compared beyond it. */
const TOLERANCE_S = 0.02;

function executor(slots: number, more: Partial<PlannedExecutor> = {}): PlannedExecutor {
  const stays = { fromUs: 0, untilUs: Number.POSITIVE_INFINITY, lost: false, idleTimeoutUs: null };
  return { host: 'node', profile: 0, slots, ...stays, ...more };
}

/** A stage whose tasks take so many seconds, each in one attempt. */
function stage(seconds: readonly number[], ...parents: number[]): PlannedStage {
  return {
    driverUs: 0,
    sendingUs: 0,
    spec: { tasks: seconds.length, parents, outputOnExecutors: true, preferred: null },
    attempts: seconds.map((s) => [{ slotUs: s * S, resultUs: s * S, fails: false }]),
  };
}

function job(stages: readonly number[], more: Partial<PlannedJob> = {}): PlannedJob {
  return { after: null, gapUs: 0, stages, pool: 'default', ...more };
}

function plan(more: Partial<SparkPlan>): SparkPlan {
  const one = { executors: [executor(2)], jobs: [job([0])], stages: [stage([1])] };
  return { order: 'fifo', localityWaitUs: 3 * S, ...one, ...more };
}

function jobEnds(of: SparkPlan): number[] {
  return [...replaySpark(of).jobEndUs].map((us) => us / S);
}

function expectEnds(of: SparkPlan, seconds: readonly number[]): void {
  const ends = jobEnds(of);
  expect(ends.length).toBe(seconds.length);
  for (const [i, end] of ends.entries()) {
    expect(end).toBeGreaterThanOrEqual(seconds[i]);
    expect(end).toBeLessThan(seconds[i] + TOLERANCE_S);
  }
}

describe('a replayed application', () => {
  it('fills slots in order: 4 + 3 s in one, 5 s in the other', () => {
    expectEnds(plan({ stages: [stage([4, 5, 3])] }), [7]);
  });

  it('runs a stage after its parents, and the driver takes its time before it', () => {
    const after = { ...stage([1], 0, 1), driverUs: 2 * S };
    expectEnds(plan({ jobs: [job([0, 1, 2])], stages: [stage([3]), stage([4]), after] }), [7]);
  });

  it('submits a job so long after the one before it ended, however long that took', () => {
    const second = job([1], { after: { job: 0, what: 'end' }, gapUs: 10 * S });
    const stages = [stage([4]), stage([1])];
    expectEnds(plan({ jobs: [job([0]), second], stages }), [4, 15]);
  });

  it('waits for executors that come', () => {
    expectEnds(plan({ executors: [executor(1, { fromUs: 6 * S })], stages: [stage([1])] }), [7]);
  });

  it('loses what ran in an executor that is lost, and the output it held', () => {
    const executors = [executor(1, { untilUs: 5 * S, lost: true }), executor(1)];
    // At 5 s the first half is done; its task in the lost executor runs again, from 6 to 8 s.
    const stages = [stage([2, 2]), stage([4, 4], 0)];
    expectEnds(plan({ executors, jobs: [job([0, 1])], stages }), [12]);
  });

  it('gives no new task to an executor that was let go, and lets it finish', () => {
    const executors = [executor(1, { untilUs: 1 * S }), executor(1)];
    expectEnds(plan({ executors, stages: [stage([3, 3, 3])] }), [6]);
  });

  it('runs failed attempts again; a task of which all failed ends its job', () => {
    const [once] = stage([2]).attempts;
    const twice = { ...stage([2]), attempts: [[{ ...once[0], fails: true }, once[0]]] };
    const never = { ...stage([2]), attempts: [[{ ...once[0], fails: true }]] };
    expectEnds(plan({ stages: [twice] }), [4]);
    expectEnds(plan({ jobs: [job([0, 1])], stages: [never, stage([9], 0)] }), [2]);
  });

  it('waits 3 s for a near slot, asking each second', () => {
    const far = stage([1]);
    const preferred = [{ executors: [], hosts: ['elsewhere'] }];
    const stages = [{ ...far, spec: { ...far.spec, preferred } }];
    expectEnds(plan({ stages }), [4]);
    expectEnds(plan({ stages, localityWaitUs: 0 }), [1]);
  });
});
