import { dot, ruleX, ruleY, text } from '@observablehq/plot';

import { type ChartFrame, drawChart } from './chart.ts';

/** A mean with its interval, on a row of its own. */
export interface IntervalRow {
  readonly label: string;
  readonly colour: string;
  readonly mean: number;
  /** NaN when there is no interval. */
  readonly low: number;
  readonly high: number;
}

export interface IntervalOptions {
  /** A line to compare with: no difference, the ideal. */
  readonly reference: number;
  /** Extent of the axis where panels are to be compared; from the rows unless told. */
  readonly domain?: readonly [number, number];
  /** The least the axis spans, so that next to nothing is not drawn large. */
  readonly minSpan?: number;
  readonly logarithmic?: boolean;
  /** About how many ticks; fewer for wide labels. */
  readonly ticks?: number;
  /** How a tick is written. */
  readonly tick: (value: number) => string;
  /** How the mean at the end of a row is written. */
  readonly value: (value: number) => string;
}

/** Height of a row. */
export const INTERVAL_ROW_HEIGHT = 22;
/** Height of the axis below the rows. */
export const INTERVAL_AXIS_HEIGHT = 30;

/** Ticks of a logarithmic axis. */
const LOG_TICKS: readonly number[] = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

/** Means as dots on their 95 % intervals, one row each, beside a line to compare with. */
export function intervalDots(
  frame: ChartFrame,
  rows: readonly IntervalRow[],
  options: IntervalOptions,
): SVGSVGElement {
  const { reference, tick, value } = options;
  const domain = options.domain ?? extent(rows, options);
  const left = labelWidth(rows);
  // The logarithm is taken here: a log scale of Plot's leaves out labels as it sees fit.
  const place = (end: number): number =>
    options.logarithmic === true ? Math.log(Math.max(end, domain[0])) : end;
  const ticks = LOG_TICKS.filter((end) => end >= domain[0] && end <= domain[1]);
  const at = rows.map((row, index) => ({
    ...row,
    row: index,
    mean: place(row.mean),
    low: place(row.low),
    high: place(row.high),
  }));
  const bounded = at.filter((row) => !Number.isNaN(row.low));
  return drawChart(frame, {
    marginTop: 4,
    marginBottom: INTERVAL_AXIS_HEIGHT - 6,
    marginLeft: left,
    marginRight: 56,
    x: {
      domain: domain.map(place),
      label: null,
      insetLeft: 7,
      ...(options.logarithmic === true
        ? { ticks: ticks.map(place), tickFormat: (_: number, index: number) => tick(ticks[index]) }
        : { ticks: options.ticks ?? 4, tickFormat: tick }),
      grid: true,
      clamp: true,
    },
    y: { type: 'point', domain: at.map((row) => row.row), padding: 0.6, axis: null },
    marks: [
      ruleX([place(reference)], { strokeOpacity: 0.55 }),
      text(at, { frameAnchor: 'left', y: 'row', dx: -left, textAnchor: 'start', text: 'label' }),
      ruleY(bounded, {
        x1: 'low',
        x2: 'high',
        y: 'row',
        stroke: (row: IntervalRow) => row.colour,
        strokeWidth: 2.5,
        strokeOpacity: 0.55,
      }),
      dot(at, { x: 'mean', y: 'row', fill: (row: IntervalRow) => row.colour, r: 4 }),
      text(at, {
        frameAnchor: 'right',
        y: 'row',
        dx: 52,
        textAnchor: 'end',
        text: (row: { readonly row: number }) => value(rows[row.row].mean),
        fontVariant: 'tabular-nums',
      }),
    ],
  });
}

/** From the lowest end to the highest with some air, the reference inside. */
function extent(rows: readonly IntervalRow[], options: IntervalOptions): [number, number] {
  const ends = rows
    .flatMap((row) => [row.mean, row.low, row.high])
    .filter((end) => Number.isFinite(end));
  const low = Math.min(options.reference, ...ends);
  const high = Math.max(options.reference, ...ends);
  if (options.logarithmic === true) return [low / 1.05, high * 1.05];
  const air = Math.max((high - low) * 0.06, ((options.minSpan ?? 1e-9) - (high - low)) / 2);
  return [low - air, high + air];
}

/** Room for the longest label, by the width of an average character. */
function labelWidth(rows: readonly IntervalRow[]): number {
  const longest = Math.max(...rows.map((row) => row.label.length));
  return Math.min(150, 12 + 6.8 * longest);
}
