import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { EventReader } from '../../core/protocol/event-reader.ts';
import type { EventEnd } from '../../core/protocol/event-record.ts';
import { RecordedLog } from '../../sim/log/recorded-log.ts';
import { evenhand, start, temporaryFolder } from '../support/evenhand-process.ts';
import { readStrictly } from '../support/strict-chrome-trace.ts';

const SCENARIO = 'sim/scenarios/hadoop-hour.yaml';
const folder = temporaryFolder();

/** Reads a log and makes its hash again. */
function readBack(text: string): { readonly end: EventEnd | null; readonly hash: string } {
  let log = new RecordedLog({ frameworks: [], agents: [] });
  const reader = new EventReader({
    header: (header) => (log = new RecordedLog(header)),
    record: (record) => log.append(record),
  });
  reader.push(text);
  return { end: reader.end(), hash: log.hash };
}

describe('run --events', () => {
  it('writes a log that read back has the hash of the run', async () => {
    const path = join(folder, 'events.ndjson');
    const trace = join(folder, 'trace.json');
    const { code, stdout } = await evenhand(
      ...['run', SCENARIO, '--events', path, '--trace-out', trace],
    );
    expect(code).toBe(0);
    const { end, hash } = readBack(readFileSync(path, 'utf8'));
    expect(end?.hash).toBe(hash);
    expect(stdout).toContain(`hash ${hash} of ${end?.events.toLocaleString('en-US')} events\n`);
    const read = readStrictly(readFileSync(trace, 'utf8'));
    expect(read.otherData).toMatchObject({ hash, scenario: 'hadoop hour', policy: 'drf' });
    const running = read.slices.filter(({ pid, category }) => pid === 2 && category === 'task');
    expect(running[0].name).toMatch(/^hadoop:job/);
  });

  it('to standard output waits for a reader that is slow, and results make room', async () => {
    const { child, ended } = start('run', SCENARIO, '--events', '-');
    // Far more than any pipe holds: the run cannot end before it is read.
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    child.stdout?.pause();
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(child.exitCode).toBeNull();
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    const peakKb = Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]);
    child.stdout?.resume();
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(0);
    expect(stdout.length).toBeGreaterThan(10_000_000);
    // The log alone would take 40 MB as text.
    expect(peakKb).toBeLessThan(250_000);
    const { end, hash } = readBack(stdout);
    expect(end?.hash).toBe(hash);
    expect(stderr).toMatch(new RegExp(`^hadoop hour: drf at seed 1\\n[^]*hash ${hash} of`));
  });

  it('to a reader that goes away is no failure', async () => {
    const { child, ended } = start('run', SCENARIO, '--events', '-');
    child.stdout?.once('data', () => child.stdout?.destroy());
    const { code, stderr } = await ended;
    expect([code, stderr]).toEqual([0, '']);
  });
});

describe('run --log', () => {
  it('prints the events asked for as lines', async () => {
    const { code, stdout, stderr } = await evenhand(
      ...['run', SCENARIO, '--log', '--log-kinds', 'JOB_FINISHED,JOB_SUBMITTED'],
      ...['--log-from', '10m', '--log-to', '20m'],
    );
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) {
      expect(line).toMatch(/^ +\d+\.\d{6} {2}JOB_(?:FINISHED|SUBMITTED) +\S+ +- +job \d+ \S+$/);
    }
    expect(stderr).toContain('hash ');
  });

  it.each([
    [['--log', '--json'], '--log and --json: found 2 for standard output, wanted one; name files'],
    [['--log-kinds', 'OFFER'], '--log-kinds, --log-from, --log-to: found no --log, wanted it too'],
    [['--log', '--log-kinds', 'x'], '--log-kinds: found "x", wanted kinds of events such as'],
    [['--events', 'none/e'], '--events: cannot write none/e: no such file'],
  ])('is refused where it cannot be meant: %s', async (args, message) => {
    const { code, stdout, stderr } = await evenhand('run', SCENARIO, ...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});

describe('schema', () => {
  it('prints that of the event log', async () => {
    const { code, stdout } = await evenhand('schema', 'events');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ title: 'evenhand-events/1' });
  });

  it('knows no others', async () => {
    const { code, stderr } = await evenhand('schema', 'event');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: schema: found "event", wanted one of .*events/);
  });
});
