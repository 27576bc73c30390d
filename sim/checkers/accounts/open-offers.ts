import { IdMap } from '../../../core/collections/id-map.ts';
import type { OpenOffer } from '../../../core/master/records.ts';
import type { Accept } from '../../../core/protocol/scheduler-api.ts';
import { PerMaster } from './per-master.ts';

/** The offers of each master that have not ended, as its observer was told. */
export class OpenOffers {
  private readonly open = new PerMaster<IdMap<OpenOffer>>(() => new IdMap());

  masterLeads(master: number): void {
    this.open.forget(master);
  }

  offerMade(master: number, offer: OpenOffer): void {
    this.open.of(master).set(offer.id, offer);
  }

  offerEnded(master: number, offer: OpenOffer): void {
    this.open.of(master).delete(offer.id);
  }

  get(master: number, id: number): OpenOffer | undefined {
    return this.open.of(master).get(id);
  }

  count(master: number): number {
    return this.open.of(master).size;
  }

  /**
   * The offers that an ACCEPT may launch on; null for one that may launch nothing, since one bad
   * offer spoils the call (`mesos-semantics` part 7.4).
   */
  usable(master: number, { framework, offers }: Accept): readonly OpenOffer[] | null {
    const found: OpenOffer[] = [];
    const open = this.open.of(master);
    for (const id of offers) {
      const offer = open.get(id);
      if (offer === undefined || offer.framework.id !== framework) return null;
      if (found.includes(offer)) return null;
      if (found.length > 0 && found[0].agentId !== offer.agentId) return null;
      found.push(offer);
    }
    return found.length === 0 ? null : found;
  }
}
