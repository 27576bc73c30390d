import { describe, expect, it } from 'vitest';

import { UsageError } from '../errors.ts';
import { parseSwarmSeeds } from './seed-source.ts';

function seedsOf(text: string): string[] {
  const { count, at } = parseSwarmSeeds(text, '--seed');
  return Array.from({ length: Math.min(count, 4) }, (_, place) => at(place));
}

describe('the seeds of a swarm', () => {
  it('are a range, one without an end, or a list', () => {
    expect(seedsOf('5..7')).toEqual(['5', '6', '7']);
    expect(parseSwarmSeeds('1..2000000', '--seed').count).toBe(2_000_000);
    expect(parseSwarmSeeds('17..', '--seed').count).toBe(Number.POSITIVE_INFINITY);
    expect(seedsOf('17..')).toEqual(['17', '18', '19', '20']);
    expect(seedsOf('abc, 7,9..10')).toEqual(['abc', '7', '9', '10']);
  });

  it.each(['7..5', '', '1,,2'])('are not "%s"', (text) => {
    expect(() => parseSwarmSeeds(text, '--seed')).toThrow(UsageError);
    expect(() => parseSwarmSeeds(text, '--seed')).toThrow(/^--seed: found .*wanted /);
  });
});
