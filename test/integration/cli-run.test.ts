import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

import { evenhand, temporaryFolder } from '../support/evenhand-process.ts';
import { readStrictly } from '../support/strict-chrome-trace.ts';

const folder = temporaryFolder();
const scenario = join(folder, 'two.yaml');

const ROWS = [
  ['job0', 0, 0, 67_108_864, 0, 1024],
  ['job<b>', 5, 5, 1e9, 1e8, 1024],
];

beforeAll(() => {
  mkdirSync(join(folder, 'traces'));
  const text = ROWS.map((row) => `${row.join('\t')}\n`).join('');
  writeFileSync(join(folder, 'traces/a.tsv'), text);
  writeFileSync(
    scenario,
    `name: two
cluster: { agents: [ { count: 3, resources: "cpus:4;mem:16384" } ] }
policy: drf
roles: { eng: { weight: 2 } }
frameworks:
  - { name: hadoop, role: eng, kind: mapreduce, trace: traces/a.tsv }
  - { name: other, kind: mapreduce, trace: traces/a.tsv }
`,
  );
});

describe('run', () => {
  it('runs a scenario, verifies it, and prints its hash', async () => {
    const { code, stdout, stderr } = await evenhand('run', scenario, '--verify');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^two: drf at seed 1\n4 jobs, \d+ tasks; 3 agents/);
    expect(stdout).toMatch(/\nhash [0-9a-f]{16} of [\d,]+ events\n/);
    expect(stdout).toContain('verified: a second run is equal\n');
  });

  it('takes seed and policy from the command line', async () => {
    const document = async (...args: string[]): Promise<Record<string, unknown>> => {
      const { stdout } = await evenhand('run', scenario, '--json', ...args);
      return (JSON.parse(stdout) as { run: Record<string, unknown> }).run;
    };
    const [as, seeded, fifo] = await Promise.all([
      document(),
      document('--seed', 'abc'),
      document('--policy', 'fifo'),
    ]);
    expect(as).toMatchObject({ policy: 'drf', seed: '1', complete: true, littlesLawHolds: true });
    expect(seeded).toMatchObject({ policy: 'drf', seed: 'abc' });
    expect(fifo).toMatchObject({ policy: 'fifo', seed: '1' });
    expect(seeded['hash']).not.toBe(as['hash']);
  });

  it('writes the event log, all of it and in order', async () => {
    const path = join(folder, 'events.ndjson');
    const { stdout } = await evenhand('run', scenario, '--events', path);
    const [header, ...records] = readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(header).toMatchObject({ scenario: 'two', frameworks: ['hadoop', 'other'] });
    const end = records.pop();
    expect(records.map(({ seq }) => seq)).toEqual(records.map((_, index) => index));
    const times = records.map(({ t }) => Number(t));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const finished = records.filter(({ kind }) => kind === 'JOB_FINISHED');
    expect(finished.map(({ framework }) => String(framework)).toSorted()).toEqual([
      ...['hadoop', 'hadoop', 'other', 'other'],
    ]);
    const events = records.length.toLocaleString('en-US');
    expect(stdout).toContain(`hash ${String(end?.['hash'])} of ${events} events\n`);
  });

  it('writes a Chrome trace with a beginning and an end for every task', async () => {
    const path = join(folder, 'tasks.json');
    const { stdout } = await evenhand('run', scenario, '--trace-out', path);
    const { processes, slices } = readStrictly(readFileSync(path, 'utf8'));
    const frameworks = slices.filter(({ pid }) => processes.get(pid)?.startsWith('framework'));
    const tasks = frameworks.filter(({ category }) => category === 'task');
    for (const { fromUs, toUs } of tasks) expect(toUs).toBeGreaterThan(fromUs);
    expect(stdout).toContain(`4 jobs, ${tasks.length} tasks`);
    expect(tasks.some(({ name }) => name === 'hadoop:job<b>')).toBe(true);
  });

  it('names the place in the scenario of what cannot be run', async () => {
    const text = readFileSync(scenario, 'utf8');
    const refused = async (part: string, by: string): Promise<string> => {
      const path = join(folder, 'bad.yaml');
      writeFileSync(path, text.replace(part, by));
      const { code, stderr } = await evenhand('run', path);
      expect(code).toBe(2);
      return stderr.replace(folder, '');
    };
    expect(await refused('traces/a.tsv', 'traces/b.tsv')).toBe(
      'error: /bad.yaml:6:56: traces/b.tsv: no such file\n',
    );
    expect(await refused('cpus:4', 'cpus:0.5')).toMatch(
      /^error: \/bad\.yaml:2:20: cluster\.agents: a map task of job hadoop:job0 needs cpus:1;mem:\d+, but/,
    );
    expect(await refused('name: other', 'name: hadoop')).toMatch(
      /bad\.yaml:7:13: frameworks\[1\]\.name: hadoop is named twice/,
    );
    expect(await refused('roles: { eng', 'roles: { ops')).toMatch(/no framework has the role ops/);
    expect(await refused('policy: drf', 'masters: 9')).toMatch(/bad\.yaml:3:10: masters: found 9/);
  });

  it('runs a scenario that ships', async () => {
    const { code, stdout } = await evenhand('run', 'sim/scenarios/hadoop-hour.yaml');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^hadoop hour: drf at seed 1\n/);
  });
});
