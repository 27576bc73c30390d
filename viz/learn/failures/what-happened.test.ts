import { describe, expect, it } from 'vitest';

import { EngineRun } from '../engine-run.ts';
import { LAUNCH_LOST, MASTER_DIES, MASTER_DIES_SECONDS, agentDies } from './scenarios.ts';
import { happenings, longestSilence, lostWork } from './what-happened.ts';

describe('lesson 7', () => {
  it('loses what ran on the agent, and runs it again', () => {
    const run = new EngineRun(agentDies(40)).until(240);
    const { tasks, seconds } = lostWork(run);
    expect(tasks).toBe(4);
    expect(seconds).toBeCloseTo(4 * (40 - 30), -1);
    expect(run.jobSeconds('batch')[0]).toBeLessThan(240);
  });

  it('loses most just before a wave of tasks ends', () => {
    const { seconds } = lostWork(new EngineRun(agentDies(59)).until(240));
    expect(seconds).toBeGreaterThan(100);
  });

  it('loses no task when the master dies, only some seconds of offers', () => {
    const run = new EngineRun(MASTER_DIES).until(150);
    expect(lostWork(run).tasks).toBe(0);
    const silence = longestSilence(run, MASTER_DIES_SECONDS);
    expect(silence).toBeGreaterThan(5);
    expect(silence).toBeLessThan(20);
    const kinds = happenings(run, MASTER_DIES_SECONDS).map(({ kind }) => kind);
    expect(kinds).toContain('MASTER_LEADS');
    expect(kinds.indexOf('RECONCILE')).toBeGreaterThan(kinds.indexOf('MASTER_LEADS'));
  });

  it('finds the lost launch when the agent says what it runs', () => {
    const run = new EngineRun(LAUNCH_LOST).until(120);
    const kinds = happenings(run, 29).map(({ kind }) => kind);
    expect(kinds[0]).toBe('PARTITION');
    expect(kinds.filter((kind) => kind === 'ACCEPT').length).toBeGreaterThan(1);
    expect(run.jobSeconds('batch')[0]).toBeGreaterThan(35);
    expect(run.jobSeconds('batch')[0]).toBeLessThan(60);
  });
});
