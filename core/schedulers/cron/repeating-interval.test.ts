import { describe, expect, it } from 'vitest';
import { reasonLines } from '../../../test/support/service-script.ts';
import { dueAt, parseSchedule } from './repeating-interval.ts';

const CLOCK = { nowUs: 5_000_000, originUs: 1_767_225_600_000_000 };

describe('parseSchedule', () => {
  it('reads a start as a duration, a date, or now', () => {
    expect(parseSchedule('R5/PT10M/PT1H', CLOCK)).toEqual({
      ...{ count: 5, startUs: 600e6, periodUs: 3600e6 },
    });
    expect(parseSchedule('R/2026-01-01T00:00:00Z/P1D', CLOCK)).toEqual({
      ...{ count: null, startUs: 0, periodUs: 86_400e6 },
    });
    expect(parseSchedule('R/2025-12-31T23:00:00Z/P1W', CLOCK)).toMatchObject({ startUs: -3600e6 });
    expect(parseSchedule('R0//PT1S', CLOCK)).toMatchObject({ count: 0, startUs: 5e6 });
  });

  it('says what is wrong', () => {
    const cases = [
      '',
      'R5/PT10M',
      '5/PT10M/PT1H',
      'R-1//PT1H',
      'R//PT0S',
      'R/tomorrow/PT1H',
      'R//P1Y',
    ];
    expect(cases.flatMap((text) => reasonLines(parseSchedule(text, CLOCK)))).toMatchInlineSnapshot(`
      [
        "found schedule "",",
        "wanted R[n]/start/period, such as R5/PT10M/PT1H",
        "found schedule "R5/PT10M",",
        "wanted R[n]/start/period, such as R5/PT10M/PT1H",
        "found schedule "5/PT10M/PT1H",",
        "wanted R[n]/start/period, such as R5/PT10M/PT1H",
        "found schedule "R-1//PT1H",",
        "wanted R[n]/start/period, such as R5/PT10M/PT1H",
        "found schedule "R//PT0S",",
        "wanted a period longer than nothing",
        "found schedule "R/tomorrow/PT1H":",
        "found time "tomorrow",",
        "wanted one of ISO 8601 with Z or an offset, such as 2026-01-01T00:00:00Z",
        "found schedule "R//P1Y":",
        "found duration "P1Y": a year has no fixed length,",
        "wanted weeks, days or less",
      ]
    `);
  });
});

it('ends after its count', () => {
  const interval = { count: 2, startUs: 10, periodUs: 5 };
  expect([0, 1, 2].map((k) => dueAt(interval, k))).toEqual([10, 15, null]);
});
