import type { ResourceSpace } from '../resources/resource-space.ts';
import type { AgentFacts, Domain } from './agent-facts.ts';
import type { AgentTable } from './agent-table.ts';
import { barsOf } from './capability-rules.ts';
import type { ClientTable } from './client-table.ts';
import type { OfferFilters } from './offer-filters.ts';
import { type Portion, scalarsOf } from './portion.ts';
import type { QuotaTable } from './quota-table.ts';
import type { RoleTree } from './role-tree.ts';

/** Where the arrival, change and departure of an agent must be entered. */
interface Books {
  readonly space: ResourceSpace;
  readonly tree: RoleTree;
  readonly agents: AgentTable;
  readonly quota: QuotaTable;
  readonly filters: OfferFilters;
  readonly clients: ClientTable;
}

export interface AgentPolicy {
  /** Whether agents with GPUs are kept for frameworks that know them. */
  readonly filterGpu: boolean;
  /** Where the master stands; without it no agent is remote. */
  readonly masterDomain: Domain | null;
}

/** Agents as they come, change and go: their facts, and their part in all totals. */
export class AgentRegister {
  /** By agent. */
  readonly facts: AgentFacts[] = [];
  /** Bars of each agent, bits of `capability-rules`. */
  readonly bars: number[] = [];
  /** Thousandths of all agents together, of every resource. */
  readonly total: number[];

  private readonly books: Books;
  private readonly policy: AgentPolicy;
  private readonly gpus: number;

  constructor(books: Books, policy: AgentPolicy) {
    this.books = books;
    this.policy = policy;
    this.gpus = books.space.id('gpus');
    this.total = books.space.names.map(() => 0);
  }

  add(agent: number, total: Portion, facts: AgentFacts): void {
    this.facts[agent] = facts;
    this.books.agents.add(agent, total);
    this.countTotal(total, 1);
    this.raiseBars(agent);
  }

  /** Forgets an agent; what was offered or used on it must have been recovered before. */
  remove(agent: number): void {
    const { agents, filters, clients } = this.books;
    this.countTotal(agents.totalOf(agent), -1);
    filters.clearAgent(agent);
    clients.forgetVerdicts(agent);
    agents.remove(agent);
  }

  /** An agent has more or less than before; what is allocated stays. */
  setTotal(agent: number, total: Portion): void {
    const { agents } = this.books;
    this.countTotal(agents.totalOf(agent), -1);
    agents.setTotal(agent, total);
    this.countTotal(total, 1);
    this.raiseBars(agent);
  }

  /** Part of what an agent has turns into something else. */
  replace(agent: number, from: Portion, to: Portion): void {
    const { plain, rest } = this.books.agents.totalOf(agent);
    this.setTotal(agent, {
      plain: plain.map((amount, r) => amount - from.plain[r] + to.plain[r]),
      rest: rest.minus(from.rest).plus(to.rest),
    });
  }

  /** An agent says something else about itself; with other attributes refusals are void. */
  setFacts(agent: number, facts: AgentFacts, attributesChanged: boolean): void {
    this.facts[agent] = facts;
    this.books.clients.forgetVerdicts(agent);
    if (attributesChanged) this.books.filters.clearAgent(agent);
    this.raiseBars(agent);
  }

  private countTotal({ plain, rest }: Portion, sign: 1 | -1): void {
    const { space, tree, quota } = this.books;
    const more = scalarsOf(space, rest);
    for (let r = 0; r < plain.length; r++) {
      const amount = sign * (plain[r] + (more === null ? 0 : more[r]));
      this.total[r] += amount;
      tree.addToTotal(r, amount);
    }
    quota.countReservations(rest, sign);
  }

  private raiseBars(agent: number): void {
    const { gpus } = this;
    const { filterGpu, masterDomain } = this.policy;
    const { plain, rest } = this.books.agents.totalOf(agent);
    const hasGpus =
      (gpus >= 0 && plain[gpus] > 0) || (!rest.isEmpty && rest.scalarQuantities().has('gpus'));
    this.bars[agent] = barsOf(this.facts[agent], hasGpus && filterGpu, masterDomain);
  }
}
