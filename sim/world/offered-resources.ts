import type { OfferCounts } from '../../core/master/records.ts';
import type { Master } from '../../core/master/master.ts';
import type { OfferId } from '../../core/protocol/ids.ts';
import type { Call, SchedulerEvent } from '../../core/protocol/scheduler-api.ts';
import type { Quantities } from '../../core/resources/quantities.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { UsageMetrics } from '../metrics/usage.ts';

interface OpenOffer {
  readonly master: number;
  readonly resources: Quantities;
}

/** How much lies in offers that are not answered, and how offers ended, over all masters. */
export class OfferedResources {
  private readonly usage: UsageMetrics;
  private readonly kernel: Kernel;
  /** Offers that may be taken back, where something may go wrong. */
  private readonly open: Map<OfferId, OpenOffer> | null;
  /** Counts of leaders that are gone, by framework. */
  private readonly before: OfferCounts[] = [];
  private readonly machines = new Map<number, Master>();

  /** @param mayEnd whether offers and their masters may end without an answer */
  constructor(usage: UsageMetrics, kernel: Kernel, mayEnd: boolean) {
    this.usage = usage;
    this.kernel = kernel;
    this.open = mayEnd ? new Map() : null;
  }

  /** A master begins to lead. */
  watch(master: number, machine: Master): void {
    this.machines.set(master, machine);
  }

  /** A master says something to a scheduler. */
  said(master: number, event: SchedulerEvent): void {
    if (event.type === 'OFFERS') {
      for (const { id, resources } of event.offers) {
        this.usage.offered(resources, 1, this.kernel.now);
        this.open?.set(id, { master, resources });
      }
    } else if (event.type === 'RESCIND') {
      this.close(event.offerId);
    }
  }

  /** A call reaches a master that may have made these offers. */
  answered(call: Call, machine: Master | null): void {
    if (call.type !== 'ACCEPT' && call.type !== 'DECLINE') return;
    for (const id of call.offers) {
      if (this.open !== null) {
        if (machine?.offers.has(id) === true) this.close(id);
        continue;
      }
      const offer = machine?.offers.get(id);
      if (offer !== undefined) this.usage.offered(offer.resources, -1, this.kernel.now);
    }
  }

  /** A master is gone, and its offers with it. */
  masterEnded(master: number): void {
    for (const [id, offer] of this.open ?? []) if (offer.master === master) this.close(id);
    for (const framework of this.machines.get(master)?.frameworks ?? []) {
      if (framework) this.before[framework.id] = added(this.before[framework.id], framework.counts);
    }
    this.machines.delete(master);
  }

  /** @param ids that masters gave the framework, of which it has one at most at a time */
  counts(ids: readonly number[], leading: readonly Master[]): OfferCounts {
    let counts: OfferCounts = { made: 0, accepted: 0, declined: 0, rescinded: 0 };
    for (const id of ids) {
      counts = added(counts, this.before[id] ?? counts0());
      for (const { frameworks } of leading) counts = added(counts, frameworks[id]?.counts);
    }
    return counts;
  }

  private close(id: OfferId): void {
    const offer = this.open?.get(id);
    if (offer === undefined) return;
    this.open?.delete(id);
    this.usage.offered(offer.resources, -1, this.kernel.now);
  }
}

function counts0(): OfferCounts {
  return { made: 0, accepted: 0, declined: 0, rescinded: 0 };
}

function added(one: OfferCounts | undefined, two: OfferCounts | undefined): OfferCounts {
  const [a, b] = [one ?? counts0(), two ?? counts0()];
  return {
    made: a.made + b.made,
    accepted: a.accepted + b.accepted,
    declined: a.declined + b.declined,
    rescinded: a.rescinded + b.rescinded,
  };
}
