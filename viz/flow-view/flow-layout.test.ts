import { expect, it } from 'vitest';

import {
  type FlowPlace,
  ROW_MIN,
  flowLayout,
  launchCurve,
  offerCurve,
  pointOn,
} from './flow-layout.ts';

const counts = { masters: 3, frameworks: 14, groups: 12 };

it.each([
  [900, 300],
  [342, 360],
])('gives all a place of their own that can be hit, at %i by %i', (width, height) => {
  const { masters, frameworks, groups, link, ...whole } = flowLayout(counts, width, height);
  for (const column of [masters, frameworks, groups]) {
    for (const [at, place] of column.entries()) {
      const next = column[at + 1];
      if (next !== undefined) expect(next.y - place.y).toBeGreaterThanOrEqual(ROW_MIN);
      expect(place.y + place.height).toBeLessThanOrEqual(whole.height);
    }
  }
  const right = ({ x, width: wide }: FlowPlace): number => x + wide;
  // Links of masters and frameworks do not touch, and there is a way between.
  expect(frameworks[0].x - link).toBeGreaterThan(right(masters[0]) + link);
  expect(groups[0].x - link).toBeGreaterThan(right(frameworks[0]));
  expect(right(groups[0])).toBe(width);
});

it('is higher than asked for where the rows need it', () => {
  expect(flowLayout({ ...counts, groups: 30 }, 900, 300).height).toBeGreaterThan(30 * ROW_MIN);
  expect(flowLayout({ ...counts, groups: 2, frameworks: 2 }, 900, 300).height).toBe(300);
});

it('leads from the leader to a framework and on to a group, between their links', () => {
  const layout = flowLayout(counts, 900, 400);
  const curve = offerCurve(layout, 1, 2);
  if (curve === null) throw new Error('found no way to a framework');
  expect(pointOn(curve, 0)).toEqual({ x: curve.x1, y: curve.y1 });
  expect(pointOn(curve, 1)).toEqual({ x: curve.x2, y: curve.y2 });
  expect(curve.x2).toBe(layout.frameworks[2].x - layout.link);
  expect(launchCurve(layout, 2, 5)?.x2).toBe(layout.groups[5].x - layout.link);
  // While nobody leads there is no way.
  expect(offerCurve(layout, -1, 2)).toBeNull();
});
