import { frameworkStyle } from '../../charts/palette.ts';
import { svgElement } from '../../elements/element.ts';
import { scrolling } from './scrolling.ts';
import { OFFER_ENDS, type OfferPage } from '../../../sim/session/session-pages.ts';

const WIDTH = 760;
const LANE = 26;
const LEFT = 96;
const BOTTOM = 26;

export interface LaneOptions {
  /** Name of each lane and the framework it shows. */
  readonly lanes: readonly { readonly name: string; readonly framework: number }[];
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/**
 * Offers as marks in time, a lane for each framework: full circles were accepted, crosses
 * declined, and behind a cross the line of its filter, while which nothing is offered there.
 */
export function offerLanes(page: OfferPage, options: LaneOptions): HTMLElement {
  const { lanes, fromSeconds, toSeconds } = options;
  const height = lanes.length * LANE + BOTTOM;
  const x = (seconds: number): number =>
    LEFT + ((WIDTH - LEFT - 26) * (seconds - fromSeconds)) / (toSeconds - fromSeconds);
  const rows = lanes.map(({ name, framework }, lane) => {
    const y = lane * LANE + LANE / 2;
    return svgElement(
      'g',
      { style: `--hue:${frameworkStyle(lane).colour}` },
      svgElement('line', { x1: LEFT, x2: WIDTH - 26, y1: y, y2: y, class: 'lane' }),
      svgElement('text', { x: LEFT - 10, y: y + 4, 'text-anchor': 'end' }, name),
      ...marksOf(page, framework, y, { from: fromSeconds, to: toSeconds, x }),
    );
  });
  const step = toSeconds - fromSeconds > 60 ? 20 : 5;
  const ticks: SVGElement[] = [];
  for (let at = Math.ceil(fromSeconds / step) * step; at <= toSeconds; at += step) {
    const place = { x: x(at), y: height - 6, 'text-anchor': 'middle' };
    ticks.push(svgElement('text', place, `${at} s`));
  }
  const made = Array.from(page.framework, (framework) => framework);
  const words = lanes
    .map(({ name, framework }) => `${name} ${made.filter((one) => one === framework).length}`)
    .join(', ');
  const description = `Offers from ${fromSeconds} to ${toSeconds} seconds: ${words}.`;
  const drawing = svgElement(
    'svg',
    {
      viewBox: `0 0 ${WIDTH} ${height}`,
      class: 'lanes',
      role: 'img',
      'aria-label': description,
    },
    ...rows,
    ...ticks,
  );
  return scrolling(drawing, description);
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly x: (seconds: number) => number;
}

function marksOf(page: OfferPage, framework: number, y: number, span: Span): SVGElement[] {
  const marks: SVGElement[] = [];
  for (let row = 0; row < page.count; row++) {
    if (page.framework[row] !== framework) continue;
    const at = page.madeUs[row] / 1e6;
    if (at < span.from || at > span.to) continue;
    const x = span.x(at);
    if (OFFER_ENDS[page.end[row]] === 'accepted') {
      marks.push(svgElement('circle', { cx: x, cy: y, r: 6, class: 'accepted' }));
      continue;
    }
    const until = Math.min(span.to, page.filterUntilUs[row] / 1e6);
    if (until > at) {
      const line = { x1: x, x2: span.x(until), y1: y, y2: y, class: 'filter' };
      marks.push(svgElement('line', line));
    }
    marks.push(svgElement('path', { d: `M${x - 4},${y - 4}l8,8m0,-8l-8,8`, class: 'declined' }));
  }
  return marks;
}
