import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it, vi } from 'vitest';

import { registerDivide } from './divide.ts';

const folder = mkdtempSync(join(tmpdir(), 'evenhand-divide-'));

const RUNNING = `capacity: { cpus: 9, mem: 18 }
users:
  - { name: A, demand: { cpus: 1, mem: 4 } }
  - { name: B, demand: { cpus: 3, mem: 1 } }
`;

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const whole = file('whole.yaml', `${RUNNING}tieBreak: [B, A]\n`);
const parts = file('parts.yaml', `${RUNNING}divisible: true\n`);

/** What `evenhand divide …` prints to standard output. */
async function divide(...args: string[]): Promise<string> {
  const written: string[] = [];
  vi.stubEnv('COLUMNS', '120');
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  try {
    const program = new Command().exitOverride();
    registerDivide(program);
    await program.parseAsync(['divide', ...args], { from: 'user' });
  } finally {
    write.mockRestore();
    vi.unstubAllEnvs();
  }
  return written.join('');
}

describe('evenhand divide', () => {
  it('prints the JSON that is promised', async () => {
    const document: unknown = JSON.parse(await divide(whole, '--policy', 'drf', '--json'));
    expect(document).toEqual({
      results: [
        {
          policy: 'drf',
          users: [
            {
              name: 'A',
              tasks: 3,
              resources: { cpus: 3, mem: 12 },
              shares: { cpus: 0.3333333333333333, mem: 0.6666666666666666 },
              dominantResource: 'mem',
              dominantShare: 0.6666666666666666,
            },
            {
              name: 'B',
              tasks: 2,
              resources: { cpus: 6, mem: 2 },
              shares: { cpus: 0.6666666666666666, mem: 0.1111111111111111 },
              dominantResource: 'cpus',
              dominantShare: 0.6666666666666666,
            },
          ],
          schedule: ['B', 'A', 'A', 'B', 'A'],
          utilization: { cpus: 1, mem: 0.7777777777777778 },
          properties: { sharingIncentive: true, envyFree: true, paretoEfficient: true },
          jain: 1,
        },
      ],
    });
  });

  it('leaves the schedule out for divisible tasks', async () => {
    const text = await divide(parts, '--policy', 'drf', 'ceei', '--json');
    const { results } = JSON.parse(text) as { results: Record<string, unknown>[] };
    expect(results.map(({ policy }) => policy)).toEqual(['drf', 'ceei']);
    expect(results.every((result) => !('schedule' in result))).toBe(true);
  });

  it('prints a table with fractions', async () => {
    expect(await divide(parts, '--policy', 'ceei')).toBe(
      [
        'ceei: largest product of tasks: competitive equilibrium from equal incomes',
        'user  tasks   cpus     mem  dominant share  of',
        'A     45/11  45/11  180/11           10/11  mem',
        'B     18/11  54/11   18/11            6/11  cpus',
        'used             1       1',
        'sharing incentive yes, envy-free yes, Pareto efficient yes, Jain index 0.9412',
        '',
      ].join('\n'),
    );
  });

  it('prints the order of whole tasks', async () => {
    expect(await divide(whole, '--policy', 'drf')).toContain('\norder: B A A B A\n');
  });

  it('cuts a long order to the line', async () => {
    const many = file('many.yaml', RUNNING.replace('cpus: 9, mem: 18', 'cpus: 900, mem: 1800'));
    const lines = (await divide(many, '--policy', 'drf')).split('\n');
    const order = lines.find((line) => line.startsWith('order: ')) ?? '';
    expect(order).toMatch(/^order: A B A .* … \(500 tasks\)$/);
    expect(order.length).toBeLessThanOrEqual(120);
  });

  it('says which policies have no division on paper', async () => {
    for (const name of ['sjf', 'srpt', 'las', 'themis', 'random']) {
      await expect(divide(whole, '--policy', name)).rejects.toThrow(
        `--policy: found "${name}" (sjf, srpt, las, random, themis go by time or chance, and ` +
          'divide nothing on paper), wanted one of drf, ',
      );
    }
    await expect(divide(whole, '--policy', 'srtp')).rejects.toThrow('found "srtp", wanted one of');
  });

  it('divides by all policies that apply, and says which do not', async () => {
    const text = await divide(whole);
    const named = [...text.matchAll(/^(?<name>[\w:-]+): /gm)].map(
      (match) => match.groups?.['name'],
    );
    expect(named.filter((name) => name !== 'order')).toEqual([
      ...['drf', 'asset', 'static', 'fifo', 'maxmin:cpus', 'maxmin:mem'],
    ]);
    expect(text).toContain('left out ceei: it trades in parts of tasks, found whole tasks;');
  });

  it('searches for violations', async () => {
    const text = await divide(parts, '--policy', 'drf', '--properties');
    expect(text).toContain('strategy-proofness: no violation in 300 lies\n');
    expect(text).toContain('with 2 times the mem B falls from 2 to 3/2 tasks\n');
    const json = await divide(parts, '--policy', 'ceei', '--properties', '--json');
    const { results } = JSON.parse(json) as {
      results: { search: { strategyProofness: { counterexample: object } } }[];
    };
    expect(results[0].search.strategyProofness.counterexample).toMatchObject({ user: 'B' });
  });

  it('finds the problem behind the names of policies', async () => {
    expect(await divide('--policy', 'drf', parts)).toContain('drf: equal dominant shares');
  });

  it('writes JSON to a file beside the table', async () => {
    const target = join(folder, 'out.json');
    expect(await divide(parts, '--policy', 'drf', '--json', target)).toContain('drf: ');
    expect(readFileSync(target, 'utf8')).toContain('"policy": "drf"');
  });

  it.each([
    [[whole, '--policy', 'dfr'], '--policy: found "dfr", wanted one of drf, wdrf, asset, ceei'],
    [[whole, '--policy', 'ceei'], 'policy ceei does not apply: it trades in parts of tasks'],
    [[whole, '--policy', 'slots'], 'policy slots does not apply: found no slotsPerNode'],
    [[whole, '--policy', 'maxmin:gpus'], 'does not apply: found no resource gpus, wanted one of'],
    [[whole, '--policy', 'maxmin:'], '--policy: found "maxmin:", wanted one of'],
    [[], 'divide: found no problem, wanted its file'],
    [['nope.yaml'], 'nope.yaml: no such file'],
    [[folder], 'is a folder, wanted a file'],
  ])('refuses %j', async (args, message) => {
    await expect(divide(...args)).rejects.toMatchObject({
      name: 'UsageError',
      message: expect.stringContaining(message),
    });
  });
});
