import { describe, expect, it } from 'vitest';
import { LcgStream } from '../../test/support/lcg-stream.ts';
import { checkWorkload } from '../model/check-workload.ts';
import { DEFAULT_SWIM_MODEL } from '../swim/swim-model.ts';
import type { SwimRow } from '../swim/swim-row.ts';
import { readSwim } from '../swim/swim-reader.ts';
import { swimStages } from '../swim/swim-stages.ts';
import { swimToWorkload } from '../swim/swim-to-workload.ts';
import { formatSwim } from '../swim/swim-writer.ts';
import { drawArrivals } from './arrivals.ts';
import { FACEBOOK_DAY_MODEL } from './facebook-day.ts';
import { generateTrace } from './generate-trace.ts';
import { drawJob } from './job-sizes.ts';

const stream = (seed: number): LcgStream => new LcgStream(seed);

interface DayChanges {
  readonly jobs?: number;
  readonly spanUs?: number;
  readonly maxMaps?: number;
  readonly scale?: number;
}

function rowsOf({ jobs, spanUs, maxMaps, scale }: DayChanges, seed = 1): readonly SwimRow[] {
  const parameters = new Map<string, number>();
  if (maxMaps !== undefined) parameters.set('max-maps', maxMaps);
  if (scale !== undefined) parameters.set('scale', scale);
  const request = {
    ...(jobs !== undefined && { jobs }),
    ...(spanUs !== undefined && { spanUs }),
    parameters,
    stream: (purpose: string) => stream(seed + (purpose === 'sizes' ? 1000 : 0)),
  };
  const drawn = generateTrace(FACEBOOK_DAY_MODEL, request);
  return drawn.kind === 'rows' ? drawn.rows : [];
}

describe('facebook-day', () => {
  it('gives a workload, the same every time', () => {
    const rows = rowsOf({});
    expect(rows.length).toBe(1500);
    expect(checkWorkload(swimToWorkload(rows, DEFAULT_SWIM_MODEL, 'day'))).toEqual([]);
    expect(rowsOf({})).toEqual(rows);
    expect(rowsOf({}, 2)).not.toEqual(rows);
  });

  it('follows the published sizes', () => {
    const rows = rowsOf({ jobs: 20_000 });
    const maps = rows.map((row) => swimStages(row, DEFAULT_SWIM_MODEL).maps);
    const share = (from: number, to: number): number =>
      (100 * maps.filter((count) => count >= from && count <= to).length) / maps.length;
    // The bins of Zaharia et al., within what 20,000 draws scatter.
    const near = (from: number, to: number, percent: number): void =>
      expect(Math.abs(share(from, to) - percent)).toBeLessThan(1);
    near(1, 1, 38);
    near(2, 2, 17);
    near(3, 20, 14);
    near(21, 60, 9);
    near(61, 150, 6);
    near(151, 300, 5);
    near(301, 500, 3);
    near(501, 1500, 3);
    near(1501, Infinity, 5);
    const mapOnly = rows.filter((row) => row.shuffleBytes === 0).length / rows.length;
    expect(mapOnly).toBeGreaterThan(0.5);
    expect(mapOnly).toBeLessThan(0.7);
    // FB-2010 reads 44 GB a job.
    const meanInput = rows.reduce((sum, row) => sum + row.inputBytes, 0) / rows.length;
    expect(meanInput).toBeGreaterThan(25e9);
    expect(meanInput).toBeLessThan(55e9);
  });

  it('keeps the largest job and the scale', () => {
    const small = rowsOf({ maxMaps: 400 });
    const maps = small.map((row) => swimStages(row, DEFAULT_SWIM_MODEL).maps);
    expect(Math.max(...maps)).toBe(400);
    const double = rowsOf({ maxMaps: 400, scale: 2 });
    double.forEach((row, i) => {
      expect(Math.abs(row.inputBytes - 2 * small[i].inputBytes)).toBeLessThanOrEqual(2);
    });
  });

  it('does not change the sizes of the first jobs when there are more', () => {
    const bytes = (rows: ReturnType<typeof rowsOf>): number[] => rows.map((row) => row.inputBytes);
    expect(bytes(rowsOf({ jobs: 100 }))).toEqual(bytes(rowsOf({ jobs: 200 })).slice(0, 100));
  });

  it('survives being written and read', () => {
    const rows = rowsOf({ jobs: 300 });
    const { rows: read, report } = readSwim(formatSwim(rows));
    expect(read).toEqual(rows);
    expect(report).toMatchObject({ rowsRead: 300, rowsRefused: 0, repairs: new Map() });
  });

  it('names what cannot be', () => {
    expect(() => rowsOf({ jobs: 0 })).toThrow('jobs: found 0, wanted a whole number from 1');
    expect(() => rowsOf({ spanUs: 1.5 })).toThrow('span: found 1.5');
    expect(() => rowsOf({ maxMaps: 0 })).toThrow('max-maps: found 0');
    expect(() => rowsOf({ scale: Number.NaN })).toThrow('scale: found NaN');
  });
});

describe('drawJob', () => {
  it('takes six draws and stays finite at their ends', () => {
    for (const value of [0, 0.5, 1 - 2 ** -32]) {
      let draws = 0;
      const constant = { next: () => (draws++, value) };
      const job = drawJob(constant, 60_000, 1);
      expect(draws).toBe(6);
      for (const bytes of Object.values(job)) {
        expect(Number.isSafeInteger(bytes)).toBe(true);
        expect(bytes).toBeGreaterThanOrEqual(0);
      }
    }
  });
});

describe('drawArrivals', () => {
  it('ascends within the span, with bursts on the quarter hours', () => {
    const times = drawArrivals(stream(5), 4000, 86_400);
    expect(times.length).toBe(4000);
    times.forEach((time, i) => {
      expect(Number.isInteger(time)).toBe(true);
      expect(time).toBeGreaterThanOrEqual(times[i - 1] ?? 0);
      expect(time).toBeLessThan(86_400);
    });
    // One in eight comes in the first minute of a quarter of an hour, on top of its 1/15.
    const early = times.filter((time) => time % 900 < 60).length / times.length;
    expect(early).toBeGreaterThan(0.15);
    expect(early).toBeLessThan(0.22);
  });

  it('follows the hours of the day', () => {
    const times = drawArrivals(stream(6), 24_000, 2 * 86_400);
    const inHour = (hour: number): number =>
      times.filter((time) => Math.floor(time / 3600) % 24 === hour).length;
    expect(inHour(15) / inHour(3)).toBeGreaterThan(2.8);
    expect(inHour(15) / inHour(3)).toBeLessThan(4.6);
  });

  it('takes spans that are no whole hours', () => {
    const last = drawArrivals(stream(8), 5000, 5400).filter((time) => time === 5399);
    expect(last.length).toBeLessThan(20);
    for (const seconds of [1, 59, 1000, 3600, 5400]) {
      const times = drawArrivals(stream(7), 500, seconds);
      expect(Math.max(...times)).toBeLessThan(seconds);
      expect(Math.min(...times)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...times)).toBeGreaterThan(seconds * 0.9 - 1);
    }
  });
});
