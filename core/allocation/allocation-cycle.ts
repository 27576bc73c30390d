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

/** Marks of clients that refuse the agent being visited; each visit uses a new number. */
export class RefusalMarks {
  at: Int32Array = new Int32Array(16);
  private visit = 0;

  /** A number no client is marked with. */
  nextVisit(clients: number): number {
    if (clients > this.at.length) {
      const grown = new Int32Array(Math.max(clients, this.at.length * 2));
      grown.set(this.at);
      this.at = grown;
    }
    return ++this.visit;
  }
}

/**
 * Offers what is free: visits the candidates in random order and gives each, whole, to the
 * first client in policy order that does not refuse it (Mesos `__generateOffers`, stage 2;
 * `mesos-semantics` part 5.3).
 *
 * The random order is drawn as it is needed: each visit swaps a random unvisited candidate to
 * the end of the unvisited ones. A cycle that ends early, because nobody wants more, has cost
 * no more than the offers it made.
 *
 * @param give told of each offer: everything free on `agent` goes to `client`
 */
export function offerAllCandidates(
  state: CycleState,
  nowUs: number,
  marks: RefusalMarks,
  give: (client: number, agent: number) => void,
): void {
  const { tree, agents, random } = state;
  tree.settle();
  let unvisited = agents.candidateCount;
  while (unvisited > 0 && tree.eligible > 0) {
    unvisited--;
    const drawn = randomBelow(random, unvisited + 1);
    if (drawn !== unvisited) agents.swap(drawn, unvisited);
    const agent = agents.candidates[unvisited];
    const client = chooseClient(state, agent, nowUs, marks);
    if (client !== NONE) give(client, agent);
  }
}

/** Offers what is free on some agents only: an agent was added or came back. */
export function offerSome(
  state: CycleState,
  some: readonly number[],
  nowUs: number,
  marks: RefusalMarks,
  give: (client: number, agent: number) => void,
): void {
  const { tree, agents, random } = state;
  tree.settle();
  const order = [...some];
  for (let left = order.length; left > 0 && tree.eligible > 0; left--) {
    const drawn = randomBelow(random, left);
    const agent = order[drawn];
    order[drawn] = order[left - 1];
    if (!agents.isCandidate(agent)) continue;
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
  const { tree, agents, filters, rule } = state;
  const visit = marks.nextVisit(tree.size);
  const offset = agent * tree.resources;
  filters.markRefusing(agent, agents.free, offset, nowUs, state.batch, marks.at, visit);
  const from = rule.ownerOf === undefined ? ROOT : rule.ownerOf(agent);
  return tree.first(from, marks.at, visit);
}
