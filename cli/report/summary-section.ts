import { type Comparison, winners } from '../../sim/statistics/comparison.ts';
import type { Metric } from '../../sim/statistics/run-metrics.ts';
import type { Estimate } from '../../sim/statistics/student-t.ts';
import {
  INTERVAL_AXIS_HEIGHT,
  INTERVAL_ROW_HEIGHT,
  type IntervalRow,
  intervalDots,
} from '../../viz/charts/interval-dots.ts';
import { decimalsFor, formatDifference, formatNumber, isClear } from '../output/numbers.ts';
import { PANEL_WIDTH, figure, figureGrid } from './figure.ts';
import { type Markup, NOTHING, html } from './html.ts';
import { metricTitle } from './metric-titles.ts';
import type { ReportData } from './report-data.ts';

/** The metrics about jobs come first; those about the cluster have a table of their own. */
const JOB_METRICS = 8;
/** The offers come last: their differences say nothing. */
const OFFER_METRICS = 3;

/** Metrics whose differences are drawn. */
const DRAWN: readonly string[] = [
  'meanCompletionSeconds',
  'p95CompletionSeconds',
  'meanSlowdown',
  'p95Slowdown',
  'makespanSeconds',
  'jain',
];

/** The numbers: per policy with intervals, then the paired differences, drawn and in full. */
export function summarySection(data: ReportData): Markup {
  const { comparison } = data;
  const { metrics, seeds, policies } = comparison;
  const all = metrics.map((_, m) => m);
  const several = seeds.length > 1;
  const note = several
    ? html`Means over ${seeds.length} seeds; below each, half the width of its 95 % interval. The
best of a column is marked.`
    : html`One seed, so there are no intervals: nothing here tells luck from policy. The best of a column is marked.`;
  return html`<section>
<h2>Summary</h2>
<p>${note}</p>
${summaryTable(comparison, 'Jobs', all.slice(0, JOB_METRICS))}
${summaryTable(comparison, 'Cluster', all.slice(JOB_METRICS))}
${policies.length > 1 ? differences(data) : NOTHING}</section>
`;
}

function summaryTable(comparison: Comparison, caption: string, columns: readonly number[]): Markup {
  const { metrics, policies } = comparison;
  const shown = columns.map((m) => {
    const means = policies.map((policy) => policy.estimates[m].mean);
    const decimals = decimalsFor(metrics[m].unit, means);
    const write = (mean: number): string => formatNumber(mean, metrics[m].unit, decimals);
    return { m, write, best: winners(comparison, m, write) };
  });
  const rows = policies.map(({ policy, estimates }, p) => {
    const cells = shown.map(({ m, write, best }) =>
      estimateCell(estimates[m], write, best.includes(p)),
    );
    return html`<tr><th scope="row">${policy}</th>${cells}</tr>\n`;
  });
  return tableOf(
    caption,
    columns.map((m) => metrics[m]),
    rows,
  );
}

function tableOf(caption: string, columns: readonly Metric[], rows: readonly Markup[]): Markup {
  const heads = columns.map(
    (metric) => html`<th scope="col" title="${metric.definition}">${metricTitle(metric)}</th>`,
  );
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr><th scope="col">Policy</th>${heads}</tr></thead>
<tbody>
${rows}</tbody></table></div>
`;
}

function estimateCell(estimate: Estimate, write: (value: number) => string, best: boolean): Markup {
  const value = write(estimate.mean);
  const half = (estimate.high - estimate.low) / 2;
  const interval = Number.isNaN(half) ? NOTHING : html`<small>± ${write(half)}</small>`;
  return best
    ? html`<td class="best"><b>${value}</b>${interval}</td>`
    : html`<td>${value}${interval}</td>`;
}

function differences(data: ReportData): Markup {
  const { comparison } = data;
  const { metrics, baseline, seeds } = comparison;
  const all = metrics.map((_, m) => m);
  const how =
    seeds.length > 1
      ? html`Both of a pair saw the same arrivals and task times, so what they share cancels.
Where an interval leaves zero out, the difference is more than luck (it is bold in the table).`
      : html`With one seed there are no intervals.`;
  return html`<h3>Differences to ${baseline}, paired by seed</h3>
<p>${how}</p>
${figureGrid('three', differenceFigures(data))}
${differenceTable(comparison, `Jobs: each policy minus ${baseline}`, all.slice(0, JOB_METRICS))}
${differenceTable(comparison, `Cluster: each policy minus ${baseline}`, all.slice(JOB_METRICS, -OFFER_METRICS))}`;
}

function differenceTable(
  comparison: Comparison,
  caption: string,
  columns: readonly number[],
): Markup {
  const { metrics, policies } = comparison;
  const rows = policies.flatMap(({ policy, differences: own }) => {
    if (own === null) return [];
    const cells = columns.map((m) => differenceCell(own[m], metrics[m]));
    return [html`<tr><th scope="row">${policy}</th>${cells}</tr>\n`];
  });
  return tableOf(
    caption,
    columns.map((m) => metrics[m]),
    rows,
  );
}

function differenceCell(difference: Estimate, metric: Metric): Markup {
  const { mean, low, high } = difference;
  const decimals = decimalsFor(metric.unit, [mean, low, high]);
  const value = formatDifference(mean, metric.unit, decimals);
  if (Number.isNaN(low)) return html`<td>${value}</td>`;
  const [from, to] = [low, high].map((end) => formatDifference(end, metric.unit, decimals));
  const interval = html`<small>${from} to ${to}</small>`;
  return isClear(difference, value)
    ? html`<td><b>${value}</b>${interval}</td>`
    : html`<td>${value}${interval}</td>`;
}

/** One panel per metric: each policy's difference in percent of the baseline's mean. */
function differenceFigures(data: ReportData): Markup[] {
  const { comparison, policies } = data;
  return DRAWN.flatMap((id) => {
    const m = comparison.metrics.findIndex((metric) => metric.id === id);
    const base = comparison.policies[0].estimates[m].mean;
    if (m < 0 || !(base > 0)) return [];
    const rows = comparison.policies.flatMap(({ policy, differences: own }, p): IntervalRow[] => {
      if (own === null || Number.isNaN(own[m].mean)) return [];
      const { mean, low, high } = own[m];
      const { colour } = policies[p].style;
      return [{ label: policy, colour, mean: mean / base, low: low / base, high: high / base }];
    });
    if (rows.length === 0) return [];
    const title = metricTitle(comparison.metrics[m]).replace(/,\u00a0s$/, '');
    const spread = Math.max(
      ...rows.flatMap(({ mean, low, high }) => [mean, low || 0, high || 0].map(Math.abs)),
    );
    const svg = intervalDots(
      {
        document: data.document,
        width: PANEL_WIDTH.three,
        height: rows.length * INTERVAL_ROW_HEIGHT + INTERVAL_AXIS_HEIGHT,
        description: `${title}: difference to ${comparison.baseline} in percent, by policy`,
      },
      rows,
      {
        reference: 0,
        tick: (part) => percentDifference(part, spread < 0.06 ? 1 : 0),
        value: (part) => percentDifference(part, Math.abs(part) < 0.0995 ? 1 : 0),
        // Less than a percent is no difference to draw large.
        minSpan: 0.02,
        ticks: spread < 0.7 ? 4 : spread < 10 ? 3 : 2,
      },
    );
    const better = comparison.metrics[m].better === 'lower' ? 'less is better' : 'more is better';
    return [figure(title, better, svg)];
  });
}

function percentDifference(part: number, decimals: number): string {
  return `${formatDifference(part * 100, 'ratio', part === 0 ? 0 : decimals)} %`;
}
