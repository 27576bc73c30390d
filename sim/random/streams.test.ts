import { describe, expect, it } from 'vitest';
import { chiSquare, chiSquareLimit } from '../../test/support/chi-square.ts';
import { streamOf } from './streams.ts';

function start(seed: string, purpose: string, entity: string): number[] {
  const stream = streamOf(seed, purpose, entity);
  return Array.from({ length: 4 }, () => stream.next());
}

describe('streamOf', () => {
  it('gives the same stream for the same address', () => {
    expect(start('seed', 'arrivals', 'ads')).toEqual(start('seed', 'arrivals', 'ads'));
  });

  it('gives a stream of its own to each address', () => {
    // ARC4, seedrandom's default, cannot tell 'ab' from 'abab'; separators alone could be forged.
    const addresses: [string, string, string][] = [
      ...([
        ['ab', 'p', 'e'],
        ['abab', 'p', 'e'],
        ['a', 'p', 'e'],
        ['aa', 'p', 'e'],
      ] as [string, string, string][]),
      ['a', 'bp', 'e'],
      ['', 'p', 'e'],
      ['p', '', 'e'],
      ['1:a', 'p', 'e'],
      ['a/1:p', '', 'e'],
      ['a', 'p/e', ''],
      ['a', 'p', '/e'],
      ['a', 'e', 'p'],
    ];
    const firsts = addresses.map((address) => start(...address).join());
    expect(new Set(firsts).size).toBe(addresses.length);
  });

  it('is uniform within a stream and over the first numbers of many', () => {
    const long = streamOf('seed', 'one', '');
    const within = new Float64Array(256);
    const across = new Float64Array(256);
    for (let i = 0; i < 25_600; i++) {
      within[Math.floor(long.next() * 256)]++;
      across[Math.floor(streamOf('seed', 'many', String(i)).next() * 256)]++;
    }
    expect(chiSquare(within)).toBeLessThan(chiSquareLimit(256));
    expect(chiSquare(across)).toBeLessThan(chiSquareLimit(256));
  });

  it('advances one stream without the others', () => {
    const one = streamOf('seed', 'purpose', '1');
    const two = streamOf('seed', 'purpose', '2');
    for (let i = 0; i < 100; i++) one.next();
    expect([two.next(), two.next(), two.next(), two.next()]).toEqual(start('seed', 'purpose', '2'));
  });
});
