import { areaY, line, ruleY } from '@observablehq/plot';

import { type SeriesPoint, seriesPoints } from './buckets.ts';
import { type ChartFrame, drawChart } from './chart.ts';
import type { LineStyle } from './palette.ts';
import { unitFor } from './time-axis.ts';

/** A quantity between 0 and 1 over time. */
export interface PartSeries {
  readonly name: string;
  readonly style: LineStyle;
  /** Averages over equal buckets; NaN where there is nothing. */
  readonly values: Float64Array;
}

export interface OverTimeOptions {
  readonly bucketSeconds: number;
  /** End of the time axis; small multiples that are to be compared share it. */
  readonly endSeconds: number;
  /** Top of the value axis, 1 unless a shared lower one shows more. */
  readonly top?: number;
  /** How a tick of the value axis is written; percent unless told. */
  readonly tick?: (value: number) => string;
  /** Whether the first series stands on a tinted area. */
  readonly filled?: boolean;
}

/**
 * Parts of a whole over time, one line each: dominant shares by framework, utilisation by
 * resource, Jain's index.
 */
export function seriesOverTime(
  frame: ChartFrame,
  series: readonly PartSeries[],
  options: OverTimeOptions,
): SVGSVGElement {
  const unit = unitFor(options.endSeconds);
  const top = options.top ?? 1;
  const lines = series.map(({ style, values }) => ({
    style,
    points: seriesPoints(options.bucketSeconds, values, pointsIn(frame.width)),
  }));
  const channels = { x: (point: SeriesPoint) => point.seconds / unit.seconds, y: 'value' };
  return drawChart(frame, {
    x: {
      domain: [0, options.endSeconds / unit.seconds],
      label: null,
      ticks: Math.floor(frame.width / 60),
      tickFormat: (value: number) => `${value} ${unit.name}`,
    },
    y: {
      domain: [0, top],
      label: null,
      grid: true,
      tickSize: 0,
      ticks: 4,
      tickFormat: options.tick ?? percent,
      clamp: true,
    },
    marginBottom: 24,
    marks: [
      ruleY([0], { strokeOpacity: 0.4 }),
      ...(options.filled === true && lines.length > 0
        ? [areaY(lines[0].points, { ...channels, fill: lines[0].style.colour, fillOpacity: 0.14 })]
        : []),
      ...lines.map(({ style, points }) =>
        line(points, {
          ...channels,
          stroke: style.colour,
          strokeDasharray: style.dash,
          strokeWidth: 1.4,
        }),
      ),
    ],
  });
}

/** Points at most in a chart of a width: closer ones make a tangle of lines. */
export function pointsIn(width: number): number {
  return Math.floor((width - 58) / 2);
}

function percent(part: number): string {
  return `${Math.round(part * 100)} %`;
}
