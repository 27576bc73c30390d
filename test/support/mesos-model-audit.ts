import type { Allocator } from '../../core/allocation/allocator.ts';
import { isWithinRole } from '../../core/resources/resource.ts';
import { writeResources } from '../../core/resources/resource-notation.ts';
import { Resources } from '../../core/resources/resources.ts';
import { isMet } from './mesos-model-rules.ts';
import { type Held, type ModelState, isBound } from './mesos-model-state.ts';
import type { MesosModel } from './mesos-model.ts';

export function check(what: string, found: unknown, wanted: unknown): void {
  if (found === wanted) return;
  const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (a !== b) throw new Error(`${what}: found ${a}, wanted ${b}`);
}

/** As {@link check}, for lists of numbers or texts: there are many of them. */
function checkList(what: string, found: readonly unknown[], wanted: readonly unknown[]): void {
  const isSame = found.length === wanted.length && found.every((one, at) => one === wanted[at]);
  if (!isSame) check(what, found, wanted);
}

/**
 * Compares every account that the allocator keeps with one worked out from the lists.
 * @param made offers made so far
 */
export function audit(allocator: Allocator, model: MesosModel, made: number): void {
  check('a cycle is pending', allocator.cyclePending, model.cyclePending);
  check('offers made', allocator.offersMade, made);
  const roles = model.state.knownRoles();
  checkList('known roles', allocator.knownRoles(), roles);
  auditAgents(allocator, model.state);
  auditRoles(allocator, model.state, roles);
  auditClients(allocator, model.state);
  const statuses: [number, number, string][] = [];
  for (const [agent, answers] of allocator.inverseOfferStatuses()) {
    for (const [framework, answer] of answers) statuses.push([agent, framework, answer]);
  }
  check('answers to inverse offers', inOrder(statuses), inOrder(model.maintenance.statuses()));
}

/** Free and total of each agent, the sums of both, and which agents are worth an offer. */
function auditAgents({ engine, space }: Allocator, state: ModelState): void {
  checkList('total', engine.total, state.total());
  checkList('unreserved free', [...engine.agents.unreservedFree], state.availableHeadroom());
  const ownMinimum = [...state.frameworks.values()].some(({ facts }) =>
    facts.roles.some((role) => facts.minAllocatable.has(role)),
  );
  const isSure = ownMinimum || state.clients.every(({ subscribed }) => subscribed);
  for (const agent of state.agents.keys()) {
    const free = state.free(agent);
    const freeFound = engine.agents.rest[agent].plus(
      Resources.scalars(space.map(engine.agents.freeOf(agent))),
    );
    if (!freeFound.equals(free)) {
      check(`free of agent ${agent}`, writeResources(freeFound), writeResources(free));
    }
    check(
      'free amounts',
      engine.agents.freeOf(agent).every((amount) => amount >= 0),
      true,
    );
    const isWorth = isMet(ownMinimum ? [] : state.options.minAllocatable, free);
    const isCandidate = state.isOffered(agent) && isWorth;
    const found = engine.agents.isCandidate(agent);
    // Minimums of roles that frameworks have left are in force while they hold something there.
    if (isCandidate || isSure) check(`agent ${agent} is a candidate`, found, isCandidate);
    else if (found) check('offered', state.isOffered(agent) && !free.isEmpty, true);
  }
}

/** What each role holds and how often it was allocated something; what of quotas is consumed. */
function auditRoles({ engine }: Allocator, state: ModelState, roles: readonly string[]): void {
  const { tree, quota, space } = engine;
  for (const role of roles) {
    const node = tree.findRole(role);
    const isIn = (held: Held): boolean => isWithinRole(held.role, role);
    const base = node * space.size;
    const allocated = [...tree.allocated.subarray(base, base + space.size)];
    checkList(`allocated to ${role}`, allocated, state.scalarsHeld(isIn));
    const unreserved = space.names.map((_, r) => tree.unreservedOf(node, r));
    checkList(`unreserved of ${role}`, unreserved, unreservedHeld(state, isIn));
  }
  for (const path of state.counts.paths()) {
    const [role, leaf] = path.split('/.');
    const node = tree.findRole(role);
    const allocations = tree.allocations[leaf === undefined ? node : tree.homeOf(node)];
    check(`allocations to ${path}`, allocations, state.counts.of(path));
  }
  check('quotas', quota.quotas.size, state.quotas.size);
  for (const one of quota.quotas.values()) {
    const consumed = space.names.map((_, r) => quota.consumed(one, r));
    checkList(`consumed by ${one.role}`, consumed, state.consumed(one.role));
  }
  checkList('required headroom', quota.requiredHeadroom(), state.requiredHeadroom());
}

function unreservedHeld(state: ModelState, which: (held: Held) => boolean): number[] {
  const bound = state.held
    .filter((held) => state.frameworks.has(held.framework) && which(held))
    .map(({ resources }) => state.vector(resources.filter(isBound)));
  return state.options.space.names.map((_, r) => bound.reduce((sum, one) => sum + one[r], 0));
}

/** What each client holds, offered and used, and how often it was allocated something. */
function auditClients(allocator: Allocator, state: ModelState): void {
  const { engine } = allocator;
  check('number of clients', engine.clients.all().length, state.clients.length);
  for (const client of state.clients) {
    const { framework, role, count } = client;
    const id = allocator.clientOf(framework, role);
    const isMine = (held: Held): boolean => held.framework === framework && held.role === role;
    checkList(`held by ${framework} in ${role}`, engine.allocatedTo(id), state.scalarsHeld(isMine));
    check(`allocations to ${framework} in ${role}`, engine.tree.allocations[id], count);
    if (!state.isEligible(client)) check('eligible', engine.tree.isEligible(id), false);
  }
  checkList(
    'allocated in all',
    [...engine.tree.allocated.subarray(0, engine.space.size)],
    state.scalarsHeld(() => true),
  );
}

function inOrder(statuses: readonly [number, number, string][]): [number, number, string][] {
  return [...statuses].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}
