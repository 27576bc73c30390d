import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseSwimRow } from './swim-row.ts';

/** What a field may hold: numbers as SWIM writes them, at and beyond the bounds, and others. */
const field = fc.oneof(
  fc.nat().map(String),
  fc.constantFrom('0', '007', '3155760000', '3155760001', '9007199254740991', '9007199254740992'),
  fc.constantFrom('', '-1', '1.5', '1e3', 'x', '9'.repeat(30)),
);

it('reads a row alike with and without blanks around its fields', () => {
  const row = fc.tuple(fc.constantFrom('job0', 'j', '', 'é'), field, field, field, field, field);
  fc.assert(
    fc.property(row, fc.array(field, { maxLength: 3 }), (fields, more) => {
      const plain = parseSwimRow([...fields, ...more].join('\t'));
      const spaced = parseSwimRow([...fields, ...more].map((text) => ` ${text} `).join('\t'));
      expect(plain).toEqual(spaced);
    }),
    { numRuns: 2000 },
  );
});

it('reads a cut row never as another', () => {
  fc.assert(
    fc.property(fc.array(field, { maxLength: 7 }), (fields) => {
      const row = parseSwimRow(fields.join('\t'));
      if (fields.length < 6) expect(row).toMatch(/^found \d columns?|^found \d tab/);
    }),
  );
});
