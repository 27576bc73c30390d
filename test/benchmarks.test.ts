import { describe, expect, it } from 'vitest';
import { BENCHMARKS } from './bench/index.ts';

/** Those that take seconds; the others replay whole days. */
const SHORT = ['queue', 'kernel', 'cycle'];

describe('the benchmarks', () => {
  it('have names of their own and say what they measure', () => {
    expect(new Set(BENCHMARKS.map(({ name }) => name)).size).toBe(BENCHMARKS.length);
    for (const { summary } of BENCHMARKS) expect(summary).not.toBe('');
    expect(BENCHMARKS.map(({ name }) => name)).toEqual(expect.arrayContaining(SHORT));
  });

  // That they run and print sound tables; how fast, only a reader can judge.
  it.each(SHORT)('%s prints a full table, the ratio to its baseline first', async (name) => {
    const benchmark = BENCHMARKS.find((one) => one.name === name);
    const result = await benchmark?.run();
    expect(result?.columns[0]).toMatch(/^to /);
    expect(result?.notes.length).toBeGreaterThan(0);
    expect(result?.rows.length).toBeGreaterThan(1);
    for (const row of result?.rows ?? []) {
      expect(row).toHaveLength(result?.columns.length ?? 0);
      expect(String(row[0])).toMatch(/^(\d[\d.]*x|baseline|-)$/);
      for (const cell of row) if (typeof cell === 'number') expect(cell).toBeGreaterThan(0);
    }
  });
});
