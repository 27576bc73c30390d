import type { AgentCapability, AgentFacts } from '../allocation/agent-facts.ts';
import { sameAttributes } from '../allocation/attributes.ts';
import { type Portion, portionOf, resourcesOf } from '../allocation/portion.ts';
import type { AgentInfo, UpdateAgent } from '../protocol/agent-api.ts';
import type { ResourceSpace } from '../resources/resource-space.ts';
import { writeResources } from '../resources/resource-text.ts';
import { Resources } from '../resources/resources.ts';
import type { Books } from './books.ts';
import type { MasterOutput } from './master-io.ts';
import { checkpoint } from './operation-feedback.ts';
import type { AgentRecord } from './records.ts';

/** What an agent can do that does not say what it can. */
const EVERYTHING: readonly AgentCapability[] = [
  ...(['MULTI_ROLE', 'HIERARCHICAL_ROLE', 'RESERVATION_REFINEMENT'] as const),
  ...(['RESIZE_VOLUME', 'AGENT_OPERATION_FEEDBACK', 'AGENT_DRAINING'] as const),
];

/** All an agent says it has; what of the rest is plain is put where it belongs. */
export function totalOf(space: ResourceSpace, { resources, rest }: AgentInfo): Portion {
  if (rest === undefined || rest.isEmpty) return { plain: resources, rest: Resources.EMPTY };
  const more = portionOf(space, rest);
  return { plain: resources.map((amount, r) => amount + more.plain[r]), rest: more.rest };
}

/** What an agent says about itself, as the allocator keeps it. */
export function agentFacts(info: AgentInfo): AgentFacts {
  const { hostname, attributes = [], capabilities = EVERYTHING, domain = null } = info;
  return { hostname, attributes, capabilities, domain };
}

/** Whether there is anything in them that offers tell. */
export function tellsFacts({ attributes, domain }: AgentFacts): boolean {
  return attributes.length > 0 || domain !== null;
}

/**
 * A known agent says again what it is and has. The master knows of more conversions than the
 * agent may have heard of, so that where amounts are the same its own view stands and the agent is
 * told; other amounts are news.
 */
export function restateAgent(
  books: Books,
  agent: AgentRecord,
  info: AgentInfo,
  out: MasterOutput,
): void {
  const { register, agents, space } = books.allocator;
  const { id } = agent;
  const before = register.facts[id];
  const facts = agentFacts(info);
  const sameWords = sameAttributes(before.attributes, facts.attributes);
  if (!sameWords || !sameFacts(before, facts)) {
    register.setFacts(id, facts, !sameWords);
    agent.tellsFacts = tellsFacts(facts);
    books.rescindAll(agent, out);
    books.allocator.requestCycle(id);
  }
  const [known, told] = [agents.totalOf(id), totalOf(space, info)];
  if (samePortion(known, told)) return tellPending(books, agent, out);
  if (sameAmounts(space, known, told)) return checkpoint(books, agent, out);
  books.rescindAll(agent, out);
  register.setTotal(id, told);
  books.allocator.requestCycle(id);
}

/**
 * An agent lends more or less than before: offers that hold some of it are taken back and made
 * anew (`mesos-semantics` part 16). What tasks use stays theirs until the agent kills them.
 */
export function updateRevocable(books: Books, message: UpdateAgent, out: MasterOutput): void {
  const { agentId, revocable } = message;
  const agent = books.agents[agentId];
  if (!agent) return out.reject(message, `unknown agent ${agentId}`);
  if (!revocable.nonRevocable().isEmpty) {
    return out.reject(message, `${writeResources(revocable)}: wanted nothing but revocable ones`);
  }
  const { allocator } = books;
  const { plain, rest } = allocator.agents.totalOf(agentId);
  if (rest.revocable().equals(revocable)) return;
  for (const offer of books.offers.values()) {
    if (offer.agentId === agentId && offer.rest.hasRevocable) books.rescind(offer, out);
  }
  allocator.register.setTotal(agentId, { plain, rest: rest.nonRevocable().plus(revocable) });
  allocator.requestCycle(agentId);
}

/** Operations that somebody waits for are done once more: the message may have been lost. */
function tellPending(books: Books, agent: AgentRecord, out: MasterOutput): void {
  for (const { agentId, state } of books.operations.values()) {
    if (agentId !== agent.id || state !== 'OPERATION_PENDING') continue;
    return checkpoint(books, agent, out);
  }
}

function samePortion(a: Portion, b: Portion): boolean {
  return a.plain.every((amount, r) => amount === b.plain[r]) && a.rest.equals(b.rest);
}

/** Whether there is as much of every name, whatever it is reserved to or used for. */
function sameAmounts(space: ResourceSpace, a: Portion, b: Portion): boolean {
  const [one, two] = [a, b].map((portion) => resourcesOf(space, portion).quantities());
  return one.size === two.size && [...one].every(([name, amount]) => two.get(name) === amount);
}

function sameFacts(a: AgentFacts, b: AgentFacts): boolean {
  return (
    a.domain?.region === b.domain?.region &&
    a.domain?.zone === b.domain?.zone &&
    a.capabilities.length === b.capabilities.length &&
    a.capabilities.every((one) => b.capabilities.includes(one))
  );
}
