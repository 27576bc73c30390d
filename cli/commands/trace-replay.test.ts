import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, describe, expect, it } from 'vitest';

import { capturedOutput } from '../../test/support/captured-output.ts';
import { UsageError } from '../errors.ts';
import { registerTraceReplay } from './trace-replay.ts';

const folder = mkdtempSync(join(tmpdir(), 'evenhand-trace-replay-'));
afterAll(() => rmSync(folder, { recursive: true }));

const output = capturedOutput();

async function run(...args: string[]): Promise<void> {
  const program = new Command('evenhand').exitOverride().configureOutput({ writeErr: () => {} });
  registerTraceReplay(program);
  await program.parseAsync(['replay', ...args], { from: 'user' });
}

function write(name: string, events: readonly object[]): string {
  const path = join(folder, name);
  writeFileSync(path, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  return path;
}

const STAGE = { 'Stage ID': 0, 'Stage Attempt ID': 0, 'Number of Tasks': 2, 'Parent IDs': [] };

/** Two tasks of 4 s on an executor of one core: the second begins when the first is over. */
function task(id: number): object {
  const launch = 2000 + 4000 * id;
  const times = { 'Launch Time': launch, 'Finish Time': launch + 4000 };
  const place = { 'Executor ID': '1', Host: 'node1', Locality: 'NO_PREF' };
  return {
    Event: 'SparkListenerTaskEnd',
    ...{ 'Stage ID': 0, 'Stage Attempt ID': 0, 'Task End Reason': { Reason: 'Success' } },
    'Task Info': { 'Task ID': id, Index: id, Attempt: 0, ...place, ...times },
  };
}

const EVENTS = [
  { Event: 'SparkListenerLogStart', 'Spark Version': '3.3.0' },
  { Event: 'SparkListenerApplicationStart', 'App Name': '\u001b[31mapp', Timestamp: 500 },
  {
    Event: 'SparkListenerExecutorAdded',
    ...{ 'Executor ID': '1', Timestamp: 900, 'Executor Info': { Host: 'node1', 'Total Cores': 1 } },
  },
  {
    Event: 'SparkListenerJobStart',
    ...{ 'Job ID': 0, 'Submission Time': 1000, 'Stage Infos': [STAGE], 'Stage IDs': [0] },
  },
  {
    Event: 'SparkListenerStageSubmitted',
    'Stage Info': { ...STAGE, 'Submission Time': 2000 },
  },
  task(0),
  task(1),
  {
    Event: 'SparkListenerStageCompleted',
    'Stage Info': { ...STAGE, 'Submission Time': 2000, 'Completion Time': 10_000 },
  },
  {
    Event: 'SparkListenerJobEnd',
    ...{ 'Job ID': 0, 'Completion Time': 10_000, 'Job Result': { Result: 'JobSucceeded' } },
  },
  { Event: 'SparkListenerApplicationEnd', Timestamp: 11_000 },
];

describe('trace replay --fidelity', () => {
  it('prints recorded beside simulated, in total, by job and by stage', async () => {
    await run(write('whole', EVENTS), '--fidelity');
    expect(output.printed).toContain('1 executors on 1 hosts, 1 slots in all');
    expect(output.printed).toMatch(/makespan +9\.00 +9\.00 +0\.0/);
    expect(output.printed).toMatch(/job 0 +9\.00 +9\.00/);
    expect(output.printed).toMatch(/stage 0 +8\.00 +8\.00/);
    expect(output.printed).not.toContain('not a whole run');
  });

  it('prints one JSON document with times in seconds', async () => {
    await run(write('whole', EVENTS), '--fidelity', '--json');
    const document = JSON.parse(output.printed);
    expect(document).toMatchObject({ format: 'spark-eventlog', complete: true, incomplete: [] });
    expect(document.makespan.recorded).toBe(9);
    expect(document.makespan.simulated).toBeCloseTo(9, 1);
    expect(document.stages[0]).toMatchObject({ name: 'stage 0', job: 'job 0', tasks: 2 });
    expect(document.stages[0].start.recorded).toBe(1);
  });

  it('says why a log in progress is none of a whole run', async () => {
    const inProgress = EVENTS.slice(0, -2);
    await run(write('open', inProgress), '--fidelity');
    expect(output.printed).toContain('not a whole run: 1 jobs have no end in the log');
    expect(output.printed).toContain('the log has no end of the application');
  });

  it('refuses what records no run, and wants --fidelity', async () => {
    const swim = join(folder, 'swim.tsv');
    writeFileSync(swim, 'job0\t1\t1\t1\t0\t1\n');
    await expect(run(swim, '--fidelity')).rejects.toThrow(UsageError);
    await expect(run(swim, '--fidelity')).rejects.toThrow(/wanted a Spark event log, Rumen/);
    await expect(run(write('empty', EVENTS.slice(0, 3)), '--fidelity')).rejects.toThrow(
      /found no task that ran, wanted a run to replay/,
    );
    await expect(run(swim)).rejects.toThrow(/--fidelity/);
  });
});
