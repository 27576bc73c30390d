import type { Milli } from './quantities.ts';
import type { Resources } from './resources.ts';

/**
 * What frameworks and operators do to resources without using them (Mesos v1 `Offer.Operation`,
 * `docs/reservation.md`, `docs/persistent-volume.md`). `REMOVE` is not one of Mesos's: it stands
 * for a conversion with an empty result.
 */
export type Operation =
  | ReserveOperation
  | ResourcesOperation
  | GrowVolumeOperation
  | ShrinkVolumeOperation;

export interface ReserveOperation {
  readonly type: 'RESERVE';
  /** As they are to be: with the new reservation on top. */
  readonly resources: Resources;
  /** What they are now, where that is not just one reservation less: a re-reservation. */
  readonly source?: Resources;
}

/** UNRESERVE names what is reserved, CREATE and DESTROY name the volumes. */
export interface ResourcesOperation {
  readonly type: 'UNRESERVE' | 'CREATE' | 'DESTROY' | 'REMOVE';
  readonly resources: Resources;
}

export interface GrowVolumeOperation {
  readonly type: 'GROW_VOLUME';
  /** One persistent volume, as it is. */
  readonly volume: Resources;
  /** Free disk of the same kind that it grows by. */
  readonly addition: Resources;
}

export interface ShrinkVolumeOperation {
  readonly type: 'SHRINK_VOLUME';
  /** One persistent volume, as it is. */
  readonly volume: Resources;
  /** By how much, in thousandths of a MB. */
  readonly subtract: Milli;
}
