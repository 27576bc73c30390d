import { expect, it } from 'vitest';
import { describeJson, isWideInteger, parseExactJson } from './exact-json.ts';

it.each([
  ['9223372036854775807', '9223372036854775807'],
  ['[-9223372036854775808, 9007199254740993]', ['-9223372036854775808', '9007199254740993']],
  ['{"a":{"b":12345678901234567890}}', { a: { b: '12345678901234567890' } }],
  ['9007199254740991', 9_007_199_254_740_991],
  ['[1000000000000000, -1]', [1_000_000_000_000_000, -1]],
  ['0.1234567890123456', 0.1234567890123456],
  ['[1.5e3, 1234567890123456.5]', [1500, 1234567890123456.5]],
  ['{"a":"x 9223372036854775807 y"}', { a: 'x 9223372036854775807 y' }],
  ['["\\"9223372036854775807", 1]', ['"9223372036854775807', 1]],
  ['["\\\\", 9223372036854775807]', ['\\', '9223372036854775807']],
  ['{"9223372036854775807":1}', { '9223372036854775807': 1 }],
])('%s', (text, value) => {
  expect(parseExactJson(text)).toEqual(value);
});

it.each([
  '',
  '{',
  '[1,]',
  '"9223372036854775807',
  '9223372036854775807x',
  '{"a":12345678901234567',
])('says of %j that it is no JSON', (text) => {
  expect(parseExactJson(text)).toBe(undefined);
});

it('survives deep nesting', () => {
  const deep = '['.repeat(100_000);
  expect(parseExactJson(deep)).toBe(undefined);
  expect(describeJson(parseExactJson(deep + ']'.repeat(100_000)))).toBe('a list');
});

it('tells integers that were text for their length', () => {
  expect(isWideInteger('9223372036854775807')).toBe(true);
  expect(isWideInteger('922')).toBe(false);
  expect(isWideInteger(9)).toBe(false);
});
