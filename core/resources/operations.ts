import type { Operation, ReserveOperation, ShrinkVolumeOperation } from './operation.ts';
import { problemOfOperation } from './operation-rules.ts';
import type { Milli } from './quantities.ts';
import { type Resource, reservedTo, withoutPersistence } from './resource.ts';
import { writeResources } from './resource-text.ts';
import { Resources } from './resources.ts';

export type { Operation } from './operation.ts';
export { type OperationCaller, problemOfOperation } from './operation-rules.ts';

/** Why a list of operations cannot be applied, and which of them, from 0. */
export class OperationError {
  readonly index: number;
  readonly message: string;

  constructor(index: number, message: string) {
    this.index = index;
    this.message = message;
  }
}

/** What an operation takes out of a pool and what it puts in. */
export interface Conversion {
  readonly consumed: Resources;
  readonly converted: Resources;
}

/**
 * Applies operations one after the other, each to what the one before left.
 * @returns the new pool, or the first thing wrong; all or nothing
 */
export function applyOperations(
  pool: Resources,
  operations: readonly Operation[],
): Resources | OperationError {
  let current = pool;
  for (const [index, operation] of operations.entries()) {
    const problem = problemOfOperation(operation) ?? problemInPool(operation, current);
    if (problem !== null) return new OperationError(index, `${operation.type}: ${problem}`);
    const { consumed, converted } = conversionOf(operation);
    current = current.minus(consumed).plus(converted);
  }
  return current;
}

/**
 * What leaves and what comes, so that accounts can be moved. The operation must be valid in
 * itself ({@link problemOfOperation}).
 */
export function conversionOf(operation: Operation): Conversion {
  switch (operation.type) {
    case 'RESERVE':
      return {
        consumed: sourceOf(operation),
        converted: operation.resources,
      };
    case 'UNRESERVE':
      return {
        consumed: operation.resources,
        converted: operation.resources.map(withoutTopReservation),
      };
    case 'CREATE':
      return {
        consumed: operation.resources.map(withoutPersistence),
        converted: operation.resources,
      };
    case 'DESTROY':
      return {
        consumed: operation.resources,
        converted: operation.resources.map(withoutPersistence),
      };
    case 'GROW_VOLUME':
      return {
        consumed: operation.volume.plus(operation.addition),
        converted: resized(operation.volume, operation.addition.quantity('disk')),
      };
    case 'SHRINK_VOLUME':
      return {
        consumed: operation.volume,
        converted: resized(operation.volume, -operation.subtract).plus(freed(operation)),
      };
    case 'REMOVE':
      return { consumed: operation.resources, converted: Resources.EMPTY };
  }
}

/** What is reserved anew; without a source, what is one reservation less. */
function sourceOf({ resources, source }: ReserveOperation): Resources {
  if (source !== undefined && !source.isEmpty) return source;
  return resources.map(withoutTopReservation);
}

/** Why an operation that is valid in itself does not go with what is there. */
function problemInPool(operation: Operation, pool: Resources): string | null {
  const { consumed } = conversionOf(operation);
  if (!pool.contains(consumed)) {
    return `found ${textOf(pool)}, wanted ${textOf(consumed)} in it`;
  }
  if (operation.type === 'CREATE') return problemOfTwins(operation.resources, pool);
  if (operation.type === 'DESTROY') return problemOfCopies(operation.resources, pool);
  return null;
}

/** Data cannot be destroyed while somebody else shares it. */
function problemOfCopies(volumes: Resources, pool: Resources): string | null {
  const rest = pool.minus(volumes);
  const kept = volumes.shared().filter((volume) => rest.contains(Resources.of([single(volume)])));
  return kept.isEmpty ? null : `found more copies of ${textOf(kept)}, wanted all that there are`;
}

function single(volume: Resource): Resource {
  return { ...volume, count: 1 };
}

/** A volume's id is unique on an agent within the role. */
function problemOfTwins(volumes: Resources, pool: Resources): string | null {
  for (const volume of volumes) {
    const twins = pool.filter((other) => isTwin(volume, other));
    if (!twins.isEmpty) return `found ${textOf(twins)}, wanted an id of its own for the new volume`;
  }
  return null;
}

function isTwin(a: Resource, b: Resource): boolean {
  const id = a.disk?.persistence ?? null;
  return id !== null && id === b.disk?.persistence && reservedTo(a) === reservedTo(b);
}

function textOf(resources: Resources): string {
  return resources.isEmpty ? 'nothing' : writeResources(resources);
}

function withoutTopReservation(resource: Resource): Resource {
  return { ...resource, reservations: resource.reservations.slice(0, -1) };
}

function resized(volume: Resources, by: Milli): Resources {
  return volume.map((resource) => {
    const { value } = resource;
    return value.kind === 'scalar'
      ? { ...resource, value: { kind: 'scalar', milli: value.milli + by } }
      : resource;
  });
}

function freed({ volume, subtract }: ShrinkVolumeOperation): Resources {
  return volume.map((resource) => ({
    ...withoutPersistence(resource),
    value: { kind: 'scalar', milli: subtract },
  }));
}
