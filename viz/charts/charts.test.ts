import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';

import { cdf } from '../../sim/statistics/cdf.ts';
import { bucketsPerPoint, seriesPoints } from './buckets.ts';
import { completionCdf } from './completion-cdf.ts';
import { intervalDots } from './interval-dots.ts';
import { frameworkStyle, paletteCss, policyStyle } from './palette.ts';
import { seriesOverTime } from './series-over-time.ts';
import { logTimeTicks, tickLabel, unitFor } from './time-axis.ts';

const { document } = new JSDOM('').window;

function frame(height: number): Parameters<typeof completionCdf>[0] {
  return { document, width: 370, height, description: 'a "chart" & more' };
}

/**
 * The SVG, a line for each element, so that a difference can be read; coordinates to hundredths
 * of a pixel, because logarithms differ in their last digits between engines.
 */
function lines(svg: SVGSVGElement): string {
  const rounded = svg.outerHTML.replace(/\d+\.\d{3,}/g, (digits) => Number(digits).toFixed(2));
  return `${rounded.replaceAll('><', '>\n<')}\n`;
}

describe('charts', () => {
  it('draw distributions of completion times', async () => {
    const svg = completionCdf(
      frame(210),
      [
        { name: 'drf', style: policyStyle(0), points: cdf([20, 30, 45, 600]) },
        { name: 'fifo', style: policyStyle(1), points: cdf([25, 90, 400, 3000]) },
      ],
      { min: 20, max: 3000 },
    );
    await expect(lines(svg)).toMatchFileSnapshot('snapshots/completion-cdf.svg');
  });

  it('draw parts over time, with gaps where there is nothing', async () => {
    const svg = seriesOverTime(
      frame(165),
      [
        { name: 'a', style: frameworkStyle(0), values: Float64Array.of(0.1, 0.5, 0.4, 0.2) },
        { name: 'b', style: frameworkStyle(8), values: Float64Array.of(0, NaN, 0.6, 1) },
      ],
      { bucketSeconds: 1800, endSeconds: 9000, filled: true },
    );
    await expect(lines(svg)).toMatchFileSnapshot('snapshots/series-over-time.svg');
  });

  it('draw means with their intervals, linear and logarithmic', async () => {
    const rows = [
      { label: 'drf', colour: 'var(--policy-0)', mean: 1.2, low: 1.1, high: 1.3 },
      { label: 'fifo', colour: 'var(--policy-1)', mean: 9, low: NaN, high: NaN },
    ];
    const write = { tick: String, value: (value: number) => value.toFixed(1), reference: 1 };
    const linear = intervalDots(frame(74), rows, write);
    await expect(lines(linear)).toMatchFileSnapshot('snapshots/interval-dots.svg');
    const logarithmic = intervalDots(frame(74), rows, { ...write, logarithmic: true });
    await expect(lines(logarithmic)).toMatchFileSnapshot('snapshots/interval-dots-log.svg');
  });

  it('are at home in any page: no style sheet, no colour of their own, a description', () => {
    const svg = completionCdf(frame(210), [], { min: 1, max: 10 });
    expect(svg.querySelector('style')).toBeNull();
    expect(svg.outerHTML).not.toMatch(/#[0-9a-f]{3,6}\b|\bwhite\b|\bblack\b/i);
    expect(svg.getAttribute('aria-label')).toBe('a "chart" & more');
    expect(svg.getAttribute('role')).toBe('img');
  });
});

describe('time axes', () => {
  it('have a unit that fits twice', () => {
    expect([90, 200, 7300, 300_000].map((seconds) => unitFor(seconds).name)).toEqual([
      's',
      'min',
      'h',
      'd',
    ]);
  });

  it('have ticks that people name and that do not run into each other', () => {
    expect(logTimeTicks(3, 40_000, 316).map(tickLabel)).toEqual([
      '10 s',
      '1 min',
      '10 min',
      '1 h',
      '10 h',
    ]);
    expect(logTimeTicks(20, 300, 316).map(tickLabel)).toEqual([
      '20 s',
      '30 s',
      '1 min',
      '2 min',
      '5 min',
    ]);
    expect(logTimeTicks(20, 300, 60).length).toBeLessThan(3);
  });
});

describe('buckets', () => {
  it('are averaged to as many points as fit, gaps kept', () => {
    const values = Float64Array.of(1, 3, NaN, 5, NaN, NaN, 7);
    expect(bucketsPerPoint(7, 4)).toBe(2);
    expect(seriesPoints(10, values, 4)).toEqual([
      { seconds: 10, value: 2 },
      { seconds: 30, value: 5 },
      { seconds: 50, value: NaN },
      { seconds: 65, value: 7 },
    ]);
  });
});

describe('the palette', () => {
  it('defines every variable it names, light and dark', () => {
    const used = [0, 6, 7].flatMap((index) => [
      frameworkStyle(index).colour,
      policyStyle(index).colour,
    ]);
    for (const mode of ['light', 'dark'] as const) {
      for (const colour of used) expect(paletteCss(mode)).toContain(`${colour.slice(4, -1)}:#`);
    }
  });

  it('tells two of the same hue apart by their pattern', () => {
    expect(frameworkStyle(0).colour).toBe(frameworkStyle(7).colour);
    expect(frameworkStyle(0).dash).not.toBe(frameworkStyle(7).dash);
    expect(policyStyle(0).colour).toBe(policyStyle(7).colour);
    expect(policyStyle(0).dash).not.toBe(policyStyle(7).dash);
    expect(policyStyle(0).dash).not.toBe(policyStyle(1).dash);
  });
});
