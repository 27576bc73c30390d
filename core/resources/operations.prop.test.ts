import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyResource, anyResources } from '../../test/support/arbitrary-resources.ts';
import { type Operation, OperationError, applyOperations, conversionOf } from './operations.ts';
import { type Resource, isDivisible, isPersistentVolume, reservedTo } from './resource.ts';
import { Resources } from './resources.ts';

/** A pool, and one of its objects. */
const picked = fc
  .tuple(anyResources, anyResource, fc.nat())
  .map(([others, one, at]): [Resources, Resource | undefined] => {
    const pool = others.plus(Resources.of([one]));
    return [pool, [...pool][at % Math.max(1, pool.size)]];
  });

function applied(pool: Resources, ...operations: Operation[]): Resources {
  const result = applyOperations(pool, operations);
  if (result instanceof OperationError) throw new Error(result.message);
  return result;
}

/** `there` and `back` are inverse, and `there` conserves quantities. */
function expectUndone(pool: Resources, there: Operation, back: Operation): void {
  const after = applied(pool, there);
  expect(Object.fromEntries(after.quantities())).toEqual(Object.fromEntries(pool.quantities()));
  expect(after.equals(pool)).toBe(false);
  expect(applied(after, back).equals(pool)).toBe(true);
  const { consumed, converted } = conversionOf(there);
  expect(pool.minus(consumed).plus(converted).equals(after)).toBe(true);
}

function check(predicate: (pool: Resources, one: Resource) => void): void {
  fc.assert(
    fc.property(picked, ([pool, one]) => {
      if (one !== undefined) predicate(pool, one);
    }),
    { numRuns: 2000 },
  );
}

it('UNRESERVE undoes RESERVE', () => {
  check((pool, one) => {
    if (isPersistentVolume(one) || one.revocable) return;
    const role = one.reservations.length === 0 ? 'a' : `${reservedTo(one)}/new`;
    const top = { type: 'DYNAMIC' as const, role, principal: 'new', labels: [] };
    const resources = Resources.of([{ ...one, reservations: [...one.reservations, top] }]);
    expectUndone(pool, { type: 'RESERVE', resources }, { type: 'UNRESERVE', resources });
  });
});

it('DESTROY undoes CREATE', () => {
  check((pool, one) => {
    if (one.name !== 'disk' || isPersistentVolume(one) || reservedTo(one) === null) return;
    const disk = { source: one.disk?.source ?? null, persistence: 'new' };
    const resources = Resources.of([{ ...one, disk, shared: true, count: 1 }]);
    expectUndone(pool, { type: 'CREATE', resources }, { type: 'DESTROY', resources });
  });
});

it('SHRINK_VOLUME undoes GROW_VOLUME', () => {
  const sizes = fc.integer({ min: 1, max: 5000 });
  fc.assert(
    fc.property(picked, sizes, ([others, one], milli) => {
      if (one === undefined || !isPersistentVolume(one) || one.shared) return;
      const disk = { source: one.disk?.source ?? null, persistence: null };
      const piece: Resource = { ...one, disk, value: { kind: 'scalar', milli } };
      if (!isDivisible(piece)) return;
      const addition = Resources.of([piece]);
      const volume = Resources.of([one]);
      const pool = others.plus(addition);
      const size = volume.quantity('disk') + milli;
      const grown = Resources.of([{ ...one, value: { kind: 'scalar', milli: size } }]);
      expectUndone(
        pool,
        { type: 'GROW_VOLUME', volume, addition },
        { type: 'SHRINK_VOLUME', volume: grown, subtract: milli },
      );
    }),
    { numRuns: 2000 },
  );
});

it('what is not in the pool cannot be converted', () => {
  fc.assert(
    fc.property(anyResources, anyResources, (pool, resources) => {
      fc.pre(!resources.isEmpty);
      const result = applyOperations(pool, [{ type: 'REMOVE', resources }]);
      expect(result instanceof Resources).toBe(pool.contains(resources));
    }),
  );
});
