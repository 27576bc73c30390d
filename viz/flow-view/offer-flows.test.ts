import { describe, expect, it } from 'vitest';

import { OFFER_ENDS, type OfferPage } from '../../sim/session/session-pages.ts';
import { flowBrief, flowInWords, offerFlows, sumOf } from './offer-flows.ts';

const NONE = Number.NaN;

/** Offers as `[framework, agent, madeUs, endedUs, end, filterUntilUs]`. */
function pageOf(...rows: readonly (readonly [number, number, number, number, string, number])[]) {
  const column = (at: number): number[] => rows.map((row) => Number(row[at]));
  return {
    ...{ count: rows.length, matching: rows.length, resources: new Float64Array(rows.length) },
    offer: Float64Array.from(rows, (_, at) => at),
    framework: Int32Array.from(column(0)),
    agent: Int32Array.from(column(1)),
    madeUs: Float64Array.from(column(2)),
    endedUs: Float64Array.from(column(3)),
    end: Uint8Array.from(rows, ([, , , , end]) => (OFFER_ENDS as readonly string[]).indexOf(end)),
    filterUntilUs: Float64Array.from(column(5)),
    tasks: new Int32Array(rows.length),
  } satisfies OfferPage;
}

const page = pageOf(
  [1, 0, 10, 20, 'accepted', NONE],
  [0, 0, 10, 30, 'declined', 90],
  [0, 1, 12, 25, 'declined', NONE],
  [1, 1, 31, 34, 'rescinded', NONE],
  [1, 0, 40, NONE, 'open', NONE],
  [0, 2, 41, NONE, 'open', NONE],
  [7, 0, 41, NONE, 'open', NONE],
  [0, -1, 41, NONE, 'open', NONE],
);
/** Agents 0 and 1 are drawn as one, 2 is not drawn. */
const groupOf = Int32Array.of(0, 0, -1);

describe('offers as flows', () => {
  it('are counted by framework and group, with what happened last', () => {
    const flows = offerFlows(page, groupOf, 1, 3);
    const told = flows.map(({ framework, group, made, latest, atUs }) => ({
      ...{ framework, group, made, latest, atUs },
    }));
    expect(told).toEqual([
      { framework: 0, group: 0, made: 2, latest: 'declined', atUs: 30 },
      { framework: 1, group: 0, made: 3, latest: 'open', atUs: 40 },
    ]);
    expect(flows[0]).toMatchObject({ filtered: 1, filterUntilUs: 90, latestFiltered: true });
    expect(flows[1]).toMatchObject({ filtered: 0, filterUntilUs: NONE });
  });

  it('add up, and are told in words', () => {
    const sum = sumOf(offerFlows(page, groupOf, 1, 3));
    expect(sum.atUs).toBe(40);
    expect(flowInWords(sum)).toBe(
      '5 made: 1 accepted, 2 declined (1 with a filter), 1 rescinded, 1 open',
    );
    expect(flowBrief(sum)).toBe('5 made, 1 accepted');
    expect(flowInWords(sumOf([]))).toBe('no offers');
  });
});
