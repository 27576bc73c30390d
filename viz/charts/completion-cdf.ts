import { line, ruleY } from '@observablehq/plot';

import type { CdfPoint } from '../../sim/statistics/cdf.ts';
import { type ChartFrame, drawChart } from './chart.ts';
import type { LineStyle } from './palette.ts';
import { logTimeTicks, tickLabel } from './time-axis.ts';

/** The distribution of one policy's completion times. */
export interface CdfSeries {
  readonly name: string;
  readonly style: LineStyle;
  /** Ascending in both. */
  readonly points: readonly CdfPoint[];
}

/** Extent of the time axis, shared by small multiples that are to be compared. */
export interface SecondsDomain {
  readonly min: number;
  readonly max: number;
}

/**
 * Distributions of completion times on a logarithmic time axis: for each time the part of the
 * jobs that had finished within it. Further left is faster.
 */
export function completionCdf(
  frame: ChartFrame,
  series: readonly CdfSeries[],
  domain: SecondsDomain,
): SVGSVGElement {
  const ticks = logTimeTicks(domain.min, domain.max, frame.width - 58);
  return drawChart(frame, {
    // The logarithm is taken here: a log scale of Plot's leaves out labels that are not 1, 2 or 5.
    x: {
      domain: [Math.log(domain.min), Math.log(domain.max)],
      ticks: ticks.map(Math.log),
      tickFormat: (_: number, index: number) => tickLabel(ticks[index]),
      label: null,
      grid: true,
    },
    y: {
      domain: [0, 1],
      tickSize: 0,
      ticks: [0, 0.25, 0.5, 0.75, 1],
      tickFormat: (part: number) => `${part * 100} %`,
      label: null,
      grid: true,
    },
    marginBottom: 24,
    marks: [
      ruleY([0], { strokeOpacity: 0.4 }),
      // The first is the baseline: drawn last, over the others.
      ...[...series].reverse().map(({ style, points }) =>
        line(fromTheFloor(points), {
          x: (point: CdfPoint) => Math.log(point.value),
          y: 'part',
          curve: 'step-after',
          stroke: style.colour,
          strokeDasharray: style.dash,
          strokeWidth: 1.75,
        }),
      ),
    ],
  });
}

/** The steps with the first one from zero. */
function fromTheFloor(points: readonly CdfPoint[]): CdfPoint[] {
  return points.length === 0 ? [] : [{ value: points[0].value, part: 0 }, ...points];
}
