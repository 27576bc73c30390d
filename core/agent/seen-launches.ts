import type { OfferId } from '../protocol/ids.ts';

/** Launches remembered: a copy of a message is not that late. */
const MOST = 64;

/** Stands where no launch has been. */
const NONE = -1;

/**
 * Launches an agent has carried out lately, so that it carries out none twice, also when the
 * tasks of the first are over: nothing else would tell a copy of an old message from a new one.
 *
 * Ids of offers grow: one above all that were seen is new without a look.
 */
export class SeenLaunches {
  /** The latest, in a ring. */
  private readonly ring = new Float64Array(MOST).fill(NONE);
  private next = 0;
  private highest = NONE;

  /** @param seen in the order in which they came */
  constructor(seen: readonly OfferId[]) {
    for (const launch of seen) this.isNew(launch);
  }

  /** Whether a launch has not been seen; from now on it has. */
  isNew(launch: OfferId): boolean {
    if (launch > this.highest) this.highest = launch;
    else if (this.ring.includes(launch)) return false;
    this.ring[this.next] = launch;
    this.next = (this.next + 1) % MOST;
    return true;
  }

  /** In the order in which they came. */
  list(): readonly OfferId[] {
    const inOrder = [...this.ring.subarray(this.next), ...this.ring.subarray(0, this.next)];
    return inOrder.filter((launch) => launch !== NONE);
  }
}
