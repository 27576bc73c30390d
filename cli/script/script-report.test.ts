import { describe, expect, it } from 'vitest';

import { scriptOf } from '../../test/support/script-runs.ts';
import type { Failure } from './run-script.ts';
import type { ScriptOutcome } from './run-scripts.ts';
import { outcomesDocument, outcomesText } from './script-report.ts';
import { sideBySide } from './side-by-side.ts';

const PLAIN = { colour: false, width: 80, interactive: false };

function outcome(file: string, name: string, failures: Failure[], at?: number): ScriptOutcome {
  const steps = [{ do: 'recover_all' }, { expect: { offers: [] } }];
  const script = scriptOf({ name, area: 'counting', kind: 'allocator', steps });
  const source = { file, path: at === undefined ? [] : [at], script };
  return { source, failures, defect: null, explanation: [] };
}

const RUNS: Failure = { step: 1, expected: { allocation_runs: 1 }, found: { allocation_runs: 2 } };
const LEFT: Failure = { step: 2, expected: { offers: [] }, found: { offers: [{ agent: 'a' }] } };
const outcomes = [
  outcome('one.json', 'first', []),
  outcome('two.json', 'second', [RUNS, LEFT], 0),
  outcome('two.json', 'third', [], 1),
];

describe('the document', () => {
  it('is as promised', () => {
    expect(outcomesDocument(outcomes)).toEqual({
      passed: 2,
      failed: 1,
      scripts: [
        { name: 'first', area: 'counting', file: 'one.json', passed: true, failures: [] },
        {
          ...{ name: 'second', area: 'counting', file: 'two.json', passed: false },
          failures: [RUNS, LEFT],
        },
        { name: 'third', area: 'counting', file: 'two.json', passed: true, failures: [] },
      ],
    });
  });
});

describe('the text', () => {
  it('counts by file and area and shows each failure, expected beside found', () => {
    expect(outcomesText(outcomes, PLAIN)).toMatchInlineSnapshot(`
      "file      area      passed  failed
      one.json  counting       1       0
      two.json  counting       1       1

      failed second (two.json [0])
        step 1
          expected               found
          {"allocation_runs":1}  {"allocation_runs":2}
        at the end
          expected       found
          {"offers":[]}  {"offers":[{"agent":"a"}]}

      2 passed, 1 failed
      "
    `);
  });

  it('says when all passed', () => {
    expect(outcomesText(outcomes.slice(0, 1), PLAIN)).toMatch(/\n1 passed\n$/);
  });

  it('shows control characters from files, and sends none', () => {
    const text = outcomesText([outcome('\u001b[1m.json', '\u001b[2m', [RUNS])], PLAIN);
    expect(text).not.toContain('\u001b');
  });
});

describe('side by side', () => {
  it('keeps what is short on one line', () => {
    expect(sideBySide(['a'], 7, PLAIN)).toBe('    expected  found\n    ["a"]     7\n');
  });

  it('breaks lists and objects, and texts that are too long, at the width of a column', () => {
    const long = 'x'.repeat(50);
    const text = sideBySide({ offers: [{ a: 'one' }, { b: long }] }, [], PLAIN);
    expect(text).toMatchInlineSnapshot(`
      "    expected                     found
          {                            []
            "offers": [
              {"a":"one"}
              {
                "b": "xxxxxxxxxxxxxxx
                xxxxxxxxxxxxxxxx
                xxxxxxxxxxxxxxxx
                xxx"
              }
            ]
          }
      "
    `);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
});
