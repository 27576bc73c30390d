import { describe, expect, it } from 'vitest';
import { placesAfterForgetting } from './column.ts';
import { OfferBook } from './offer-book.ts';

type Made = Parameters<OfferBook['made']>[2];

function offer(id: number): Made {
  return { id, resources: [id * 1000] } as unknown as Made;
}

describe('an offer book', () => {
  it('forgets what ended long ago, and nothing that is open', () => {
    const book = new OfferBook(1, Number.POSITIVE_INFINITY, 8);
    for (let id = 0; id < 190; id++) {
      book.made(0, id % 3, offer(id), 0, id);
      // Three stay open.
      if (id % 10 !== 0 || id > 20) book.ended(0, offer(id), 'DECLINED', id + 0.5);
    }
    expect(book.count).toBeLessThan(16);
    for (const id of [0, 10, 20, 188, 189]) {
      const row = book.rowOf(id);
      expect([book.framework.at(row), book.resources[0].at(row)]).toEqual([id % 3, id * 1000]);
    }
    expect(book.rowOf(1)).toBe(-1);
    book.ended(0, offer(10), 'ACCEPTED', 99);
    expect(book.endedUs.at(book.rowOf(10))).toBe(99);
    const made = Array.from({ length: book.count }, (_, row) => book.madeUs.at(row));
    expect(made).toEqual(made.toSorted((a, b) => a - b));
  });

  it('tells an offer that expired from one that was taken back', () => {
    const book = new OfferBook(1, 10);
    for (const id of [1, 2]) book.made(0, 0, offer(id), 0, 0);
    book.ended(0, offer(1), 'RESCINDED', 9);
    book.ended(0, offer(2), 'RESCINDED', 10);
    expect([book.end.at(0), book.end.at(1)]).toEqual([3, 4]);
  });

  it('discards with a master what it had offered', () => {
    const book = new OfferBook(1, 10);
    book.made(0, 0, offer(1), 0, 0);
    book.made(1, 0, offer(1), 0, 1);
    book.masterEnded(0, 5);
    expect([book.end.at(0), book.end.at(1)]).toEqual([5, 0]);
  });
});

describe('forgetting', () => {
  it('keeps the newer half and what is open, in order', () => {
    expect([...placesAfterForgetting(7, (row) => row === 1)]).toEqual([-1, 0, -1, -1, 1, 2, 3]);
  });
});
