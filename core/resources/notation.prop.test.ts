import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type ParsedResource,
  formatResources,
  formatScalars,
  parseResources,
  parseScalars,
  scalarsFromUnits,
} from './notation.ts';
import { MAX_SCALAR } from './quantities.ts';

const names = fc.stringMatching(/^[a-z][a-z_.-]{0,8}$/).filter((name) => name !== 'gpus');
const roles = fc.option(fc.stringMatching(/^[a-z0-9]{1,4}(\/[a-z0-9]{1,4}){0,2}$/));
const milli = fc.integer({ min: 1, max: MAX_SCALAR * 1000 });

/** Disjoint ranges with gaps, ascending, as parse leaves them. */
const ranges = fc
  .uniqueArray(fc.integer({ min: 0, max: 60_000 }), { minLength: 2, maxLength: 12 })
  .map((points) => {
    const sorted = points.sort((a, b) => a - b);
    const found = [];
    for (let i = 0; i + 1 < sorted.length; i += 2) {
      found.push({ begin: sorted[i] * 2, end: sorted[i + 1] * 2 - 1 });
    }
    return found;
  });

const items = fc
  .uniqueArray(fc.stringMatching(/^[a-z0-9/._-]{1,6}$/), { minLength: 1, maxLength: 5 })
  .map((list) => list.sort((a, b) => (a < b ? -1 : 1)));

const resource: fc.Arbitrary<ParsedResource> = fc.oneof(
  fc.record({ kind: fc.constant('scalar' as const), name: names, role: roles, milli }),
  fc.record({ kind: fc.constant('ranges' as const), name: names, role: roles, ranges }),
  fc.record({ kind: fc.constant('set' as const), name: names, role: roles, items }),
);

it('parse(format(x)) is x', () => {
  const lists = fc.uniqueArray(resource, { selector: (one) => one.name, maxLength: 6 });
  fc.assert(
    fc.property(lists, (list) => {
      expect(parseResources(formatResources(list))).toEqual(list);
    }),
  );
});

it('scalars survive text and units', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(names, milli)), (entries) => {
      const scalars = new Map(entries);
      expect(parseScalars(formatScalars(scalars))).toEqual(scalars);
      const units = Object.fromEntries([...scalars].map(([name, value]) => [name, value / 1000]));
      expect(scalarsFromUnits(units)).toEqual(scalars);
    }),
  );
});

it('any text is read or refused with a column inside it', () => {
  const noise = fc.array(fc.constantFrom(...'cpus:1.5;()[]{},-* \nab'), { maxLength: 24 });
  fc.assert(
    fc.property(noise, (characters) => {
      const text = characters.join('');
      try {
        const read = parseResources(text);
        expect(parseResources(formatResources(read))).toEqual(read);
      } catch (error) {
        expect(error).toMatchObject({ name: 'ResourceNotationError' });
        const column = Number(/column (\d+):/.exec(String(error))?.[1]);
        expect(column).toBeGreaterThanOrEqual(1);
        expect(column).toBeLessThanOrEqual(text.length + 1);
      }
    }),
    { numRuns: 2000 },
  );
});
