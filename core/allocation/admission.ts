import { Resources } from '../resources/resources.ts';
import type { Cycle } from './allocation-cycle.ts';
import { barText, stripped } from './capability-rules.ts';
import { type Refused, passedOver } from './explanation.ts';
import type { Portion } from './portion.ts';

/** What of an agent's rest a client may have, or the rule that keeps the whole agent from it. */
export type Admission = { readonly kind: 'admitted'; readonly rest: Resources } | Refused;

/**
 * The rules that do not depend on the stage, in Mesos's order (`mesos-semantics` part 5.3, steps
 * 2 to 4): constraints, usable by the role, minimum, capabilities; then what the client cannot
 * understand is left out.
 */
export function admit(cycle: Cycle, client: number, agent: number): Admission {
  const { agents, clients, minimums, tree } = cycle;
  if (clients.excludes(client, agent, cycle.facts[agent])) return passedOver('offer constraint');
  const rest = usableRest(cycle, client, agent);
  const minimum = clients.rules[client].minimum ?? minimums.usual;
  const offset = agent * tree.resources;
  if (!minimum.isMetBy(agents.free, offset, rest)) {
    return passedOver(isNothing(cycle, offset, rest) ? 'nothing usable' : 'below minimum');
  }
  const barred = cycle.bars[agent] & clients.traits[client];
  if (barred !== 0) return passedOver('capability', barText(barred));
  return { kind: 'admitted', rest: stripped(rest, clients.traits[client]) };
}

/** The rules a computed offer must pass: the minimum again, and the client's refusals. */
export function objection(
  cycle: Cycle,
  client: number,
  agent: number,
  { plain, rest }: Portion,
): Refused | null {
  const minimum = cycle.clients.rules[client].minimum ?? cycle.minimums.usual;
  if (!minimum.isMetBy(plain, 0, rest)) return passedOver('below minimum');
  const until = cycle.filters.refusalUntil(client, agent, plain, rest, cycle);
  return until === null ? null : refusedUntil(until);
}

/** For a client that refuses all that is free on an agent: until when. */
export function refusal(cycle: Cycle, client: number, agent: number): Refused {
  const { free, rest } = cycle.agents;
  const offset = agent * cycle.tree.resources;
  const until = cycle.filters.refusalUntil(client, agent, free, rest[agent], cycle, offset);
  return refusedUntil(until ?? cycle.nowUs);
}

function refusedUntil(untilUs: number): Refused {
  return passedOver('filter', `until ${untilUs / 1e6} s`);
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
