import { copyInto } from '../collections/copy-into.ts';
import { type RandomStream, randomBelow } from '../random/random-stream.ts';
import type { AgentTable } from './agent-table.ts';
import type { OfferFilters } from './offer-filters.ts';
import type { PolicyRule } from './policy.ts';
import { NONE, ROOT, type RoleTree } from './role-tree.ts';

/** What a cycle works on. */
export interface CycleState {
  readonly tree: RoleTree;
  readonly agents: AgentTable;
  readonly filters: OfferFilters;
  readonly rule: PolicyRule;
  readonly random: RandomStream;
  /** Number of periodic cycles so far, this one included. */
  readonly batch: number;
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

/**
 * Offers what is free: visits the unvisited candidates in random order and gives each, whole, to
 * the first client in policy order that does not refuse it (Mesos `__generateOffers`, stage 2;
 * `mesos-semantics` part 5.3).
 *
 * The random order is drawn as it is needed, and the cycle ends when nobody wants more: it has
 * then cost no more than the offers it made, and can go on later where it stopped.
 *
 * @param give told of each offer: everything free on `agent` goes to `client`
 */
export function offerUnvisited(
  state: CycleState,
  nowUs: number,
  marks: RefusalMarks,
  give: (client: number, agent: number) => void,
): void {
  const { tree, agents, random } = state;
  tree.settle();
  while (agents.unvisited > 0 && tree.eligible > 0) {
    const agent = agents.visit(randomBelow(random, agents.unvisited));
    const client = chooseClient(state, agent, nowUs, marks);
    if (client !== NONE) give(client, agent);
  }
}

/** The first client in policy order to whom what is free on an agent can be offered, or NONE. */
function chooseClient(
  state: CycleState,
  agent: number,
  nowUs: number,
  marks: RefusalMarks,
): number {
  const { tree, agents, filters, rule, batch } = state;
  const visit = marks.nextVisit(tree.size);
  const offset = agent * tree.resources;
  const { free } = agents;
  const refusing = filters.markRefusing(agent, free, offset, nowUs, batch, marks.at, visit, tree);
  if (refusing === tree.eligible) return NONE;
  const from = rule.ownerOf === undefined ? ROOT : rule.ownerOf(agent);
  return tree.first(from, marks.at, visit);
}
