import type { Accounts, Agents, ClientOrder, Policy, PolicyRule } from '../policy.ts';
import { ClientParts } from './client-parts.ts';
import { ListedOrder, clientsByKey, sortByScore } from './listed-order.ts';
import { dominantShare, taskFits, tasksHeld, tasksIn } from './shares.ts';

/**
 * Per-server dominant share fairness: on each agent the framework with the smallest virtual
 * dominant share is served first: all its tasks, over those it could run alone on that agent, by
 * weight (Khamse-Ashari et al., IEEE ICC 2017; the server procedure, carried out by offers).
 *
 * Not Pareto efficient on unlike agents: a server is shared by those who would do better elsewhere.
 * Those whose task does not fit come last. One that has not told its task stands by the largest
 * part its holdings are of the agent. An agent costs O(n log n).
 */
export const psDsf: Policy = {
  name: 'ps-dsf',
  summary: 'per-server fairness: on each agent the smallest part of what it could run there alone',
  source: 'Khamse-Ashari et al., IEEE ICC 2017',
  properties: [
    'sharing incentive',
    'envy-freeness',
    'single-resource fairness',
    'bottleneck fairness',
  ],
  needs: ['taskDemand'],
  start: (accounts, _random, agents) => new PerServer(accounts, agents),
};

class PerServer implements PolicyRule {
  private readonly accounts: Accounts;
  private readonly agents: Agents;
  private readonly parts: ClientParts;

  constructor(accounts: Accounts, agents: Agents) {
    this.accounts = accounts;
    this.agents = agents;
    this.parts = new ClientParts(accounts);
  }

  key(node: number): number {
    return dominantShare(this.accounts, node, this.accounts.weight[node]);
  }

  prepare(): boolean {
    this.parts.refresh();
    return false;
  }

  orderFor(agent: number, free: Float64Array): ClientOrder {
    const order = sortByScore(
      clientsByKey(this.accounts),
      (client) => this.shareOn(client, agent, free),
      // Shares grow from zero together, and so most for whom most fits.
      (client) => -this.aloneOn(client, agent),
    );
    return new ListedOrder(order);
  }

  /** Tasks one could run alone on an agent, by weight; zero for one that is not known. */
  private aloneOn(client: number, agent: number): number {
    const { accounts, agents, parts } = this;
    const { taskDemand } = accounts.wants[client];
    if (taskDemand === null) return 0;
    return tasksIn(agents.totals, agent * accounts.resources, taskDemand) * parts.of(client);
  }

  private shareOn(client: number, agent: number, free: Float64Array): number {
    const { accounts, parts } = this;
    const { taskDemand } = accounts.wants[client];
    const offset = agent * accounts.resources;
    if (taskDemand === null) return this.partOf(client, offset) / parts.of(client);
    if (!taskFits(free, offset, taskDemand)) return Number.POSITIVE_INFINITY;
    return tasksHeld(accounts, client, taskDemand, this.aloneOn(client, agent));
  }

  private partOf(client: number, offset: number): number {
    const { allocated, resources } = this.accounts;
    let part = 0;
    for (let r = 0; r < resources; r++) {
      const has = this.agents.totals[offset + r];
      if (has > 0) part = Math.max(part, allocated[client * resources + r] / has);
    }
    return part;
  }
}
