import type { ClientId } from '../allocation/client-allocator.ts';
import type { AgentId } from '../protocol/ids.ts';
import { holdsResources } from '../protocol/task-states.ts';
import type { AgentRecord, FrameworkRecord, OfferBook } from './records.ts';

/** What tells who holds what: a master's books. */
interface Holdings {
  readonly offers: OfferBook;
  readonly agents: readonly (AgentRecord | null)[];
  ownerOf(client: ClientId): FrameworkRecord;
}

/**
 * Whether a client holds anything, offered or used. Walks all its framework has: for roles that
 * a framework leaves, which is rare.
 */
export function clientHolds(books: Holdings, client: ClientId): boolean {
  const framework = books.ownerOf(client);
  return (
    framework.tasks.values().some((task) => task.client === client && holdsResources(task.state)) ||
    books.offers.values().some((offer) => offer.client === client) ||
    books.agents.some((agent) => agent?.executors.some((one) => one.client === client))
  );
}

/**
 * Connected frameworks that hold something on an agent, offered or used, in the order of their
 * ids: those that an inverse offer is made to.
 */
export function holdersOn(books: Holdings, agentId: AgentId): FrameworkRecord[] {
  const agent = books.agents[agentId];
  if (!agent) return [];
  const holders = new Set<FrameworkRecord>();
  for (let task = agent.firstTask; task !== null; task = task.next) {
    if (holdsResources(task.state)) holders.add(task.framework);
  }
  for (const { framework } of agent.executors) holders.add(framework);
  for (const offer of books.offers.values()) {
    if (offer.agentId === agentId) holders.add(offer.framework);
  }
  return [...holders].filter(({ connected }) => connected).sort((a, b) => a.id - b.id);
}
