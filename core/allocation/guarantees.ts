import { IndexedHeap } from '../heap/indexed-heap.ts';
import { randomBelow } from '../random/random-stream.ts';
import { admit, objection } from './admission.ts';
import type { Cycle } from './allocation-cycle.ts';
import { amountsOf, chop, divide, isNothing, remainder, together } from './chopping.ts';
import { type Verdict, passedOver } from './explanation.ts';
import type { Portion } from './portion.ts';
import type { Quota, QuotaTable } from './quota-table.ts';
import { NONE, ROOT } from './role-tree.ts';

/** What is kept while guarantees are served. */
interface Headroom {
  /** Still missing of all guarantees, by resource. */
  readonly required: number[];
  /** Unreserved scalars not allocated, by resource. */
  readonly available: number[];
}

/**
 * Stage 1: roles whose guarantee is not met get what is missing, in policy order, agent by agent
 * (`mesos-semantics` part 5.8). Roles that are satisfied leave the order, so that an agent costs
 * as much as it serves.
 *
 * Leaves in `cycle.surplus` what stage 2 may give beyond guarantees.
 */
export function offerGuarantees(cycle: Cycle): void {
  const { agents, quota } = cycle;
  const headroom = { required: quota.requiredHeadroom(), available: [...agents.unreservedFree] };
  const needy = new NeedyRoles(cycle);
  const order = agents.candidates.slice(0, agents.unvisited);
  for (let left = order.length; left > 0 && needy.size > 0; left--) {
    const at = randomBelow(cycle.random, left);
    const agent = order[at];
    order[at] = order[left - 1];
    serveAgent(cycle, agent, needy, headroom);
  }
  const { required } = headroom;
  cycle.surplus = required.some((amount) => amount > 0)
    ? headroom.available.map((amount, r) => amount - required[r])
    : null;
}

/** Roles with an unmet guarantee and somebody to serve, in policy order. */
class NeedyRoles {
  private readonly cycle: Cycle;
  private readonly heap: IndexedHeap;

  constructor(cycle: Cycle) {
    const { tree, quota } = cycle;
    this.cycle = cycle;
    this.heap = new IndexedHeap(tree, { at: new Int32Array(tree.size).fill(-1) });
    for (const one of quota.quotas.values()) {
      if (one.hasGuarantee && servable(cycle, one) && !quota.isSatisfied(one)) {
        this.heap.insert(one.node);
      }
    }
  }

  get size(): number {
    return this.heap.size;
  }

  /** The roles in order as it is now. */
  inOrder(): { next(): number } {
    return this.heap.walk();
  }

  /** Brings a served role to its new place, or out when nothing is missing any more. */
  served(role: Quota): void {
    if (this.cycle.quota.isSatisfied(role)) this.heap.remove(role.node);
    else this.heap.update(role.node);
  }
}

function servable({ tree }: Cycle, { node }: Quota): boolean {
  const home = tree.homeOf(node);
  return home !== NONE && tree.hasEligible(home);
}

function serveAgent(cycle: Cycle, agent: number, needy: NeedyRoles, headroom: Headroom): void {
  const { agents, quota, rule, explainer } = cycle;
  explainer?.agentVisited('guarantees', agent, agents.freeOf(agent), agents.rest[agent]);
  const owner = rule.ownerOf?.(agent) ?? ROOT;
  const served: Quota[] = [];
  const roles = needy.inOrder();
  for (let node = roles.next(); node !== NONE; node = roles.next()) {
    if (owner !== ROOT && owner !== node) continue;
    const role = quota.quotas.get(node) as Quota;
    if (serveRole(cycle, agent, role, headroom)) served.push(role);
    if (!agents.isCandidate(agent)) break;
  }
  cycle.endVisit();
  for (const role of served) needy.served(role);
}

/** Offers an agent to the frameworks of one role until nothing is missing; whether any got some. */
function serveRole(cycle: Cycle, agent: number, role: Quota, headroom: Headroom): boolean {
  const { tree, quota, agents, explainer } = cycle;
  let given = false;
  const clients = tree.walkChildren(tree.homeOf(role.node));
  for (let client = clients.next(); client !== NONE; client = clients.next()) {
    // A role without child roles of its own has clients only; a role with some, its own leaf.
    if (!tree.isClient(client)) continue;
    const verdict = guaranteed(cycle, client, agent, role, headroom);
    explainer?.considered(client, tree.keyOf(client), verdict);
    if (verdict.kind === 'offered') {
      cycle.grant(client, agent, verdict.plain, verdict.rest);
      given = true;
      if (quota.isSatisfied(role)) break;
    }
    if (!agents.isCandidate(agent)) break;
  }
  return given;
}

/** The offer stage 1 makes a client, which lowers the headroom, or the rule that passed it over. */
function guaranteed(
  cycle: Cycle,
  client: number,
  agent: number,
  role: Quota,
  headroom: Headroom,
): Verdict {
  const admission = admit(cycle, client, agent);
  if (admission.kind === 'passed over') return admission;
  const { quota, random } = cycle;
  const { space } = quota;
  const { bound, along } = divide(cycle.agents.freeOf(agent), admission.rest);
  const missing: number[] = [];
  for (let r = 0; r < space.size; r++) missing.push(quota.missing(role, r));
  const guaranteePart = chop(space, bound, missing, random);
  // Its own reservations alone wait for stage 2.
  if (isNothing(guaranteePart)) return passedOver('guarantee met');
  const guaranteeAmounts = amountsOf(space, guaranteePart);
  const extra = chop(
    space,
    remainder(bound, guaranteePart),
    extraBound(quota, role, guaranteeAmounts, headroom),
    random,
  );
  const scalars = together(guaranteePart, extra);
  const offer: Portion = { plain: scalars.plain, rest: along.plus(scalars.rest) };
  const problem = objection(cycle, client, agent, offer);
  if (problem !== null) return problem;
  const taken = amountsOf(space, scalars);
  for (let r = 0; r < taken.length; r++) {
    headroom.required[r] -= guaranteeAmounts[r];
    headroom.available[r] -= taken[r];
  }
  return { kind: 'offered', ...offer };
}

/** How much may be given beyond the guarantee: within the limit, and within surplus headroom. */
function extraBound(
  quota: QuotaTable,
  role: Quota,
  guaranteeAmounts: readonly number[],
  { required, available }: Headroom,
): number[] {
  const held = required.some((amount) => amount > 0);
  const bounds: number[] = [];
  for (let r = 0; r < guaranteeAmounts.length; r++) {
    const limit = quota.allowance(role, r) - guaranteeAmounts[r];
    bounds.push(held ? Math.min(limit, available[r] - required[r]) : limit);
  }
  return bounds;
}
