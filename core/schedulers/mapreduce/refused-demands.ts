import { type Quantities, fits } from '../../resources/quantities.ts';

/** Demands with jobs waiting, by class; another object whenever they change. */
export type WaitingDemands = ReadonlyMap<number, Quantities>;

/**
 * Which demands were waiting, unmet, whenever an offer was refused since the last revive.
 *
 * A refused agent had no room for any of them. So it has none for a new demand that is at least
 * as large as one of them, and asking for refused agents again would bring nothing but refusals.
 */
export class RefusedDemands {
  /** Demand by class; null until the first refusal: nothing is refused. */
  private unmet: Map<number, Quantities> | null = null;
  private last: WaitingDemands | null = null;

  /** An offer is refused while these demands wait. */
  refused(waiting: WaitingDemands): void {
    if (waiting === this.last) return;
    this.last = waiting;
    if (this.unmet === null) {
      this.unmet = new Map(waiting);
      return;
    }
    for (const demandClass of this.unmet.keys()) {
      if (!waiting.has(demandClass)) this.unmet.delete(demandClass);
    }
  }

  /** An offer is refused in which a waiting demand had room. */
  refusedWithRoom(): void {
    this.unmet = new Map();
    this.last = null;
  }

  /** Refusals are void. */
  revived(): void {
    this.unmet = null;
    this.last = null;
  }

  /** Whether a refused agent might have room for a demand. */
  mightFit(demand: Quantities): boolean {
    if (this.unmet === null) return false;
    for (const unmet of this.unmet.values()) if (fits(unmet, demand)) return false;
    return true;
  }
}
