import { fromMilli } from '../../core/resources/quantities.ts';
import { stageWorkUs } from '../convert/task-times.ts';
import type { TraceJobs } from '../convert/trace-jobs.ts';
import { sortedQuantile } from './quantile-table.ts';

/** How near a generated trace is to the original in one quantity. */
export interface Goodness {
  readonly quantity: string;
  readonly original: QuantitySummary;
  readonly generated: QuantitySummary;
  /** Largest difference of the two distribution functions (Kolmogorov and Smirnov), 0 to 1. */
  readonly distance: number;
}

export interface QuantitySummary {
  readonly mean: number;
  /** At {@link GOODNESS_PROBABILITIES}. */
  readonly quantiles: readonly number[];
}

export const GOODNESS_PROBABILITIES: readonly number[] = [0.1, 0.5, 0.9, 0.99, 1];

/** Quantities by job, or by stage; those that neither trace has are left out. */
const QUANTITIES: readonly {
  readonly quantity: string;
  readonly of: (list: TraceJobs) => number[];
}[] = [
  { quantity: 'gap, s', of: gapSeconds },
  { quantity: 'stages of a job', of: ({ jobs }) => jobs.map(({ stages }) => stages.length) },
  {
    quantity: 'tasks of a job',
    of: ({ jobs }) => jobs.map(({ stages }) => stages.reduce((sum, { tasks }) => sum + tasks, 0)),
  },
  {
    quantity: 'work of a job, task-s',
    of: ({ jobs }) =>
      jobs.map(({ stages }) => stages.reduce((sum, stage) => sum + stageWorkUs(stage), 0) / 1e6),
  },
  {
    quantity: 'task time of a stage, s',
    of: (list) => ofStages(list, (stage) => stageWorkUs(stage) / stage.tasks / 1e6),
  },
  { quantity: 'CPUs of a task', of: (list) => ofStages(list, demandOf('cpus')) },
  { quantity: 'memory of a task, MB', of: (list) => ofStages(list, demandOf('mem')) },
];

type Stage = TraceJobs['jobs'][number]['stages'][number];

/** The generated trace beside the original, quantity by quantity. */
export function goodnessOf(original: TraceJobs, generated: TraceJobs): Goodness[] {
  return QUANTITIES.flatMap(({ quantity, of }) => {
    const [one, other] = [
      Float64Array.from(of(original)).sort(),
      Float64Array.from(of(generated)).sort(),
    ];
    if (one.length === 0 || other.length === 0) return [];
    const distance = distanceOf(one, other);
    return { quantity, original: summaryOf(one), generated: summaryOf(other), distance };
  });
}

function summaryOf(sorted: Float64Array): QuantitySummary {
  return {
    mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    quantiles: GOODNESS_PROBABILITIES.map((probability) => sortedQuantile(sorted, probability)),
  };
}

function distanceOf(one: Float64Array, other: Float64Array): number {
  let [i, j, most] = [0, 0, 0];
  while (i < one.length && j < other.length) {
    const value = Math.min(one[i], other[j]);
    while (i < one.length && one[i] === value) i++;
    while (j < other.length && other[j] === value) j++;
    most = Math.max(most, Math.abs(i / one.length - j / other.length));
  }
  return most;
}

function gapSeconds({ jobs }: TraceJobs): number[] {
  return jobs.slice(1).map(({ submitUs }, i) => (submitUs - jobs[i].submitUs) / 1e6);
}

function ofStages({ jobs }: TraceJobs, of: (stage: Stage) => number): number[] {
  return jobs.flatMap(({ stages }) => stages.map(of));
}

function demandOf(resource: string): (stage: Stage) => number {
  return ({ demand }) => fromMilli(demand.get(resource) ?? 0);
}
