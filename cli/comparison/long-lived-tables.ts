import type { Experiment } from '../../sim/experiment/experiment.ts';
import type { RunResult } from '../../sim/experiment/run-result.ts';
import { mean } from '../../sim/statistics/mean.ts';
import { formatCount, formatNumber } from '../output/numbers.ts';
import { type Json } from '../output/json.ts';
import { type Column, renderTable } from '../output/table.ts';
import { type Terminal, printable } from '../output/terminal.ts';

/** How the runs of one cron job went. Times in seconds. */
interface CronOutcome {
  readonly framework: string;
  readonly job: string;
  readonly runs: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Nothing of them was heard of as running in time. */
  readonly missed: number;
  /** From when a run was due to its first attempt that ran; NaN where none did. */
  readonly meanDelaySeconds: number;
  readonly longestDelaySeconds: number;
}

/** What services and crons came to; nothing where there are none. */
export function longLivedTables(run: RunResult, terminal: Terminal): string[] {
  const tables: string[] = [];
  if (run.services.length > 0) tables.push(serviceTable(run, terminal));
  if (run.cronRuns.length > 0) tables.push(cronTable(run, terminal));
  return tables;
}

/** The same as JSON. */
export function longLivedJson(run: RunResult): { readonly [field: string]: Json } {
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return {
    apps: run.services.map(({ framework, ...app }) => ({
      ...app,
      framework: run.frameworks[framework].name,
      deploySeconds: finite(app.deploySeconds),
      meanHealthy: finite(app.meanHealthy),
      leastHealthy: finite(app.leastHealthy),
      meanRecoverySeconds: finite(app.meanRecoverySeconds),
      longestRecoverySeconds: finite(app.longestRecoverySeconds),
    })),
    cronJobs: cronOutcomes(run).map((job) => ({
      ...job,
      meanDelaySeconds: finite(job.meanDelaySeconds),
      longestDelaySeconds: finite(job.longestDelaySeconds),
    })),
  };
}

/** `3 services, 2 crons`: what there is beside jobs. */
export function longLivedInWords({ workload, frameworks }: Experiment): string[] {
  const kinds = workload.frameworks.map((name) => frameworks?.get(name)?.kind);
  return (['service', 'cron'] as const).flatMap((kind) => {
    const count = kinds.filter((one) => one === kind).length;
    return count === 0 ? [] : [`${formatCount(count)} ${kind}${count === 1 ? '' : 's'}`];
  });
}

function serviceTable(run: RunResult, terminal: Terminal): string {
  const headings = ['wanted', 'healthy', 'healthy %', 'least', 'there after s'];
  const rows = run.services.map((app) => [
    printable(`${run.frameworks[app.framework].name}${app.app}`),
    formatCount(app.wanted),
    formatCount(app.healthy),
    formatNumber(app.meanHealthy, 'part', 1),
    formatNumber(app.leastHealthy, 'count', 0),
    formatNumber(app.deploySeconds, 'seconds', 1),
    formatCount(app.shortages),
    formatNumber(app.meanRecoverySeconds, 'seconds', 1),
    formatNumber(app.longestRecoverySeconds, 'seconds', 1),
  ]);
  return table('app', [...headings, 'shortages', 'recovery s', 'longest s'], rows, terminal);
}

function cronTable(run: RunResult, terminal: Terminal): string {
  const headings = ['runs', 'succeeded', 'failed', 'missed', 'late by s', 'longest s'];
  const rows = cronOutcomes(run).map((job) => [
    printable(`${job.framework} ${job.job}`),
    ...[job.runs, job.succeeded, job.failed, job.missed].map(formatCount),
    formatNumber(job.meanDelaySeconds, 'seconds', 2),
    formatNumber(job.longestDelaySeconds, 'seconds', 2),
  ]);
  return table('cron job', headings, rows, terminal);
}

function table(
  first: string,
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  terminal: Terminal,
): string {
  const columns: Column[] = [
    { heading: first, align: 'left' },
    ...headings.map((heading): Column => ({ heading, align: 'right' })),
  ];
  const cells = rows.map((row) => row.map((text) => ({ text })));
  return renderTable(columns, cells, terminal);
}

function cronOutcomes({ cronRuns, frameworks }: RunResult): CronOutcome[] {
  const byJob = new Map<string, (typeof cronRuns)[number][]>();
  for (const run of cronRuns) {
    const key = JSON.stringify([run.framework, run.job]);
    byJob.set(key, [...(byJob.get(key) ?? []), run]);
  }
  return [...byJob.values()].map((runs) => {
    const [{ framework, job }] = runs;
    const count = (outcome: string): number => runs.filter((one) => one.outcome === outcome).length;
    const delays = runs.flatMap(({ dueUs, attempts }) => {
      const first = attempts.find(({ startedUs }) => startedUs !== null)?.startedUs;
      return first === undefined || first === null ? [] : [(first - dueUs) / 1e6];
    });
    return {
      ...{ framework: frameworks[framework].name, job, runs: runs.length },
      ...{ succeeded: count('SUCCEEDED'), failed: count('FAILED'), missed: count('MISSED') },
      meanDelaySeconds: mean(delays),
      longestDelaySeconds: delays.length === 0 ? Number.NaN : Math.max(...delays),
    };
  });
}
