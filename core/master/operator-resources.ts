import { resourcesOf } from '../allocation/portion.ts';
import type { Micros } from '../machine.ts';
import type { Refusal, ResourcesCall } from '../protocol/operator-api.ts';
import { type Operation, conversionOf } from '../resources/operations.ts';
import type { Books } from './books.ts';
import type { MasterOutput } from './master-io.ts';
import { checkpoint } from './operation-feedback.ts';
import type { AgentRecord, OpenOffer } from './records.ts';
import {
  type Exchange,
  destroyedShared,
  exchangeIn,
  hasAny,
  problemOnAgent,
} from './resource-operations.ts';

/** How long who loses an offer to an operator is not offered the same again (Mesos `Filters`). */
const REFUSE_SECONDS = 5;

/** Why an operator's operation cannot be done whatever is free, or null (part 8). */
export function checkResourcesCall(books: Books, call: ResourcesCall): Refusal | null {
  const agent = books.agents[call.agentId];
  if (!agent) return { fault: 'INVALID', reason: `unknown agent ${call.agentId}` };
  if (!agent.connected) {
    return { fault: 'CONFLICT', reason: `agent ${agent.id} is not connected` };
  }
  const caller = { offeredTo: null, principal: call.principal ?? null, mayShare: true };
  const reason = problemOnAgent(books, agent, operationOf(call), caller);
  return reason === null ? null : { fault: 'INVALID', reason };
}

/**
 * Does an operator's operation with what of an agent nobody holds; offers that hold what it needs
 * are taken back, as few as do.
 */
export function applyResourcesCall(
  books: Books,
  call: ResourcesCall,
  now: Micros,
  out: MasterOutput,
): Refusal | null {
  const agent = books.agents[call.agentId] as AgentRecord;
  const operation = operationOf(call);
  const exchange = makeRoom(books, agent, operation, now, out);
  if (typeof exchange === 'string') return { fault: 'CONFLICT', reason: exchange };
  books.allocator.register.replace(agent.id, exchange.from, exchange.to);
  checkpoint(books, agent, out);
  return null;
}

/** The operation on an agent's resources that a call asks for. */
export function operationOf(call: ResourcesCall): Operation {
  switch (call.type) {
    case 'RESERVE_RESOURCES': {
      const { resources, source } = call;
      return { type: 'RESERVE', resources, ...(source === undefined ? {} : { source }) };
    }
    case 'UNRESERVE_RESOURCES':
      return { type: 'UNRESERVE', resources: call.resources };
    case 'CREATE_VOLUMES':
      return { type: 'CREATE', resources: call.volumes };
    case 'DESTROY_VOLUMES':
      return { type: 'DESTROY', resources: call.volumes };
    case 'GROW_VOLUME':
      return { type: call.type, volume: call.volume, addition: call.addition };
    case 'SHRINK_VOLUME':
      return { type: call.type, volume: call.volume, subtract: call.subtract };
  }
}

/** What the operation does with what is free, once enough offers are taken back. */
function makeRoom(
  books: Books,
  agent: AgentRecord,
  operation: Operation,
  now: Micros,
  out: MasterOutput,
): Exchange | string {
  const shared = destroyedShared(operation);
  const isBlocked = (): boolean =>
    !shared.isEmpty && offersOf(books, agent).some((offer) => hasAny(offer.rest, shared));
  let exchange = exchangeIn(books, freeOf(books, agent), operation);
  for (const offer of offersOf(books, agent)) {
    if (typeof exchange !== 'string' && !isBlocked()) break;
    if (!helps(books, offer, operation)) continue;
    takeBack(books, offer, now, out);
    exchange = exchangeIn(books, freeOf(books, agent), operation);
  }
  return exchange;
}

function freeOf({ allocator }: Books, { id }: AgentRecord): Exchange['pool'] {
  return { plain: allocator.agents.freeOf(id), rest: allocator.agents.rest[id] };
}

function offersOf(books: Books, agent: AgentRecord): OpenOffer[] {
  return books.offers.values().filter(({ agentId }) => agentId === agent.id);
}

/** Whether an offer holds something of what an operation consumes. */
function helps({ allocator }: Books, offer: OpenOffer, operation: Operation): boolean {
  const offered = resourcesOf(allocator.space, { plain: offer.resources, rest: offer.rest });
  const { consumed } = conversionOf(operation);
  if (hasAny(offer.rest, destroyedShared(operation))) return true;
  return [...consumed].some(({ name }) => offered.quantity(name) > 0);
}

function takeBack(books: Books, offer: OpenOffer, now: Micros, out: MasterOutput): void {
  books.endOffer(offer, 'RESCINDED');
  offer.framework.counts.rescinded++;
  books.decline(offer, offer.resources, offer.rest, REFUSE_SECONDS, now);
  books.tell(offer.framework, { type: 'RESCIND', offerId: offer.id }, out);
}
