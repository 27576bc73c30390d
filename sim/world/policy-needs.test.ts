import { describe, expect, it } from 'vitest';
import { POLICIES } from '../../core/allocation/policies/index.ts';
import { runWithRecords } from '../../test/support/event-records.ts';
import { goldenExperiment } from '../experiment/golden-run.ts';

describe('what frameworks tell the master', () => {
  it.each(POLICIES)('is what $name needs, and no more', ({ name, needs = [] }) => {
    const { result, records } = runWithRecords({ ...goldenExperiment(), policy: name });
    expect(result.complete).toBe(true);
    const said = records.flatMap(({ kind, detail }) => (kind === 'REQUEST' ? [detail] : []));
    expect(said.length).toBeGreaterThan(10);
    // Requests that only tell a new wait have no wants.
    const wanted = needs.length === 0 ? [-1] : [-1, needs.length];
    expect(wanted).toEqual(expect.arrayContaining([...new Set(said)]));
    expect(said.includes(needs.length)).toBe(needs.length > 0);
  });
});
