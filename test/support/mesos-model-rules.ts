import type { ResourceMap } from '../../core/resources/quantities.ts';
import { type Resource, isDivisible, usableBy } from '../../core/resources/resource.ts';
import { Resources } from '../../core/resources/resources.ts';
import { type ModelClient, type ModelState, isBound } from './mesos-model-state.ts';

/** The cycle that is running. */
export interface ModelCycle {
  readonly nowUs: number;
  readonly periodic: boolean;
  /** Shared volumes offered so far, by agent. */
  readonly sharedOffered: Map<number, Resources>;
  /** Missing of guarantees, and free of unreserved scalars, by resource; kept as part 5.8 says. */
  required: number[];
  available: number[];
  /** What stage 2 may give beyond guarantees; null when nothing is held back. */
  surplus: number[] | null;
}

/**
 * What of an agent a client may have before the rules of a stage (`mesos-semantics` part 5.3,
 * steps 2 to 4), or null when it is passed over.
 */
export function admitted(
  state: ModelState,
  cycle: ModelCycle,
  client: ModelClient,
  agent: number,
): Resources | null {
  const facts = state.frameworks.get(client.framework)?.facts;
  const known = state.agents.get(agent);
  if (facts === undefined || known === undefined) return null;
  if (facts.offerConstraints.get(client.role)?.excludes(known.facts) === true) return null;
  const usable = state
    .free(agent)
    .filter((one) => usableBy(one, client.role))
    .minus(cycle.sharedOffered.get(agent) ?? Resources.EMPTY);
  if (!isEnough(state, client, usable)) return null;
  if (isBarred(state, client, agent)) return null;
  const can = facts.capabilities;
  return usable.filter(
    ({ shared, revocable, reservations }) =>
      (!shared || can.includes('SHARED_RESOURCES')) &&
      (!revocable || can.includes('REVOCABLE_RESOURCES')) &&
      (reservations.length < 2 || can.includes('RESERVATION_REFINEMENT')),
  );
}

/** Whether a computed offer may be made: the minimum again, and the client's filters. */
export function passes(
  state: ModelState,
  cycle: ModelCycle,
  client: ModelClient,
  agent: number,
  offer: Resources,
): boolean {
  if (!isEnough(state, client, offer)) return false;
  return !state.filters.some(
    (filter) =>
      filter.framework === client.framework &&
      filter.role === client.role &&
      filter.agent === agent &&
      isInForce(filter, state.batch, cycle) &&
      filter.refused.contains(offer),
  );
}

/** At the very instant it expires a refusal holds in the first periodic cycle after it. */
export function isInForce(
  { expiresUs, bornInBatch }: { readonly expiresUs: number; readonly bornInBatch: number },
  batch: number,
  { nowUs, periodic }: { readonly nowUs: number; readonly periodic: boolean },
): boolean {
  if (nowUs !== expiresUs) return nowUs < expiresUs;
  return batch - bornInBatch <= (periodic ? 1 : 0);
}

/** Part 5.5: the client's own minimum, or the cluster's. */
function isEnough(state: ModelState, client: ModelClient, resources: Resources): boolean {
  const facts = state.frameworks.get(client.framework)?.facts;
  const minimum = facts?.minAllocatable.get(client.role) ?? state.options.minAllocatable;
  return isMet(minimum, resources);
}

/** Whether any one alternative is met; without alternatives, whether there is anything. */
export function isMet(minimum: readonly ResourceMap[], resources: Resources): boolean {
  if (minimum.length === 0) return !resources.isEmpty;
  return minimum.some((alternative) => resources.scalarsOnly().containsQuantities(alternative));
}

/** Part 5.4: whether an agent is not for a client at all. */
function isBarred(state: ModelState, client: ModelClient, agent: number): boolean {
  const framework = state.frameworks.get(client.framework);
  const known = state.agents.get(agent);
  if (framework === undefined || known === undefined) return true;
  const can = framework.facts.capabilities;
  const { capabilities, domain } = known.facts;
  const { filterGpu, masterDomain } = state.options;
  if (can.includes('MULTI_ROLE') && !capabilities.includes('MULTI_ROLE')) return true;
  if (client.role.includes('/') && !capabilities.includes('HIERARCHICAL_ROLE')) return true;
  if (filterGpu && known.total.quantity('gpus') > 0 && !can.includes('GPU_RESOURCES')) return true;
  const isRemote =
    domain !== null && masterDomain !== null && domain.region !== masterDomain.region;
  return isRemote && !can.includes('REGION_AWARE');
}

/**
 * Cuts scalars down to a bound for each name (part 5.10). Where several objects have one name the
 * plain one goes first, which is one of the orders that Mesos draws.
 */
export function cutTo(
  state: ModelState,
  resources: Resources,
  bound: readonly number[],
): Resources {
  const { space } = state.options;
  const left = space.names.map((_, r) => Math.max(0, bound[r]));
  const plainFirst = [...resources].sort((a, b) => Number(isPlain(b)) - Number(isPlain(a)));
  const taken: Resource[] = [];
  for (const one of plainFirst) {
    if (one.value.kind !== 'scalar') continue;
    const r = space.id(one.name);
    const { milli } = one.value;
    const most = milli <= left[r] ? milli : isDivisible(one) ? left[r] : 0;
    left[r] -= most;
    taken.push({ ...one, value: { kind: 'scalar', milli: most } });
  }
  return Resources.of(taken);
}

function isPlain({ disk, provider }: Resource): boolean {
  return disk === null && provider === null;
}

/** Unreserved non-revocable scalars, and everything else. */
export function divided(resources: Resources): { bound: Resources; along: Resources } {
  return { bound: resources.filter(isBound), along: resources.filter((one) => !isBound(one)) };
}
