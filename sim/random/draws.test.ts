import { describe, expect, it } from 'vitest';
import { chiSquare, chiSquareLimit } from '../../test/support/chi-square.ts';
import { Draws } from './draws.ts';

const COUNT = 65_536;

/** Ways to walk through addresses; a draw must look random along each. */
const WALKS: readonly { name: string; at: (i: number) => [entity: number, ordinal: number] }[] = [
  { name: 'entities', at: (i) => [i, 0] },
  { name: 'ordinals', at: (i) => [0, i] },
  { name: 'a square of both', at: (i) => [i >> 8, i & 255] },
  { name: 'the diagonal', at: (i) => [i, i] },
  { name: 'ordinals in steps of 64', at: (i) => [3, i * 64] },
];

describe('Draws', () => {
  const draws = new Draws('seed', 'test');

  it('gives the same number for the same address, in any order and from any instance', () => {
    const other = new Draws('seed', 'test');
    const first = Array.from({ length: 100 }, (_, i) => draws.bits(i % 7, i));
    const backwards = Array.from({ length: 100 }, (_, i) => other.bits((99 - i) % 7, 99 - i));
    expect(backwards.reverse()).toEqual(first);
  });

  it('gives other numbers for another seed or purpose', () => {
    const row = (seed: string, purpose: string): string =>
      Array.from({ length: 8 }, (_, i) => new Draws(seed, purpose).bits(i, 0)).join();
    const rows = [
      ...[row('a', 'x'), row('b', 'x'), row('a', 'y'), row('', 'a/x')],
      ...[row('a/x', ''), row('ab', 'ab'), row('abab', ''), row('aba', 'b'), row('1', '')],
    ];
    expect(new Set(rows).size).toBe(rows.length);
  });

  it('gives units from 0 to below 1 with 32 bits', () => {
    for (let i = 0; i < 1000; i++) {
      const unit = draws.unit(i, 1);
      expect(unit).toBeGreaterThanOrEqual(0);
      expect(unit).toBeLessThan(1);
      expect(unit * 4294967296).toBe(draws.bits(i, 1) >>> 0);
    }
  });

  describe.each(WALKS)('over $name', ({ at }) => {
    const numbers = Array.from({ length: COUNT }, (_, i) => draws.bits(...at(i)) >>> 0);

    it.each([0, 4, 12, 24])('is uniform in the eight bits from bit %i', (shift) => {
      const counts = new Float64Array(256);
      for (const number of numbers) counts[(number >>> shift) & 255]++;
      expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(256));
    });

    it.each([
      { bits: 'highest', shift: 28 },
      { bits: 'lowest', shift: 0 },
    ])('has neighbours that know nothing of each other in the $bits bits', ({ shift }) => {
      const counts = new Float64Array(256);
      for (let i = 0; i + 1 < COUNT; i++) {
        const pair = (((numbers[i] >>> shift) & 15) << 4) | ((numbers[i + 1] >>> shift) & 15);
        counts[pair]++;
      }
      expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(256));
    });

    it('hardly repeats itself', () => {
      // 65,536 of 2^32 numbers: half a pair is expected to coincide by chance.
      expect(new Set(numbers).size).toBeGreaterThan(COUNT - 6);
    });
  });

  it('knows an entity from an ordinal', () => {
    const counts = new Float64Array(256);
    let same = 0;
    for (let i = 0; i < COUNT; i++) {
      const [entity, ordinal] = [i >> 8, 300 + (i & 255)];
      const [one, other] = [draws.bits(entity, ordinal), draws.bits(ordinal, entity)];
      counts[((one >>> 28) << 4) | (other >>> 28)]++;
      if (one === other) same++;
    }
    expect(same).toBeLessThan(3);
    expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(256));
  });

  it('gives two purposes of one seed numbers that know nothing of each other', () => {
    const other = new Draws('seed', 'tess');
    const counts = new Float64Array(256);
    for (let i = 0; i < COUNT; i++) {
      counts[((draws.bits(i, 0) >>> 28) << 4) | (other.bits(i, 0) >>> 28)]++;
    }
    expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(256));
  });
});
