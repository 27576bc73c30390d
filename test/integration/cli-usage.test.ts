import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { HOUR, evenhand, temporaryFolder } from '../support/evenhand-process.ts';

const folder = temporaryFolder();

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const ROWS = 'job0\t0\t0\t67108864\t0\t1024\njob1\t5\t5\t134217728\t1024\t1024\n';
const compare = ['compare', '--policy', 'drf', '--seed', '1', '--agents', '2'];

describe('wrong usage', () => {
  it.each<[what: string, args: string[], says: string]>([
    ['an unknown command', ['compar'], "unknown command 'compar'"],
    ['an unknown option', [...compare, '--trace', HOUR, '--sed', '1'], "unknown option '--sed'"],
    ['no trace', ['compare'], "required option '--trace <files...>' not specified"],
    ['a missing file', [...compare, '--trace', 'nope.tsv'], 'nope.tsv: no such file'],
    ['a folder', [...compare, '--trace', 'traces'], 'traces: is a folder without parts'],
    [
      'an unknown policy',
      ['compare', '--trace', HOUR, '--policy', 'drf,dfr'],
      '--policy: found "dfr", wanted one of drf, wdrf',
    ],
    [
      'a preset of faults that is none',
      [...compare, '--trace', HOUR, '--faults', 'agent-chrun'],
      'wanted one of agent-churn, rack-outage, master-failover',
    ],
    [
      'seeds that run backwards',
      ['compare', '--trace', HOUR, '--seed', '5..1'],
      '--seed: found 5..1, which runs backwards; wanted 1..5',
    ],
    [
      'no agents',
      ['compare', '--trace', HOUR, '--agents', '0'],
      '--agents: found 0 agents, wanted at least 1',
    ],
    [
      'an agent too small for a task',
      ['compare', '--trace', HOUR, '--agent', 'cpus:16;mem:4096'],
      'but the biggest agent has cpus:16;mem:4096',
    ],
    [
      'a policy under which a framework would get no agent',
      ['compare', '--trace', HOUR, '--agents', '2', '--policy', 'drf,static'],
      'policy static has no agent for load and 1 more: 2 agents for 4 frameworks',
    ],
    [
      'resources that are none',
      ['compare', '--trace', HOUR, '--agent', 'cpus=16'],
      '--agent: resources, column 1: found "cpus=16" without ":"',
    ],
    [
      'a weight for nobody',
      [...compare, '--trace', HOUR, '--weight', 'nobody=2'],
      'a weight is given for nobody, but the frameworks are',
    ],
    [
      'a report that cannot be written',
      [...compare, '--trace', HOUR, '--report', 'no/such/folder/x.html'],
      '--report: cannot write no/such/folder/x.html: no/such/folder: no such file',
    ],
    ['a missing scenario', ['run', 'nope.yaml'], 'nope.yaml: no such file'],
  ])('ends with code 2 and one line: %s', async (_what, args, says) => {
    const { code, stdout, stderr } = await evenhand(...args);
    expect(stderr).toContain(says);
    expect(stderr.trimEnd().split('\n')[0]).toMatch(/^error: /);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect([code, stdout]).toEqual([2, '']);
  });

  it('names job, stage and demand of the task that fits nowhere', async () => {
    const trace = file('small.tsv', ROWS);
    const { code, stderr } = await evenhand(
      ...['compare', '--trace', trace, '--agent', 'cpus:1;mem:1000'],
    );
    expect(stderr).toMatch(
      /^error: a map task of job job0 needs cpus:\d+;mem:\d+, but the biggest agent has cpus:1;mem:1000/,
    );
    expect(code).toBe(2);
  });

  it('shows the stack with --debug', async () => {
    const { code, stderr } = await evenhand('--debug', ...compare, '--trace', 'nope.tsv');
    expect(stderr).toMatch(/UsageError: nope\.tsv: no such file\n\s+at /);
    expect(code).toBe(2);
  });
});

describe('traces with bad rows', () => {
  it('are used without them, and the first is reported with its line and their number', async () => {
    const trace = file('bad.tsv', `${ROWS}job2\tx\t1\t1\t1\t1\njob3\t9\n${ROWS}`);
    const { code, stderr, stdout } = await evenhand(...compare, '--trace', trace);
    expect(stderr).toContain(
      'warning: bad.tsv: 2 of 6 rows refused; line 3: column 2 (submit time): found "x"',
    );
    expect(stderr).toContain('(and 1 more)');
    expect(stdout).toContain('bad.tsv: 4 jobs');
    expect(code).toBe(0);
  });

  it('are refused when nothing is left', async () => {
    const trace = file('all-bad.tsv', 'job0\tx\t1\t1\t1\t1\njob1\t-1\t1\t1\t1\t1\n');
    const { code, stderr } = await evenhand(...compare, '--trace', trace);
    expect(stderr).toMatch(/^error: .*all-bad\.tsv: found no/);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(code).toBe(2);
  });

  it('are refused when they are something else', async () => {
    const { code, stderr } = await evenhand(...compare, '--trace', 'package.json');
    expect(stderr).toContain('package.json: found JSON, wanted a trace: SWIM, Rumen, ');
    expect(code).toBe(2);
  });
});

describe('help', () => {
  it.each([
    [[]],
    [['compare']],
    [['run']],
    [['policies']],
    [['bench']],
    [['trace']],
    [['trace', 'inspect']],
    [['trace', 'generate']],
    [['script']],
    [['divide']],
  ])('of evenhand %s has an example', async (command) => {
    const { code, stdout } = await evenhand(...command, '--help');
    expect(stdout).toMatch(/\nExamples?:\n {2}evenhand /);
    expect(code).toBe(0);
  });

  it('is shown, as an error, when no command is given', async () => {
    const { code, stderr } = await evenhand();
    expect(stderr).toContain('Usage: evenhand');
    expect(code).toBe(2);
  });

  it('has the version', async () => {
    const { code, stdout } = await evenhand('--version');
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(code).toBe(0);
  });
});

describe('policies', () => {
  it('are listed for people and for programs', async () => {
    const [people, programs] = await Promise.all([
      evenhand('policies'),
      evenhand('policies', '--json'),
    ]);
    const document = JSON.parse(programs.stdout) as { policies: { name: string }[] };
    expect(document.policies.map(({ name }) => name)).toContain('maxmin:mem');
    for (const { name } of document.policies) expect(people.stdout).toContain(`${name} `);
  });
});
