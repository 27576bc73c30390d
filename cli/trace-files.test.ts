import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';

import { PACKERS } from '../test/support/packers.ts';
import type { ReadTrace } from '../traces/reading/trace-reader.ts';
import type { SwimRow } from '../traces/swim/swim-row.ts';
import { SwimTrace } from '../traces/swim/swim-trace.ts';
import { UsageError } from './errors.ts';
import { readTraceFile } from './trace-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'evenhand-trace-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** Rows that do not compress to nothing, so that a cut leaves some. */
const rows = Array.from({ length: 5000 }, (_, i) => {
  const noise = Math.imul(i + 1, 0x9e3779b9) >>> 0;
  return `job${i}\t${i}\t${i === 0 ? 0 : 1}\t${noise}\t${noise % 977}\t${noise % 65537}\n`;
});
const text = rows.join('');

function rowsOf(trace: ReadTrace): readonly SwimRow[] {
  return trace instanceof SwimTrace ? trace.rows : [];
}

/** Packed in blocks: what is cut in a block loses the block. */
function packedAs(compression: string): Uint8Array {
  const packer = PACKERS.get(compression);
  if (packer === undefined) throw new Error(`no packer of ${compression}`);
  return packer(new TextEncoder().encode(text), 32_768);
}

describe('readTraceFile', () => {
  it('reads plain and gzipped files alike, whatever their names', async () => {
    const plain = await readTraceFile(write('a.gz', text));
    const packed = await readTraceFile(write('b.tsv', gzipSync(text)));
    expect(plain).toMatchObject({ format: 'swim', compression: 'plain', truncated: false });
    expect(packed).toMatchObject({ format: 'swim', compression: 'gzip', truncated: false });
    expect(rowsOf(plain.trace).length).toBe(5000);
    expect(packed.trace).toEqual(plain.trace);
  });

  it.each([...PACKERS.keys()])(
    'unpacks %s, and keeps what came before a cut',
    async (compression) => {
      const packed = packedAs(compression);
      const whole = await readTraceFile(write('packed', packed));
      expect(whole).toMatchObject({ compression, truncated: false });
      expect(rowsOf(whole.trace).length).toBe(5000);
      const cut = await readTraceFile(write('cut', packed.subarray(0, -400)));
      expect(cut).toMatchObject({ compression, truncated: true });
      expect(cut.trace.report.rowsRead).toBeLessThan(5000);
    },
  );

  it('reads a folder of a rolling log in the order of its numbers', async () => {
    const log = join(folder, 'eventlog_v2_app');
    mkdirSync(log);
    const event = (id: number): string =>
      JSON.stringify({ Event: 'SparkListenerJobStart', 'Job ID': id, 'Submission Time': 1000 });
    writeFileSync(join(log, 'appstatus_app.inprogress'), '');
    writeFileSync(join(log, 'events_10_app'), `${event(3)}\n`);
    writeFileSync(join(log, 'events_1_app'), gzipSync(`${event(1)}\n`));
    writeFileSync(join(log, 'events_2_app'), `${event(2)}\n`);
    const { format, compression, missing, trace } = await readTraceFile(log);
    expect([format, compression]).toEqual(['spark-eventlog-rolling', 'gzip']);
    expect(trace.counts.jobs).toBe(3);
    expect(missing).toEqual(['found part 10 after 2, wanted the parts between']);
  });

  it('reads several gzip members behind each other', async () => {
    const half = rows.length / 2;
    const members = [rows.slice(0, half), rows.slice(half)].map((part) => gzipSync(part.join('')));
    const { trace, truncated } = await readTraceFile(write('members', Buffer.concat(members)));
    expect([rowsOf(trace).length, truncated]).toEqual([5000, false]);
  });

  it.each([1, 8, 5000, 30_000])('keeps what came before a cut, %i bytes short', async (missing) => {
    const packed = gzipSync(text);
    const file = await readTraceFile(write('cut.gz', packed.subarray(0, -missing)));
    expect(file.truncated).toBe(true);
    const kept = rowsOf(file.trace);
    expect(kept.length / 5000).toBeGreaterThan(1 - missing / packed.length - 0.05);
    if (missing <= 8) expect(kept.length).toBe(5000);
    // Whole rows only, all of them right, the broken one refused.
    const whole = await readTraceFile(write('whole', text));
    expect(kept).toEqual(rowsOf(whole.trace).slice(0, kept.length));
    expect(file.trace.report.rowsRefused).toBe(missing <= 8 ? 0 : 1);
  });

  it('keeps what came before a damage', async () => {
    const packed = gzipSync(text);
    packed.fill(0xff, 40_000, 40_064);
    const file = await readTraceFile(write('damaged.gz', packed));
    expect(file.truncated).toBe(true);
    expect(rowsOf(file.trace).length).toBeGreaterThan(2000);
  });

  it.each<[string, string | Uint8Array, string]>([
    ['empty', '', 'found an empty file, wanted a trace: SWIM, '],
    ['blank', '\n\n', 'found no text, wanted a trace: SWIM, '],
    ['json', '{"jobs": []}', 'found JSON, wanted a trace: SWIM, '],
    ['packed json', gzipSync('{"jobs": []}'), 'found JSON'],
    ['binary', Uint8Array.of(1, 0, 2, 3), 'found binary data'],
    ['long', 'x '.repeat(100_000), 'found text beginning "x x x'],
    ['bzip2', new TextEncoder().encode('BZh91AY'), 'packed with bzip2, wanted plain text, gzip'],
    ['zstd header alone', Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 1), 'found an empty file'],
    ['gzip header alone', gzipSync(text).subarray(0, 10), 'found an empty file'],
  ])('refuses a file that is no trace: %s', async (name, content, message) => {
    const path = write(name, content);
    const error = await readTraceFile(path).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    expect(String(error)).toContain(`${path}: `);
    expect(String(error)).toContain(message);
  });

  it('says what is wrong with the file itself', async () => {
    const missing = join(folder, 'nowhere.tsv');
    const inside = join(write('file.tsv', text), 'x');
    await expect(readTraceFile(inside)).rejects.toBeInstanceOf(UsageError);
    const tooLong = 'x'.repeat(5000);
    await expect(readTraceFile(tooLong)).rejects.toBeInstanceOf(UsageError);
    await expect(readTraceFile(missing)).rejects.toThrow(`${missing}: no such file`);
    await expect(readTraceFile(folder)).rejects.toThrow(
      'is a folder without parts of a Spark event log',
    );
    await expect(readTraceFile(missing)).rejects.toBeInstanceOf(UsageError);
  });
});
