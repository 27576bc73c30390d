import type { Micros } from '../../machine.ts';
import { Locality } from '../../protocol/tasks.ts';

/** How near its input a task runs, nearest first (Spark's TaskLocality). */
export const TaskLocality = {
  PROCESS_LOCAL: 0,
  NODE_LOCAL: 1,
  /** The task has no preference: it counts as near everywhere. */
  NO_PREF: 2,
  ANY: 3,
} as const;
export type TaskLocality = (typeof TaskLocality)[keyof typeof TaskLocality];

/** How far from its data a task is that was launched at a level; Spark's racks are not known here. */
export function distanceAt(level: TaskLocality): Locality {
  return level === TaskLocality.ANY ? Locality.ANY : Locality.NODE;
}

/** `spark.locality.wait`: how long a set of tasks insists on a level before the next. */
export const LOCALITY_WAIT_US: Micros = 3_000_000;

/** The worst level that is waited for: there is nothing to wait for without a preference. */
const WAITED: readonly TaskLocality[] = [TaskLocality.PROCESS_LOCAL, TaskLocality.NODE_LOCAL];

/**
 * Delay scheduling as Spark does it, by time: a set of tasks insists on the nearest level that
 * some pending task has; each launch at the level it insists on begins the wait anew, and a wait
 * that runs out allows the next level (TaskSetManager.getAllowedLocalityLevel).
 */
export class LocalityWait {
  private readonly waitUs: Micros;
  private level: TaskLocality = TaskLocality.PROCESS_LOCAL;
  private sinceUs: Micros;

  constructor(waitUs: Micros, now: Micros) {
    this.waitUs = waitUs;
    this.sinceUs = now;
  }

  /** @param has whether a pending task wants a level */
  allowed(now: Micros, has: (level: TaskLocality) => boolean): TaskLocality {
    for (const level of WAITED) {
      if (level < this.level) continue;
      this.level = level;
      if (!has(level)) {
        // Nobody waits at this level: the wait for the next begins now.
        this.sinceUs = now;
      } else if (now - this.sinceUs < this.waitUs) {
        return level;
      } else {
        this.sinceUs += this.waitUs;
      }
    }
    this.level = TaskLocality.ANY;
    return TaskLocality.ANY;
  }

  /** When the level insisted on gives way, if nothing is launched. */
  get givesWayAtUs(): Micros {
    return this.sinceUs + this.waitUs;
  }

  launched(level: TaskLocality, now: Micros): void {
    if (level === TaskLocality.NO_PREF) return;
    this.level = level;
    this.sinceUs = now;
  }
}
