import type { Micros } from '../../machine.ts';
import type { AgentId, TaskId, UpdateUuid } from '../../protocol/ids.ts';
import type { UnreachableStrategy } from './app.ts';
import type { Place } from './placement-constraint.ts';

/** Launched and not running yet; running; on an agent that cannot be reached. */
export type Condition = 'STAGED' | 'RUNNING' | 'UNREACHABLE';

/** One instance of an app, from its launch until its end is known. */
export interface Instance extends Place {
  readonly taskId: TaskId;
  /** Of the app's configuration. */
  readonly version: number;
  /** Its place among the launches of that version, from 0. */
  readonly index: number;
  readonly agentId: AgentId;
  /** Whether running is not enough: a health check must have succeeded. */
  readonly checked: boolean;
  condition: Condition;
  /** Since when it is in that condition. */
  sinceUs: Micros;
  /** What the last check found; null before the first. */
  healthy: boolean | null;
  /** Checks that failed in a row. */
  failures: number;
  /** The last check's update, so that its repetition is not counted. */
  checkUuid: UpdateUuid | null;
  /** When it is to be killed again; null unless it is being killed. */
  killAgainUs: Micros | null;
}

export function isDying(instance: Instance): boolean {
  return instance.killAgainUs !== null;
}

export function isHealthy({ condition, checked, healthy }: Instance): boolean {
  return condition === 'RUNNING' && (!checked || healthy === true);
}

/** It has been out of reach for so long that another stands in for it. */
export function isInactive(
  { condition, sinceUs }: Instance,
  now: Micros,
  { inactiveAfterUs }: UnreachableStrategy,
): boolean {
  return condition === 'UNREACHABLE' && now >= sinceUs + inactiveAfterUs;
}

/** Waits of a service that do not depend on the app. */
export interface InstanceWaits {
  /** From a launch until it must run. */
  readonly launchTimeoutUs: Micros;
  /** Between attempts to kill. */
  readonly killRetryUs: Micros;
}

/** When something is next to be done about an instance if nothing is heard; null for never. */
export function dueUs(
  { condition, sinceUs, killAgainUs }: Instance,
  now: Micros,
  unreachable: UnreachableStrategy,
  { launchTimeoutUs }: InstanceWaits,
): Micros | null {
  if (killAgainUs !== null) return killAgainUs;
  switch (condition) {
    case 'STAGED':
      return sinceUs + launchTimeoutUs;
    case 'RUNNING':
      return null;
    case 'UNREACHABLE': {
      const inactiveUs = sinceUs + unreachable.inactiveAfterUs;
      return now < inactiveUs ? inactiveUs : sinceUs + unreachable.expungeAfterUs;
    }
  }
}
