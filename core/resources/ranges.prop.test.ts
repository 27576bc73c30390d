import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { looseRanges } from '../../test/support/arbitrary-resources.ts';
import {
  type Ranges,
  coalesced,
  countOfRanges,
  isCoalesced,
  minusRanges,
  rangesContain,
  rangesEqual,
} from './ranges.ts';

/** The numbers themselves. */
function numbersOf(ranges: Ranges): Set<number> {
  const numbers = new Set<number>();
  for (const { begin, end } of ranges) for (let n = begin; n <= end; n++) numbers.add(n);
  return numbers;
}

function check(predicate: (a: Ranges, b: Ranges) => void): void {
  const lists = looseRanges.map((ranges) => coalesced(ranges));
  fc.assert(fc.property(lists, lists, predicate), { numRuns: 2000 });
}

it('coalesced keeps the numbers and leaves gaps between ranges', () => {
  fc.assert(
    fc.property(looseRanges, (loose) => {
      const ranges = coalesced(loose);
      expect(numbersOf(ranges)).toEqual(numbersOf(loose));
      expect(isCoalesced(ranges)).toBe(true);
      expect(countOfRanges(ranges)).toBe(numbersOf(loose).size);
      expect(isCoalesced(loose)).toBe(rangesEqual(loose, ranges));
    }),
  );
});

it('minusRanges takes away numbers', () => {
  check((a, b) => {
    const left = minusRanges(a, b);
    const taken = numbersOf(b);
    expect(numbersOf(left)).toEqual(new Set([...numbersOf(a)].filter((n) => !taken.has(n))));
    expect(isCoalesced(left)).toBe(true);
  });
});

it('rangesContain looks at every number', () => {
  check((a, b) => {
    const whole = numbersOf(a);
    expect(rangesContain(a, b)).toBe([...numbersOf(b)].every((n) => whole.has(n)));
    expect(rangesContain(coalesced([...a, ...b]), b)).toBe(true);
  });
});

it('rangesEqual is equality of numbers', () => {
  check((a, b) => {
    expect(rangesEqual(a, b)).toBe(rangesContain(a, b) && rangesContain(b, a));
  });
});
