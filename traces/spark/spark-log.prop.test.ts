import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { logOf, twoJobs } from '../../test/support/spark-events.ts';
import { checkWorkload } from '../model/check-workload.ts';
import { DEFAULT_WORKLOAD_SETTINGS } from '../model/workload-settings.ts';
import { EventLines } from './event-lines.ts';
import { JsonPruner } from './json-pruner.ts';
import { SparkReader, readSpark } from './spark-reader.ts';
import { encodeUtf8 } from '../reading/utf8-encoder.ts';

const WHOLE = encodeUtf8(logOf(...twoJobs()));

/** Cuts bytes at any places. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const sorted = places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b);
  const bounds = [0, ...sorted, bytes.length];
  return bounds.slice(1).map((end, i) => bytes.subarray(bounds[i], end));
}

it('gives the same lines however the bytes are cut', () => {
  const piece = fc.constantFrom(
    ...['{"Event":"A"', '{"Event":"B","x":', '"', '}', '\n', '\r\n', '\uFEFF', ' ', 'é', '{}'],
    ...['x'.repeat(600), 'y'.repeat(300)],
  );
  fc.assert(
    fc.property(fc.array(piece), fc.array(fc.nat()), (pieces, places) => {
      const bytes = encodeUtf8(pieces.join(''));
      const linesOf = (chunks: readonly Uint8Array[]): unknown[] => {
        const found: unknown[] = [];
        const sink = {
          wants: (kind: string) => kind === 'A',
          line: (line: Uint8Array, number: number, ended: boolean) =>
            found.push([number, [...line], ended]),
          passed: (...args: readonly unknown[]) => found.push(args),
          tooLong: (number: number) => found.push(number),
        };
        const lines = new EventLines(sink, 1000);
        for (const chunk of chunks) lines.push(chunk);
        lines.endFile();
        return found;
      };
      expect(linesOf(cut(bytes, places))).toEqual(linesOf([bytes]));
    }),
    { numRuns: 1000 },
  );
});

it('prunes what JSON.parse and a walk over the value would', () => {
  const keys = ['Details', 'RDD Info'];
  const pruner = new JsonPruner(keys);
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.boolean(), fc.constant(null)),
      fc.dictionary(fc.oneof(fc.constantFrom(...keys), fc.string()), tie('tree')),
      fc.array(tie('tree')),
    ),
  }));
  const walked = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walked);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, inner]) => {
      const large = typeof inner === 'object' || typeof inner === 'string';
      return [key, keys.includes(key) && large ? null : walked(inner)];
    });
    return Object.fromEntries(entries);
  };
  fc.assert(
    fc.property(tree, fc.constantFrom('', '  '), (value, space) => {
      const text = JSON.stringify(value, null, space).replaceAll('\n', ' ');
      const pruned: unknown = JSON.parse(pruner.text(encodeUtf8(text)));
      expect(JSON.stringify(pruned)).toBe(JSON.stringify(walked(JSON.parse(text))));
    }),
    { numRuns: 500 },
  );
});

it('encodes as TextEncoder does', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect([...encodeUtf8(text)]).toEqual([...new TextEncoder().encode(text)]);
    }),
  );
  expect([...encodeUtf8('a\ud800b')]).toEqual([...new TextEncoder().encode('a\ud800b')]);
});

/** Ways to damage a log; places and values are taken modulo what there is. */
type Damage = (bytes: Uint8Array) => Uint8Array;

const number = fc.oneof(
  fc.constantFrom(
    '-1',
    '1e400',
    '9223372036854775807',
    '9007199254740991',
    '9007199254740',
    '0.5',
    'null',
    '"7"',
    '[]',
    '{}',
    'true',
  ),
  fc.integer().map(String),
);

const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.nat().map(
    (at): Damage =>
      (bytes) =>
        bytes.subarray(0, at % (bytes.length + 1)),
  ),
  fc.tuple(fc.nat(), fc.nat({ max: 255 })).map(
    ([at, byte]): Damage =>
      (bytes) =>
        bytes.map((old, i) => (i === at % bytes.length ? byte : old)),
  ),
  fc.tuple(fc.nat(), fc.uint8Array({ maxLength: 40 })).map(
    ([at, more]): Damage =>
      (bytes) => {
        const place = at % (bytes.length + 1);
        return Uint8Array.from([...bytes.subarray(0, place), ...more, ...bytes.subarray(place)]);
      },
  ),
  fc.tuple(fc.nat(), number).map(
    ([nth, value]): Damage =>
      (bytes) =>
        onText(bytes, (text) => {
          const found = [...text.matchAll(/:\d+/g)];
          if (found.length === 0) return text;
          const { index, 0: old } = found[nth % found.length];
          return `${text.slice(0, index)}:${value}${text.slice(index + old.length)}`;
        }),
  ),
  fc.tuple(fc.nat(), fc.nat()).map(
    ([a, b]): Damage =>
      (bytes) =>
        onText(bytes, (text) => {
          const lines = text.split('\n');
          const [i, j] = [a % lines.length, b % lines.length];
          [lines[i], lines[j]] = [lines[j], lines[i]];
          return lines.join('\n');
        }),
  ),
  fc.nat().map(
    (nth): Damage =>
      (bytes) =>
        onText(bytes, (text) => {
          const lines = text.split('\n');
          return [...lines, lines[nth % lines.length]].join('\n');
        }),
  ),
  fc.constant<Damage>((bytes) => onText(bytes, (text) => `\uFEFF${text.replaceAll('\n', '\r\n')}`)),
  fc.constant<Damage>((bytes) => onText(bytes, (text) => text + '['.repeat(100_000))),
);

function onText(bytes: Uint8Array, change: (text: string) => string): Uint8Array {
  return encodeUtf8(change(new TextDecoder().decode(bytes)));
}

it('ends in a report and a sound workload, whatever happens to a log', () => {
  fc.assert(
    fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), fc.array(fc.nat()), (all, at) => {
      const bytes = all.reduce(
        (before, one) => (before.length === 0 ? before : one(before)),
        WHOLE,
      );
      const reader = new SparkReader();
      for (const chunk of cut(bytes, at)) reader.push(chunk);
      const trace = reader.end();
      expect(trace.counts).toEqual(readSpark(bytes).counts);
      const { report, log, counts } = trace;
      const counted = [...log.events.values()].reduce((sum, n) => sum + n, 0);
      expect(report.rowsRead).toBe(counted + report.rowsRefused);
      expect(report.problems.length).toBe(report.rowsRefused);
      expect(counts.tasks).toBeLessThanOrEqual(counts.attempts ?? 0);
      expect(counts.taskSeconds).toBeGreaterThanOrEqual(0);
      const workload = trace.toWorkload('x', DEFAULT_WORKLOAD_SETTINGS);
      expect(typeof workload === 'string' ? [] : checkWorkload(workload)).toEqual([]);
      expect(typeof workload === 'string').toBe(log.attempts.count === 0);
    }),
    { numRuns: 400 },
  );
});
