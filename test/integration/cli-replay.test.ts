import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

import { evenhand, temporaryFolder } from '../support/evenhand-process.ts';

const folder = temporaryFolder();
const recording = join(folder, 'run.ndjson');
const scenario = join(folder, 'one.yaml');

beforeAll(async () => {
  writeFileSync(join(folder, 'a.tsv'), 'job0\t0\t0\t67108864\t0\t1024\n');
  writeFileSync(
    scenario,
    `cluster: { agents: [ { count: 3, resources: "cpus:4;mem:16384" } ] }
frameworks:
  - { name: f0, kind: mapreduce, jobs: [ { tasks: 9, duration: 32s }, { at: 2m, tasks: 1, duration: 1s } ] }
  - { name: f1, kind: mapreduce, trace: a.tsv }
faults: [ { kind: agent-crash, rate: 1 per 1m per agent, for: 10s } ]
`,
  );
  const args = ['--seed', 'abc', '--policy', 'fifo', '--events', recording];
  const { code, stderr } = await evenhand('run', scenario, ...args);
  if (code !== 0) throw new Error(stderr);
});

/** The recording with one line made another. */
function changed(name: string, change: (lines: string[]) => void): string {
  const lines = readFileSync(recording, 'utf8').split('\n');
  change(lines);
  const path = join(folder, name);
  writeFileSync(path, lines.join('\n'));
  return path;
}

describe('replay', () => {
  it('confirms what was recorded, with the seed and the policy of the run', async () => {
    const { code, stdout, stderr } = await evenhand('replay', recording);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^confirmed: \d+ events are equal, hash [0-9a-f]{16}\n$/);
    const { stdout: json } = await evenhand('replay', recording, '--json');
    const document = JSON.parse(json) as Record<string, unknown>;
    expect(document).toMatchObject({ confirmed: true, whole: true, difference: null });
    const end = readFileSync(recording, 'utf8').trimEnd().split('\n').at(-1) ?? '';
    const { events, hash } = JSON.parse(end) as Record<string, unknown>;
    expect(document).toMatchObject({ events, hash });
  });

  it('names the first line that differs, both ways', async () => {
    const path = changed('changed.ndjson', (lines) => {
      lines[30] = lines[30].replace(/"t":\d+/, '"t":9999');
    });
    const { code, stdout, stderr } = await evenhand('replay', path);
    expect(code).toBe(1);
    expect(stderr).toBe(`error: ${path}:31: the run done again differs from here on\n`);
    expect(stdout).toMatch(/^not confirmed: 29 events are equal, line 31 is not\n/);
    expect(stdout).toMatch(
      /\n {2}recorded: \{"seq":29,"t":9999.*\n {2}again: {4}\{"seq":29,"t":\d/,
    );
  });

  it('names a hash that is not that of the run, and lines that are too many', async () => {
    const path = changed('hash.ndjson', (lines) => {
      lines[lines.length - 2] = lines[lines.length - 2].replace(/"hash":".{4}/, '"hash":"0000');
    });
    const { code, stdout } = await evenhand('replay', path);
    expect(code).toBe(1);
    expect(stdout).toContain('"hash":"0000');
    const longer = changed('longer.ndjson', (lines) => lines.push('{"seq":1}'));
    expect((await evenhand('replay', longer)).stdout).toContain('again:    nothing: it is over');
  });

  it('takes a recording of a run that was stopped, and other spaces', async () => {
    const stopped = join(folder, 'stopped.ndjson');
    writeFileSync(stopped, readFileSync(recording, 'utf8').slice(0, 4000));
    const { code, stdout } = await evenhand('replay', stopped);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^confirmed as far as it goes: \d+ events are equal, then /);
    const spaced = changed('spaced.ndjson', (lines) => {
      lines[5] = lines[5].replaceAll(':', ' : ');
    });
    expect((await evenhand('replay', spaced)).code).toBe(0);
  });

  it('takes the scenario from a file where the recording has none', async () => {
    const bare = changed('bare.ndjson', (lines) => {
      const { document, ...header } = JSON.parse(lines[0]) as Record<string, unknown>;
      expect(document).toMatchObject({ seed: 'abc', policy: 'fifo' });
      lines[0] = JSON.stringify(header);
    });
    const without = await evenhand('replay', bare);
    expect(without.code).toBe(2);
    expect(without.stderr).toContain('found a recording without its scenario, wanted');
    expect((await evenhand('replay', bare, '--scenario', scenario)).code).toBe(0);
  });

  it('refuses what is no recording of a simulated run', async () => {
    const live = changed('live.ndjson', (lines) => {
      lines[0] = lines[0].replace('"simulated"', '"live"');
    });
    for (const [path, message] of [
      [live, 'found a recording of a live run, wanted one of a simulated run'],
      [scenario, 'one.yaml: line 1: found '],
      [join(folder, 'none'), 'none: no such file'],
    ]) {
      const { code, stdout, stderr } = await evenhand('replay', path);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain(message);
    }
  });
});
