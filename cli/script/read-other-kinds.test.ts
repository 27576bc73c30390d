import { describe, expect, it } from 'vitest';

import { scriptsOf } from './read-scripts.ts';

/** The message with which a document is refused. */
function refusalOf(document: unknown): string {
  try {
    scriptsOf(document, 's.json');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'read';
}

describe('malformed scripts of other kinds', () => {
  const sorter = (...steps: object[]): object => ({ name: 'x', kind: 'sorter', steps });
  const cases = (...all: object[]): object => ({ name: 'x', kind: 'resources', cases: all });
  const constraints = (...all: object[]): object => ({
    name: 'x',
    kind: 'constraints',
    cases: all,
  });

  it.each<[what: string, document: unknown, message: string]>([
    [
      'an unknown sorter',
      { name: 'x', kind: 'sorter', config: { sorter: 'fifo' }, steps: [] },
      'config.sorter: found "fifo", wanted one of drf, random, any',
    ],
    [
      'an unknown sorter step',
      sorter({ do: 'add' }),
      'steps[0].do: found "add", wanted one of add_client, remove_client',
    ],
    [
      'an unknown check',
      sorter({ expect: { order: [] } }),
      'steps[0].expect: found the field "order", wanted one of sort, sort_unordered',
    ],
    [
      'a probability of two',
      sorter({ expect: { distribution: { samples: 1, tolerance: 0, table: { a: [2] } } } }),
      'steps[0].expect.distribution.table.a[0]: found 2, wanted a probability',
    ],
    [
      'no samples',
      sorter({ expect: { distribution: { samples: 0, tolerance: 0, table: {} } } }),
      'distribution.samples: found 0, wanted at least one sample',
    ],
    [
      'an unknown operation',
      cases({ op: 'sub', args: [] }),
      'cases[0].op: found "sub", wanted a case with an op, one of add, subtract',
    ],
    [
      'too few arguments',
      cases({ op: 'contains', args: ['cpus:1'], result: true }),
      'cases[0].args: found ["cpus:1"], wanted a list of 2',
    ],
    [
      'a bad argument',
      cases({ op: 'add', args: ['cpus'], result: '' }),
      'cases[0].args[0]: column 1: found "cpus" without ":"',
    ],
    [
      'no result',
      cases({ op: 'add', args: ['cpus:1'] }),
      'cases[0].result: found nothing, wanted resources',
    ],
    [
      'a result and an error',
      cases({ op: 'apply', args: [''], operations: [], result: '', error: true }),
      'wanted a result or "error": true',
    ],
    [
      'no target',
      cases({ op: 'shrink_to_limits', args: [''], result: '' }),
      'cases[0].target: found nothing, wanted limits such as',
    ],
    [
      'two results',
      cases({ op: 'shrink_to_limits', args: [''], target: {}, result: '', result_one_of: [] }),
      'wanted a result or a result_one_of',
    ],
    [
      'a case about nothing',
      constraints({ excluded: true }),
      'cases[0]: found {"excluded":true}, wanted {"role", …, "excluded"} or {"groups", "valid"}',
    ],
    [
      'a case without a verdict',
      constraints({ role: 'a' }),
      'cases[0].excluded: found nothing, wanted true or false',
    ],
  ])('are refused: %s', (_what, document, message) => {
    expect(refusalOf(document)).toContain(message);
  });
});
