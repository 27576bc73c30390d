import type { Metric } from '../../sim/statistics/run-metrics.ts';

const TITLES: ReadonlyMap<string, string> = new Map([
  ['meanCompletionSeconds', 'Mean completion,\u00a0s'],
  ['p50CompletionSeconds', 'Median completion,\u00a0s'],
  ['p95CompletionSeconds', '95th percentile,\u00a0s'],
  ['p99CompletionSeconds', '99th percentile,\u00a0s'],
  ['meanSlowdown', 'Mean slowdown'],
  ['p95Slowdown', 'Slowdown, 95th'],
  ['meanWaitSeconds', 'Mean wait,\u00a0s'],
  ['makespanSeconds', 'Makespan,\u00a0s'],
  ['jain', 'Jain’s index'],
  ['offersMade', 'Offers made'],
  ['offersAccepted', 'Offers accepted'],
  ['offersDeclined', 'Offers declined'],
]);

/** How a metric is headed in the report, with its unit. */
export function metricTitle(metric: Metric): string {
  const resource = metric.id.split('.')[1];
  return TITLES.get(metric.id) ?? `${resource ?? metric.id} used,\u00a0%`;
}
