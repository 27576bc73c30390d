import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { evenhand, temporaryFolder } from '../support/evenhand-process.ts';
import { smallScript } from '../support/script-runs.ts';

const folder = temporaryFolder();

function file(name: string, document: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof document === 'string' ? document : JSON.stringify(document));
  return path;
}

const ADD_A = { do: 'add_agent', agent: 'a' };
const ADD_F = { do: 'add_framework', framework: 'f' };
const good = file(
  'good.json',
  smallScript([ADD_F, ADD_A, { expect: { offer_totals: { f: { agents: 1 } } } }]),
);
const bad = file('bad.json', smallScript([ADD_F, ADD_A, { expect: { offers: [] } }]));
const held = { framework: 'f', role: 'web', agent: 'a' };

const HUGE = '9'.repeat(10_000_000);

/** What is refused, as number n in a file n.json. */
const MALFORMED: readonly [what: string, document: unknown, says: RegExp][] = [
  ['no JSON', '{"name": x}', /^error: .*0\.json:1:10: found "x", wanted a JSON value\n$/],
  [
    'an unknown step',
    smallScript([{ do: 'x' }]),
    /1\.json: steps\[0\]\.do: found "x", wanted one of add_agent/,
  ],
  [
    'an unknown expectation',
    smallScript([{ expect: { x: 1 } }]),
    /2\.json: steps\[0\]\.expect: found the field "x", wanted one of offers/,
  ],
  [
    'a negative resource',
    [smallScript([], { agents: { a: { resources: 'cpus:-1' } } })],
    /3\.json: \[0\]\.agents\.a\.resources: column 6: "cpus": found -1/,
  ],
  [
    'not a number',
    '{"name": "x", "kind": "allocator", "steps": [{"do": "advance", "seconds": NaN}]}',
    /4\.json:1:75: found "N", wanted a JSON value/,
  ],
  [
    'an agent nobody defined',
    smallScript([{ do: 'add_agent', agent: 'z' }]),
    /5\.json: steps\[0\]\.agent: found "z", wanted an agent that is defined/,
  ],
  [
    'an agent added twice',
    smallScript([ADD_A, ADD_A]),
    /6\.json: steps\[1\]\.agent: found "a", which was added before/,
  ],
  [
    'a number of ten million digits',
    `{"name": "x", "kind": "allocator", "steps": [{"do": "advance", "seconds": ${HUGE}}]}`,
    /7\.json: steps\[0\]\.seconds: found Infinity, wanted seconds/,
  ],
  ['deep nesting', '['.repeat(200_000), /8\.json:1:200001: found the end of the file/],
  [
    'deep nesting that is JSON',
    `${'['.repeat(200_000)}${']'.repeat(200_000)}`,
    /9\.json: found lists and objects nested more than 64 deep/,
  ],
  [
    'wrong types',
    smallScript([{ do: 'advance', seconds: [] }]),
    /10\.json: steps\[0\]\.seconds: found \[\], wanted seconds/,
  ],
];

describe('exit codes of evenhand script', () => {
  it('0 when everything passed', async () => {
    const { code, stdout, stderr } = await evenhand('script', good);
    expect(stdout).toMatch(/\n1 passed\n$/);
    expect([code, stderr]).toEqual([0, '']);
  });

  it('1 when an expectation did not hold, with the document all the same', async () => {
    const { code, stdout, stderr } = await evenhand('script', good, bad, '--json');
    expect(JSON.parse(stdout)).toEqual({
      passed: 1,
      failed: 1,
      scripts: [
        { name: 'small', area: '', file: good, passed: true, failures: [] },
        {
          ...{ name: 'small', area: '', file: bad, passed: false },
          failures: [
            {
              step: 2,
              expected: { offers: [] },
              found: { offers: [{ ...held, resources: 'cpus:4;mem:4096' }] },
            },
          ],
        },
      ],
    });
    expect([code, stderr]).toEqual([1, 'error: 1 of 2 scripts failed\n']);
  });

  it.each(MALFORMED.map(([what, document, says], at) => ({ what, document, says, at })))(
    '2 and one line for $what',
    async ({ document, says, at }) => {
      const { code, stdout, stderr } = await evenhand('script', good, file(`${at}.json`, document));
      expect(stderr).toMatch(says);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
      expect([code, stdout]).toEqual([2, '']);
    },
  );

  it('2 for a step that cannot be done, after all scripts have run', async () => {
    const steps = [ADD_A, { ...ADD_F, active: false }];
    const decline = { do: 'decline', ...held, filter_seconds: 1 };
    const odd = file('odd.json', smallScript([...steps, decline]));
    const { code, stdout, stderr } = await evenhand('script', odd, good, '--json');
    expect(stderr).toMatch(/odd\.json: steps\[2\]: found nothing held by f under web on a/);
    const failure = { step: 2, expected: 'a step that can be done' };
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ passed: 1, failed: 1 },
      scripts: [{ passed: false, failures: [failure] }, { passed: true }],
    });
    expect(code).toBe(2);
  });

  it('2 without a file; help has an example', async () => {
    expect(await evenhand('script')).toMatchObject({ code: 2, stdout: '' });
    const { code, stdout } = await evenhand('script', '--help');
    expect(stdout).toMatch(/\nExamples?:\n {2}evenhand script /);
    expect(code).toBe(0);
  });
});
