import { describe, expect, it } from 'vitest';

import { durationText, readDuration, readSignedDuration } from './duration-text.ts';
import { nearestName, suggestion } from './nearest-name.ts';
import { readRate } from './rate-text.ts';

describe('durations', () => {
  it.each([
    ['500us', 500],
    ['1.5ms', 1500],
    [' 30s ', 30e6],
    ['2h', 7200e6],
    ['1d', 86_400e6],
    ['0s', 0],
  ])('reads %s', (text, micros) => {
    expect(readDuration(text)).toBe(micros);
    expect(readSignedDuration(`-${text.trim()}`)).toBe(micros === 0 ? 0 : -micros);
  });

  it.each(['', '5', '-1s', '-0s', '1 h', '1e3s'])('refuses "%s"', (text) => {
    expect(readDuration(text)).toBe(
      `found "${text}", wanted a duration such as 500us, 30s, 10m or 2h`,
    );
  });

  it('refuses what no clock can count', () => {
    expect(readDuration('200000d')).toBe('"200000d" is too long, wanted at most 285 years');
    expect(readSignedDuration('-200000d')).toMatch(/too long/);
  });

  it.each([
    [0, '0s'],
    [1500, '1500us'],
    [90e6, '90s'],
    [7200e6, '2h'],
    [-60e6, '-1m'],
    [86_400e6 * 3, '3d'],
  ])('writes %d us as %s, which reads back', (micros, text) => {
    expect(durationText(micros)).toBe(text);
    expect(readSignedDuration(text)).toBe(micros);
  });
});

describe('rates', () => {
  it('say how often, and to whom each time', () => {
    expect(readRate('1 per 6h per agent')).toEqual({ count: 1, perUs: 21_600e6, each: 'agent' });
    expect(readRate('2.5 per 1m')).toEqual({ count: 2.5, perUs: 60e6, each: null });
  });

  it.each([
    ['1 per 0s', 'found "1 per 0s", wanted more than 0 of both numbers'],
    ['0 per 1h', 'found "0 per 1h", wanted more than 0 of both numbers'],
    ['1 per hour', 'found "hour", wanted a duration such as 500us, 30s, 10m or 2h'],
    ['1 per 1h per week', 'found "1 per 1h per week", wanted a rate such as 1 per 6h per agent'],
    ['-1 per 1h', 'found "-1 per 1h", wanted a rate such as 1 per 6h per agent'],
  ])('refuse %s', (text, message) => {
    expect(readRate(text)).toBe(message);
  });
});

describe('the nearest name', () => {
  const known = ['count', 'resources', 'rack', 'agents'];

  it.each([
    ['cuont', 'count'],
    ['resource', 'resources'],
    ['Rack', 'rack'],
    ['rakc', 'rack'],
    ['agent', 'agents'],
    ['zookeeper', null],
    ['r', null],
    ['', null],
  ])('to %s is %s', (name, nearest) => {
    expect(nearestName(name, known)).toBe(nearest);
  });

  it('is the first of equally near ones, and asked for in words', () => {
    expect(nearestName('abx', ['aby', 'abz'])).toBe('aby');
    expect(suggestion('cuont', known)).toBe('; did you mean "count"?');
    expect(suggestion('other', known)).toBe('');
  });
});
