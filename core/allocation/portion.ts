import type { Milli, Quantities } from '../resources/quantities.ts';
import type { Resource } from '../resources/resource.ts';
import type { ResourceSpace } from '../resources/resource-space.ts';
import { Resources } from '../resources/resources.ts';

/**
 * Resources as the allocator keeps them.
 *
 * *Plain* ones (scalars that are neither reserved nor revocable, with no disk, no provider and a
 * name of the space) are a vector of thousandths: nearly all there is in most clusters. The
 * *rest* are objects.
 */
export interface Portion {
  readonly plain: Quantities;
  readonly rest: Resources;
}

/** Something a framework holds in a role, offered or used. */
export interface Holding {
  readonly framework: number;
  readonly role: string;
  readonly agent: number;
  readonly portion: Portion;
}

/** Whether a resource can be an element of a plain vector. */
function isPlain(space: ResourceSpace, resource: Resource): boolean {
  return isUnreservedScalar(resource) && resource.disk === null && resource.provider === null
    ? space.id(resource.name) >= 0
    : false;
}

/** What quota, headroom and chopping are about. */
export function isUnreservedScalar(resource: Resource): boolean {
  const { value, reservations, revocable } = resource;
  return value.kind === 'scalar' && reservations.length === 0 && !revocable;
}

export function portionOf(space: ResourceSpace, resources: Resources): Portion {
  const plain: Milli[] = space.names.map(() => 0);
  const rest = resources.filter((resource) => {
    if (!isPlain(space, resource) || resource.value.kind !== 'scalar') return true;
    plain[space.id(resource.name)] += resource.value.milli;
    return false;
  });
  return { plain, rest };
}

export function resourcesOf(space: ResourceSpace, { plain, rest }: Portion): Resources {
  return Resources.scalars(space.map(plain)).plus(rest);
}

/** What of an agent's rest is free: shared volumes always are. */
export function freeRest(total: Resources, held: Resources): Resources {
  if (held.isEmpty) return total;
  if (!total.hasShared) return total.minus(held);
  return total.nonShared().minus(held.nonShared()).plus(total.shared());
}

/** Scalars of a collection as a vector, shared ones once; null when there are none. */
export function scalarsOf(space: ResourceSpace, rest: Resources): Milli[] | null {
  if (rest.isEmpty) return null;
  const quantities = rest.scalarQuantities();
  if (quantities.size === 0) return null;
  const amounts: Milli[] = space.names.map(() => 0);
  for (const [name, milli] of quantities) {
    const id = space.id(name);
    if (id >= 0) amounts[id] = milli;
  }
  return amounts;
}

/** The unreserved non-revocable scalars among a collection as a vector; null when none. */
export function unreservedScalars(space: ResourceSpace, rest: Resources): Milli[] | null {
  if (rest.isEmpty || rest.scalarQuantities().size === 0) return null;
  return scalarsOf(space, rest.filter(isUnreservedScalar));
}
