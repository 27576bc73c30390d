import { frameworkStyle } from '../../charts/palette.ts';
import { element, svgElement } from '../../elements/element.ts';
import { scrolling } from './scrolling.ts';

const WIDTH = 760;
const HEIGHT = 220;
const LEFT = 46;
const BOTTOM = 28;
const RIGHT = 26;
const TOP = 24;
/** Longest dash that looks like one at this size. */
const DASHES = ['none', '8 4', '2 3', '10 3 2 3'];

export interface HistoryLine {
  readonly name: string;
  /** 0 to 1 at equal spans of time, from the start on; it may end before the time shown does. */
  readonly values: ArrayLike<number>;
}

export interface HistoryOptions {
  /** Time shown. */
  readonly seconds: number;
  /** Span of one value. */
  readonly spanSeconds: number;
  /** What the lines are, for those who do not see them. */
  readonly description: string;
  /** Vertical rules with a word, such as a crash. */
  readonly rules?: readonly { readonly atSeconds: number; readonly label: string }[];
}

/** Parts of the cluster over time as lines of steps, one for each framework. */
export function historyLines(
  lines: readonly HistoryLine[],
  { seconds, spanSeconds: span, description, rules = [] }: HistoryOptions,
): HTMLElement {
  const x = (at: number): number => LEFT + ((WIDTH - LEFT - RIGHT) * at) / seconds;
  const y = (part: number): number => TOP + (HEIGHT - TOP - BOTTOM) * (1 - part);
  const paths = lines.map(({ values }, index) => {
    let d = '';
    for (let i = 0; i < values.length; i++) {
      const level = y(values[i]).toFixed(1);
      d += `${i === 0 ? 'M' : 'L'}${x(i * span).toFixed(1)},${level}H${x((i + 1) * span).toFixed(1)}`;
    }
    const stroke = frameworkStyle(index).colour;
    const dash = DASHES[index % DASHES.length];
    return svgElement('path', { d, class: 'history', stroke, 'stroke-dasharray': dash });
  });
  const grid = [0, 0.25, 0.5, 0.75, 1].flatMap((part) => [
    svgElement('line', { x1: LEFT, x2: WIDTH - RIGHT, y1: y(part), y2: y(part), class: 'lane' }),
    svgElement('text', { x: LEFT - 6, y: y(part) + 4, 'text-anchor': 'end' }, `${part * 100} %`),
  ]);
  const step = [5, 10, 20, 30, 60, 120, 300, 600].find((one) => seconds / one <= 8) ?? 1200;
  const ticks = Array.from({ length: Math.floor(seconds / step) + 1 }, (_, i) =>
    svgElement('text', { x: x(i * step), y: HEIGHT - 8, 'text-anchor': 'middle' }, `${i * step} s`),
  );
  const marks = rules.flatMap(({ atSeconds, label }) => [
    svgElement('line', {
      x1: x(atSeconds),
      x2: x(atSeconds),
      y1: TOP - 4,
      y2: y(0),
      class: 'rule',
    }),
    svgElement('text', { x: x(atSeconds), 'text-anchor': 'middle', y: TOP - 8 }, label),
  ]);
  const drawing = svgElement(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'lanes', role: 'img', 'aria-label': description },
    ...grid,
    ...ticks,
    ...marks,
    ...paths,
  );
  return scrolling(drawing, description);
}

/** Names beside a piece of each line. */
export function historyLegend(names: readonly string[]): HTMLElement {
  return element(
    'ul',
    { class: 'legend inline' },
    ...names.map((name, index) =>
      element(
        'li',
        {},
        svgElement(
          'svg',
          { width: 34, height: 12, 'aria-hidden': 'true' },
          svgElement('line', {
            x1: 1,
            x2: 33,
            y1: 6,
            y2: 6,
            'stroke-width': 3,
            stroke: frameworkStyle(index).colour,
            'stroke-dasharray': DASHES[index % DASHES.length],
          }),
        ),
        name,
      ),
    ),
  );
}
