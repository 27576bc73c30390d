import { type Comparison, winners } from '../../sim/statistics/comparison.ts';
import type { Metric } from '../../sim/statistics/run-metrics.ts';
import type { Estimate } from '../../sim/statistics/student-t.ts';
import {
  NO_NUMBER,
  decimalsFor,
  formatCount,
  formatDifference,
  formatNumber,
  isClear,
} from '../output/numbers.ts';
import { type Cell, type Column, renderTable } from '../output/table.ts';
import { type Terminal, printable, styled } from '../output/terminal.ts';
import { type ComparisonRecord, clusterInWords, comparisonOf } from './document.ts';
import { frameworkTable } from './framework-table.ts';

/** Metrics whose differences are worth a table of their own; offers speak for themselves. */
const COMPARED = new Set([
  'meanCompletionSeconds',
  'p95CompletionSeconds',
  'meanSlowdown',
  'meanWaitSeconds',
  'makespanSeconds',
  'jain',
]);

/** Metrics shown with their interval in the main table, where space is short. */
const WITH_INTERVAL = new Set(['meanCompletionSeconds', 'meanSlowdown']);

/** The comparison as people read it in a terminal. */
export function comparisonText(record: ComparisonRecord, terminal: Terminal): string {
  const comparison = comparisonOf(record);
  const parts = [heading(record, comparison, terminal)];
  if (comparison.seeds.length === 0) return `${parts[0]}no seed finished under every policy\n`;
  parts.push(summaryTable(comparison, terminal));
  parts.push(legend(comparison, terminal));
  if (comparison.policies.length > 1) parts.push(differenceTable(comparison, terminal));
  if (record.experiment.workload.frameworks.length > 1) {
    parts.push(frameworkTable(record, comparison, terminal));
  }
  return parts.join('\n');
}

function heading(record: ComparisonRecord, comparison: Comparison, terminal: Terminal): string {
  const { workload } = record.experiment;
  const jobs = formatCount(workload.jobs.count);
  const tasks = formatCount(workload.stages.tasks.reduce((sum, count) => sum + count, 0));
  const frameworks = workload.frameworks.length;
  const shared = frameworks === 1 ? '1 framework' : `${frameworks} frameworks`;
  const seeds = seedsInWords(comparison.seeds, record.seeds);
  return (
    `${styled(printable(workload.name), 'bold', terminal)}: ` +
    `${jobs} jobs, ${tasks} tasks, ${shared}\n` +
    `${clusterInWords(record.experiment)}; ${seeds}\n`
  );
}

/** Which seeds were compared, and of how many when not all. */
export function seedsInWords(compared: readonly string[], asked: readonly string[]): string {
  const listed = compared.length > 10 ? [...compared.slice(0, 9), '…', compared.at(-1)] : compared;
  const noun = compared.length === 1 ? 'seed' : 'seeds';
  const some = compared.length < asked.length ? ` (of ${asked.length} asked for)` : '';
  return `${noun} ${listed.join(', ')}${some}`;
}

function summaryTable(comparison: Comparison, terminal: Terminal): string {
  const { metrics, policies } = comparison;
  const decimals = metrics.map((metric, m) =>
    decimalsFor(
      metric.unit,
      policies.map((policy) => policy.estimates[m].mean),
    ),
  );
  const shown = (mean: number, m: number): string =>
    formatNumber(mean, metrics[m].unit, decimals[m]);
  const best = metrics.map((_, m) => winners(comparison, m, (mean) => shown(mean, m)));
  const columns: Column[] = [
    { heading: 'policy', align: 'left' },
    ...metrics.map((metric): Column => ({ heading: headingOf(metric), align: 'right' })),
  ];
  const rows = policies.map(({ policy, estimates }, p): Cell[] => [
    { text: policy, style: 'bold' },
    ...metrics.map((metric, m): Cell => {
      const text = shown(estimates[m].mean, m);
      const half = WITH_INTERVAL.has(metric.id) ? plusMinus(estimates[m], metric, decimals[m]) : '';
      return best[m].includes(p)
        ? { text: text + half, marked: true, style: 'green' }
        : { text: text + half };
    }),
  ]);
  return renderTable(columns, rows, terminal);
}

function headingOf(metric: Metric): string {
  switch (metric.unit) {
    case 'seconds':
      return `${metric.label} s`;
    case 'part':
      return `${metric.label} %`;
    case 'ratio':
    case 'count':
      return metric.label;
  }
}

function plusMinus(estimate: Estimate, metric: Metric, decimals: number): string {
  const half = (estimate.high - estimate.low) / 2;
  return Number.isNaN(half) ? '' : ` ±${formatNumber(half, metric.unit, decimals)}`;
}

function legend(comparison: Comparison, terminal: Terminal): string {
  const n = comparison.seeds.length;
  const best = comparison.policies.length > 1 ? '* best mean of its column. ' : '';
  const interval =
    n > 1
      ? `± and [ ]: 95 % interval over ${n} seeds (Student's t).`
      : 'One seed: no intervals, and no telling luck from policy.';
  return styled(`${best}${interval}\n`, 'dim', terminal);
}

function differenceTable(comparison: Comparison, terminal: Terminal): string {
  const shown = comparison.metrics.flatMap((metric, m) => (COMPARED.has(metric.id) ? [m] : []));
  const columns: Column[] = [
    { heading: 'policy', align: 'left' },
    ...shown.map((m): Column => {
      return { heading: headingOf(comparison.metrics[m]), align: 'right' };
    }),
  ];
  const rows = comparison.policies.flatMap(({ policy, differences }): Cell[][] => {
    if (differences === null) return [];
    const cells = shown.map((m): Cell => differenceCell(differences[m], comparison.metrics[m]));
    return [[{ text: policy, style: 'bold' }, ...cells]];
  });
  const { baseline } = comparison;
  const title = `Differences to ${baseline} at the same seed; * where the interval leaves zero out.\n`;
  return styled(title, 'dim', terminal) + renderTable(columns, rows, terminal);
}

function differenceCell(difference: Estimate, metric: Metric): Cell {
  const { mean, low, high } = difference;
  const decimals = decimalsFor(metric.unit, [mean, low, high]);
  const text = formatDifference(mean, metric.unit, decimals);
  if (text === NO_NUMBER || Number.isNaN(low)) return { text };
  const ends = [low, high].map((end) => formatDifference(end, metric.unit, decimals));
  const shown = `${text} [${ends.join(', ')}]`;
  return isClear(difference, text) ? { text: shown, marked: true, style: 'bold' } : { text: shown };
}
