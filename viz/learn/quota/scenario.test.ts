import { describe, expect, it } from 'vitest';

import { EngineRun } from '../engine-run.ts';
import { lastWaitSeconds } from './last-wait.ts';
import { CLUSTER_CPUS, rush } from './scenario.ts';

describe('lesson 6', () => {
  const wait = (webGuarantee: number, batchLimit: number): number =>
    lastWaitSeconds(new EngineRun(rush({ webGuarantee, batchLimit })).until(300));

  it('waits for tasks of two minutes without a quota', () => {
    expect(wait(0, CLUSTER_CPUS)).toBeGreaterThan(50);
  });

  it('starts at once under a guarantee, or when batch has a lid', () => {
    expect(wait(16, CLUSTER_CPUS)).toBeLessThan(2);
    expect(wait(0, 24)).toBeLessThan(2);
  });

  it('is too little with a guarantee of half as much', () => {
    expect(wait(8, CLUSTER_CPUS)).toBeGreaterThan(50);
  });
});
