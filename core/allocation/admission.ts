import { Resources } from '../resources/resources.ts';
import type { Cycle } from './allocation-cycle.ts';
import { barText, stripped } from './capability-rules.ts';
import { type Verdict, passedOver } from './explanation.ts';
import type { Portion } from './portion.ts';

/** What of an agent's rest a client may have, or the rule that keeps the whole agent from it. */
export type Admission =
  | { readonly kind: 'admitted'; readonly rest: Resources }
  | (Verdict & { readonly kind: 'passed over' });

/**
 * The rules that do not depend on the stage, in Mesos's order (`mesos-semantics` part 5.3, steps
 * 2 to 4): constraints, usable by the role, minimum, capabilities; then what the client cannot
 * understand is left out.
 */
export function admit(cycle: Cycle, client: number, agent: number): Admission {
  const { agents, clients, minimums, tree } = cycle;
  if (clients.excludes(client, agent, cycle.facts[agent])) return refused('offer constraint');
  const rest = usableRest(cycle, client, agent);
  const minimum = clients.rules[client].minimum ?? minimums.usual;
  const offset = agent * tree.resources;
  if (!minimum.isMetBy(agents.free, offset, rest)) {
    return refused(isNothing(cycle, offset, rest) ? 'nothing usable' : 'below minimum');
  }
  const barred = cycle.bars[agent] & clients.traits[client];
  if (barred !== 0) return refused('capability', barText(barred));
  return { kind: 'admitted', rest: stripped(rest, clients.traits[client]) };
}

/** The rules a computed offer must pass: the minimum again, and the client's refusals. */
export function objection(
  cycle: Cycle,
  client: number,
  agent: number,
  { plain, rest }: Portion,
): (Verdict & { readonly kind: 'passed over' }) | null {
  const minimum = cycle.clients.rules[client].minimum ?? cycle.minimums.usual;
  if (!minimum.isMetBy(plain, 0, rest)) return refused('below minimum');
  const until = cycle.filters.refusalUntil(client, agent, plain, rest, cycle);
  return until === null ? null : refusedUntil(until);
}

/** For a client that refuses all that is free on an agent: until when. */
export function refusal(
  { filters, agents, tree, ...time }: Cycle,
  client: number,
  agent: number,
): Verdict {
  const offset = agent * tree.resources;
  const until = filters.refusalUntil(client, agent, agents.free, agents.rest[agent], time, offset);
  return refusedUntil(until ?? time.nowUs);
}

function refusedUntil(untilUs: number): Verdict & { readonly kind: 'passed over' } {
  return refused('filter', `until ${untilUs / 1e6} s`);
}

export function refused(
  rule: Extract<Verdict, { kind: 'passed over' }>['rule'],
  detail?: string,
): Verdict & { readonly kind: 'passed over' } {
  const verdict = passedOver(rule, detail);
  if (verdict.kind !== 'passed over') throw new Error('a refusal is no offer');
  return verdict;
}

/** What is free and not plain, usable by the client's role, and not shared out in this cycle. */
function usableRest(cycle: Cycle, client: number, agent: number): Resources {
  let rest = cycle.agents.rest[agent];
  if (rest.hasReserved) rest = rest.allocatableTo(cycle.clients.role[client]);
  if (rest.hasShared) rest = rest.minus(cycle.sharedOffered.get(agent) ?? Resources.EMPTY);
  return rest;
}

function isNothing(cycle: Cycle, offset: number, rest: Resources): boolean {
  if (!rest.isEmpty) return false;
  for (let r = 0; r < cycle.tree.resources; r++) {
    if (cycle.agents.free[offset + r] > 0) return false;
  }
  return true;
}
