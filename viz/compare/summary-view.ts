import type { RunResult } from '../../sim/experiment/run-result.ts';
import { cdf } from '../../sim/statistics/cdf.ts';
import { type Comparison, comparePolicies } from '../../sim/statistics/comparison.ts';
import { type Metric, completionSeconds } from '../../sim/statistics/run-metrics.ts';
import type { Estimate } from '../../sim/statistics/student-t.ts';
import type { ChartFrame } from '../charts/chart.ts';
import { completionCdf } from '../charts/completion-cdf.ts';
import {
  INTERVAL_AXIS_HEIGHT,
  INTERVAL_ROW_HEIGHT,
  intervalDots,
} from '../charts/interval-dots.ts';
import { policyStyle } from '../charts/palette.ts';
import { element } from '../elements/element.ts';
import { count, counted, percent } from '../lab/words.ts';
import type { TableData } from '../tables/table-data.ts';

/** Metrics drawn as small multiples; the table has all. */
const DRAWN: readonly string[] = [
  ...['meanCompletionSeconds', 'p95CompletionSeconds', 'meanSlowdown'],
  ...['makespanSeconds', 'utilization.cpus', 'jain'],
];

const PANEL_WIDTH = 380;

/** Means over seeds with their intervals: as small multiples, as distributions, as a table. */
export function summaryView(labels: readonly string[], runs: readonly RunResult[]): HTMLElement {
  const seeds = [...new Set(runs.map(({ seed }) => seed))];
  const comparison = comparePolicies(labels, seeds, runs);
  const figures = comparison.metrics.flatMap((metric, index) =>
    DRAWN.includes(metric.id) ? [intervalFigure(comparison, metric, index)] : [],
  );
  return element(
    'div',
    { class: 'summary' },
    element('div', { class: 'figures' }, ...figures, distributionFigure(labels, runs)),
    element('div', { class: 'scroll', tabindex: 0, role: 'region' }, summaryTable(comparison)),
  );
}

function intervalFigure(comparison: Comparison, metric: Metric, index: number): HTMLElement {
  const rows = comparison.policies.map(({ policy, estimates }, which) => ({
    label: policy,
    colour: policyStyle(which).colour,
    ...estimates[index],
  }));
  const frame = frameOf(
    rows.length * INTERVAL_ROW_HEIGHT + INTERVAL_AXIS_HEIGHT,
    `${metric.definition} Means with 95 % intervals.`,
  );
  const write = (value: number): string => written(value, metric);
  const svg = intervalDots(frame, rows, {
    reference: rows[0].mean,
    ticks: 4,
    tick: write,
    value: write,
    minSpan: Math.abs(rows[0].mean) * 0.05,
  });
  return figure(titleOf(metric), better(metric), svg);
}

function distributionFigure(labels: readonly string[], runs: readonly RunResult[]): HTMLElement {
  const series = labels.map((name, which) => {
    const values = runs
      .filter(({ policy }) => policy === name)
      .flatMap(({ jobs }) => [...completionSeconds(jobs)]);
    return { name, style: policyStyle(which), points: cdf(values) };
  });
  const values = series.flatMap(({ points }) => points.map(({ value }) => value));
  const positive = values.filter((value) => value > 0);
  if (positive.length === 0) return element('p', { class: 'quiet' }, 'No job finished.');
  let [min, max] = [positive[0], positive[0]];
  for (const value of positive) {
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  const domain = { min: min / 1.05, max: max * 1.05 };
  const frame = frameOf(190, 'Distribution of completion times, one line per variant');
  return figure('Completion times', 'part of the jobs done', completionCdf(frame, series, domain));
}

function frameOf(height: number, description: string): ChartFrame {
  return { document, width: PANEL_WIDTH, height, description };
}

function figure(title: string, note: string, svg: SVGSVGElement): HTMLElement {
  // The picture is one image with one description; its groups need no names of their own.
  for (const group of svg.querySelectorAll('g[aria-label]')) group.removeAttribute('aria-label');
  const caption = element('figcaption', {}, element('strong', {}, title), ' ');
  caption.append(element('span', { class: 'quiet' }, note));
  return element('figure', { class: 'panel' }, caption, svg);
}

function summaryTable({ metrics, policies, seeds }: Comparison): HTMLElement {
  const heads = policies.map(({ policy }, which) => {
    const head = element('th', { scope: 'col', class: 'end' }, policy);
    head.style.borderBottom = `2px solid ${policyStyle(which).colour}`;
    return head;
  });
  const rows = metrics.map((metric, index) => {
    const cells = policies.map(({ estimates, differences }) => {
      const own = element('td', { class: 'end' }, estimateText(estimates[index], metric));
      const difference = differences?.[index];
      if (difference !== undefined && (difference.low > 0 || difference.high < 0)) {
        own.classList.add('clear');
        own.title = `differs from the first by ${estimateText(difference, metric)}`;
      }
      return own;
    });
    const name = element('th', { scope: 'row', title: metric.definition }, titleOf(metric));
    return element('tr', {}, name, ...cells);
  });
  const words =
    `Means over ${counted(seeds.length, 'seed')} with 95 % intervals; bold where the paired difference to ` +
    'the first is clear.';
  return element(
    'table',
    { class: 'summary-table' },
    element('caption', { class: 'quiet' }, words),
    element('thead', {}, element('tr', {}, element('th', { scope: 'col' }, 'Measure'), ...heads)),
    element('tbody', {}, ...rows),
  );
}

/** The table as it is saved. */
export function summaryTableOf(labels: readonly string[], runs: readonly RunResult[]): TableData {
  const seeds = [...new Set(runs.map(({ seed }) => seed))];
  const { metrics, policies } = comparePolicies(labels, seeds, runs);
  const rows = policies.flatMap(({ policy, estimates }) =>
    metrics.map(({ id }, index) => {
      const { mean, low, high, n } = estimates[index];
      return [policy, id, mean, low, high, n];
    }),
  );
  return { heading: ['variant', 'metric', 'mean', 'low', 'high', 'runs'], rows };
}

function estimateText({ mean, low, high }: Estimate, metric: Metric): string {
  const centre = written(mean, metric);
  return Number.isNaN(low) ? centre : `${centre} ± ${written((high - low) / 2, metric)}`;
}

function written(value: number, { unit }: Metric): string {
  if (!Number.isFinite(value)) return '–';
  if (unit === 'part') return percent(value);
  if (unit === 'count') return count(Math.round(value));
  const text = count(Number(value.toPrecision(3)));
  return unit === 'seconds' ? `${text} s` : text;
}

const TITLES: ReadonlyMap<string, string> = new Map([
  ['meanCompletionSeconds', 'Mean completion'],
  ['p50CompletionSeconds', 'Median completion'],
  ['p95CompletionSeconds', 'Completion, 95th percentile'],
  ['p99CompletionSeconds', 'Completion, 99th percentile'],
  ['meanSlowdown', 'Mean slowdown'],
  ['p95Slowdown', 'Slowdown, 95th percentile'],
  ['meanWaitSeconds', 'Mean wait'],
  ['makespanSeconds', 'Makespan'],
  ['jain', "Jain's index"],
  ['offersMade', 'Offers made'],
  ['offersAccepted', 'Offers accepted'],
  ['offersDeclined', 'Offers declined'],
]);

function titleOf({ id }: Metric): string {
  return TITLES.get(id) ?? `${id.split('.')[1] ?? id} in use`;
}

function better({ better: direction }: Metric): string {
  return direction === null ? '' : `${direction} is better`;
}
