import type { UpgradeStrategy } from './app.ts';

/** The instances of an app by what they are, those given up not counted. */
export interface Census {
  /** How many are wanted; 0 for an app that is removed. */
  readonly wanted: number;
  /** Of the version that is wanted, and not being killed. */
  readonly fresh: number;
  /** Of earlier versions, and not being killed. */
  readonly old: number;
  /** Of those of earlier versions, how many are not healthy. */
  readonly oldUnhealthy: number;
  /** Healthy and not being killed, of any version. */
  readonly healthy: number;
  /** Being killed. */
  readonly dying: number;
  /** Of those being killed, how many are of earlier versions. */
  readonly oldDying: number;
}

/** What brings an app nearer to what is wanted. */
export interface Step {
  readonly launch: number;
  readonly killFresh: number;
  readonly killOld: number;
}

/**
 * The next step of an app. Without instances of earlier versions as many are launched or killed
 * as are too few or too many. With them it is a rolling upgrade (Marathon's `TaskReplaceActor`):
 * so many stay healthy, only so many more than wanted may run, and an old one goes for each new
 * one that has become healthy. Where both numbers are the same, one more may run, or it would
 * never begin. One that is being killed counts as running until it is gone.
 */
export function nextStep(census: Census, upgrade: UpgradeStrategy): Step {
  const { wanted, fresh, old, oldUnhealthy, healthy, dying, oldDying } = census;
  const killFresh = Math.max(0, fresh - wanted);
  const { minHealthy, capacity } = upgradeBounds(wanted, upgrade);
  const limit = old + oldDying === 0 ? wanted : capacity;
  const room = Math.max(0, limit - fresh - old - dying);
  const launch = Math.min(room, Math.max(0, wanted - fresh));
  // Of the new ones that are too many some may be healthy: they are not to be counted upon.
  const spare = Math.max(0, healthy - killFresh - minHealthy);
  const killOld = Math.min(old, oldUnhealthy + spare);
  return { launch, killFresh, killOld };
}

/** During an upgrade: how many stay healthy, and how many may run. */
export function upgradeBounds(
  wanted: number,
  { minimumHealthCapacity, maximumOverCapacity }: UpgradeStrategy,
): { minHealthy: number; capacity: number } {
  // In thousandths: 0.07 of 100 is 7, not the next number above 7.000000000000001.
  const minHealthy = Math.ceil((wanted * Math.round(minimumHealthCapacity * 1000)) / 1000);
  const over = Math.floor((wanted * Math.round(maximumOverCapacity * 1000)) / 1000);
  const capacity = wanted + over;
  return { minHealthy, capacity: minHealthy === capacity ? capacity + 1 : capacity };
}
