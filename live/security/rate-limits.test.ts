import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { RateLimits, parseRateLimits } from './rate-limits.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function limits(document: object): RateLimits {
  return new RateLimits(parseRateLimits(JSON.stringify(document), 'limits'));
}

/** What became of calls, by name, in the order in which it did. */
function called(one: RateLimits, ...calls: (readonly [string | null, boolean])[]): string[] {
  const heard: string[] = [];
  for (const [at, [principal, isCall]] of calls.entries()) {
    one.turn(principal, isCall).then(
      ({ granted }) => heard.push(`${at}${granted ? '' : ' dropped'}`),
      (error: unknown) => heard.push(String(error)),
    );
  }
  return heard;
}

describe('rate limits', () => {
  it('let one call at a time, those over it in their turn, and drop those over that', async () => {
    const one = limits({ limits: [{ principal: 'spark', qps: 10, capacity: 2 }] });
    const call = ['spark', true] as const;
    const heard = called(one, call, call, call, call);
    await vi.advanceTimersByTimeAsync(0);
    expect(heard).toEqual(['0', '3 dropped']);
    await vi.advanceTimersByTimeAsync(100);
    expect(heard.slice(2)).toEqual(['1']);
    await vi.advanceTimersByTimeAsync(100);
    expect(heard.slice(3)).toEqual(['2']);
    await vi.advanceTimersByTimeAsync(1000);
    expect(called(one, call)).toEqual([]);
    await vi.advanceTimersByTimeAsync(0);
    // Time in which nobody called is not saved up.
    const later = called(one, call, call);
    await vi.advanceTimersByTimeAsync(100);
    expect(later).toEqual(['0']);
  });

  it('bind all others together, by their calls alone, and nobody who is named without a rate', async () => {
    const one = limits({
      limits: [{ principal: 'ops' }],
      aggregate_default_qps: 1,
      aggregate_default_capacity: 0,
    });
    const heard = called(
      one,
      ...[['a', true] as const, ['b', true] as const, [null, true] as const],
      ...[['ops', true] as const, ['ops', true] as const],
      ...[['a', false] as const, [null, false] as const],
    );
    await vi.advanceTimersByTimeAsync(0);
    expect(heard.sort()).toEqual(['0', '1 dropped', '2 dropped', '3', '4', '5', '6']);
  });

  it('bind nobody where none are given', async () => {
    const heard = called(limits({}), ['a', true], ['a', true], [null, true]);
    await vi.advanceTimersByTimeAsync(0);
    expect(heard).toEqual(['0', '1', '2']);
  });

  it('say where they are wrong', () => {
    const problems = [
      ['{"limits": [{"qps": 1}]}', 'f: limits.0.principal: '],
      ['{"limits": [{"principal": "a", "qps": 0}]}', 'f: limits.0.qps: '],
      ['{"limits": [{"principal": "a"}, {"principal": "a"}]}', 'f: limits: found "a" twice'],
      ['{"limit": []}', 'f: rate limits: '],
      ['[', 'f: '],
    ];
    for (const [text, message] of problems)
      expect(() => parseRateLimits(text, 'f')).toThrow(message);
  });
});
