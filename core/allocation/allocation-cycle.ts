import { copyInto } from '../collections/copy-into.ts';
import { type RandomStream, randomBelow } from '../random/random-stream.ts';
import type { Quantities } from '../resources/quantities.ts';
import type { Resources } from '../resources/resources.ts';
import type { AgentFacts } from './agent-facts.ts';
import type { AgentTable } from './agent-table.ts';
import {
  ACTIVE,
  AT_BOUND,
  type ClientTable,
  EXHAUSTED,
  NO_RULES,
  SUPPRESSED,
} from './client-table.ts';
import type { Explainer, PassedOver } from './explanation.ts';
import { offerFairShares } from './fair-shares.ts';
import { offerGuarantees } from './guarantees.ts';
import type { Minimums } from './minimums.ts';
import type { CycleTime, OfferFilters } from './offer-filters.ts';
import type { PolicyRule } from './policy.ts';
import type { QuotaTable } from './quota-table.ts';
import { NONE, ROOT, type RoleTree } from './role-tree.ts';

/** What a cycle works on. */
export interface Cycle extends CycleTime {
  readonly tree: RoleTree;
  readonly agents: AgentTable;
  readonly clients: ClientTable;
  readonly filters: OfferFilters;
  readonly quota: QuotaTable;
  readonly minimums: Minimums;
  readonly rule: PolicyRule;
  readonly random: RandomStream;
  /** By agent. */
  readonly facts: readonly AgentFacts[];
  /** Bars of each agent, bits of `capability-rules`. */
  readonly bars: readonly number[];
  readonly marks: RefusalMarks;
  /** Shared volumes offered in this cycle by agent: each is offered once. */
  readonly sharedOffered: Map<number, Resources>;
  readonly explainer: Explainer | null;
  /** What may be offered beyond guarantees, by resource; null when nothing is held back. */
  surplus: number[] | null;
  /** Allocates part of an agent to a client. */
  grant(client: number, agent: number, plain: Quantities, rest: Resources): void;
  /** Allocates all of an agent to a client, where nothing of it is special. */
  grantAll(client: number, agent: number): void;
  /** The visit of an agent is over: the order may follow what was granted. */
  endVisit(): void;
}

/**
 * One cycle over the unvisited candidates (Mesos `__generateOffers`; `mesos-semantics` part 5):
 * first what is missing of guarantees, then fair shares of the rest.
 */
export function runCycle(cycle: Cycle): void {
  cycle.tree.settle();
  cycle.explainer?.cycleBegins(cycle.nowUs, cycle.periodic);
  if (cycle.quota.guarantees > 0) offerGuarantees(cycle);
  const { tree, agents, random } = cycle;
  // The random order is drawn as it is needed, and the cycle ends when nobody wants more: it has
  // then cost no more than the offers it made, and can go on later where it stopped.
  while (agents.unvisited > 0 && tree.eligible > 0) {
    visit(cycle, agents.visit(randomBelow(random, agents.unvisited)));
  }
  if (cycle.explainer !== null) explainLeftOut(cycle, cycle.explainer);
}

/** Gives what is free on an agent to the first clients in policy order whom no rule passes over. */
function visit(cycle: Cycle, agent: number): void {
  const { tree, agents, clients, filters, rule, marks } = cycle;
  const mark = marks.nextVisit(tree.size);
  const offset = agent * tree.resources;
  const { free } = agents;
  const rest = agents.rest[agent];
  const refusing = filters.markRefusing(agent, free, offset, rest, cycle, marks.at, mark, tree);
  if (refusing === tree.eligible && cycle.explainer === null) return;
  const from = rule.ownerOf === undefined ? ROOT : rule.ownerOf(agent);
  if (isOpen(cycle, rest)) {
    const client = tree.first(from, marks.at, mark);
    if (client === NONE) return;
    if (clients.rules[client] === NO_RULES && (cycle.bars[agent] & clients.traits[client]) === 0) {
      cycle.grantAll(client, agent);
      return;
    }
  }
  offerFairShares(cycle, agent, from, mark);
}

/** Whether the first in order gets all there is: the common case, for which nothing is computed. */
function isOpen(cycle: Cycle, rest: Resources): boolean {
  const { quota, surplus, rule, explainer, minimums } = cycle;
  if (explainer !== null || surplus !== null || quota.limits > 0) return false;
  if (rule.orderFor !== undefined || !minimums.isOneForAll) return false;
  return !(rest.hasReserved || rest.hasRevocable || rest.hasShared);
}

/** Tells of the clients that are not in the order at all. */
function explainLeftOut({ clients, agents }: Cycle, explainer: Explainer): void {
  for (const client of clients.all()) {
    const rule = ruleOf(clients.flags[client]);
    if (rule !== null) explainer.leftOut(client, rule);
  }
  explainer.cycleEnds(agents.unvisited);
}

function ruleOf(flags: number): PassedOver | null {
  if ((flags & ACTIVE) === 0) return 'disconnected';
  if ((flags & SUPPRESSED) !== 0) return 'suppressed';
  if ((flags & EXHAUSTED) !== 0) return 'role at its limit';
  return (flags & AT_BOUND) === 0 ? null : 'at its bound of offers';
}

/** Marks are kept in 32 bits. */
const MAX_VISIT = 0x7fffffff;

/** Marks of clients that refuse the agent being visited; each visit uses a new number. */
export class RefusalMarks {
  at: Int32Array = new Int32Array(16);
  private visit = 0;

  /** A number no client is marked with. */
  nextVisit(clients: number): number {
    if (clients > this.at.length) {
      this.at = copyInto(new Int32Array(Math.max(clients, this.at.length * 2)), this.at);
    }
    if (this.visit === MAX_VISIT) {
      this.at.fill(0);
      this.visit = 0;
    }
    return ++this.visit;
  }
}
