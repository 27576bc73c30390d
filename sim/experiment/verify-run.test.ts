import { describe, expect, it } from 'vitest';
import { recordsOf } from '../../test/support/event-records.ts';
import type { EventChunk } from '../log/event-log.ts';
import { HashCheckpoints } from '../log/hash-checkpoints.ts';
import { goldenExperiment } from './golden-run.ts';
import { runExperiment } from './run-experiment.ts';
import { type RepeatedRun, verifyRun } from './verify-run.ts';

const experiment = { ...goldenExperiment(), untilUs: 240_000_000 };

type Take = (chunk: EventChunk) => void;

/** The golden run, with an engine whose mathematics is off by a microsecond at one record. */
function goldenRun(events: Take, wrongAt: number | null = null): void {
  runExperiment(experiment, {
    events: (chunk) => {
      const at = wrongAt === null ? -1 : wrongAt - chunk.first;
      if (at >= 0 && at < chunk.count) chunk.timeUs[at] += 1;
      events(chunk);
    },
  });
}

/** Runs that are wrong, or not, in turn. */
function inTurn(...wrongAt: readonly (number | null)[]): RepeatedRun {
  let run = 0;
  return (events) => goldenRun(events, wrongAt[run++]);
}

function verified(every: number, again: RepeatedRun): ReturnType<typeof verifyRun> {
  const first = new HashCheckpoints(every);
  goldenRun((chunk) => first.read(chunk));
  return verifyRun(first, again);
}

describe('a run that is verified', () => {
  it('is run once more, no oftener, when it is equal', () => {
    let runs = 0;
    const again: RepeatedRun = (events) => {
      runs++;
      goldenRun(events);
    };
    expect(verified(4096, again)).toBeNull();
    expect(runs).toBe(1);
  });

  it.each([0, 4095, 4096, 5678])('parts at record %i, with what both have there', (wrong) => {
    const found = verified(4096, inTurn(wrong, null));
    const right: unknown[] = [];
    goldenRun((chunk) => right.push(...recordsOf(chunk).slice(wrong, wrong + 1)));
    expect(found).toMatchObject({ sequence: wrong });
    if (found === null || 'from' in found) return expect.fail('not found');
    const { first, second } = found;
    expect(second).toEqual({ ...first, timeUs: (first?.timeUs ?? 0) + 1 });
    expect(right[0]).toMatchObject({ timeUs: first?.timeUs, subject: first?.subject });
  });

  it('parts where the shorter run is over', () => {
    const short: RepeatedRun = (events) =>
      void runExperiment({ ...experiment, untilUs: 100_000_000 }, { events });
    let runs = 0;
    const found = verified(64, (events) => (runs++ === 0 ? short(events) : goldenRun(events)));
    const ended = new HashCheckpoints();
    short((chunk) => ended.read(chunk));
    expect(found).toMatchObject({ sequence: ended.events, second: null });
    expect(found).toHaveProperty('first.sequence', ended.events);
  });

  it('says between which records when a third run is like neither', () => {
    expect(verified(1000, inTurn(5500, 5600))).toEqual({ from: 5000, to: 6000 });
  });
});
