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
  /** A line to compare with: no difference, the ideal. Null draws none. */
  readonly reference: number | null;
  readonly logarithmic?: boolean;
  /** How a tick is written. */
  readonly tick: (value: number) => string;
  /** How the mean at the end of a row is written. */
  readonly value: (value: number) => string;
  /** Room for the labels of the rows. */
  readonly labelWidth: number;
}

/** Height of a row. */
export const INTERVAL_ROW_HEIGHT = 22;
/** Height of the axis below the rows. */
export const INTERVAL_AXIS_HEIGHT = 30;

/** Means as dots on their 95 % intervals, one row each, beside a line to compare with. */
export function intervalDots(
  frame: ChartFrame,
  rows: readonly IntervalRow[],
  options: IntervalOptions,
): SVGSVGElement {
  const { reference, tick, value } = options;
  const domain = extent(rows, options);
  const at = rows.map((row, index) => ({ ...row, row: index }));
  const bounded = at.filter((row) => !Number.isNaN(row.low));
  return drawChart(frame, {
    marginTop: 4,
    marginBottom: INTERVAL_AXIS_HEIGHT - 6,
    marginLeft: options.labelWidth,
    marginRight: 56,
    x: {
      type: options.logarithmic === true ? 'log' : 'linear',
      domain,
      label: null,
      ticks: 4,
      tickFormat: tick,
      grid: true,
      clamp: true,
    },
    y: {
      type: 'point',
      domain: at.map((row) => row.row),
      padding: 0.6,
      label: null,
      tickSize: 0,
      tickFormat: (row: number) => rows[row].label,
    },
    marks: [
      ...(reference === null ? [] : [ruleX([reference], { strokeOpacity: 0.55 })]),
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
        text: (row: IntervalRow) => value(row.mean),
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
  if (options.reference !== null) ends.push(options.reference);
  const low = Math.min(...ends);
  const high = Math.max(...ends);
  if (options.logarithmic === true) return [low / 1.05, high * 1.05];
  const air = (high - low) * 0.06 || Math.max(Math.abs(high) * 0.1, 1e-9);
  return [low - air, high + air];
}
