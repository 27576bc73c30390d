import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyResources } from '../../test/support/arbitrary-resources.ts';
import { LcgStream } from '../../test/support/lcg-stream.ts';
import { isDivisible } from './resource.ts';

const targets = fc
  .uniqueArray(
    fc.tuple(
      fc.constantFrom('cpus', 'mem', 'disk', 'bandwidth', 'ports', 'zones'),
      fc.nat({ max: 12_000 }),
    ),
    { selector: ([name]) => name },
  )
  .map((entries) => new Map<string, number>(entries));
const seeds = fc.nat();

it('never exceeds its target, and takes as much as it can', () => {
  fc.assert(
    fc.property(anyResources, targets, seeds, (resources, target, seed) => {
      const shrunk = resources.shrinkToQuantities(target, new LcgStream(seed));
      const isCut = new Set<string>();
      for (const { name, value, shared, disk } of resources) {
        const whole = { reservations: [], revocable: false, provider: null, count: 1 };
        const one = { name, value, shared, disk, ...whole };
        if (value.kind !== 'scalar' || !isDivisible(one)) isCut.add(name);
      }
      for (const name of resources.quantities().keys()) {
        const most = Math.min(target.get(name) ?? 0, resources.quantity(name));
        expect(shrunk.quantity(name)).toBeLessThanOrEqual(most);
        if (!isCut.has(name)) expect(shrunk.quantity(name)).toBe(most);
      }
    }),
    { numRuns: 1000 },
  );
});

it('leaves a part of what was there', () => {
  fc.assert(
    fc.property(anyResources, targets, seeds, (resources, target, seed) => {
      expect(resources.contains(resources.shrinkToQuantities(target, new LcgStream(seed)))).toBe(
        true,
      );
      const limited = resources.shrinkToLimits(target, new LcgStream(seed));
      expect(resources.contains(limited)).toBe(true);
      const isFree = ({ name }: { name: string }): boolean => !target.has(name);
      expect(limited.filter(isFree)).toEqual(resources.filter(isFree));
    }),
    { numRuns: 1000 },
  );
});

it('a limit on every name is a quantity', () => {
  fc.assert(
    fc.property(anyResources, targets, seeds, (resources, target, seed) => {
      const named = resources.filter(({ name }) => target.has(name));
      expect(named.shrinkToLimits(target, new LcgStream(seed))).toEqual(
        named.shrinkToQuantities(target, new LcgStream(seed)),
      );
    }),
  );
});
