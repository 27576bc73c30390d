import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

import { readScenarioText } from '../scenario/read-scenario-text.ts';
import { formValues, withField } from './scenario-form.ts';

const text = readFileSync(
  new URL('../../sim/scenarios/filter-starvation.yaml', import.meta.url),
  'utf8',
);

it('shows the common fields of a scenario', () => {
  expect(formValues(text)).toEqual({
    ...{ name: 'filter starvation', policy: '', seed: '', until: '', masters: '' },
    agents: [{ count: '4', resources: 'cpus:8;mem:16384', rack: '' }],
  });
  expect(formValues('name: [')).toBeNull();
});

it('sets and takes away fields, and leaves comments and the rest alone', () => {
  const more = withField(text, ['cluster', 'agents', 0, 'count'], '12');
  const seeded = withField(more, ['seed'], '42');
  expect(seeded).toContain('# Filters starve (SPARK-13001)');
  const read = readScenarioText(seeded);
  expect(read.ok && read.document.cluster.agents[0].count).toBe(12);
  expect(read.ok && read.document.seed).toBe('42');
  expect(formValues(withField(seeded, ['seed'], ''))?.seed).toBe('');
  expect(withField('name: [', ['seed'], '1')).toBe('name: [');
});
