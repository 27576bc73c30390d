import { expect, it } from 'vitest';
import { reasonLines } from '../../../test/support/service-script.ts';
import { parseDuration, parseInstant } from './iso-8601.ts';

it('reads durations of fixed length', () => {
  const seconds = (text: string): number => Number(parseDuration(text)) / 1e6;
  expect(seconds('PT10M')).toBe(600);
  expect(seconds('PT1H30M5S')).toBe(5405);
  expect(seconds('P1D')).toBe(86_400);
  expect(seconds('P2W')).toBe(1_209_600);
  expect(seconds('P1DT12H')).toBe(129_600);
  expect(seconds('PT0S')).toBe(0);
  expect(parseDuration('PT0.000001S')).toBe(1);
  expect(parseDuration('PT1.5S')).toBe(1_500_000);
});

it('refuses durations by what is wrong with them', () => {
  const cases = ['P1M', 'P1Y', 'P1Y2M', 'P', 'PT', 'P1DT', '10M', 'PT1.5M', 'PT-1S', 'P80000D', ''];
  expect(cases.map(parseDuration)).toMatchInlineSnapshot(`
    [
      "found duration "P1M": a month has no fixed length, wanted weeks, days or less",
      "found duration "P1Y": a year has no fixed length, wanted weeks, days or less",
      "found duration "P1Y2M": a year has no fixed length, wanted weeks, days or less",
      "found duration "P", wanted one of ISO 8601, such as PT10M, P1DT12H or P2W",
      "found duration "PT", wanted one of ISO 8601, such as PT10M, P1DT12H or P2W",
      "found duration "P1DT", wanted one of ISO 8601, such as PT10M, P1DT12H or P2W",
      "found duration "10M", wanted one of ISO 8601, such as PT10M, P1DT12H or P2W",
      "found duration "PT1.5M", wanted one of ISO 8601, such as PT10M, P1DT12H or P2W",
      "found duration "PT-1S", wanted one of ISO 8601, such as PT10M, P1DT12H or P2W",
      "found duration "P80000D", wanted at most 200 years",
      "found duration "", wanted one of ISO 8601, such as PT10M, P1DT12H or P2W",
    ]
  `);
});

/** Seconds from the Unix clock of another program. */
it('reads instants with their zone', () => {
  const seconds = (text: string): number => Number(parseInstant(text)) / 1e6;
  expect(seconds('1970-01-01T00:00:00Z')).toBe(0);
  expect(seconds('1969-12-31T23:59:59.500Z')).toBe(-0.5);
  expect(seconds('2000-02-29T12:00Z')).toBe(951_825_600);
  expect(seconds('2024-12-31T23:59:59Z')).toBe(1_735_689_599);
  expect(seconds('2026-01-01T00:00:00Z')).toBe(1_767_225_600);
  expect(seconds('2026-03-29T02:30:00+02:00')).toBe(1_774_744_200);
  expect(seconds('2026-03-28T19:30:00-0500')).toBe(1_774_744_200);
  expect(seconds('2100-03-01T00:00:00Z')).toBe(4_107_542_400);
});

it('refuses instants that do not exist or have no zone', () => {
  const cases = [
    '2026-02-29T00:00:00Z',
    '2100-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:00:60Z',
    '2026-01-01T00:00:00+24:00',
    '2026-01-01T00:00:00',
    '2026-01-01',
    '2026-01-01T00:00:00 Europe/Berlin',
  ];
  expect(cases.map(parseInstant).filter((found) => typeof found === 'number')).toEqual([]);
  expect(
    [cases[0], cases[6]].flatMap((text) => reasonLines(parseInstant(text))),
  ).toMatchInlineSnapshot(`
    [
      "found time "2026-02-29T00:00:00Z", which does not exist,",
      "wanted one of ISO 8601 with Z or an offset, such as 2026-01-01T00:00:00Z",
      "found time "2026-01-01T00:00:00",",
      "wanted one of ISO 8601 with Z or an offset, such as 2026-01-01T00:00:00Z",
    ]
  `);
});
