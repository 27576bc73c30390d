import type { InverseOfferStatus } from '../allocation/inverse-offers.ts';
import type { Micros } from '../machine.ts';
import type { AgentId } from '../protocol/ids.ts';
import type { AnswerInverseOffers, InverseOffer } from '../protocol/scheduler-api.ts';
import type { Books } from './books.ts';
import { holdersOn } from './holders.ts';
import type { MasterOutput } from './master-io.ts';
import type { FrameworkRecord } from './records.ts';

/**
 * Frameworks that hold something on an agent that is to be maintained are asked to leave it, one
 * question a framework and agent at a time (`mesos-semantics` part 15). After each cycle, about
 * the agents that the cycle was about.
 */
export function makeInverseOffers(
  books: Books,
  periodic: boolean,
  now: Micros,
  out: MasterOutput,
): void {
  if (!books.inverse.scheduled) return;
  const { batch, lastScope } = books.allocator;
  const time = { nowUs: now, periodic, batch };
  const made = new Map<FrameworkRecord, InverseOffer[]>();
  for (const agentId of books.inverse.agents()) {
    const agent = books.agents[agentId];
    if (!agent || (lastScope !== null && !lastScope.includes(agentId))) continue;
    const unavailability = books.maintenance.unavailabilityOf(agent);
    if (unavailability === null) continue;
    for (const framework of holdersOn(books, agentId)) {
      if (!books.inverse.ask(framework.id, agentId, time)) continue;
      const offer: InverseOffer = { id: books.nextOffer++, agentId, unavailability };
      books.marks?.sometimes('inverse-offer');
      books.inverseOffers.set(offer.id, { ...offer, framework });
      made.set(framework, [...(made.get(framework) ?? []), offer]);
    }
  }
  for (const [framework, inverseOffers] of made) {
    books.tell(framework, { type: 'INVERSE_OFFERS', inverseOffers }, out);
  }
}

/** Records the answers: advice to the operator, and perhaps a refusal to be asked again. */
export function answerInverseOffers(
  books: Books,
  framework: FrameworkRecord,
  call: AnswerInverseOffers,
  now: Micros,
  out: MasterOutput,
): void {
  const status: InverseOfferStatus = call.type === 'ACCEPT_INVERSE_OFFERS' ? 'ACCEPT' : 'DECLINE';
  for (const id of call.inverseOffers) {
    const offer = books.inverseOffers.get(id);
    if (offer === undefined || offer.framework !== framework) {
      out.reject(call, `inverse offer ${id} is not open for framework ${framework.id}`);
      continue;
    }
    books.inverseOffers.delete(id);
    books.marks?.sometimes('inverse-answered');
    const { agentId } = offer;
    const { batch } = books.allocator;
    books.inverse.answer(framework.id, agentId, status, call.refuseSeconds, now, batch);
  }
}

/** An agent's maintenance changed, or it goes: what was asked is void, and frameworks hear so. */
export function rescindInverseOffers(books: Books, agentId: AgentId, out: MasterOutput): void {
  for (const [id, offer] of books.inverseOffers) {
    if (offer.agentId !== agentId) continue;
    books.inverseOffers.delete(id);
    books.tell(offer.framework, { type: 'RESCIND_INVERSE_OFFER', inverseOfferId: id }, out);
  }
}

/** A framework lost its scheduler: what that was asked is void, what it answered stands. */
export function forgetInverseOffers(books: Books, framework: FrameworkRecord): void {
  for (const [id, offer] of books.inverseOffers) {
    if (offer.framework === framework) books.inverseOffers.delete(id);
  }
  books.inverse.disconnect(framework.id);
}
