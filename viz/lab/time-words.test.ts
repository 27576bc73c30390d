import { describe, expect, it } from 'vitest';

import { clock, horizon, span, timeFrom, timeTick, timeTicks } from './time-words.ts';

const S = 1_000_000;
const H = 3600 * S;

describe('times of a run', () => {
  it('are written as a clock', () => {
    expect(clock(0)).toBe('0:00');
    expect(clock(7 * S + 999_999)).toBe('0:07');
    expect(clock(754.5 * S, 1)).toBe('12:34.5');
    expect(clock(3723 * S)).toBe('1:02:03');
    expect(clock(62_000_100, 6)).toBe('1:02.000100');
  });

  it('are read as clocks, durations and seconds', () => {
    expect(timeFrom('1:02:03')).toBe(3723 * S);
    expect(timeFrom('12:34.5')).toBe(754.5 * S);
    expect(timeFrom(' 90s ')).toBe(90 * S);
    expect(timeFrom('1.5h')).toBe(1.5 * H);
    expect(timeFrom('42')).toBe(42 * S);
    expect(timeFrom('soon')).toBeNull();
    expect(timeFrom('')).toBeNull();
  });

  it.each([0, 1, 59 * S, 61 * S, H, 25 * H + 1])('%i us read back as they are written', (us) => {
    expect(timeFrom(clock(us, 6))).toBe(us);
  });

  it('are told as lengths in the unit that reads best', () => {
    expect([350, 350_000, 12.5 * S, 240 * S, 2.5 * H, 72 * H].map(span)).toEqual([
      ...['350 us', '350 ms', '12.5 s', '4 min', '2.5 h', '3 d'],
    ]);
    expect(span(Number.NaN)).toBe('');
  });
});

describe('a time axis', () => {
  it('has ticks people count in, not more than fit', () => {
    expect(timeTicks(0, H, 7).map(timeTick)).toEqual([
      ...['0', '10 min', '20 min', '30 min', '40 min', '50 min', '1 h'],
    ]);
    expect(timeTicks(0, 2 * H, 4).map(timeTick)).toEqual(['0', '30 min', '1 h', '1:30 h', '2 h']);
    expect(timeTicks(58 * S, 62 * S, 4).map(timeTick)).toEqual([
      ...['58 s', '59 s', '1 min', '1:01', '1:02'],
    ]);
  });

  it('ends with the run when that is near, else a little beyond what is known', () => {
    expect(horizon(0, null)).toBe(10 * S);
    expect(horizon(61 * S, null)).toBe(120 * S);
    expect(horizon(61 * S, H)).toBe(120 * S);
    expect(horizon(1800 * S, H)).toBe(H);
    expect(horizon(0, 5 * S)).toBe(5 * S);
  });
});
