import { type Attributes, element, svgElement } from '../../elements/element.ts';
import { decimalText } from '../fractions.ts';
import { type PoolFields, divideBy, poolProblem } from '../pool-problem.ts';
import { wordsFor } from '../resource-words.ts';

const SIZE = 340;
const LEFT = 42;
const BOTTOM = 38;
const TOP = 12;
const RIGHT = 12;

/**
 * Two users as a plane: across, tasks of the first; up, tasks of the second. Each resource is a
 * line that no division can cross; the dominant shares are equal along the ray; DRF stops where
 * the ray meets the first line.
 */
export function drawPlane(fields: PoolFields): SVGSVGElement {
  const problem = poolProblem({ ...fields, divisible: true });
  const { users } = divideBy('drf', problem);
  const [x, y] = users.map(({ tasks }) => tasks.toNumber());
  const resources = Object.keys(fields.capacity);
  const [a, b] = fields.users;
  const alone = [a, b].map(({ demand }) =>
    Math.min(...resources.map((name, r) => fields.capacity[name] / demand[r])),
  );
  const most = [niceAbove(alone[0] * 1.15), niceAbove(alone[1] * 1.15)];
  const across = (tasks: number): number => LEFT + ((SIZE - LEFT - RIGHT) * tasks) / most[0];
  const up = (tasks: number): number => SIZE - BOTTOM - ((SIZE - BOTTOM - TOP) * tasks) / most[1];
  const point = (px: number, py: number): string => `${across(px).toFixed(1)},${up(py).toFixed(1)}`;

  const clip = 'plane-clip';
  const limits = resources.map((name, r) => {
    const all = fields.capacity[name];
    const [ax, by] = [all / a.demand[r], all / b.demand[r]];
    return svgElement('line', {
      x1: across(ax),
      y1: up(0),
      x2: across(0),
      y2: up(by),
      class: `limit limit-${r}`,
    });
  });
  const ray = svgElement('line', {
    x1: across(0),
    y1: up(0),
    x2: across((x * Math.max(...most)) / Math.max(x, y, 1e-9)),
    y2: up((y * Math.max(...most)) / Math.max(x, y, 1e-9)),
    class: 'ray',
  });
  const region = svgElement('polygon', {
    points: feasible(fields)
      .map(([px, py]) => point(px, py))
      .join(' '),
    class: 'region',
  });
  const words =
    `A plane of tasks. DRF gives ${a.name} ${decimalText(users[0].tasks)} and ` +
    `${b.name} ${decimalText(users[1].tasks)} tasks.`;
  return svgElement(
    'svg',
    { viewBox: `0 0 ${SIZE} ${SIZE}`, class: 'plane', role: 'img', 'aria-label': words },
    svgElement(
      'clipPath',
      { id: clip },
      rectangle({ x: LEFT, y: TOP, width: SIZE - LEFT - RIGHT, height: SIZE - TOP - BOTTOM }),
    ),
    svgElement('g', { 'clip-path': `url(#${clip})` }, region, ...limits, ray),
    ...ticks(most[0]).map((tick) =>
      text({ x: across(tick), y: SIZE - BOTTOM + 16, 'text-anchor': 'middle' }, String(tick)),
    ),
    ...ticks(most[1]).map((tick) =>
      text({ x: LEFT - 6, y: up(tick) + 4, 'text-anchor': 'end' }, String(tick)),
    ),
    svgElement('path', {
      d: `M${LEFT},${TOP}V${SIZE - BOTTOM}H${SIZE - RIGHT}`,
      class: 'axes',
    }),
    text({ x: SIZE - RIGHT, y: SIZE - 4, 'text-anchor': 'end' }, `tasks of ${a.name}`),
    text(
      { x: 12, y: TOP + 4, transform: `rotate(-90 12 ${TOP + 4})`, 'text-anchor': 'end' },
      `tasks of ${b.name}`,
    ),
    svgElement('circle', { cx: across(x), cy: up(y), r: 7, class: 'found' }),
  );
}

/** What the lines of the plane are. */
export function planeLegend(fields: PoolFields): HTMLElement {
  const entries = Object.keys(fields.capacity).map((name, r) => [
    `limit limit-${r}`,
    `${wordsFor(name).title} used up`,
  ]);
  return element(
    'ul',
    { class: 'legend' },
    ...[...entries, ['ray', 'equal dominant shares (by weight)'], ['found', 'DRF']].map(
      ([kind, label]) =>
        element(
          'li',
          {},
          svgElement(
            'svg',
            { width: 28, height: 14, 'aria-hidden': 'true' },
            kind === 'found'
              ? svgElement('circle', { cx: 14, cy: 7, r: 6, class: kind })
              : svgElement('line', { x1: 1, y1: 7, x2: 27, y2: 7, class: kind }),
          ),
          label,
        ),
    ),
  );
}

/** Corners of what fits: the axes, where the limits meet them and each other. */
function feasible({ capacity, users }: PoolFields): [number, number][] {
  const resources = Object.keys(capacity);
  const [a, b] = users;
  const fits = (x: number, y: number): boolean =>
    resources.every((name, r) => a.demand[r] * x + b.demand[r] * y <= capacity[name] * (1 + 1e-9));
  const corners: [number, number][] = [[0, 0]];
  resources.forEach((name, r) => {
    corners.push([capacity[name] / a.demand[r], 0], [0, capacity[name] / b.demand[r]]);
    resources.slice(r + 1).forEach((other, offset) => {
      const s = r + 1 + offset;
      const determinant = a.demand[r] * b.demand[s] - a.demand[s] * b.demand[r];
      if (determinant === 0) return;
      const x = (capacity[name] * b.demand[s] - capacity[other] * b.demand[r]) / determinant;
      const y = (a.demand[r] * capacity[other] - a.demand[s] * capacity[name]) / determinant;
      if (x > 0 && y > 0) corners.push([x, y]);
    });
  });
  // In the order of a walk around: by the angle from the origin, the origin first.
  const angle = ([x, y]: [number, number]): number => (x + y === 0 ? -1 : y / (x + y));
  return corners.filter(([x, y]) => fits(x, y)).sort((p, q) => angle(p) - angle(q));
}

function ticks(most: number): number[] {
  const distance = niceAbove(most / 6);
  const count = Math.floor(most / distance);
  return Array.from({ length: count + 1 }, (_, index) => Number((index * distance).toFixed(6)));
}

/** The next of 1, 2, 5, 10, … that is not below. */
function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const digit = value / power;
  const nice = digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10;
  return nice * power;
}

function rectangle(attributes: Attributes): SVGRectElement {
  return svgElement('rect', attributes);
}

function text(attributes: Attributes, content: string): SVGTextElement {
  return svgElement('text', attributes, content);
}
