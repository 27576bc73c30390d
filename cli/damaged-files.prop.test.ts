import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';

import { PACKERS } from '../test/support/packers.ts';
import { TRACE_SAMPLES } from '../test/support/trace-samples.ts';
import { checkWorkload } from '../traces/model/check-workload.ts';
import { DEFAULT_WORKLOAD_SETTINGS } from '../traces/model/workload-settings.ts';
import { UsageError } from './errors.ts';
import { type TraceFile, readTraceFile } from './trace-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'evenhand-damaged-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Reads bytes as a file; null when it is refused as a whole, in one line that names it. */
async function read(bytes: Uint8Array): Promise<TraceFile | null> {
  const path = join(folder, 'trace');
  writeFileSync(path, bytes);
  try {
    return await readTraceFile(path);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    expect(String(error)).toContain(`${path}: `);
    expect(String(error)).not.toContain('\n');
    return null;
  }
}

function expectSound({ trace }: TraceFile): void {
  const { rowsRead, rowsRefused, problems } = trace.report;
  expect(rowsRefused).toBeLessThanOrEqual(rowsRead);
  expect(problems.length).toBe(Math.min(100, rowsRefused));
  const workload = trace.toWorkload('w', DEFAULT_WORKLOAD_SETTINGS);
  if (typeof workload === 'string') expect(workload).toMatch(/^found /);
  else expect(checkWorkload(workload)).toEqual([]);
}

/** SWIM, of which it can be said what a cut must leave; rows that do not pack to nothing. */
const ROWS = Array.from({ length: 400 }, (_, i) => {
  const noise = Math.imul(i + 1, 0x9e3779b9) >>> 0;
  return `job${i}\t${i}\t1\t${noise}\t${noise % 977}\t${noise % 65_537}\n`;
});
const text = utf8(ROWS.join(''));

const BLOCK = 1000;

/** Packings that say where they end; in others a cut between two blocks cannot be seen. */
const WITH_END = new Set(['gzip', 'zstd', 'lz4-block']);

/** One row is shorter than this. */
const ROW_BYTES = 48;

/** What each format's sample is unpacked: read once. */
const plainFiles = new Map<string, TraceFile | null>();

async function plainFile(format: string): Promise<TraceFile | null> {
  const known = plainFiles.get(format);
  if (known !== undefined) return known;
  const file = await read(utf8(TRACE_SAMPLES[format]));
  plainFiles.set(format, file);
  return file;
}

describe.each([...PACKERS])('%s', (compression, pack) => {
  it('packs a trace of every format, all of which are read as from plain text', async () => {
    for (const [format, sample] of Object.entries(TRACE_SAMPLES)) {
      const [packed, plain] = [await read(pack(utf8(sample), 50)), await plainFile(format)];
      expect([packed?.format, packed?.compression, packed?.truncated]).toEqual([
        ...[format, compression, false],
      ]);
      expect(packed?.trace.counts).toEqual(plain?.trace.counts);
      expect(packed?.trace.report).toEqual(plain?.trace.report);
    }
  });

  it('gives the whole rows before a cut, and says that it is one', async () => {
    const packed = pack(text, BLOCK);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: packed.length - 1 }), async (end) => {
        const file = await read(packed.subarray(0, end));
        if (file === null) return;
        expectSound(file);
        const { rowsRead, rowsRefused } = file.trace.report;
        const used = rowsRead - rowsRefused;
        const workload = file.trace.toWorkload('w', DEFAULT_WORKLOAD_SETTINGS);
        if (typeof workload !== 'string') {
          const wanted = Array.from({ length: used }, (_, i) => `job${i}`);
          expect(workload.jobs.names.join()).toBe(wanted.join());
        }
        expect(rowsRefused).toBeLessThanOrEqual(1);
        if (WITH_END.has(compression)) expect(file.truncated).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('survives flipped bits and bytes that are missing or too many', async () => {
    const damage = fc.record({
      at: fc.nat(),
      length: fc.nat({ max: 20 }),
      bit: fc.nat({ max: 7 }),
      kind: fc.constantFrom('flip', 'remove', 'insert', 'zero'),
    });
    const packed = pack(text, BLOCK);
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (damages) => {
        let bytes: Uint8Array = packed;
        for (const { at, length, bit, kind } of damages) {
          const place = at % bytes.length;
          const [before, after] = [bytes.slice(0, place), bytes.slice(place)];
          if (kind === 'flip') after[0] ^= 1 << bit;
          if (kind === 'zero') after.fill(0, 0, length);
          const middle = kind === 'insert' ? after.slice(0, length) : new Uint8Array(0);
          const rest = kind === 'remove' ? after.slice(length) : after;
          bytes = Buffer.concat([before, middle, rest]);
        }
        const file = await read(bytes);
        if (file === null) return;
        expectSound(file);
        // Nothing is made up: not much more comes out than was packed.
        expect(file.trace.report.rowsRead).toBeLessThan(ROWS.length + 20 * (BLOCK / ROW_BYTES));
      }),
      { numRuns: 40 },
    );
  });
});
