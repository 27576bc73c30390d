import { describe, expect, it } from 'vitest';

import { fakeRun } from '../../test/support/fake-run.ts';
import { sampleExperiment } from '../../test/support/sample-experiment.ts';
import type { RunResult } from '../experiment/run-result.ts';
import { type Comparison, comparePolicies, winners } from './comparison.ts';
import { measure, metricsFor } from './run-metrics.ts';

const POLICIES = ['drf', 'fifo', 'slots'];
const SEEDS = ['1', '2', '3'];

function runs(of: (policy: string, seed: string) => boolean): RunResult[] {
  return SEEDS.flatMap((seed) =>
    POLICIES.filter((policy) => of(policy, seed)).map((policy) =>
      fakeRun(sampleExperiment({ policy, seed })),
    ),
  );
}

function metricIndex(comparison: Comparison, id: string): number {
  return comparison.metrics.findIndex((metric) => metric.id === id);
}

describe('comparePolicies', () => {
  it('averages over the seeds and takes differences to the first policy', () => {
    const all = runs(() => true);
    const comparison = comparePolicies(POLICIES, SEEDS, all);
    expect(comparison.seeds).toEqual(SEEDS);
    expect(comparison.policies.map(({ policy }) => policy)).toEqual(POLICIES);
    const m = metricIndex(comparison, 'meanCompletionSeconds');
    const of = (policy: string): number[] =>
      all.filter((run) => run.policy === policy).map((run) => measure(run)[m]);
    const meanOf = (values: number[]): number => values.reduce((a, b) => a + b) / values.length;
    const [drf, fifo] = comparison.policies;
    expect(drf.estimates[m].mean).toBeCloseTo(meanOf(of('drf')), 9);
    expect(drf.differences).toBeNull();
    expect(fifo.differences?.[m].mean).toBeCloseTo(meanOf(of('fifo')) - meanOf(of('drf')), 9);
  });

  it('compares an interrupted set only over the seeds that all policies finished', () => {
    const comparison = comparePolicies(
      POLICIES,
      SEEDS,
      runs((policy, seed) => seed === '1' || (seed === '2' && policy === 'drf')),
    );
    expect(comparison.seeds).toEqual(['1']);
    expect(comparison.policies.map(({ estimates }) => estimates[0].n)).toEqual([1, 1, 1]);
  });

  it('leaves out policies that finished nothing when no seed is complete', () => {
    const comparison = comparePolicies(
      POLICIES,
      SEEDS,
      runs((policy, seed) => seed === '1' && policy !== 'drf'),
    );
    expect(comparison.baseline).toBe('fifo');
    expect(comparison.policies.map(({ policy }) => policy)).toEqual(['fifo', 'slots']);
    expect(comparison.seeds).toEqual(['1']);
  });

  it('has a value for every metric', () => {
    const [run] = runs(() => true);
    expect(measure(run)).toHaveLength(metricsFor(run.cluster.resources).length);
  });
});

describe('winners', () => {
  const comparison = comparePolicies(
    POLICIES,
    SEEDS,
    runs(() => true),
  );

  it('are the lowest of times', () => {
    const m = metricIndex(comparison, 'meanCompletionSeconds');
    const means = comparison.policies.map(({ estimates }) => estimates[m].mean);
    expect(winners(comparison, m, String)).toEqual([means.indexOf(Math.min(...means))]);
  });

  it('are the highest of Jain’s index', () => {
    const m = metricIndex(comparison, 'jain');
    const means = comparison.policies.map(({ estimates }) => estimates[m].mean);
    expect(winners(comparison, m, String)).toEqual([means.indexOf(Math.max(...means))]);
  });

  it('are nobody among counts, and nobody when all look the same', () => {
    expect(winners(comparison, metricIndex(comparison, 'offersMade'), String)).toEqual([]);
    expect(winners(comparison, metricIndex(comparison, 'jain'), () => 'same')).toEqual([]);
  });
});
