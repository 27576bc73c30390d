import { expect, it } from 'vitest';

import type { OfferPage } from '../../sim/session/session-pages.ts';
import { offerAt, offerMarks } from './offer-marks.ts';

const page: OfferPage = {
  count: 3,
  matching: 3,
  offer: Float64Array.of(10, 11, 12),
  framework: Int32Array.of(0, 1, 99),
  agent: Int32Array.of(0, 0, 0),
  madeUs: Float64Array.of(500, 1000, 1200),
  endedUs: Float64Array.of(1500, Number.NaN, 1300),
  end: Uint8Array.of(2, 0, 1),
  resources: new Float64Array(3),
  filterUntilUs: Float64Array.of(9000, Number.NaN, Number.NaN),
  tasks: Int32Array.of(0, 0, 1),
};
const place = { fromUs: 1000, toUs: 2000, width: 110, rows: 2, agents: 1, rowHeight: 22 };

it('draws offers from when they were made to their end, cut at the edges', () => {
  const marks = offerMarks(page, place);
  expect(marks.map(({ x1, x2, end, filterTo }) => [x1, x2, end, filterTo])).toEqual([
    [0, 50, 'declined', 110],
    [0, 100, 'open', null],
  ]);
});

it('finds the mark that is pointed at, in its own row', () => {
  const marks = offerMarks(page, place);
  expect(offerAt(marks, 20, marks[0].y)?.row).toBe(0);
  expect(offerAt(marks, 20, marks[1].y)?.row).toBe(1);
  expect(offerAt(marks, 90, marks[0].y)).toBeNull();
});
