import { expect, it } from 'vitest';

import { FAULT_CHOICES, seedsFrom, variantOf, withFaults } from './variants.ts';

const document = {
  cluster: { agents: [{ count: 1, resources: 'cpus:1' }] },
  frameworks: [],
  faults: 'agent-churn',
};

it('reads seeds as ranges and as lists, and says what is wrong with others', () => {
  expect(seedsFrom('3..5')).toEqual(['3', '4', '5']);
  expect(seedsFrom(' a, 7 ')).toEqual(['a', '7']);
  expect(seedsFrom('5..3')).toContain('is empty');
  expect(seedsFrom('1..1000')).toContain('at most 100');
  expect(seedsFrom('1,,2')).toContain('empty seed');
  expect(seedsFrom('1,1')).toContain('twice');
});

it('changes nothing but what varies', () => {
  const plan = { values: [], seeds: ['9'] };
  expect(variantOf(document, { ...plan, vary: 'policy' }, 'fifo')).toEqual({
    ...{ scenario: document, policy: 'fifo', seed: '9' },
  });
  expect(variantOf(document, { ...plan, vary: 'seed' }, '4')).toEqual({
    ...{ scenario: document, seed: '4' },
  });
  expect(withFaults(document, 'none')).not.toHaveProperty('faults');
  expect(withFaults(document, 'as written')).toBe(document);
  expect(FAULT_CHOICES).toContain('chronos-2015');
});
