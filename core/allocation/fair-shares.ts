import { admit, objection, refusal } from './admission.ts';
import type { Cycle } from './allocation-cycle.ts';
import { amountsOf, chop, divide, isNothing } from './chopping.ts';
import { type PassedOver, type Verdict, passedOver } from './explanation.ts';
import type { Portion } from './portion.ts';
import { NONE } from './role-tree.ts';

/**
 * Stage 2 at one agent: clients in policy order each get what the rules let them have of what is
 * left (`mesos-semantics` part 5.9). One that can take nothing never blocks those after it.
 */
export function offerFairShares(cycle: Cycle, agent: number, from: number, mark: number): void {
  const { tree, agents, rule, explainer } = cycle;
  explainer?.agentVisited('fair shares', agent, agents.freeOf(agent), agents.rest[agent]);
  const order = rule.orderFor?.(agent, agents.free) ?? tree.walk(from);
  for (let client = order.next(); client !== NONE; client = order.next()) {
    // A marked client refuses all that was free, and so any part of it.
    const marked = cycle.marks.at[client] === mark;
    if (marked && explainer === null) continue;
    const verdict = marked ? refusal(cycle, client, agent) : fairShare(cycle, client, agent);
    explainer?.considered(client, tree.keyOf(client), verdict);
    if (verdict.kind === 'offered') cycle.grant(client, agent, verdict.plain, verdict.rest);
    if (!agents.isCandidate(agent)) break;
  }
  cycle.endVisit();
}

function fairShare(cycle: Cycle, client: number, agent: number): Verdict {
  const admission = admit(cycle, client, agent);
  if (admission.kind === 'passed over') return admission;
  const { bound, along } = divide(cycle.agents.freeOf(agent), admission.rest);
  const { given, cut } = withinBounds(cycle, client, bound);
  const offer: Portion = { plain: given.plain, rest: along.plus(given.rest) };
  if (cut !== null && isNothing(offer)) return passedOver(cut);
  const problem = objection(cycle, client, agent, offer);
  if (problem !== null)
    return problem.rule === 'below minimum' && cut !== null ? passedOver(cut) : problem;
  if (cycle.surplus !== null) lower(cycle.surplus, amountsOf(cycle.quota.space, given));
  return { kind: 'offered', ...offer };
}

/** Unreserved scalars shrunk to what the role's limit leaves, then to the surplus headroom. */
function withinBounds(
  cycle: Cycle,
  client: number,
  bound: Portion,
): { readonly given: Portion; readonly cut: PassedOver | null } {
  const { quota, clients, surplus, random } = cycle;
  const { space } = quota;
  let given = bound;
  let cut: PassedOver | null = null;
  const limited = quota.quotas.get(clients.roleNode[client]);
  if (limited?.hasLimit === true) {
    const allowance = space.names.map((_, r) => quota.allowance(limited, r));
    given = chop(space, given, allowance, random);
    if (isLess(given, bound)) cut = 'quota limit';
  }
  if (surplus !== null) {
    const before = given;
    given = chop(space, given, surplus, random);
    if (isLess(given, before)) cut ??= 'headroom';
  }
  return { given, cut };
}

function isLess(chopped: Portion, whole: Portion): boolean {
  return (
    chopped.plain.some((amount, r) => amount < whole.plain[r]) || !chopped.rest.equals(whole.rest)
  );
}

function lower(amounts: number[], by: readonly number[]): void {
  for (let r = 0; r < amounts.length; r++) amounts[r] -= by[r];
}
