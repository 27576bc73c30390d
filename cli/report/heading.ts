import { type Comparison, winners } from '../../sim/statistics/comparison.ts';
import type { Metric } from '../../sim/statistics/run-metrics.ts';
import { clusterInWords } from '../comparison/document.ts';
import { seedsInWords } from '../comparison/tables.ts';
import { decimalsFor, formatCount, formatNumber } from '../output/numbers.ts';
import { type Markup, NOTHING, html } from './html.ts';
import type { ReportData } from './report-data.ts';

/** Title, what was compared, and what came out in a few sentences. */
export function headingSection(data: ReportData): Markup {
  const { record, comparison } = data;
  const { workload } = record.experiment;
  const tasks = workload.stages.tasks.reduce((sum, count) => sum + count, 0);
  const names = comparison.policies.map(({ policy }) => html`<span class="name">${policy}</span>`);
  const warning =
    record.interrupted || record.failures.length > 0
      ? html`<p class="warning">Not all runs finished: this is about those that did.</p>\n`
      : NOTHING;
  return html`<header>
<p class="kicker">Evenhand comparison</p>
<h1>${joined(names)} <span class="on">on ${workload.name}</span></h1>
<dl class="facts">
<div><dt>Workload</dt><dd>${formatCount(workload.jobs.count)} jobs, ${formatCount(tasks)} tasks</dd></div>
<div><dt>Frameworks</dt><dd>${listed(workload.frameworks)}</dd></div>
<div><dt>Cluster</dt><dd>${clusterInWords(record.experiment)}</dd></div>
<div><dt>Replications</dt><dd>${seedsInWords(comparison.seeds, record.seeds)}</dd></div>
<div><dt>Engine</dt><dd>Evenhand ${record.version}</dd></div>
</dl>
${warning}${findings(comparison)}</header>
`;
}

function joined(names: readonly Markup[]): Markup {
  const [last, ...before] = names.toReversed();
  if (before.length === 0) return last;
  const first = before.toReversed();
  return html`${first.map((name, index) => html`${name}${index < first.length - 1 ? ', ' : ' '}`)}and ${last}`;
}

/** Names as a list that does not run away. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, 8).join(', ');
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown;
}

const TOLD: readonly (readonly [id: string, words: string])[] = [
  ['meanCompletionSeconds', 'Mean completion time'],
  ['p95CompletionSeconds', '95th percentile of completion time'],
  ['meanSlowdown', 'Mean slowdown'],
  ['jain', 'Fairness (Jain’s index)'],
];

function findings(comparison: Comparison): Markup {
  if (comparison.policies.length < 2) return NOTHING;
  const sentences = TOLD.flatMap(([id, words]) => {
    const metric = comparison.metrics.findIndex((one) => one.id === id);
    return metric < 0 ? [] : [html`<li>${words}: ${finding(comparison, metric)}</li>\n`];
  });
  return html`<ul class="findings">
${sentences}</ul>
`;
}

/** Which policy is best by a metric, and how sure that is. */
function finding(comparison: Comparison, m: number): Markup {
  const metric = comparison.metrics[m];
  const { policies, baseline } = comparison;
  const decimals = decimalsFor(
    metric.unit,
    policies.map((policy) => policy.estimates[m].mean),
  );
  const write = (mean: number): string => withUnit(mean, metric, decimals);
  const best = winners(comparison, m, write);
  if (best.length === 0) return html`no policy differs from another.`;
  const first = policies[best[0]];
  const amountOfBest = write(first.estimates[m].mean);
  if (best.length > 1) {
    const names = best.map((p) => html`<b>${policies[p].policy}</b>`);
    return html`${joined(names)} are best with ${amountOfBest}.`;
  }
  const said = html`<b>${first.policy}</b> is best with ${amountOfBest}`;
  const other = first.differences === null ? runnerUp(comparison, m) : best[0];
  const { policy, differences } = policies[other];
  if (differences === null) return html`${said}.`;
  const { mean, low, high } = differences[m];
  const fine = decimalsFor(metric.unit, [mean, low, high]);
  const amount = withUnit(Math.abs(mean), metric, fine);
  const direction = mean < 0 ? 'less' : 'more';
  const compared =
    other === best[0]
      ? html`${amount} ${direction} than ${baseline}`
      : html`${policy} comes next with ${amount} ${direction}`;
  return html`${said}; ${compared}${certainty(low, high, metric, fine)}.`;
}

/** The best policy after the baseline, when the baseline is best. */
function runnerUp(comparison: Comparison, m: number): number {
  const sign = comparison.metrics[m].better === 'higher' ? -1 : 1;
  let found = 1;
  comparison.policies.forEach(({ estimates }, index) => {
    const current = comparison.policies[found].estimates[m].mean;
    if (index > 0 && sign * estimates[m].mean < sign * current) found = index;
  });
  return found;
}

function certainty(low: number, high: number, metric: Metric, decimals: number): string {
  if (Number.isNaN(low)) return ' (one seed: no interval)';
  if (low <= 0 && high >= 0) return ', which these seeds cannot tell from no difference';
  const ends = [Math.abs(low), Math.abs(high)].sort((a, b) => a - b);
  const [near, far] = ends.map((end) => formatNumber(end, metric.unit, decimals));
  return ` (95 % interval ${near} to ${far})`;
}

function withUnit(value: number, metric: Metric, decimals: number): string {
  const number = formatNumber(value, metric.unit, decimals);
  if (metric.unit === 'seconds') return `${number}\u00a0s`;
  return metric.unit === 'part' ? `${number}\u00a0%` : number;
}
