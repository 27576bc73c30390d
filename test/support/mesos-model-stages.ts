import { Resources } from '../../core/resources/resources.ts';
import { clientsInOrder, frameworksInOrder, topLevelInOrder } from './mesos-model-order.ts';
import { type ModelCycle, admitted, cutTo, divided, passes } from './mesos-model-rules.ts';
import type { ModelClient, ModelState } from './mesos-model-state.ts';

/** Part of an agent allocated to a client in one stage. */
export interface Grant {
  readonly client: ModelClient;
  readonly agent: number;
  readonly resources: Resources;
}

/** Headroom as it is when a cycle begins. */
export function newCycle(state: ModelState, nowUs: number, periodic: boolean): ModelCycle {
  return {
    ...{ nowUs, periodic, sharedOffered: new Map<number, Resources>(), surplus: null },
    required: state.requiredHeadroom(),
    available: state.availableHeadroom(),
  };
}

/** Stage 1 is over: what is free beyond what guarantees still lack may go to anybody. */
export function beginStage2(cycle: ModelCycle): void {
  const { required, available } = cycle;
  cycle.surplus = required.some((amount) => amount > 0)
    ? available.map((amount, r) => amount - required[r])
    : null;
}

/** Stage 1 at one agent (`mesos-semantics` part 5.8); what is granted is entered at once. */
export function serveGuarantees(state: ModelState, cycle: ModelCycle, agent: number): Grant[] {
  const grants: Grant[] = [];
  for (const role of topLevelInOrder(state)) {
    if (!state.quotas.has(role)) continue;
    for (const client of frameworksInOrder(state, role)) {
      if (!isPositive(state.missing(role))) break;
      const offer = guaranteeOffer(state, cycle, client, agent);
      if (offer === null) continue;
      const { guaranteed, resources } = offer;
      cycle.required = minus(cycle.required, state.vector(guaranteed));
      cycle.available = minus(cycle.available, state.vector(divided(resources).bound));
      grants.push(enter(state, cycle, { client, agent, resources }));
    }
  }
  return served(state, grants);
}

function guaranteeOffer(
  state: ModelState,
  cycle: ModelCycle,
  client: ModelClient,
  agent: number,
): { guaranteed: Resources; resources: Resources } | null {
  const usable = admitted(state, cycle, client, agent);
  if (usable === null) return null;
  const { role } = client;
  const { bound, along } = divided(usable);
  const guaranteed = cutTo(state, bound, state.missing(role));
  if (guaranteed.isEmpty) return null;
  const { required, available } = cycle;
  const withinLimit = minus(allowance(state, role), state.vector(guaranteed));
  const surplus = isPositive(required) ? minus(available, required) : available.map(() => Infinity);
  const most = withinLimit.map((amount, r) => Math.min(amount, surplus[r]));
  const extra = cutTo(state, bound.minus(guaranteed), most);
  const resources = along.plus(guaranteed).plus(extra);
  return passes(state, cycle, client, agent, resources) ? { guaranteed, resources } : null;
}

/** Stage 2 at one agent (`mesos-semantics` part 5.9); what is granted is entered at once. */
export function serveFairShares(state: ModelState, cycle: ModelCycle, agent: number): Grant[] {
  const grants: Grant[] = [];
  for (const client of clientsInOrder(state)) {
    const resources = fairOffer(state, cycle, client, agent);
    if (resources === null) continue;
    const taken = state.vector(divided(resources).bound);
    if (cycle.surplus !== null) cycle.surplus = minus(cycle.surplus, taken);
    grants.push(enter(state, cycle, { client, agent, resources }));
  }
  return served(state, grants);
}

function fairOffer(
  state: ModelState,
  cycle: ModelCycle,
  client: ModelClient,
  agent: number,
): Resources | null {
  const usable = admitted(state, cycle, client, agent);
  if (usable === null) return null;
  const { bound, along } = divided(usable);
  let given = cutTo(state, bound, allowance(state, client.role));
  if (cycle.surplus !== null) given = cutTo(state, given, cycle.surplus);
  const resources = along.plus(given);
  return passes(state, cycle, client, agent, resources) ? resources : null;
}

/** What a role may still consume, by resource; only top-level roles have limits. */
export function allowance(state: ModelState, role: string): number[] {
  const quota = state.quotas.get(role);
  const { names } = state.options.space;
  if (quota === undefined || quota.limits.size === 0) return names.map(() => Infinity);
  const consumed = state.consumed(role);
  return names.map((name, r) => Math.max(0, (quota.limits.get(name) ?? Infinity) - consumed[r]));
}

function enter(state: ModelState, cycle: ModelCycle, grant: Grant): Grant {
  const { client, agent, resources } = grant;
  const { framework, role } = client;
  state.held.push({ framework, role, agent, resources, used: false });
  const before = cycle.sharedOffered.get(agent) ?? Resources.EMPTY;
  cycle.sharedOffered.set(agent, before.plus(resources.shared()));
  return grant;
}

/** The order stays as it is while an agent is visited: allocations are counted at the end. */
function served(state: ModelState, grants: Grant[]): Grant[] {
  for (const { client } of grants) {
    client.count++;
    state.counts.serve(client.role);
  }
  return grants;
}

function isPositive(amounts: readonly number[]): boolean {
  return amounts.some((amount) => amount > 0);
}

function minus(a: readonly number[], b: readonly number[]): number[] {
  return a.map((amount, r) => amount - b[r]);
}
