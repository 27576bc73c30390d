import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { type Ended, HOUR, evenhand, start, temporaryFolder } from '../support/evenhand-process.ts';

interface ComparisonJson {
  readonly interrupted: boolean;
  readonly seeds: readonly string[];
  readonly comparedSeeds: readonly string[];
  readonly policies: readonly {
    readonly policy: string;
    readonly metrics: { readonly meanCompletionSeconds: Interval };
    readonly differences: { readonly meanCompletionSeconds: Interval } | null;
  }[];
  readonly runs: readonly RunJson[];
  readonly timings?: unknown;
}

interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly n: number;
}

interface RunJson {
  readonly policy: string;
  readonly seed: string;
  readonly hash: string;
  readonly metrics: { readonly meanCompletionSeconds: number };
  readonly jobs?: { readonly completionSeconds: readonly number[] };
}

const folder = temporaryFolder();
const SMALL = ['--trace', HOUR, '--agents', '6', '--policy', 'drf,fifo'];

function withoutTimings(text: string): ComparisonJson {
  const { timings, ...rest } = JSON.parse(text) as ComparisonJson;
  expect(timings).toBeDefined();
  return rest;
}

describe('compare', () => {
  it('gives the same document twice, timings aside, on any number of threads', async () => {
    const args = ['compare', ...SMALL, '--seed', '1..3', '--json'];
    const first = await evenhand(...args, '--jobs', '1');
    const second = await evenhand(...args, '--jobs', '3');
    expect(first.code).toBe(0);
    expect(withoutTimings(second.stdout)).toEqual(withoutTimings(first.stdout));
    const { runs, seeds } = withoutTimings(first.stdout);
    expect(runs.map(({ policy, seed }) => `${policy} ${seed}`)).toEqual(
      seeds.flatMap((seed) => [`drf ${seed}`, `fifo ${seed}`]),
    );
    expect(new Set(runs.map(({ hash }) => hash)).size).toBe(runs.length);
  });

  it('adds up: means are of the runs, differences are paired, intervals surround them', async () => {
    const args = ['compare', ...SMALL, '--seed', '1..3', '--json', '--json-jobs'];
    const { policies, runs } = withoutTimings((await evenhand(...args)).stdout);
    const mean = (values: readonly number[]): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    const of = (policy: string): number[] =>
      runs.filter((run) => run.policy === policy).map((run) => run.metrics.meanCompletionSeconds);
    for (const { policy, metrics, differences } of policies) {
      const { mean: found, low, high, n } = metrics.meanCompletionSeconds;
      expect(found).toBeCloseTo(mean(of(policy)), 9);
      expect([n, low < found, found < high]).toEqual([3, true, true]);
      const baseline = of('drf');
      const paired = mean(of(policy).map((value, k) => value - baseline[k]));
      expect(differences?.meanCompletionSeconds.mean ?? 0).toBeCloseTo(paired, 9);
    }
    for (const run of runs) {
      const { completionSeconds } = run.jobs ?? { completionSeconds: [] };
      expect(mean(completionSeconds)).toBeCloseTo(run.metrics.meanCompletionSeconds, 9);
    }
  });

  it('prints a table, with the JSON in a file, and nothing on standard error', async () => {
    const path = join(folder, 'out.json');
    const { code, stdout, stderr } = await evenhand(
      ...['compare', ...SMALL, '--seed', '1,abc', '--json', path],
    );
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^facebook-like-hour\.tsv: 60 jobs, [\d,]+ tasks, \d frameworks\n/);
    expect(stdout).toContain('6 agents of cpus:16;mem:65536; seeds 1, abc\n');
    expect(stdout).toMatch(/\nfifo .*\n/);
    expect(stdout).toContain('Differences to drf at the same seed');
    expect(withoutTimings(readFileSync(path, 'utf8')).seeds).toEqual(['1', 'abc']);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  it('keeps what is finished when it is interrupted', async () => {
    const path = join(folder, 'partial.json');
    const report = join(folder, 'partial.html');
    const many = ['--seed', '1..5000', '--json', path, '--report', report];
    const interruptedAfter = (ms: number): Promise<Ended> => {
      const { child, ended } = start('compare', ...SMALL, ...many);
      setTimeout(() => child.kill('SIGINT'), ms);
      return ended;
    };
    // On a slow machine nothing may have finished after the first, shorter time.
    const soon = await interruptedAfter(3000);
    const { code, stdout, stderr } = /kept the [1-9]/.test(soon.stderr)
      ? soon
      : await interruptedAfter(20_000);
    expect(stderr).toMatch(/error: interrupted; kept the \d+ of 10000 runs that finished\n$/);
    expect(code).toBe(130);
    const { interrupted, runs, comparedSeeds } = withoutTimings(readFileSync(path, 'utf8'));
    expect(interrupted).toBe(true);
    expect(runs.length).toBeGreaterThan(0);
    expect(comparedSeeds.length).toBeGreaterThanOrEqual(Math.floor(runs.length / 2) - 1);
    expect(stdout).toContain('(of 5000 asked for)');
    expect(readFileSync(report, 'utf8')).toContain('Not all runs finished');
  });

  it('joins several traces into one workload', async () => {
    const { stdout, code } = await evenhand(
      ...['compare', '--trace', HOUR, HOUR, '--agents', '20', '--policy', 'drf', '--seed', '1'],
    );
    expect(stdout).toContain('facebook-like-hour.tsv + facebook-like-hour.tsv: 120 jobs');
    expect(code).toBe(0);
  });

  it('honours the options of the model and of the experiment', async () => {
    const trace = join(folder, 'few.tsv');
    const rows = ['a\t0\t0\t4000000000\t900000000\t1', 'b\t1\t1\t64\t0\t9'];
    writeFileSync(trace, `${rows.join('\n')}\n`);
    const args = ['compare', '--trace', trace, '--policy', 'drf', '--seed', '1', '--json'];
    const settings = async (...more: string[]): Promise<unknown> => {
      const { stdout, stderr } = await evenhand(...args, ...more);
      expect(stderr).toBe('');
      return (JSON.parse(stdout) as { settings: unknown }).settings;
    };
    expect(await settings('--skew', '0', '--demand', 'all.map=cpus:2;mem:1')).toMatchObject({
      workload: { skewSigma: 0, demands: expect.arrayContaining([{ cpus: 2, mem: 1 }]) },
    });
    expect(await settings('--faults', 'master-failover')).toMatchObject({
      masters: 3,
      faults: ['master-crash'],
    });
    expect(
      await settings(
        ...['--job-order', 'fifo', '--slowstart', '0.5', '--refuse-seconds', '1'],
        ...['--locality', 'delay=3s,remote=4', '--latency', '1ms', '--until', '1h'],
        ...['--allocation-interval', '2s', '--offers-per-framework', '3', '--slots', '7'],
        ...['--weight', 'interactive=2', '--weight', 'aggregate=cpus:1,mem:3'],
        ...['--agent', '2*cpus:8;mem:32768', '--agent', '3*cpus:16;mem:65536'],
      ),
    ).toMatchObject({
      agents: [
        { count: 2, resources: { cpus: 8, mem: 32_768 } },
        { count: 3, resources: { cpus: 16, mem: 65_536 } },
      ],
      slotsPerAgent: 7,
      weights: { interactive: 2, aggregate: { cpus: 1, mem: 3 } },
      allocationIntervalSeconds: 2,
      offersPerFramework: 3,
      jobOrder: 'fifo',
      slowstart: 0.5,
      refuseSeconds: 1,
      locality: { replication: 3, delaySeconds: 3, remoteFactor: 4 },
      latency: { kind: 'constant', seconds: 0.001 },
      untilSeconds: 3600,
    });
  });
});
