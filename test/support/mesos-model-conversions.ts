import type { Operation } from '../../core/resources/operations.ts';
import {
  type Resource,
  isBelowRole,
  isDivisible,
  isPersistentVolume,
  reservedTo,
  sameKind,
  withoutPersistence,
} from '../../core/resources/resource.ts';
import { Resources } from '../../core/resources/resources.ts';
import type { Held } from './mesos-model-state.ts';

/** What an operation may be done with. */
export interface OperationPool {
  readonly objects: readonly Resource[];
  /** What is reserved is reserved to it. */
  readonly role: string;
  /** Everything held on the agent, by whomever. */
  readonly onAgent: readonly Held[];
  /** Id for a volume that is made. */
  readonly newId: string;
}

/** An operation that goes with one of some objects, chosen by two numbers, or null. */
export function operationOn(pool: OperationPool, what: number, how: number): Operation | null {
  const { objects, role, newId } = pool;
  if (objects.length === 0) return null;
  const one = objects[what % objects.length];
  const top = one.reservations.at(-1);
  if (isPersistentVolume(one)) return operationOnVolume(pool, one, how);
  if (one.name === 'disk' && top !== undefined && how % 2 === 0) {
    const disk = { persistence: newId, source: one.disk?.source ?? null };
    return { type: 'CREATE', resources: Resources.of([{ ...one, disk, shared: how % 4 === 0 }]) };
  }
  if (top?.type === 'DYNAMIC' && how % 3 === 0) {
    return { type: 'UNRESERVE', resources: Resources.of([one]) };
  }
  const isOurs = top === undefined || isBelowRole(role, reservedTo(one) ?? '');
  if (one.revocable || !isOurs) return null;
  const entry = { type: 'DYNAMIC', role, principal: null, labels: [] } as const;
  const reserved = { ...one, reservations: [...one.reservations, entry] };
  return { type: 'RESERVE', resources: Resources.of([reserved]) };
}

/** A volume grows, shrinks, or is destroyed when nobody else has it. */
function operationOnVolume(pool: OperationPool, one: Resource, how: number): Operation | null {
  const volume = Resources.of([one]);
  const under = withoutPersistence(one);
  const addition = pool.objects.find((other) => sameKind(other, under));
  if (how % 3 > 0 && !one.shared && isDivisible(under)) {
    if (addition !== undefined && how % 3 === 1) {
      return { type: 'GROW_VOLUME', volume, addition: Resources.of([addition]) };
    }
    const isLarge = volume.quantity('disk') > 1000;
    return isLarge ? { type: 'SHRINK_VOLUME', volume, subtract: 1000 } : null;
  }
  const holders = pool.onAgent.filter((held) => held.resources.contains(volume));
  const isOthers = holders.length > (one.shared ? 0 : 1);
  return isOthers ? null : { type: 'DESTROY', resources: volume };
}

/** A unit at most of each divisible scalar, and some of the objects only. */
export function partOf(resources: Resources, which: number): Resources {
  const some = [...resources].filter((_, at) => ((which >> at) & 1) === 0 || at === which % 3);
  return Resources.of(
    some.map((one) => {
      if (one.value.kind !== 'scalar' || !isDivisible(one)) return one;
      return { ...one, value: { kind: 'scalar', milli: Math.min(one.value.milli, 1000) } };
    }),
  );
}
