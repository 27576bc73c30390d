import { describe, expect, it } from 'vitest';
import { idleUs, jobTriggers } from './driver-gaps.ts';
import { mostAtOnce } from './most-at-once.ts';
import { makespanUs } from './replayed-run.ts';

const span = (startUs: number, endUs: number) => ({ startUs, endUs });

describe('what a job follows', () => {
  it('is what came last before it: an end, or the submission of one that runs', () => {
    expect(jobTriggers([span(0, 10), span(2, 5), span(7, 20), span(25, 30)])).toEqual([
      { after: null, gapUs: 0 },
      { after: { job: 0, what: 'submission' }, gapUs: 2 },
      { after: { job: 1, what: 'end' }, gapUs: 2 },
      { after: { job: 2, what: 'end' }, gapUs: 5 },
    ]);
  });

  it('never ends after the submission', () => {
    expect(jobTriggers([span(0, 10), span(9, 12)])[1]).toEqual({
      after: { job: 0, what: 'submission' },
      gapUs: 9,
    });
  });
});

describe('time in which no job runs', () => {
  it('lies between jobs, not inside one that overlaps them', () => {
    expect(idleUs([span(0, 10), span(2, 5), span(12, 14), span(20, 21)])).toBe(8);
    expect(idleUs([])).toBe(0);
  });
});

describe('slots shown by intervals', () => {
  it('are the most that overlap; an end makes room for a begin at the same time', () => {
    expect(
      mostAtOnce([
        [1, 5],
        [5, 9],
        [2, 3],
        [2, 4],
      ]),
    ).toBe(3);
    expect(
      mostAtOnce([
        [1, 5],
        [5, 9],
      ]),
    ).toBe(1);
  });

  it('do not count what ends before it begins, and are at least one', () => {
    expect(
      mostAtOnce([
        [5, 2],
        [3, 4],
        [Number.NaN, 4],
      ]),
    ).toBe(1);
    expect(mostAtOnce([])).toBe(1);
  });
});

describe('a makespan', () => {
  it('is from the first begin to the last end, if all ended', () => {
    expect(makespanUs([span(3, 9), span(1, 4)])).toBe(8);
    expect(makespanUs([span(3, 9), null])).toBeNull();
    expect(makespanUs([])).toBeNull();
  });
});
