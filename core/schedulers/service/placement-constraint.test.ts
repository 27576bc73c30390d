import { describe, expect, it } from 'vitest';
import { attributesOf, reasonLines } from '../../../test/support/service-script.ts';
import { type Place, type PlacementConstraint, readConstraint } from './placement-constraint.ts';

function place(text: string, hostname = 'node0'): Place {
  return { hostname, attributes: attributesOf(text) };
}

function constraintOf(...parts: string[]): PlacementConstraint {
  const constraint = readConstraint(parts);
  if (typeof constraint === 'string') throw new Error(constraint);
  return constraint;
}

/** Racks that are open to one more while others are in these. */
function openRacks(parts: string[], others: string[]): string[] {
  const constraint = constraintOf('rack', ...parts);
  const taken = others.map((rack) => place(`rack:${rack}`));
  return ['a', 'b', 'c'].filter((rack) => constraint.allows(place(`rack:${rack}`), taken));
}

it('spreads and gathers instances by the values of a field', () => {
  expect(openRacks(['UNIQUE'], ['a'])).toEqual(['b', 'c']);
  expect(openRacks(['MAX_PER', '2'], ['a', 'b', 'a'])).toEqual(['b', 'c']);
  expect(openRacks(['CLUSTER'], [])).toEqual(['a', 'b', 'c']);
  expect(openRacks(['CLUSTER'], ['b', 'b'])).toEqual(['b']);
  expect(openRacks(['CLUSTER', 'c'], [])).toEqual(['c']);
});

describe('GROUP_BY', () => {
  it('keeps groups even, and takes new ones at any time', () => {
    expect(openRacks(['GROUP_BY'], ['a'])).toEqual(['a', 'b', 'c']);
    expect(openRacks(['GROUP_BY'], ['a', 'a', 'b'])).toEqual(['b', 'c']);
    expect(openRacks(['GROUP_BY'], ['a', 'b', 'c', 'c'])).toEqual(['a', 'b']);
  });

  it('waits until as many groups are there as were named', () => {
    expect(openRacks(['GROUP_BY', '3'], ['a', 'b'])).toEqual(['c']);
    expect(openRacks(['GROUP_BY', '3'], ['a', 'b', 'c'])).toEqual(['a', 'b', 'c']);
  });
});

it('compares values as texts, patterns with the whole of them', () => {
  const holds = (parts: string[], attributes: string): boolean =>
    constraintOf('level', ...parts).allows(place(attributes), []);
  expect(holds(['LIKE', '[a-c]+'], 'level:abc')).toBe(true);
  expect(holds(['LIKE', '[a-c]+'], 'level:abcd')).toBe(false);
  expect(holds(['UNLIKE', '[a-c]+'], 'level:abcd')).toBe(true);
  expect(holds(['LIKE', String.raw`10\.5`], 'level:10.50')).toBe(true);
  expect(holds(['IS', '10.500'], 'level:10.5')).toBe(true);
  expect(holds(['IS', '10.5'], 'level:10.501')).toBe(false);
  expect(holds(['IS', '[1-5,8-9]'], 'level:[1-5,8-9]')).toBe(true);
  expect(holds(['IS', 'high'], 'level:high')).toBe(true);
  expect(constraintOf('hostname', 'IS', 'node7').allows(place('', 'node7'), [])).toBe(true);
});

it('takes agents without the attribute for UNLIKE only', () => {
  const cases = [['UNIQUE'], ['CLUSTER'], ['GROUP_BY'], ['LIKE', '.*'], ['MAX_PER', '9']];
  for (const parts of cases) {
    expect(constraintOf('rack', ...parts).allows(place('zone:a'), [])).toBe(false);
  }
  expect(constraintOf('rack', 'UNLIKE', '.*').allows(place('zone:a'), [])).toBe(true);
});

it('knows who stands where it is too full', () => {
  const misplaced = (parts: string[], racks: string): string => {
    const all = [...racks].map((rack) => place(`rack:${rack}`));
    const isMisplaced = constraintOf('rack', ...parts).misplaced(all);
    return [...racks].filter((_, i) => isMisplaced(all[i])).join('');
  };
  expect(misplaced(['UNIQUE'], 'aab')).toBe('aa');
  expect(misplaced(['MAX_PER', '2'], 'aabaa')).toBe('aaaa');
  expect(misplaced(['CLUSTER'], 'aab')).toBe('b');
  expect(misplaced(['CLUSTER', 'b'], 'aab')).toBe('aa');
  expect(misplaced(['GROUP_BY'], 'aabbc')).toBe('aabb');
  expect(misplaced(['UNLIKE', 'b'], 'ab')).toBe('b');
});

it('says what is wrong with a constraint', () => {
  const cases = [
    ['rack'],
    ['', 'UNIQUE'],
    ['rack', 'UNIQUE', 'a'],
    ['rack', 'MAX_PER'],
    ['rack', 'MAX_PER', '0'],
    ['rack', 'GROUP_BY', 'two'],
    ['rack', 'LIKE', '(a'],
    ['rack', 'IS'],
    ['rack', 'near', 'a'],
  ];
  expect(cases.flatMap((parts) => reasonLines(readConstraint(parts)))).toMatchInlineSnapshot(`
    [
      "found constraint [rack],",
      "wanted [field, operator] or [field, operator, value]",
      "found constraint [, UNIQUE],",
      "wanted [field, operator] or [field, operator, value]",
      "found constraint [rack, UNIQUE, a],",
      "wanted no value",
      "found constraint [rack, MAX_PER],",
      "wanted a whole number from 1",
      "found constraint [rack, MAX_PER, 0],",
      "wanted a whole number from 1",
      "found constraint [rack, GROUP_BY, two],",
      "wanted no value or a whole number from 1",
      "found constraint [rack, LIKE, (a],",
      "found pattern "(a", which RE2 refuses: error parsing regexp: missing closing ): \`(a\`",
      "found constraint [rack, IS],",
      "wanted a value",
      "found constraint [rack, near, a],",
      "wanted one of UNIQUE, CLUSTER, GROUP_BY, LIKE, UNLIKE, MAX_PER, IS",
    ]
  `);
});
