import { describe, expect, it } from 'vitest';

import {
  decimalsFor,
  formatBytes,
  formatCount,
  formatDifference,
  formatNumber,
  formatSpan,
  isClear,
} from './numbers.ts';
import { Progress } from './progress.ts';
import { renderTable } from './table.ts';
import { type Terminal, printable, styled, terminalOf } from './terminal.ts';

const PLAIN: Terminal = { colour: false, width: 80, interactive: false };

describe('numbers', () => {
  it('have about four digits, the same in a whole column', () => {
    expect(decimalsFor('seconds', [12_345, 0.5])).toBe(0);
    expect(decimalsFor('seconds', [123.4, Number.NaN])).toBe(1);
    expect(decimalsFor('ratio', [1.2345])).toBe(3);
    expect(decimalsFor('count', [3])).toBe(0);
  });

  it('are written with thousands, percent for parts, and a dash where there is none', () => {
    expect(formatNumber(1_234_567.89, 'seconds', 1)).toBe('1,234,567.9');
    expect(formatNumber(0.4567, 'part', 1)).toBe('45.7');
    expect(formatNumber(Number.NaN, 'seconds', 1)).toBe('–');
    expect(formatCount(1000)).toBe('1,000');
  });

  it('have a sign as differences, but not as nothing', () => {
    expect(formatDifference(2.5, 'seconds', 1)).toBe('+2.5');
    expect(formatDifference(-2.5, 'seconds', 1)).toBe('−2.5');
    expect(formatDifference(-0.001, 'seconds', 1)).toBe('0.0');
  });

  it('are clear differences when the interval leaves zero out and something shows', () => {
    expect(isClear({ mean: 1, low: 0.5, high: 1.5, n: 3 }, '+1.0')).toBe(true);
    expect(isClear({ mean: 1, low: -0.5, high: 2.5, n: 3 }, '+1.0')).toBe(false);
    expect(isClear({ mean: 1e-9, low: 1e-9, high: 1e-9, n: 3 }, '0.0')).toBe(false);
    expect(isClear({ mean: 1, low: Number.NaN, high: Number.NaN, n: 1 }, '+1.0')).toBe(false);
  });

  it('are words as spans and amounts', () => {
    expect([0.85, 12.34, 59.97, 245, 7800].map(formatSpan)).toEqual([
      '850 ms',
      '12.3 s',
      '1 min 00 s',
      '4 min 05 s',
      '2 h 10 min',
    ]);
    expect([850, 12_340_000, 312e6].map(formatBytes)).toEqual(['850 B', '12.3 MB', '312 MB']);
  });
});

describe('tables', () => {
  const columns = [
    { heading: 'policy', align: 'left' },
    { heading: 'a', align: 'right' },
    { heading: 'longer', align: 'right' },
  ] as const;
  const rows = [
    [{ text: 'drf' }, { text: '1.0', marked: true }, { text: '2' }],
    [{ text: 'maxmin:mem' }, { text: '10.0' }, { text: '–' }],
  ];

  it('line up, with room for the mark in marked columns', () => {
    expect(renderTable(columns, rows, PLAIN)).toBe(
      [
        'policy         a   longer',
        'drf          1.0*       2',
        'maxmin:mem  10.0        –',
        '',
      ].join('\n'),
    );
  });

  it('are cut where the terminal ends, and repeat the first column', () => {
    const narrow = renderTable(columns, rows, { ...PLAIN, width: 20 });
    expect(narrow).toBe(
      [
        'policy         a',
        'drf          1.0*',
        'maxmin:mem  10.0',
        '',
        'policy      longer',
        'drf              2',
        'maxmin:mem       –',
        '',
      ].join('\n'),
    );
  });

  it('measure text, not its colour', () => {
    const styledRows = rows.map((row) => row.map((cell) => ({ ...cell, style: 'bold' as const })));
    const coloured = renderTable(columns, styledRows, { ...PLAIN, colour: true });
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(renderTable(columns, rows, PLAIN));
  });
});

describe('terminals', () => {
  it('have colour only when they are one, and nobody objects', () => {
    const tty = { isTTY: true, columns: 100 } as const;
    expect(terminalOf(tty, {})).toEqual({ colour: true, width: 100, interactive: true });
    expect(terminalOf(tty, { NO_COLOR: '1' }).colour).toBe(false);
    expect(terminalOf(tty, { NO_COLOR: '' }).colour).toBe(true);
    expect(terminalOf(tty, { TERM: 'dumb' }).interactive).toBe(false);
    const pipe = { isTTY: false, columns: 0 } as unknown as typeof tty;
    expect(terminalOf(pipe, { COLUMNS: '60' })).toEqual({
      colour: false,
      width: 60,
      interactive: false,
    });
    expect(terminalOf(pipe, {}).width).toBe(120);
  });

  it('are not driven by text from files', () => {
    expect(printable('a\u001b[31mb\nc')).toBe('a\ufffd[31mb\ufffdc');
    expect(styled('x', 'bold', PLAIN)).toBe('x');
  });
});

describe('progress', () => {
  function shown(terminal: Terminal, updates: readonly (readonly [ms: number, part: number])[]) {
    let now = 0;
    let text = '';
    const stream = { write: (piece: string) => (text += piece) };
    const progress = new Progress(stream, terminal, () => now);
    for (const [ms, part] of updates) {
      now = ms;
      progress.update(part, `${part * 4}/4 runs`);
    }
    progress.clear();
    return text;
  }

  it('is a line now and then where it cannot be redrawn', () => {
    expect(
      shown(PLAIN, [
        [10, 0],
        [9000, 0.25],
        [10_000, 0.25],
        [12_000, 0.5],
      ]),
    ).toBe('25 %, 1/4 runs, about 30.0 s left\n');
  });

  it('is a bar drawn over itself on a terminal, and gone in the end', () => {
    const text = shown({ colour: false, width: 80, interactive: true }, [
      [0, 0],
      [50, 0.25],
      [2000, 0.5],
    ]);
    expect(text.split('\r\u001b[K')).toEqual([
      '',
      `${'░'.repeat(30)}   0 % 0/4 runs`,
      `${'█'.repeat(15)}${'░'.repeat(15)}  50 % 2/4 runs, about 2.0 s left`,
      '',
    ]);
  });
});
