import * as fc from 'fast-check';
import type {
  Disk,
  DiskSource,
  Label,
  Reservation,
  Resource,
  Value,
} from '../../core/resources/resource.ts';
import { Resources } from '../../core/resources/resources.ts';

/** Resource objects of every kind, from few names, roles and ids so that kinds often meet. */

const label: fc.Arbitrary<Label> = fc.record({
  key: fc.constantFrom('rack', 'zone'),
  value: fc.constantFrom('a', 'b', '', null),
});

function reservation(type: Reservation['type'], role: string): fc.Arbitrary<Reservation> {
  return fc.record({
    type: fc.constant(type),
    role: fc.constant(role),
    principal: fc.constantFrom(null, 'ops'),
    labels: fc.array(label, { maxLength: 2 }),
  });
}

/** A proper stack, reserved to `a`, `a/b` or `a/b/c`, or nobody. */
export const stacks: fc.Arbitrary<Reservation[]> = fc
  .tuple(fc.subarray(['a', 'a/b', 'a/b/c']), fc.boolean())
  .chain(([roles, isStatic]) =>
    fc.tuple(
      ...roles.map((role, at) => reservation(at === 0 && isStatic ? 'STATIC' : 'DYNAMIC', role)),
    ),
  );

/** Ranges as anybody may write them: overlapping, touching, in any order. */
export const looseRanges: fc.Arbitrary<{ begin: number; end: number }[]> = fc.array(
  fc
    .tuple(fc.nat({ max: 40 }), fc.nat({ max: 6 }))
    .map(([begin, length]) => ({ begin, end: begin + length })),
  { maxLength: 5 },
);

const milli = fc.oneof(fc.nat({ max: 9000 }), fc.constantFrom(1, 500, 1000));

const scalar: fc.Arbitrary<Value> = fc.record({ kind: fc.constant('scalar'), milli });

/** One name has one kind of value, as in Mesos. */
const named: fc.Arbitrary<{ name: string; value: Value }> = fc.oneof(
  fc.record({ name: fc.constantFrom('cpus', 'mem', 'bandwidth'), value: scalar }),
  fc.record({
    name: fc.constant('ports'),
    value: fc.record({ kind: fc.constant('ranges' as const), ranges: looseRanges }),
  }),
  fc.record({
    name: fc.constant('zones'),
    value: fc.record({
      kind: fc.constant('set' as const),
      items: fc.array(fc.constantFrom('u', 'v', 'w', 'x'), { maxLength: 4 }),
    }),
  }),
);

const ordinary: fc.Arbitrary<Resource> = fc
  .record({
    named,
    reservations: stacks,
    revocable: fc.boolean(),
    provider: fc.constantFrom(null, null, 'rp'),
  })
  .map(({ named: { name, value }, ...rest }) => ({
    ...{ name, value, ...rest },
    ...{ shared: false, disk: null, count: 1 },
  }));

const source: fc.Arbitrary<DiskSource> = fc.record({
  type: fc.constantFrom('PATH', 'MOUNT', 'BLOCK', 'RAW'),
  root: fc.constantFrom(null, '/mnt'),
  id: fc.constantFrom(null, 'd1'),
});

const disk: fc.Arbitrary<Disk> = fc.record({
  persistence: fc.constantFrom(null, 'v1', 'v2'),
  source: fc.oneof(fc.constant(null), source),
});

const ofDisk: fc.Arbitrary<Resource> = fc
  .record({ value: scalar, reservations: stacks, disk, isShared: fc.boolean(), copies: fc.nat(3) })
  .map(({ value, reservations, disk: given, isShared, copies }) => {
    const shared = isShared && given.persistence !== null;
    const count = shared ? copies : 1;
    const rest = { revocable: false, provider: null, shared, count };
    return { name: 'disk', value, reservations, disk: given, ...rest };
  });

export const anyResource: fc.Arbitrary<Resource> = fc.oneof(
  { weight: 3, arbitrary: ordinary },
  { weight: 2, arbitrary: ofDisk },
);

export const anyResources: fc.Arbitrary<Resources> = fc
  .array(anyResource, { maxLength: 8 })
  .map((objects) => Resources.of(objects));
