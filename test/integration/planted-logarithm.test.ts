import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import { mathDigest } from '../../core/math/digest.ts';
import { evenhand, temporaryFolder } from '../support/evenhand-process.ts';

const folder = temporaryFolder();
const [program, planted, digest] = [
  '../../dist/cli/main.js',
  '../support/planted-logarithm.mjs',
  '../../dist/core/math/digest.js',
].map((path) => new URL(path, import.meta.url));

/** Single precision: what a hasty approximation is like. */
const ROUGH = 'Math.fround(Math.log(x))';

const SCENARIO = `cluster: { agents: [ { count: 4, resources: "cpus:4;mem:16384" } ] }
frameworks:
  - { name: f0, kind: mapreduce, jobs: [ { tasks: 40, duration: 30s } ] }
faults: [ { kind: agent-restart, rate: 1 per 1m per agent, for: 5s } ]
network: { latency: { mean: 500us, p99: 5ms } }
until: 10m
`;

/** Runs something in an engine whose logarithm is this expression of x. */
function withLogarithm(expression: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', planted.href, ...args],
    { env: { ...process.env, EVENHAND_TEST_LOG: expression }, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

function recordingWith(expression: string): string {
  const [scenario, recording] = [join(folder, 'run.yaml'), join(folder, 'run.ndjson')];
  writeFileSync(scenario, SCENARIO);
  withLogarithm(expression, fileURLToPath(program), 'run', scenario, '--events', recording);
  return recording;
}

describe('a run with another logarithm', () => {
  it('is named at the first event that differs: when, whose, and what of it', async () => {
    const recording = recordingWith(ROUGH);
    const { code, stdout } = await evenhand('replay', recording);
    expect(code).toBe(1);
    const [title, words = ''] = stdout.split('\n');
    const [, equal = ''] =
      /^not confirmed: (\d+) events are equal, line \d+ is not$/.exec(title) ?? [];
    const event = /^ {2}event (\d+) at ([\d.]+) s, AGENT_PROCESS_DOWN, agent (agent\d): (.*)$/;
    const [, sequence, recorded, agent, differs = ''] = event.exec(words) ?? [];
    const [, was, again] = /^t was ([\d.]+) and is ([\d.]+)$/.exec(differs) ?? [];
    expect([sequence, was]).toEqual([equal, recorded]);
    expect(Math.abs(Number(again) - Number(recorded))).toBeLessThan(1e-4);
    // The header is the first line.
    const lines = readFileSync(recording, 'utf8').split('\n');
    const found = { seq: Number(equal), t: Number(recorded), agent };
    expect(JSON.parse(lines[Number(equal) + 1])).toMatchObject(found);
    const sound = lines.slice(0, Number(equal) + 1).join('\n');
    const before = join(folder, 'before.ndjson');
    writeFileSync(before, `${sound}\n`);
    expect((await evenhand('replay', before)).stdout).toMatch(/^confirmed as far as it goes: /);
  });

  it("is Math.log's by the digest of the mathematics, though its events are equal", async () => {
    // Time is whole microseconds: the last bit of a logarithm is seen once in a thousand million.
    const module = JSON.stringify(digest.href);
    const script = `import(${module}).then((m) => console.log(m.mathDigest()))`;
    const found = withLogarithm('Math.log(x)', '-e', script).trim();
    expect(found).toMatch(/^[0-9a-f]{8}$/);
    expect(found).not.toBe(mathDigest());
    const { code, stdout } = await evenhand('replay', recordingWith('Math.log(x)'));
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^confirmed: /)]);
  });
});
