import { expect, it } from 'vitest';

import type { OfferPage } from '../../sim/session/session-pages.ts';
import { FlowTokens, WAY_MS } from './flow-tokens.ts';

const page: OfferPage = {
  ...{ count: 3, matching: 3, resources: new Float64Array(3), tasks: new Int32Array(3) },
  offer: Float64Array.of(1, 2, 3),
  framework: Int32Array.of(0, 0, 1),
  agent: Int32Array.of(0, 1, 1),
  // Over before; made before and accepted now; made and declined now.
  madeUs: Float64Array.of(100, 900, 1100),
  endedUs: Float64Array.of(200, 1500, 1200),
  end: Uint8Array.of(1, 1, 2),
  filterUntilUs: new Float64Array(3).fill(Number.NaN),
};
const scene = { groupOf: Int32Array.of(0, 1), windowUs: 5000 };

it('sends what happened since the page before on its way, and forgets what arrived', () => {
  const tokens = new FlowTokens();
  expect(tokens.feed(page, { ...scene, nowUs: 1000 }, 0, 200)).toBe(0);
  expect(tokens.feed(page, { ...scene, nowUs: 2000 }, 0, 200)).toBe(2);
  const at = (ms: number): unknown[] =>
    tokens.places(ms).map(({ token, on }) => [token.framework, token.group, on]);
  // 500 of 1000 us later is 100 of 200 ms; 100 us later is 20 ms.
  expect(at(10)).toEqual([]);
  expect(at(30)).toEqual([[1, 1, 'offer']]);
  expect(at(110)).toEqual([
    [0, 1, 'launch'],
    [1, 1, 'offer'],
  ]);
  expect(at(20 + WAY_MS + 90)).toEqual([[1, 1, 'stays']]);
  expect(at(20 + 2 * WAY_MS)).toEqual([]);
  expect(tokens.some).toBe(false);
});

it('takes a jump for no movement', () => {
  const tokens = new FlowTokens();
  tokens.feed(page, { ...scene, nowUs: 1000 }, 0, 200);
  expect(tokens.feed(page, { ...scene, nowUs: 500 }, 0, 200)).toBe(0);
  expect(tokens.feed(page, { ...scene, nowUs: 9000 }, 0, 200)).toBe(0);
  tokens.forget();
  expect(tokens.feed(page, { ...scene, nowUs: 9100 }, 0, 200)).toBe(0);
});
