import { scalarsOf } from '../../core/allocation/portion.ts';
import { holdsResources } from '../../core/protocol/task-states.ts';
import type { Master } from '../../core/master/master.ts';
import { Resources } from '../../core/resources/resources.ts';

/** Something that is held: by an offer, a task or an executor. */
interface Held {
  readonly client: number;
  readonly agentId: number;
  readonly plain: readonly number[];
  readonly rest: Resources;
}

/**
 * Adds up what a master's records say is held and compares it with its allocator's accounts.
 * Holds while no agent's total falls below what is held there.
 * @returns the first thing that does not agree, or null
 */
export function auditMaster(master: Master): string | null {
  const held = holdings(master);
  for (const agent of master.agents) {
    if (!agent) continue;
    const problem = auditAgent(master, agent.id, held);
    if (problem !== null) return problem;
  }
  return auditClients(master, held) ?? auditTotals(master) ?? auditOffers(master);
}

function holdings(master: Master): Held[] {
  const held: Held[] = [];
  for (const { client, agentId, resources: plain, rest } of master.offers.values()) {
    held.push({ client, agentId, plain, rest });
  }
  for (const agent of master.agents) {
    if (!agent) continue;
    for (let task = agent.firstTask; task !== null; task = task.next) {
      const { resources: plain, rest = Resources.EMPTY } = task.info;
      if (!holdsResources(task.state)) continue;
      held.push({ client: task.client, agentId: agent.id, plain, rest });
    }
    for (const { client, info } of agent.executors) {
      const { resources: plain, rest = Resources.EMPTY } = info;
      held.push({ client, agentId: agent.id, plain, rest });
    }
  }
  return held;
}

/** What is free and what is held is what there is. */
function auditAgent({ allocator }: Master, agentId: number, held: readonly Held[]): string | null {
  const here = held.filter((one) => one.agentId === agentId);
  const total = allocator.agents.totalOf(agentId);
  const free = allocator.agents.freeOf(agentId);
  for (const [r, amount] of total.plain.entries()) {
    const used = here.reduce((sum, { plain }) => sum + plain[r], 0);
    if (free[r] < 0 || used < 0 || used + free[r] !== amount) {
      return `agent ${agentId} has ${amount} of ${r}: held ${used}, free ${free[r]}`;
    }
  }
  let left = total.rest.nonShared();
  for (const { rest } of here) {
    if (!left.contains(rest.nonShared())) return `agent ${agentId} gave something out twice`;
    left = left.minus(rest.nonShared());
    for (const one of rest.shared()) {
      const known = total.rest.shared().contains(Resources.of([{ ...one, count: 1 }]));
      if (!known) return `agent ${agentId} gave out a shared volume that it has not`;
    }
  }
  const free2 = allocator.agents.rest[agentId];
  if (!free2.nonShared().equals(left)) return `agent ${agentId} has another rest free than is left`;
  if (!free2.shared().equals(total.rest.shared())) return `agent ${agentId} hides shared volumes`;
  return null;
}

/** A client is charged what it holds; a shared volume once on each agent. */
function auditClients({ allocator, frameworks }: Master, held: readonly Held[]): string | null {
  const { space } = allocator;
  const clients = new Set(held.map(({ client }) => client));
  for (const framework of frameworks) if (framework) clients.add(framework.client);
  for (const client of clients) {
    const sums = space.names.map(() => 0);
    const shared = new Map<number, Resources>();
    for (const { agentId, plain, rest } of held.filter((one) => one.client === client)) {
      const more = scalarsOf(space, rest.nonShared());
      for (let r = 0; r < sums.length; r++) sums[r] += plain[r] + (more?.[r] ?? 0);
      shared.set(agentId, (shared.get(agentId) ?? Resources.EMPTY).plus(rest.shared()));
    }
    for (const volumes of shared.values()) {
      const once = scalarsOf(space, volumes);
      for (let r = 0; r < sums.length; r++) sums[r] += once?.[r] ?? 0;
    }
    const charged = allocator.allocatedTo(client);
    if (sums.some((sum, r) => sum !== charged[r])) {
      return `client ${client} holds [${sums.join(', ')}], charged [${charged.join(', ')}]`;
    }
  }
  return null;
}

function auditTotals({ allocator, agents }: Master): string | null {
  const sums = allocator.space.names.map(() => 0);
  for (const agent of agents) {
    if (!agent) continue;
    const { plain, rest } = allocator.agents.totalOf(agent.id);
    const more = scalarsOf(allocator.space, rest);
    for (let r = 0; r < sums.length; r++) sums[r] += plain[r] + (more?.[r] ?? 0);
  }
  const { total } = allocator;
  if (sums.every((sum, r) => sum === total[r])) return null;
  return `agents have [${sums.join(', ')}], counted [${total.join(', ')}]`;
}

/** Every offer is open or came to one end. */
function auditOffers({ frameworks, offers }: Master): string | null {
  for (const framework of frameworks) {
    if (!framework) continue;
    const open = offers.values().filter((offer) => offer.framework === framework).length;
    const { made, accepted, declined, rescinded } = framework.counts;
    if (made === open + accepted + declined + rescinded) continue;
    return `framework ${framework.id} was made ${made} offers, ${open} are open`;
  }
  return null;
}
