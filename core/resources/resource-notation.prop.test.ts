import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyResources } from '../../test/support/arbitrary-resources.ts';
import { ResourceNotationError } from './notation.ts';
import { readResources, resourcesDocument, writeResources } from './resource-notation.ts';
import { Resources } from './resources.ts';

it('documents are read back, through JSON', () => {
  fc.assert(
    fc.property(anyResources, (resources) => {
      const document: unknown = JSON.parse(JSON.stringify(resourcesDocument(resources)));
      expect(readResources(document)).toEqual(resources);
    }),
    { numRuns: 1000 },
  );
});

it('text is read back where it suffices', () => {
  fc.assert(
    fc.property(anyResources, (given) => {
      const resources = given.filter(({ reservations, revocable, disk, provider }) => {
        const [first] = reservations;
        const isPlain = !revocable && disk === null && provider === null;
        const isStatic = first?.type === 'STATIC' && first.principal === null;
        return isPlain && (first === undefined || (isStatic && reservations.length === 1));
      });
      const written = resources.map((one) => ({
        ...one,
        reservations: one.reservations.map((entry) => ({ ...entry, labels: [] })),
      }));
      expect(readResources(writeResources(written))).toEqual(written);
    }),
    { numRuns: 1000 },
  );
});

it('collections that differ are written differently', () => {
  fc.assert(
    fc.property(anyResources, anyResources, (a, b) => {
      expect(writeResources(a) === writeResources(b)).toBe(a.equals(b));
      const again = Resources.of([...a, ...b].reverse());
      expect(writeResources(again)).toBe(writeResources(a.plus(b)));
    }),
    { numRuns: 1000 },
  );
});

it('anything is read or refused', () => {
  const fields = ['name', 'value', 'ranges', 'set', 'reservations', 'disk', 'shared', 'count'];
  const leaf = fc.oneof(
    fc.constantFrom('cpus', 'disk', 'a/b', 'DYNAMIC', '', null, true, undefined),
    fc.constantFrom<unknown>(0, 1, -1, 1.5, Number.NaN, 1n, Symbol('s')),
  );
  const { anything } = fc.letrec((tie) => ({
    anything: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie('anything'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...fields), tie('anything'), { maxKeys: 4 }),
    ),
  }));
  fc.assert(
    fc.property(anything, (value) => {
      try {
        expect(readResources(value)).toBeInstanceOf(Resources);
      } catch (error) {
        expect(error).toBeInstanceOf(ResourceNotationError);
      }
    }),
    { numRuns: 3000 },
  );
});
