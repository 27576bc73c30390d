import { describe, expect, it } from 'vitest';
import {
  type AttributeValue,
  AttributesError,
  attributeNamed,
  parseAttributes,
  sameAttributes,
} from './attributes.ts';

const text = (value: string): AttributeValue => ({ kind: 'text', text: value });
const scalar = (milli: number): AttributeValue => ({ kind: 'scalar', milli });

describe('attribute text', () => {
  it.each<[string, AttributeValue]>([
    ['a:r1', text('r1')],
    ['a:10', scalar(10_000)],
    ['a:1.5015', scalar(1502)],
    ['a:.5', scalar(500)],
    ['a: west ', text('west')],
    ['a:', text('')],
    ['a:b:c', text('b:c')],
    // What no resource could be is text.
    ['a:-1', text('-1')],
    ['a:1e3', text('1e3')],
    ['a:10000000000', text('10000000000')],
    ['a:1.2.3', text('1.2.3')],
    ['a:{x,y}', text('{x,y}')],
    [
      'a:[5-9,1-2, 3-4]',
      {
        kind: 'ranges',
        ranges: [{ begin: 1, end: 9 }],
      },
    ],
  ])('%s', (given, value) => {
    expect(parseAttributes(given)).toEqual([{ name: 'a', value }]);
  });

  it('keeps order and names that come twice, and skips what is empty', () => {
    const names = parseAttributes(' rack : b ;;zone:z;rack:a; ').map(({ name }) => name);
    expect(names).toEqual(['rack', 'zone', 'rack']);
    expect(parseAttributes('')).toEqual([]);
  });

  it.each(['rack', ':r1', 'a:b;rack', ' : x'])('is refused without name and value: %s', (given) => {
    expect(() => parseAttributes(given)).toThrow(AttributesError);
  });

  it('says what was found', () => {
    expect(() => parseAttributes('a:b; rack ;c:d')).toThrow(
      'found attribute "rack", wanted name:value',
    );
  });
});

it('constraints look at the first attribute of a name', () => {
  const attributes = parseAttributes('zone:z;rack:b;rack:a');
  expect(attributeNamed(attributes, 'rack')).toEqual(text('b'));
  expect(attributeNamed(attributes, 'row')).toBeUndefined();
});

describe('two agents say the same', () => {
  it.each([
    ['rack:a;level:1', 'rack:a;level:1.0', true],
    ['keys:[1-2,3-4]', 'keys:[1-4]', true],
    ['rack:a', 'rack:b', false],
    ['rack:a', 'row:a', false],
    ['rack:a', 'rack:a;rack:a', false],
    ['rack:a;level:1', 'level:1;rack:a', false],
    ['keys:[1-4]', 'keys:[1-3]', false],
    ['level:1', 'level:2', false],
  ])('%s and %s: %s', (a, b, same) => {
    expect(sameAttributes(parseAttributes(a), parseAttributes(b))).toBe(same);
    expect(sameAttributes(parseAttributes(b), parseAttributes(a))).toBe(same);
  });

  it('only when kinds are alike too', () => {
    const one = [{ name: 'level', value: scalar(1000) }];
    expect(sameAttributes(one, [{ name: 'level', value: text('1000') }])).toBe(false);
  });
});
