import { describe, expect, it } from 'vitest';
import {
  executorAdded,
  jobEnd,
  jobStart,
  logOf,
  type SparkEvent,
  stageCompleted,
  stageInfo,
  stageSubmitted,
  taskEnd,
  taskStart,
} from '../../test/support/spark-events.ts';
import { readSpark } from '../../traces/spark/spark-reader.ts';
import { replaySparkLog } from './replay-spark-log.ts';
import type { ReplayedRun } from './replayed-run.ts';

/** A job of one stage: its tasks' launches and finishes, milliseconds, each in its executor. */
function job(
  id: number,
  submitted: number,
  tasks: readonly (readonly [launch: number, finish: number, executor: string])[],
  profile = 0,
): SparkEvent[] {
  const info = { ...stageInfo(id, tasks.length, []), 'Resource Profile Id': profile };
  const runs = tasks.map(([launch, finish, executor], index) => ({
    ...{ id: id * 100 + index, stage: id, index, launch, finish, executor },
    info: { Locality: 'NO_PREF' },
  }));
  const last = Math.max(...runs.map(({ finish }) => finish));
  return [
    ...[jobStart(id, submitted, [info]), stageSubmitted(info, submitted)],
    ...[...runs.map((task) => taskStart(task)), ...runs.map((task) => taskEnd(task))],
    ...[stageCompleted(info, last), jobEnd(id, last)],
  ];
}

function withProfile(event: SparkEvent, profile: number): SparkEvent {
  const info = event['Executor Info'] as SparkEvent;
  return { ...event, 'Executor Info': { ...info, 'Resource Profile Id': profile } };
}

function replayed(...events: readonly SparkEvent[]): ReplayedRun {
  const run = replaySparkLog(readSpark(logOf(...events)), false);
  if (typeof run === 'string') throw new Error(run);
  return run;
}

/** Simulated ends of the jobs, milliseconds from the first submission. */
function ends(run: ReplayedRun): (number | null)[] {
  return run.jobs.map(({ simulated }) => (simulated === null ? null : simulated.endUs / 1000));
}

describe('the driver sends off a stage', () => {
  it('after as long as it did where nothing ran and executors were up', () => {
    const run = replayed(
      executorAdded('1', 'host-1', 2, 1000),
      ...job(0, 2000, [[2400, 5000, '1']]),
      ...job(1, 5100, [[5110, 6000, '1']]),
    );
    expect(ends(run)).toEqual([3000, 4000]);
    expect(run.reasons.join()).toContain('0.4 s from stages');
  });

  it('at once where something ran, or no executor was there: it may have waited for that', () => {
    const busy = replayed(
      executorAdded('1', 'host-1', 1, 1000),
      ...job(0, 2000, [[2000, 5000, '1']]),
      ...job(1, 3000, [[5200, 6000, '1']]),
    );
    expect(ends(busy)).toEqual([3000, 3800]);
    const late = replayed(
      executorAdded('1', 'host-1', 1, 2400),
      ...job(0, 2000, [[2600, 5000, '1']]),
    );
    expect(ends(late)).toEqual([2800]);
  });
});

describe('resource profiles', () => {
  it('keep tasks to executors of their own', () => {
    const run = replayed(
      executorAdded('1', 'host-1', 4, 1000),
      withProfile(executorAdded('2', 'host-2', 1, 1000), 1),
      ...job(
        0,
        2000,
        [
          [2000, 3000, '2'],
          [3000, 4000, '2'],
        ],
        1,
      ),
    );
    expect(ends(run)).toEqual([2000]);
    expect(run.reasons).toContain('executors of 2 resource profiles run the stages of theirs');
  });

  it('bind no stage that ran on executors of others', () => {
    const run = replayed(
      executorAdded('1', 'host-1', 2, 1000),
      ...job(
        0,
        2000,
        [
          [2000, 3000, '1'],
          [2000, 3000, '1'],
        ],
        1,
      ),
    );
    expect(ends(run)).toEqual([1000]);
  });
});
