import type { JobOutcomes } from '../experiment/run-result.ts';

/** Jobs grouped by their number of tasks: policies that are even for all hurt or help by size. */
export interface SizeClass {
  /** As people read it: `1 task`, `2–10 tasks`. */
  readonly label: string;
  readonly minTasks: number;
  /** Inclusive; Infinity for the last class. */
  readonly maxTasks: number;
}

/** Decades of the number of tasks, the single task apart. */
export const SIZE_CLASSES: readonly SizeClass[] = [
  { label: '1 task', minTasks: 1, maxTasks: 1 },
  { label: '2–10 tasks', minTasks: 2, maxTasks: 10 },
  { label: '11–100 tasks', minTasks: 11, maxTasks: 100 },
  { label: '101–1,000 tasks', minTasks: 101, maxTasks: 1000 },
  { label: 'over 1,000 tasks', minTasks: 1001, maxTasks: Infinity },
];

/** The values of the jobs in a class, in the order of the jobs. */
export function valuesInClass(
  jobs: JobOutcomes,
  values: Float64Array,
  sizeClass: SizeClass,
): number[] {
  const found: number[] = [];
  for (let job = 0; job < values.length; job++) {
    const tasks = jobs.tasks[job];
    if (tasks >= sizeClass.minTasks && tasks <= sizeClass.maxTasks) found.push(values[job]);
  }
  return found;
}
