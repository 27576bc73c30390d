import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyResource, anyResources, stacks } from '../../test/support/arbitrary-resources.ts';
import { usableBy } from './resource.ts';
import { writeResources } from './resource-text.ts';
import { Resources } from './resources.ts';

function check(predicate: (a: Resources, b: Resources, c: Resources) => void): void {
  fc.assert(fc.property(anyResources, anyResources, anyResources, predicate), { numRuns: 1000 });
}

/** Of any pair, one whose ranges and sets do not overlap: a union cannot be undone. */
function disjoint(a: Resources, b: Resources): Resources {
  return b.minus(a.nonScalars());
}

it('the order of making does not matter', () => {
  const shuffled = fc
    .array(anyResource, { maxLength: 8 })
    .chain((objects) =>
      fc.tuple(
        fc.constant(objects),
        fc.shuffledSubarray(objects, { minLength: objects.length }),
        fc.nat({ max: objects.length }),
      ),
    );
  fc.assert(
    fc.property(shuffled, ([objects, otherwise, cut]) => {
      const a = Resources.of(objects);
      const b = Resources.of(otherwise.slice(0, cut)).plus(Resources.of(otherwise.slice(cut)));
      expect(b).toEqual(a);
      expect(b.equals(a)).toBe(true);
      expect(writeResources(b)).toBe(writeResources(a));
    }),
    { numRuns: 1000 },
  );
});

it('plus is commutative and associative', () => {
  check((a, b, c) => {
    expect(a.plus(b)).toEqual(b.plus(a));
    expect(a.plus(b).plus(c)).toEqual(a.plus(b.plus(c)));
  });
});

it('minus undoes plus', () => {
  check((a, given) => {
    const b = disjoint(a, given);
    expect(a.plus(b).minus(b).equals(a)).toBe(true);
  });
});

it('a sum contains its parts, and what is contained can be taken out and put back', () => {
  check((a, b) => {
    const sum = a.plus(b);
    expect(sum.contains(a)).toBe(true);
    expect(sum.contains(b)).toBe(true);
    expect(sum.minus(b).plus(b).equals(sum)).toBe(true);
    if (a.contains(b)) expect(a.minus(b).plus(b).equals(a)).toBe(true);
  });
});

it('minus takes at most what is there', () => {
  check((a, b) => {
    const left = a.minus(b);
    expect(a.contains(left)).toBe(true);
    expect(left.minus(a).isEmpty).toBe(true);
    for (const [name, milli] of left.quantities())
      expect(milli).toBeLessThanOrEqual(a.quantity(name));
  });
});

it('equality is containment both ways', () => {
  check((a, b) => {
    expect(a.equals(b)).toBe(a.contains(b) && b.contains(a));
    const again = Resources.of([...a].reverse());
    expect(again.equals(a)).toBe(a.contains(again) && again.contains(a));
  });
});

it('scalar quantities add up where nothing is shared', () => {
  check((given, other) => {
    const [a, b] = [given.nonShared(), other.nonShared()];
    const sum = a.plus(b).scalarQuantities();
    for (const name of ['cpus', 'mem', 'disk', 'bandwidth']) {
      expect(sum.get(name) ?? 0).toBe(a.quantity(name) + b.quantity(name));
    }
    expect([...sum.values()]).not.toContain(0);
  });
});

it('parts make up the whole', () => {
  check((a) => {
    expect(a.reserved().plus(a.unreserved())).toEqual(a);
    expect(a.revocable().plus(a.nonRevocable())).toEqual(a);
    expect(a.shared().plus(a.nonShared())).toEqual(a);
    expect(a.scalarsOnly().plus(a.nonScalars())).toEqual(a);
    for (const role of ['a', 'a/b', 'a/bc', 'b']) {
      const expected = [...a].filter((resource) => usableBy(resource, role));
      expect(a.allocatableTo(role)).toEqual(Resources.of(expected));
    }
  });
});

it('a stack is usable by the subtree of its top', () => {
  fc.assert(
    fc.property(stacks, anyResource, (reservations, resource) => {
      const roles = ['a', 'a/b', 'a/b/c', 'a/bc', 'b'];
      const top = reservations.at(-1)?.role;
      const expected = roles.filter(
        (role) => top === undefined || `${role}/`.startsWith(`${top}/`),
      );
      const one = { ...resource, reservations };
      expect(roles.filter((role) => usableBy(one, role))).toEqual(expected);
    }),
  );
});
