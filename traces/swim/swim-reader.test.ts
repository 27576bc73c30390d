import { describe, expect, it } from 'vitest';
import { SwimReader, readSwim } from './swim-reader.ts';

const ROW = { name: 'job0', submitSeconds: 1, inputBytes: 10, shuffleBytes: 20, outputBytes: 30 };

describe('SwimReader', () => {
  it.each([
    ['6 columns', 'job0\t1\t1\t10\t20\t30\n'],
    ['8 columns', 'job0\t1\t1\t10\t20\t30\tinputPath1\toutputPath1\n'],
    ['9 columns', 'job0\t1\t1\t10\t20\t30\tinputPath1\t\t\n'],
    ['CRLF', 'job0\t1\t1\t10\t20\t30\r\n'],
    ['a byte order mark', '\uFEFFjob0\t1\t1\t10\t20\t30\n'],
    ['blank lines', '\n\njob0\t1\t1\t10\t20\t30\n \t \n'],
    ['no final newline', 'job0\t1\t1\t10\t20\t30'],
    ['blanks about fields', ' job0 \t 1\t1 \t10\t20\t30 '],
  ])('reads %s', (_, text) => {
    const { rows, report } = readSwim(text);
    expect(rows).toEqual([ROW]);
    expect(report).toEqual({ rowsRead: 1, rowsRefused: 0, repairs: new Map(), problems: [] });
  });

  it('reads bytes in any pieces', () => {
    const bytes = new TextEncoder().encode('job0\t1\t1\t10\t20\t30\njob1\t2\t1\t1\t0\t3\n');
    const reader = new SwimReader();
    for (const byte of bytes) reader.push(Uint8Array.of(byte));
    expect(reader.end().rows.map((row) => row.name)).toEqual(['job0', 'job1']);
  });

  it.each([
    ['job0\t1\t1\t10\t20', 'found 5 tab-separated columns, wanted at least 6'],
    ['job0 1 1 10 20 30', 'found 1 tab-separated column, wanted at least 6'],
    ['\t1\t1\t10\t20\t30', 'column 1 (job id): found nothing, wanted a name'],
    ['j\t1\t1\t-10\t20\t30', 'column 4 (map input bytes): found "-10", wanted a whole number'],
    ['j\t1\t-1\t10\t20\t30', 'column 3 (gap to the previous job): found "-1"'],
    ['j\t1.5\t1\t10\t20\t30', 'column 2 (submit time): found "1.5", wanted a whole number'],
    ['j\t1\t1\t10\tx\t30', 'column 5 (shuffle bytes): found "x"'],
    ['j\t1\t1\t10\t20\t', 'column 6 (output bytes): found ""'],
    ['j\t1\t1\t10\t20\t1e3', 'column 6 (output bytes): found "1e3"'],
    ['j\t1\t1\t10\t20\t0x1f', 'found "0x1f"'],
    ['j\t1\t1\t10\t20\t9007199254740992', 'found "9007199254740992"'],
    ['j\t3155760001\t1\t10\t20\t30', 'wanted at most 3155760000 seconds'],
    [`j\t1\t1\t10\t20\t${'9'.repeat(60)}`, `found "${'9'.repeat(40)}…"`],
  ])('refuses %j and uses the rest', (line, reason) => {
    const { rows, report } = readSwim(`\n${line}\njob0\t1\t1\t10\t20\t30\n`);
    expect(rows).toEqual([ROW]);
    expect(report.rowsRead).toBe(2);
    expect(report.rowsRefused).toBe(1);
    expect(report.problems[0].line).toBe(2);
    expect(report.problems[0].reason).toContain(reason);
  });

  it('refuses an endless line', () => {
    const { rows, report } = readSwim(`${'x'.repeat(70_000)}\njob0\t1\t1\t10\t20\t30\n`);
    expect(rows).toEqual([ROW]);
    expect(report.problems).toEqual([{ line: 1, reason: 'found a line above 65536 bytes' }]);
  });

  it('puts rows in submit order, keeps file order within a second, and says so', () => {
    const row = (name: string, submit: number): string => `${name}\t${submit}\t0\t1\t0\t1`;
    const text = [row('a', 5), row('b', 3), row('c', 5), row('d', 3), row('e', 9)].join('\n');
    const { rows, report } = readSwim(text);
    expect(rows.map((one) => one.name).join('')).toBe('bdace');
    expect([...report.repairs]).toEqual([['moved into submit order', 2]]);
    expect(report.rowsRefused).toBe(0);
  });

  it('numbers a job id that occurs again, and says so', () => {
    const text = ['a', 'a#2', 'a', 'a', 'b'].map((name) => `${name}\t1\t0\t1\t0\t1`).join('\n');
    const { rows, report } = readSwim(text);
    expect(rows.map((one) => one.name)).toEqual(['a', 'a#2', "a#2'", 'a#3', 'b']);
    expect([...report.repairs]).toEqual([['numbered a repeated job id', 2]]);
  });

  it('refuses the row in which damaged bytes break off: its last number may lack digits', () => {
    const reader = new SwimReader();
    reader.push('job0\t1\t1\t10\t20\t30\njob1\t2\t1\t1\t0\t12');
    const { rows, report } = reader.end(true);
    expect(rows).toEqual([ROW]);
    expect(report).toMatchObject({ rowsRead: 2, rowsRefused: 1, problems: [{ line: 2 }] });
    const whole = new SwimReader();
    whole.push('job0\t1\t1\t10\t20\t30\n');
    expect(whole.end(true).report).toMatchObject({ rowsRead: 1, rowsRefused: 0 });
  });

  it('reads nothing out of nothing', () => {
    expect(readSwim('').rows).toEqual([]);
  });
});
