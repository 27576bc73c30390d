import { describe, expect, it } from 'vitest';
import type { HadoopPlan, PlannedHadoopJob, PlannedHadoopTask } from './hadoop-plan.ts';
import { replayHadoop } from './hadoop-replay.ts';

const S = 1_000_000;

const task = (seconds: number): PlannedHadoopTask => [{ us: seconds * S, fails: false }];

function job(more: Partial<PlannedHadoopJob>): PlannedHadoopJob {
  const plain = { submitUs: 0, initialisationUs: 0, setup: null, cleanup: null, windUpUs: 0 };
  return { ...plain, maps: [], reduces: [], ...more };
}

/** One machine of two slots for maps and one for reduces, which reports every 3 s from 0 on. */
function plan(jobs: readonly PlannedHadoopJob[], more: Partial<HadoopPlan> = {}): HadoopPlan {
  const machines = [{ mapSlots: 2, reduceSlots: 1 }];
  const tracker = { heartbeatUs: 3 * S, masterHeartbeatUs: null, reducesAtOnce: 1 };
  return { machines, machinesFromUs: 0, jobs, ...tracker, ...more };
}

function ends(of: HadoopPlan): number[] {
  return [...replayHadoop(of).jobEndUs].map((us) => us / S);
}

describe('replayed MapReduce jobs', () => {
  it('hear of ends and get tasks with heartbeats only', () => {
    // Maps from 0 to 4 s, known at 6; the third from 6 to 10, and the job's end is its own.
    expect(ends(plan([job({ maps: [task(4), task(4), task(4)] })]))).toEqual([12]);
  });

  it('begin with the set-up task and end when the clean-up is known to be over', () => {
    const maps = [task(1)];
    expect(ends(plan([job({ setup: task(1), cleanup: task(1), maps })]))).toEqual([9]);
  });

  it('let reduces wait for the last map and work from then on', () => {
    const { firstReduceUs, lastReduceUs } = replayHadoop(
      plan([job({ maps: [task(1), task(10)], reduces: [task(2)] })]),
    );
    // The first map is known to be over at 3 s, the last one at 12.
    expect([firstReduceUs[0] / S, lastReduceUs[0] / S]).toEqual([3, 14]);
  });

  it('are served in order, and the next takes what is left', () => {
    const first = job({ maps: [task(4), task(4), task(4)] });
    expect(ends(plan([first, job({ maps: [task(1)] })]))).toEqual([12, 9]);
  });

  it('run failed attempts again', () => {
    const [again] = task(2);
    const failing = [{ ...again, fails: true }, again];
    expect(ends(plan([job({ maps: [failing] })]))).toEqual([6]);
    expect(ends(plan([job({ maps: [[{ ...again, fails: true }], task(1)] })]))).toEqual([3]);
  });

  it('wind up for as long as they did', () => {
    expect(ends(plan([job({ maps: [task(1)], windUpUs: 5 * S })]))).toEqual([6]);
  });

  it('ask for containers and take them with heartbeats of their own on YARN', () => {
    const yarn = { machines: [{ mapSlots: 2, reduceSlots: null }], heartbeatUs: S };
    const { firstMapUs } = replayHadoop(
      plan([job({ maps: [task(1)], initialisationUs: 0.5 * S })], {
        ...yarn,
        masterHeartbeatUs: S,
      }),
    );
    // Asked at 1.5 s, given at 2, taken at 2.5.
    expect(firstMapUs[0] / S).toBe(2.5);
  });
});
