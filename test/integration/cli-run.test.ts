import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

import { evenhand, temporaryFolder } from '../support/evenhand-process.ts';

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
    const path = join(folder, 'events.tsv');
    const { stdout } = await evenhand('run', scenario, '--events', path);
    const [heading, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(heading).toBe('sequence\ttime\tevent\tframework\tagent\tsubject\tdetail');
    const rows = lines.map((line) => line.split('\t'));
    expect(rows.map(([sequence]) => Number(sequence))).toEqual(rows.map((_, index) => index));
    const times = rows.map(([, time]) => Number(time));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const finished = rows.filter(([, , event]) => event === 'JOB_FINISHED');
    expect(finished.map(([, , , framework]) => framework).toSorted()).toEqual([
      ...['hadoop', 'hadoop', 'other', 'other'],
    ]);
    expect(stdout).toContain(` of ${rows.length.toLocaleString('en-US')} events\n`);
  });

  it('writes a Chrome trace with a beginning and an end for every task', async () => {
    const path = join(folder, 'tasks.json');
    const { stdout } = await evenhand('run', scenario, '--trace-out', path);
    const { traceEvents } = JSON.parse(readFileSync(path, 'utf8')) as {
      traceEvents: { ph: string; id: number; ts: number; name: string }[];
    };
    const of = (phase: string): Map<number, number> =>
      new Map(traceEvents.filter(({ ph }) => ph === phase).map(({ id, ts }) => [id, ts]));
    const begun = of('b');
    const ended = of('e');
    expect([...ended.keys()].toSorted((a, b) => a - b)).toEqual([...begun.keys()]);
    for (const [id, end] of ended) expect(end).toBeGreaterThan(begun.get(id) ?? Infinity);
    expect(stdout).toContain(`4 jobs, ${begun.size} tasks`);
    expect(traceEvents.some(({ name }) => name === 'hadoop:job<b>')).toBe(true);
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
      /^error: \/bad\.yaml:2:20: a map task of job hadoop:job0 needs cpus:1;mem:\d+, but/,
    );
    expect(await refused('name: other', 'name: hadoop')).toMatch(/bad\.yaml:7:13: hadoop is named/);
    expect(await refused('roles: { eng', 'roles: { ops')).toMatch(/no framework has the role ops/);
    expect(await refused('policy: drf', 'masters: 3')).toMatch(/not simulated yet/);
  });

  it('runs the scenario that ships', async () => {
    const { code, stdout } = await evenhand('run', 'sim/scenarios/hadoop-day.yaml');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^hadoop day: drf at seed 1\n/);
  });
});
