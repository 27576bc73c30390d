import { describe, expect, it } from 'vitest';

import { Durations } from './durations.ts';

function told(durations: Durations): Record<string, number> {
  const metrics: Record<string, number> = {};
  durations.tell('run_ms', (name, value) => (metrics[name] = value));
  return metrics;
}

describe('durations', () => {
  it('are told by the last alone until there are two', () => {
    const durations = new Durations();
    expect(told(durations)).toEqual({});
    durations.add(3);
    expect(told(durations)).toEqual({ run_ms: 3 });
  });

  it('have percentiles between the places of two, as in the sample of Mesos 1.12', () => {
    // registrar/state_store_ms there: 2 of them, 2.439936 and 3.007744.
    const durations = new Durations();
    durations.add(3.007744);
    durations.add(2.439936);
    const metrics = told(durations);
    expect(metrics).toMatchObject({ run_ms: 2.439936, 'run_ms/count': 2, 'run_ms/max': 3.007744 });
    expect(metrics['run_ms/p50']).toBeCloseTo(2.72384, 9);
    expect(metrics['run_ms/p90']).toBeCloseTo(2.9509632, 9);
    expect(metrics['run_ms/p9999']).toBeCloseTo(3.0076872192, 9);
  });

  it('forgets what is long ago', () => {
    const durations = new Durations();
    for (let ms = 0; ms < 2500; ms++) durations.add(ms);
    expect(told(durations)).toMatchObject({ 'run_ms/count': 1000, 'run_ms/min': 1500 });
  });
});
