import { describe, expect, it } from 'vitest';
import { csvFields } from './csv-fields.ts';
import { Fields, decimalOf, quoted, wholeOf } from './fields.ts';
import { RowReader } from './row-reader.ts';
import { Tally } from './tally.ts';
import { TextTable, ownText } from './text-table.ts';

describe('RowReader', () => {
  const read = (text: string, truncated = false): { rows: string[]; table: RowReader } => {
    const rows: string[] = [];
    const take = (row: string, line: number): string | null => {
      rows.push(`${line}:${row}`);
      return row.startsWith('bad') ? 'is bad' : null;
    };
    const table = new RowReader(take, { comment: ';', maxLength: 12 });
    table.push(text);
    table.end(truncated);
    return { rows, table };
  };

  it('hands over rows with their lines, and counts them', () => {
    const { rows, table } = read('\uFEFF; a: 1\r\na\r\n\r\n  \nbad one\n  ;b\nc');
    expect(rows).toEqual(['2:a', '5:bad one', '7:c']);
    expect(table.comments).toEqual(['a: 1', 'b']);
    expect(table.report.report()).toMatchObject({
      rowsRead: 3,
      rowsRefused: 1,
      problems: [{ line: 5, reason: 'is bad' }],
    });
  });

  it('refuses what is too long, and the row in which a damaged file ends', () => {
    const { rows, table } = read('a\n0123456789abcdef\nb\nc,d', true);
    expect(rows).toEqual(['1:a', '3:b']);
    expect(table.report.report()).toMatchObject({
      rowsRead: 4,
      rowsRefused: 2,
      problems: [
        { line: 2, reason: 'found a line above 12 bytes' },
        { line: 4, reason: 'found the end of a damaged file in the middle of a row' },
      ],
    });
  });

  it('takes rows of the common form as bytes, behind the header, and the others as text', () => {
    const seen: string[] = [];
    const table = new RowReader(
      (row) => {
        seen.push(`text ${row}`);
        return row === 'ab' ? 'is bad' : null;
      },
      {
        comment: ';',
        header: (text) => text === '1',
        plain: (bytes, from, to) => {
          const isDigit = to === from + 1 && bytes[from] >= 0x30 && bytes[from] <= 0x39;
          if (isDigit) seen.push(`bytes ${bytes[from] - 0x30}`);
          return isDigit;
        },
      },
    );
    table.push('1\n1\r\nab\n\n ; c\n;d\n2\né\n');
    expect(table.end().report()).toMatchObject({ rowsRead: 4, rowsRefused: 1 });
    expect(seen).toEqual(['bytes 1', 'text ab', 'bytes 2', 'text é']);
    expect(table.comments).toEqual(['c', 'd']);
  });

  it('refuses nothing where a damaged file ends between rows', () => {
    expect(read('a\nb\n', true).table.report.report()).toMatchObject({
      rowsRead: 2,
      rowsRefused: 0,
    });
  });
});

describe('Fields', () => {
  const names = ['job', 'time', 'size'];

  it('reads by position', () => {
    const fields = new Fields([' j1 ', '-1.5e3', '7', 'more'], names);
    expect([fields.name(0), fields.decimal(1), fields.whole(2)]).toEqual(['j1', -1500, 7]);
    expect([fields.text(9), fields.wholeOrBlank(9)]).toEqual(['', null]);
    expect(fields.problem).toBe(null);
  });

  it.each<[string, (fields: Fields) => unknown, string]>([
    ['a name', (f) => f.name(0), 'column 1 (job): found nothing, wanted a name'],
    ['a number', (f) => f.decimal(1), 'column 2 (time): found "x", wanted a number'],
    ['a whole number', (f) => f.whole(2), 'column 3 (size): found "9007199254740992", wanted a'],
  ])('says that %s is missing', (_, read, problem) => {
    const fields = new Fields([' ', 'x', '9007199254740992'], names);
    read(fields);
    expect(fields.problem).toContain(problem);
  });

  it('keeps the first problem', () => {
    const fields = new Fields(['a'], names);
    fields.whole(0);
    expect(fields.problem).toBe('found 1 column, wanted 3');
    expect(new Fields(['a'], names, 2).problem).toBe('found 1 column, wanted at least 2');
  });
});

describe('numbers', () => {
  it.each([
    ['0', 0],
    [' 12 ', 12],
    ['007', 7],
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', null],
    ['9223372036854775807', null],
    ['', null],
    [' ', null],
    ['-1', null],
    ['1.0', null],
    ['1 2', null],
    ['0x10', null],
  ])('wholeOf %j', (text, value) => {
    expect(wholeOf(text)).toBe(value);
  });

  it.each([
    ['1.5', 1.5],
    ['-.5', -0.5],
    ['2.', 2],
    ['1e3', 1000],
    ['1e999', null],
    ['Infinity', null],
    ['NaN', null],
    ['0x10', null],
    ['', null],
    ['1,5', null],
  ])('decimalOf %j', (text, value) => {
    expect(decimalOf(text)).toBe(value);
  });
});

it('quotes texts short and without control characters', () => {
  expect(quoted('')).toBe('nothing');
  expect(quoted('a\u0007"\u0085')).toBe('"a\\u0007\\"\uFFFD"');
  expect(quoted('x'.repeat(41))).toBe(`"${'x'.repeat(40)}…"`);
});

describe('csvFields', () => {
  it.each([
    ['a,b,,', ['a', 'b', '', '']],
    ['', ['']],
    ['"a,b",c', ['a,b', 'c']],
    ['"say ""hi""",""', ['say "hi"', '']],
    ['"a"b,c', ['ab', 'c']],
    ['x,"y"', ['x', 'y']],
    ['x,"y",', ['x', 'y', '']],
    ['x,"y', null],
    ['a "b",c', ['a "b"', 'c']],
  ])('%j', (line, fields) => {
    expect(csvFields(line)).toEqual(fields);
  });
});

it('tallies names that an object could not hold', () => {
  const tally = new Tally();
  for (const name of ['b', '__proto__', 'b', '', '1', '__proto__']) tally.add(name);
  expect(Object.entries(tally.record()).sort(([a], [b]) => (a < b ? -1 : 1))).toEqual([
    ['1', 1],
    ['__proto__', 2],
    ['b', 2],
  ]);
});

it('copies texts unit by unit', () => {
  for (const text of [
    '',
    'a',
    'job 1',
    '日😀',
    '\ud83d and more than that',
    'x'.repeat(99),
    '日本'.repeat(9),
  ]) {
    expect(ownText(text)).toBe(text);
  }
  const table = new TextTable();
  expect(['a', 'b', 'a'].map((text) => table.own(text))).toEqual(['a', 'b', 'a']);
  expect(table.size).toBe(2);
});
