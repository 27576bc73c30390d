import { expect, it } from 'vitest';
import { DEFAULT_WORKLOAD_SETTINGS } from '../model/workload-settings.ts';
import { OMEGA_FORMAT } from './omega-format.ts';

it('counts rows, and refuses what does not end in a number', () => {
  const reader = OMEGA_FORMAT.reader();
  reader.push('# c\n11 0.0 49 1 1 1 0.17 524\ncluster cmb-new 0 2.5\ncluster cmb-new 0 x\n1 2\n');
  const trace = reader.end();
  expect(trace.counts.facts).toEqual({ commentRows: 1 });
  expect(trace.report).toMatchObject({
    rowsRead: 4,
    problems: [
      { line: 4, reason: 'found "x" at the end, wanted a number' },
      { line: 5, reason: 'found 2 fields, wanted at least 4' },
    ],
  });
  expect(trace.toWorkload('o', DEFAULT_WORKLOAD_SETTINGS)).toContain('wanted jobs');
});
