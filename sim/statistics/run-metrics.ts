import type { JobOutcomes, RunResult } from '../experiment/run-result.ts';
import { mean } from './mean.ts';
import { quantile, sortedFinite } from './quantile.ts';

/** How a number is written: seconds, a plain ratio, a part of one, or a count. */
export type MetricUnit = 'seconds' | 'ratio' | 'part' | 'count';

/** One number about a run, with what a reader must know to judge it. */
export interface Metric {
  /** Stable name, also in JSON; a dot separates a family from a resource: `utilization.cpus`. */
  readonly id: string;
  /** Heading in tables: short. */
  readonly label: string;
  /** One sentence that defines it. */
  readonly definition: string;
  readonly unit: MetricUnit;
  /** Which direction is better; null where neither is. */
  readonly better: 'lower' | 'higher' | null;
}

/** A run's numbers, one for each of {@link metricsFor} in the same order. */
export type MetricValues = readonly number[];

const COMPLETION = 'from submission to the last task finished';

/** What every comparison measures, on a cluster with these resources. */
export function metricsFor(resources: readonly string[]): readonly Metric[] {
  return [
    time('meanCompletionSeconds', 'completion', `Mean completion time of jobs, ${COMPLETION}.`),
    time('p50CompletionSeconds', 'p50', 'Median completion time of jobs.'),
    time('p95CompletionSeconds', 'p95', '95th percentile of completion time of jobs.'),
    time('p99CompletionSeconds', 'p99', '99th percentile of completion time of jobs.'),
    lower('meanSlowdown', 'slowdown', 'Mean of completion time over ideal time, per job.'),
    lower('p95Slowdown', 'slowdown p95', '95th percentile of completion time over ideal time.'),
    time('meanWaitSeconds', 'wait', 'Mean time from submission to the first task running.'),
    time('makespanSeconds', 'makespan', 'First submission to last completion.'),
    ...resources.map((resource): Metric => {
      const id = `utilization.${resource}`;
      const definition = `Part of the cluster's ${resource} in use, averaged over the makespan.`;
      // No direction: a policy under which tasks take longer for the same work uses more.
      return { id, label: resource, definition, unit: 'part', better: null };
    }),
    {
      id: 'jain',
      label: 'Jain',
      definition:
        "Jain's index of the weighted dominant shares of backlogged frameworks, averaged over " +
        'the time in which at least two are: 1 is equal.',
      unit: 'ratio',
      better: 'higher',
    },
    count('offersMade', 'offers', 'Offers made to frameworks.'),
    count('offersAccepted', 'accepted', 'Offers from which at least one task was launched.'),
    count('offersDeclined', 'declined', 'Offers declined.'),
  ];
}

function time(id: string, label: string, definition: string): Metric {
  return { id, label, definition, unit: 'seconds', better: 'lower' };
}

function lower(id: string, label: string, definition: string): Metric {
  return { id, label, definition, unit: 'ratio', better: 'lower' };
}

function count(id: string, label: string, definition: string): Metric {
  return { id, label, definition, unit: 'count', better: null };
}

/** The values of {@link metricsFor} the cluster's resources, in the same order. */
export function measure(run: RunResult): MetricValues {
  const completion = sortedFinite(completionSeconds(run.jobs));
  const slowdown = sortedFinite(run.jobs.slowdown);
  let made = 0;
  let accepted = 0;
  let declined = 0;
  for (const framework of run.frameworks) {
    made += framework.offersMade;
    accepted += framework.offersAccepted;
    declined += framework.offersDeclined;
  }
  return [
    mean(completion),
    quantile(completion, 0.5),
    quantile(completion, 0.95),
    quantile(completion, 0.99),
    mean(slowdown),
    quantile(slowdown, 0.95),
    mean(waitSeconds(run.jobs)),
    run.makespanSeconds,
    ...run.cluster.utilization,
    run.cluster.jain,
    made,
    accepted,
    declined,
  ];
}

/** Completion time of each job; NaN for one that did not finish. */
export function completionSeconds(jobs: JobOutcomes): Float64Array {
  return jobs.finishSeconds.map((finish, job) => finish - jobs.submitSeconds[job]);
}

/** Time each job waited for its first task; NaN for one that never started. */
export function waitSeconds(jobs: JobOutcomes): Float64Array {
  return jobs.startSeconds.map((start, job) => start - jobs.submitSeconds[job]);
}
