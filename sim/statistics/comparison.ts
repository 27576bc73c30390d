import type { RunResult } from '../experiment/run-result.ts';
import { type Metric, type MetricValues, measure, metricsFor } from './run-metrics.ts';
import { type Estimate, estimate, pairedDifference } from './student-t.ts';

/** Several policies over the same workload and seeds, summarised. */
export interface Comparison {
  readonly metrics: readonly Metric[];
  /** The policy that differences are taken to: the first one. */
  readonly baseline: string;
  /**
   * The seeds the summaries are over: those finished under every policy, so that all are
   * judged by the same arrivals. Empty when no seed is, see {@link comparePolicies}.
   */
  readonly seeds: readonly string[];
  readonly policies: readonly PolicySummary[];
}

export interface PolicySummary {
  readonly policy: string;
  /** One per metric, over {@link Comparison.seeds}. */
  readonly estimates: readonly Estimate[];
  /** One per metric: this policy minus the baseline at the same seed; null for the baseline. */
  readonly differences: readonly Estimate[] | null;
}

/**
 * Summarises finished runs per policy, and per policy the paired differences to the first.
 *
 * Runs of a comparison that was interrupted may leave some policies with fewer seeds: then only
 * the seeds finished under every policy count. When there is none at all (stopped within the
 * first seed), policies that finished nothing are left out and the seeds of the others are used.
 */
export function comparePolicies(
  policies: readonly string[],
  seeds: readonly string[],
  runs: readonly RunResult[],
): Comparison {
  const byPolicy = new Map<string, Map<string, MetricValues>>();
  for (const policy of policies) byPolicy.set(policy, new Map());
  for (const run of runs) byPolicy.get(run.policy)?.set(run.seed, measure(run));

  const begun = policies.filter((policy) => (byPolicy.get(policy)?.size ?? 0) > 0);
  const finishedIn = (names: readonly string[]): string[] =>
    seeds.filter((seed) => names.every((policy) => byPolicy.get(policy)?.has(seed) === true));
  const everywhere = finishedIn(policies);
  const compared = everywhere.length > 0 ? policies : begun;
  const common = finishedIn(compared);

  const metrics = metricsFor(runs.length > 0 ? runs[0].cluster.resources : []);
  const samples = compared.map((policy) => {
    const values = common.map((seed) => byPolicy.get(policy)?.get(seed) as MetricValues);
    return metrics.map((_, metric) => values.map((run) => run[metric]));
  });
  return {
    metrics,
    baseline: compared[0] ?? policies[0],
    seeds: common,
    policies: compared.map((policy, index) => ({
      policy,
      estimates: samples[index].map((sample) => estimate(sample)),
      differences:
        index === 0
          ? null
          : samples[index].map((sample, metric) => pairedDifference(samples[0][metric], sample)),
    })),
  };
}

/**
 * The indexes of the policies that are best by a metric's mean; empty when the metric has no
 * better direction, when there is nothing to choose between, or when all are equal.
 * @param shown how a mean is shown: policies whose means look the same are equally good
 */
export function winners(
  comparison: Comparison,
  metric: number,
  shown: (mean: number) => string,
): readonly number[] {
  const { better } = comparison.metrics[metric];
  const means = comparison.policies.map((policy) => policy.estimates[metric].mean);
  const known = means.filter((value) => !Number.isNaN(value));
  if (better === null || known.length < 2) return [];
  const best = better === 'lower' ? Math.min(...known) : Math.max(...known);
  const found = means.flatMap((value, policy) => (shown(value) === shown(best) ? [policy] : []));
  return found.length === means.length ? [] : found;
}
