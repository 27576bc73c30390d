import type { Books } from './books.ts';
import { type AgentRecord, NO_EXECUTORS, type OpenOffer } from './records.ts';

/**
 * What an offer says of its agent besides its resources, where there is anything to say
 * (`mesos-semantics` part 7.1).
 */
export function withAgentFacts(books: Books, agent: AgentRecord, offer: OpenOffer): OpenOffer {
  const { executors } = agent;
  const unavailability = books.maintenance.unavailabilityOf(agent);
  const isPlain = !agent.tellsFacts && executors === NO_EXECUTORS;
  if (isPlain && unavailability === null) return offer;
  const { attributes, domain } = books.allocator.register.facts[agent.id];
  const executorIds = executors
    .filter(({ framework }) => framework === offer.framework)
    .map(({ info }) => info.executorId);
  return {
    ...offer,
    ...(attributes.length === 0 ? {} : { attributes }),
    ...(domain === null ? {} : { domain }),
    ...(unavailability === null ? {} : { unavailability }),
    ...(executorIds.length === 0 ? {} : { executorIds }),
  };
}
