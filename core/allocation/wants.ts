import type { Micros } from '../machine.ts';
import type { Quantities } from '../resources/quantities.ts';

/**
 * What a framework says it waits for, in Mesos's REQUEST call: the allocator knows allocations,
 * not jobs, and some policies order by jobs.
 *
 * All but the wait is about one job, the first in the framework's own order of those with a task
 * to launch, and is said only under a policy that needs it. Null: it has not said, or nothing
 * waits (a suppressed framework wants nothing).
 */
export interface Wants {
  /** Since when its oldest waiting job has waited. */
  readonly waitingSinceUs: Micros;
  /** What the next task needs, thousandths by resource. */
  readonly taskDemand: Quantities | null;
  /** When the job was submitted. */
  readonly jobSubmittedUs: Micros | null;
  /** Work of all the job's tasks: task-microseconds, expected. */
  readonly jobWork: number | null;
  /** Work of the job's tasks that have not finished. */
  readonly remainingWork: number | null;
}

/** What a policy may need to be told; the wait is told in any case. */
export type Want = Exclude<keyof Wants, 'waitingSinceUs'>;

/** The wants that were said, the others left out. */
export type SaidWants = { readonly [W in Want]?: Wants[W] };

export const NO_WANTS: Wants = {
  waitingSinceUs: 0,
  taskDemand: null,
  jobSubmittedUs: null,
  jobWork: null,
  remainingWork: null,
};

/** The same wait, and nothing else. */
export function onlyWaiting({ waitingSinceUs }: Wants): Wants {
  return { ...NO_WANTS, waitingSinceUs };
}

/**
 * What is wrong with wants that came from outside, in words; null when nothing is.
 * @param resources length of a vector of amounts
 */
export function problemOfWants(said: SaidWants, resources: number): string | null {
  const { taskDemand, ...numbers } = said;
  if (taskDemand !== undefined && taskDemand !== null) {
    const found = `a task demand of [${taskDemand.join(', ')}]`;
    const whole = taskDemand.every((amount) => Number.isSafeInteger(amount) && amount >= 0);
    if (taskDemand.length !== resources || !whole) {
      return `${found}: wanted ${resources} whole numbers of thousandths from 0`;
    }
    if (taskDemand.every((amount) => amount === 0)) return `${found}: wanted some resource`;
  }
  for (const [want, value] of Object.entries(numbers)) {
    if (value !== null && !(Number.isFinite(value) && value >= 0)) {
      return `${want} of ${value}: wanted a number from 0`;
    }
  }
  return null;
}
