import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { replayTrace } from '../../sim/replay/replay-trace.ts';
import type { ReplayedRun } from '../../sim/replay/replayed-run.ts';
import { readTraceFile } from '../trace-files.ts';
import { differenceOf, totalOf } from './fidelity-document.ts';

/** Public traces beside the repository. */
const TRACES = join(import.meta.dirname, '../../../shared/traces');
const present = existsSync(TRACES);
const files = ['spark', 'rumen'].flatMap((folder) =>
  present ? readdirSync(join(TRACES, folder)).map((name) => `${folder}/${name}`) : [],
);

/** How far a simulated makespan may be from the recorded one. */
const TOLERANCE = 0.05;

/** Logs that record no run: what `replayTrace` says of them. */
const NO_RUN = /^found no (?:task that ran|record of a run)/;

async function replayed(file: string): Promise<ReplayedRun | string> {
  const { trace, truncated } = await readTraceFile(join(TRACES, file));
  return replayTrace(trace, truncated);
}

function makespanDifference(run: ReplayedRun): number {
  return differenceOf(totalOf(run, 'recorded'), totalOf(run, 'simulated')) ?? Number.NaN;
}

/** What a file is, found by replaying it: its difference where it must hold. */
async function kindOf(file: string): Promise<'no run' | 'incomplete' | number> {
  const run = await replayed(file);
  if (typeof run === 'string') return NO_RUN.test(run) ? 'no run' : Number.NaN;
  if (run.incomplete.length > 0) return 'incomplete';
  return Math.abs(makespanDifference(run));
}

describe.skipIf(!present)('makespans of the public Spark and Rumen logs', () => {
  it('are those of every whole run', async () => {
    const off: string[] = [];
    const incomplete: string[] = [];
    let held = 0;
    for (const file of files) {
      const kind = await kindOf(file);
      if (kind === 'incomplete') incomplete.push(file);
      if (typeof kind !== 'number') continue;
      if (kind < TOLERANCE) held++;
      else off.push(file);
    }
    expect(off).toEqual([]);
    expect(held).toBe(17);
    expect(incomplete).toEqual([
      'spark/join_missing_sql_end.gz',
      'spark/malformed_json_eventlog.zstd',
      'spark/truncated_eventlog',
      'rumen/truncated-trace-output.json',
    ]);
    // Among them is a log of 48 MB.
  }, 60_000);

  it('name what keeps a run in progress from being whole', async () => {
    const run = await replayed('spark/truncated_eventlog');
    if (typeof run === 'string') throw new Error(run);
    expect(run.incomplete).toEqual([
      '1 jobs have no end in the log',
      '3 attempts have no end in the log',
    ]);
  });

  it('say what the log does not: why nothing began in a cluster, and whose time that was', async () => {
    const [hadoop, spark] = await Promise.all([
      replayed('rumen/truncated-trace-output.json'),
      replayed('spark/app-20200706201101-0003'),
    ]);
    if (typeof hadoop === 'string' || typeof spark === 'string') throw new Error('found no run');
    expect(hadoop.incomplete).toEqual(['1 tasks of jobs that succeeded have no end in the log']);
    expect(hadoop.reasons.slice(0, 2)).toEqual([
      'nothing began for 775.1 s after the first launch: no machine took work',
      '1 attempts began before the set-up of their job: clocks of machines differ',
    ]);
    expect(spark.reasons.join('; ')).toContain('0.4 s from stages');
  });
});
