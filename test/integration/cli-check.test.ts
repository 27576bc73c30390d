import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { evenhand, start, temporaryFolder } from '../support/evenhand-process.ts';

const folder = temporaryFolder();

const SCENARIO = `cluster: { agents: [ { count: 1, resources: "cpus:4;mem:8192" } ] }
frameworks:
  - { name: f0, kind: mapreduce, jobs: [ { tasks: 6, duration: 32s }, { at: 5m, tasks: 1, duration: 1s } ] }
faults: [ { kind: agent-restart, at: 4m, for: 5s } ]
until: 10m
`;

describe('check', () => {
  it('runs seeds of scenarios that it draws', async () => {
    const { code, stdout, stderr } = await evenhand('check', '--seed', '1..12', '--jobs', '2');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^12 of 12 seeds broke no invariant, in .* on 2 threads: /);
    expect(stdout).toMatch(/\n\d+ of them were run twice and were equal; [\d,]+ events\n$/);
  });

  it('makes a failing scenario small and writes it', async () => {
    const scenario = join(folder, 'one.yaml');
    const out = join(folder, 'out.yaml');
    writeFileSync(scenario, SCENARIO);
    const common = ['--plant', 'filter-never-expires', '--out', out];
    const { code, stdout, stderr } = await evenhand('check', scenario, '--seed', '3..5', ...common);
    expect(code).toBe(1);
    expect(stderr).toBe('error: seed 3 breaks free-is-offered\n');
    expect(stdout).toMatch(/^0 of 3 seeds broke no invariant/);
    expect(stdout).toMatch(/\nseed 3 breaks free-is-offered at \d+ s, event \d+:\n {2}/);
    expect(stdout).toMatch(/\(1 job, 0 faults, 1 agent; \d+ runs\): .*out\.yaml\n/);
    expect(readFileSync(out, 'utf8')).toMatch(/^# free-is-offered: /);

    const [, command = ''] = /to see it again: evenhand (.*)\n/.exec(stdout) ?? [];
    const again = await evenhand(...command.split(' '), '--out', join(folder, 'again.yaml'));
    expect([again.code, again.stderr]).toEqual([1, stderr]);
    const sound = await evenhand('run', out, '--seed', '3');
    expect([sound.code, sound.stderr]).toEqual([0, '']);
  });

  it('reports as JSON, the earliest failing seed on any number of threads', async () => {
    const failing = async (jobs: string): Promise<unknown> => {
      const out = join(folder, `jobs-${jobs}.yaml`);
      const args = ['--seed', '20..40', '--plant', 'epoch-not-checked', '--no-shrink', '--json'];
      const { code, stdout } = await evenhand('check', ...args, '--jobs', jobs, '--out', out);
      expect(code).toBe(1);
      const { failure } = JSON.parse(stdout) as { failure: Record<string, unknown> };
      expect(failure).toMatchObject({ file: out, shrunk: null });
      return { seed: failure['seed'], violation: failure['violation'] };
    };
    const [one, three] = [await failing('1'), await failing('3')];
    expect(one).toMatchObject({ violation: { checker: 'one-leader' } });
    expect(three).toEqual(one);
  });

  it('ends in time, and finds the canary first', async () => {
    const { code, stdout, stderr } = await evenhand('check', '--for', '1s', '--canary');
    expect(code).toBe(0);
    expect(stderr).toMatch(/^canary found by fair-shares after \d+ seeds$/m);
    expect(stdout).toMatch(/^\d+ seeds broke no invariant/);
  });

  it('ends at Ctrl-C with what it has seen', async () => {
    const { child, ended } = start('check', '--for', '1h', '--json');
    setTimeout(() => child.kill('SIGINT'), 2000);
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(/error: interrupted after \d+ seeds that broke nothing\n$/);
    expect(JSON.parse(stdout)).toMatchObject({ failure: null, refused: null });
  });

  it.each([
    [['--seed', '9..3'], '--seed: found 9..3, which runs backwards; wanted 3..9'],
    [['--for', 'soon'], '--for: found "soon", wanted a duration such as'],
    [['--plant', 'nothing'], 'Allowed choices are'],
    [['missing.yaml'], 'missing.yaml: no such file'],
    [['missing.yaml', '--canary'], '--canary: found a scenario, wanted none'],
    [['--out', '/no/such/folder/x.yaml'], '--out: cannot write'],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await evenhand('check', ...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});

describe('run', () => {
  it('comes out the same with checks and without', async () => {
    // Nothing is broken in a sound engine: the scenario must come out the same with and without.
    const scenario = join(folder, 'sound.yaml');
    writeFileSync(scenario, SCENARIO);
    const [on, off] = await Promise.all([
      evenhand('run', scenario, '--json'),
      evenhand('run', scenario, '--json', '--checks', 'off'),
    ]);
    expect([on.code, off.code]).toEqual([0, 0]);
    expect(JSON.parse(on.stdout)).toEqual(JSON.parse(off.stdout));
    expect(JSON.parse(on.stdout)).toMatchObject({ violation: null });
    expect(existsSync('check-3.yaml')).toBe(false);
  });
});
