import { describe, expect, it } from 'vitest';

import { PAPER, fillingOf } from './filling.ts';

describe('lesson 1, step by step', () => {
  const steps = fillingOf(PAPER);

  it('goes as Table 1 of the paper', () => {
    const rows = steps.map(({ holdings, next }) => [
      next === null ? null : PAPER.users[next].name,
      ...holdings.map(({ dominantShare }) => dominantShare.toString()),
    ]);
    expect(rows).toEqual([
      ['B', '0', '0'],
      ['A', '0', '1/3'],
      ['A', '2/9', '1/3'],
      ['B', '4/9', '1/3'],
      ['A', '4/9', '2/3'],
      [null, '2/3', '2/3'],
    ]);
    expect(steps.at(-1)?.tasks).toEqual([3, 2]);
  });

  it('says why, over one denominator', () => {
    expect(steps[2].why).toBe("A next: dominant share 2/9 (memory) is below B's 3/9 (cpus).");
    expect(steps[0].why).toContain('equals');
    expect(steps[0].tie).toBe(true);
    expect(steps[5].why).toBe('Over: no further task fits. What is short now: CPUs.');
  });

  it('ends the same with the tie broken towards A', () => {
    const other = fillingOf({ ...PAPER, tieBreak: ['A', 'B'] });
    expect(other.map(({ next }) => next)).toEqual([0, 1, 0, 1, 0, null]);
    expect(other.at(-1)?.tasks).toEqual([3, 2]);
  });
});
