import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TRACE_SAMPLES } from '../../test/support/trace-samples.ts';
import { checkWorkload } from '../model/check-workload.ts';
import { DEFAULT_WORKLOAD_SETTINGS } from '../model/workload-settings.ts';
import { TRACE_FORMATS } from './format-table.ts';
import type { ReadTrace, TraceFormat } from './trace-reader.ts';

function read(format: TraceFormat, chunks: readonly Uint8Array[], truncated: boolean): ReadTrace {
  const reader = format.reader();
  for (const chunk of chunks) reader.push(chunk);
  return reader.end(truncated);
}

const HUGE = ['9223372036854775807', '-9223372036854775808', '1e308', '99999999999999999999'];
const WRONG = ['null', '"x"', '-1', 'NaN', 'Infinity', '[]', '{}', '', '0x7f', '1e-400', 'é'];

type Mutate = (text: string, at: number, other: number) => string | Uint8Array;

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Replaces the number, if any, at or behind a place. */
function replaceNumber(text: string, at: number, by: string): string {
  const from = text.slice(at).search(/\d/);
  if (from < 0) return text;
  return text.slice(0, at + from) + text.slice(at + from).replace(/^[\d.]+/, by);
}

const MUTATIONS: Readonly<Record<string, Mutate>> = {
  cut: (text, at) => text.slice(0, at),
  'cut at the front': (text, at) => text.slice(at),
  'lines swapped': (text, at, other) => {
    const all = text.split('\n');
    const [a, b] = [at % all.length, other % all.length];
    [all[a], all[b]] = [all[b], all[a]];
    return all.join('\n');
  },
  'a line twice': (text, at) => {
    const all = text.split('\n');
    all.splice(at % all.length, 0, all[at % all.length]);
    return all.join('\n');
  },
  'huge numbers': (text, at, other) => replaceNumber(text, at, HUGE[other % HUGE.length]),
  'wrong types': (text, at, other) => replaceNumber(text, at, WRONG[other % WRONG.length]),
  'byte order mark': (text) => `\uFEFF${text}`,
  CRLF: (text) => text.replaceAll('\n', '\r\n'),
  'no line ends': (text) => text.replaceAll('\n', ' '),
  'invalid UTF-8': (text, at, other) => {
    const bytes = utf8(text);
    bytes[at % bytes.length] = 0x80 + (other % 0x80);
    return bytes;
  },
  'zero bytes': (text, at) => `${text.slice(0, at)}\0\0${text.slice(at)}`,
  'deep nesting': (text, at) => text.slice(0, at) + '[{"a":'.repeat(3000) + text.slice(at),
  'long line': (text, at) => text.slice(0, at) + 'x'.repeat(70_000) + text.slice(at),
  'a byte changed': (text, at, other) => {
    const bytes = utf8(text);
    bytes[at % bytes.length] ^= 1 + (other % 127);
    return bytes;
  },
  'separators everywhere': (text, at, other) =>
    text.slice(0, at) + ',;:\t"'[other % 5] + text.slice(at),
  empty: () => '',
  "another format's": (_, at) => TRACE_SAMPLES[TRACE_FORMATS[at % TRACE_FORMATS.length].name],
};

/** Mutations that are the same everywhere: there is little to try besides how bytes are cut. */
const ALIKE = new Set(['byte order mark', 'CRLF', 'no line ends', 'empty']);

/** Places to cut a text: all of a short one; of a long one the ends of lines and some between. */
function cutsOf(text: string): number[] {
  const places = Array.from({ length: text.length + 1 }, (_, at) => at);
  if (text.length < 1000) return places;
  return places.filter((at) => at % 17 === 0 || text.slice(at - 1, at + 2).includes('\n'));
}

describe.each(TRACE_FORMATS)('$name', (format) => {
  const sample = TRACE_SAMPLES[format.name];
  const whole = read(format, [utf8(sample)], false);

  it('has a sample that is whole', () => {
    expect(format.detect({ text: sample, lines: sample.trimEnd().split('\n') })).toBe(true);
    expect(whole.report.rowsRead).toBeGreaterThan(0);
    expect(whole.report.rowsRefused).toBe(0);
  });

  it.each(Object.entries(MUTATIONS))('%s: ends in a report', (kind, mutate) => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.boolean(), (at, other, truncated) => {
        const mutated = mutate(sample, at % (sample.length + 1), other);
        const bytes = typeof mutated === 'string' ? utf8(mutated) : mutated;
        const trace = read(
          format,
          [bytes.subarray(0, at % 99), bytes.subarray(at % 99)],
          truncated,
        );
        const { rowsRead, rowsRefused, problems } = trace.report;
        expect(rowsRefused).toBeLessThanOrEqual(rowsRead);
        expect(problems.length).toBe(Math.min(100, rowsRefused));
        expect(problems.filter(({ line, reason }) => !(line > 0) || reason === '')).toEqual([]);
        const workload = trace.toWorkload('w', DEFAULT_WORKLOAD_SETTINGS);
        if (typeof workload === 'string') expect(workload).toMatch(/^found /);
        else expect(checkWorkload(workload)).toEqual([]);
        const numbers = Object.values(trace.counts).filter((value) => typeof value === 'number');
        expect(numbers.every(Number.isFinite)).toBe(true);
      }),
      { numRuns: ALIKE.has(kind) ? 6 : 25 },
    );
  });

  it('loses no row silently when it is cut', () => {
    for (const end of cutsOf(sample)) {
      const { rowsRead, rowsRefused } = read(format, [utf8(sample.slice(0, end))], true).report;
      // What is not refused is a whole row of the file.
      expect(rowsRead - rowsRefused).toBeLessThanOrEqual(whole.report.rowsRead);
      const count = sample.slice(0, end).split('\n').length;
      expect(rowsRead).toBeLessThanOrEqual(count);
    }
  });

  it('is the same however the bytes are cut', () => {
    const bytes = utf8(sample);
    const one = read(
      format,
      [...bytes].map((byte) => Uint8Array.of(byte)),
      false,
    );
    expect(one.counts).toEqual(whole.counts);
    expect(one.toWorkload('w', DEFAULT_WORKLOAD_SETTINGS)).toEqual(
      whole.toWorkload('w', DEFAULT_WORKLOAD_SETTINGS),
    );
  });
});
