import type { Micros } from '../../machine.ts';
import type { Unavailability } from '../../protocol/maintenance.ts';
import type { AgentId, OfferId } from '../../protocol/ids.ts';
import type { InverseOffer } from '../../protocol/scheduler-api.ts';

/** Agents that a service is asked to leave, and from when on it does (`mesos-semantics` part 15). */
export class Leaving {
  private readonly drainingUs: Micros;
  /** One question an agent: a later one takes the place of the one before. */
  private readonly asked = new Map<AgentId, InverseOffer>();

  /** @param drainingUs how long before maintenance instances move */
  constructor(drainingUs: Micros) {
    this.drainingUs = drainingUs;
  }

  enter(inverseOffer: InverseOffer): void {
    this.asked.set(inverseOffer.agentId, inverseOffer);
  }

  /** A question is void. */
  forget(inverseOffer: OfferId): void {
    for (const [agentId, { id }] of this.asked) {
      if (id === inverseOffer) this.asked.delete(agentId);
    }
  }

  /** When instances begin to move. */
  fromUs({ unavailability }: Pick<InverseOffer, 'unavailability'>): Micros {
    return unavailability.startUs - this.drainingUs;
  }

  /** Whether instances are to leave an agent now. */
  has(agentId: AgentId, now: Micros): boolean {
    if (this.asked.size === 0) return false;
    const inverseOffer = this.asked.get(agentId);
    return inverseOffer !== undefined && now >= this.fromUs(inverseOffer);
  }

  /** Whether what is launched on an offer now would have to leave at once. */
  isSoon(offer: { readonly unavailability?: Unavailability }, now: Micros): boolean {
    const { unavailability } = offer;
    return unavailability !== undefined && now >= this.fromUs({ unavailability });
  }
}
