import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_WORKLOAD_SETTINGS } from '../model/workload-settings.ts';
import { hashOfWorkload } from '../model/workload-hash.ts';
import { TRACE_FORMATS } from './format-table.ts';

/**
 * Rows in the common form are read as bytes, all others as text. A blank in front of a number is
 * no part of it, and not of the common form: with it a row must be read alike. Where blanks
 * separate, a plus sign does the same.
 */
interface Table {
  readonly format: string;
  readonly separator: string;
  readonly columns: readonly fc.Arbitrary<string>[];
  /** A column that holds a number, and what in front of it makes the row an uncommon one. */
  readonly number: number;
  readonly mark: ' ' | '+';
}

const digits = fc.nat({ max: 999_999 }).map(String);
const few = fc.nat({ max: 3 }).map(String);
const decimal = fc.oneof(
  fc.tuple(digits, few).map(([whole, part]) => `${whole}.${part}`),
  fc.constantFrom('', '0.5', '-1', '1e2', '100.0', '.5', '0.00390625'),
  digits,
);
const strange = fc.oneof(
  fc.constantFrom('', '-1', '1.5', 'x', 'é', '9223372036854775807', '9'.repeat(30)),
  fc.constantFrom('1001', '10000000', '2147483648', '3155760001'),
);
const number = fc.oneof({ weight: 9, arbitrary: digits }, { weight: 1, arbitrary: strange });
const small = fc.oneof({ weight: 9, arbitrary: few }, { weight: 1, arbitrary: strange });
const name = fc.constantFrom('a', 'b', 'j_1', 'M1', 'R2_1', 'J3_1_2_x', 'task_Nzg=', 'é', '');
const status = fc.constantFrom('Terminated', 'Terminated', 'Failed', 'Running', '');
const nothing = fc.constant('');

const TABLES: readonly Table[] = [
  {
    ...{ format: 'google2011-task_events', mark: ' ', separator: ',', number: 0 },
    columns: [
      ...[number, nothing, small, small, digits, fc.nat({ max: 9 }).map(String), name, nothing],
      ...[small, decimal, decimal, decimal, nothing],
    ],
  },
  {
    ...{ format: 'alibaba2017-batch_task', mark: ' ', separator: ',', number: 0 },
    columns: [number, number, name, name, small, status, decimal, decimal],
  },
  {
    ...{ format: 'alibaba2018-batch_task', mark: ' ', separator: ',', number: 5 },
    columns: [name, decimal, name, few, status, number, number, decimal, decimal],
  },
  {
    ...{ format: 'swf', mark: '+', separator: ' ', number: 1 },
    columns: [
      ...[few, number, decimal, number, small, decimal, number, small, number, decimal],
      ...[fc.integer({ min: -1, max: 5 }).map(String), name, few, few, name, few, few, few],
    ],
  },
  {
    ...{ format: 'swim', mark: ' ', separator: '\t', number: 1 },
    columns: [name, number, number, number, number, number],
  },
];

function marked(field: string, mark: string): string {
  return /^\d/.test(field) ? `${mark}${field}` : field;
}

function outcome(format: string, rows: readonly string[]): unknown {
  const reader = TRACE_FORMATS.find((one) => one.name === format)?.reader();
  reader?.push(rows.join('\n'));
  const trace = reader?.end();
  const workload = trace?.toWorkload('w', DEFAULT_WORKLOAD_SETTINGS) ?? '';
  return {
    counts: trace?.counts,
    rowsRead: trace?.report.rowsRead,
    refused: trace?.report.problems.map(({ line }) => line),
    workload: typeof workload === 'string' ? workload : hashOfWorkload(workload),
  };
}

describe.each(TABLES)('$format', ({ format, separator, columns, number: column, mark }) => {
  it('reads rows alike as bytes and as text', () => {
    const row = fc.tuple(fc.tuple(...columns), fc.nat({ max: columns.length + 20 }));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), (rows) => {
        const fields = rows.map(([all, length]) => all.slice(0, length));
        const common = fields.map((all) => all.join(separator));
        const uncommon = fields.map((all) =>
          all.map((field, i) => (i === column ? marked(field, mark) : field)).join(separator),
        );
        expect(outcome(format, uncommon)).toEqual(outcome(format, common));
      }),
      { numRuns: 400 },
    );
  });
});
