import { expect, it } from 'vitest';
import { JsonPruner } from './json-pruner.ts';
import { encodeUtf8 } from '../reading/utf8-encoder.ts';

const pruner = new JsonPruner(['Details', 'RDD Info']);

function pruned(text: string): string {
  return pruner.text(encodeUtf8(text));
}

it.each([
  ['{"a":1,"Details":[1,{"b":"]"}],"c":2}', '{"a":1,"Details":null,"c":2}'],
  ['{"Details":{"Details":{}}}', '{"Details":null}'],
  ['{"x":{"RDD Info":[],"y":["Details"]}}', '{"x":{"RDD Info":null,"y":["Details"]}}'],
  ['{"Details" : "a\\"b\\\\" , "z": 1}', '{"Details" : null , "z": 1}'],
  ['{"a":"\\"Details\\":[1]"}', '{"a":"\\"Details\\":[1]"}'],
  ['{"Detail":[1],"Detailss":[2],"details":[3]}', '{"Detail":[1],"Detailss":[2],"details":[3]}'],
  ['{"é":"日本😀","Details":"é","b":"é"}', '{"é":"日本😀","Details":null,"b":"é"}'],
])('%s', (text, wanted) => {
  expect(pruned(text)).toBe(wanted);
});

it('leaves small values, which cost nothing', () => {
  const text = '{"Details":12,"RDD Info":null,"a":true}';
  expect(pruned(text)).toBe(text);
});

it.each(['', '{', '"', '{"Details', '{"Details":[1,2', '{"Details":"a\\', '\\', '{"Details":'])(
  'ends on the broken text %j, which stays no JSON',
  (text) => {
    expect(() => JSON.parse(pruned(text))).toThrow(SyntaxError);
  },
);
