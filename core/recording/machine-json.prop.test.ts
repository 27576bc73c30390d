import fc from 'fast-check';
import { expect, it } from 'vitest';

import { Resources } from '../resources/resources.ts';
import { readMachineJson, writeMachineJson } from './machine-json.ts';

const leaf = fc.oneof(
  fc.constantFrom<unknown>(null, true, Number.POSITIVE_INFINITY, 'a "b" \u2028', Resources.EMPTY),
  fc.integer(),
  fc.string(),
  fc.dictionary(fc.string(), fc.integer()).map((one) => new Map(Object.entries(one))),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    // A key with a `$` before it is the writer's own, and `__proto__` no key of a literal.
    fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), tie('value'), { noNullPrototype: true }),
  ),
}));

it('what is written is read again, whatever of it JSON has words for', () => {
  fc.assert(
    fc.property(value, (one) => {
      expect(readMachineJson(writeMachineJson(one))).toEqual(one);
    }),
  );
});

it('what is undefined is left out, plain or not', () => {
  expect(writeMachineJson({ a: undefined, b: 1 })).toBe('{"b":1}');
  expect(writeMachineJson({ a: undefined, b: new Map() })).toBe('{"b":{"$map":[]}}');
});
