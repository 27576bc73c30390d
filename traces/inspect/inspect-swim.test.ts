import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { detectCompression } from '../reading/compression.ts';
import { DEFAULT_SWIM_MODEL } from '../swim/swim-model.ts';
import { readSwim } from '../swim/swim-reader.ts';
import { inspectSwim } from './inspect-swim.ts';

/** Public traces and what an independent parser measured on them, beside the repository. */
const TRACES = join(import.meta.dirname, '../../../shared/traces');
const present = existsSync(join(TRACES, 'MEASURED.json'));

interface Measured {
  readonly format: string;
  readonly summary: Readonly<Record<string, number>>;
  readonly detail: Readonly<Record<string, number | string | null>>;
}

function measured(file: string): Measured {
  const all: Record<string, Measured> = JSON.parse(
    readFileSync(join(TRACES, 'MEASURED.json'), 'utf8'),
  );
  return all[`swim/${file}`];
}

const files = present ? readdirSync(join(TRACES, 'swim')) : ['FB-2009'];

describe('the public SWIM files', () => {
  it.skipIf(!present).each(files)('%s counts as measured', (file) => {
    const wanted = measured(file);
    const packed = readFileSync(join(TRACES, 'swim', file));
    const compression = detectCompression(packed);
    const bytes = compression === 'gzip' ? gunzipSync(packed) : packed;
    const trace = readSwim(bytes);
    const found = inspectSwim(trace, { file, compression, truncated: false }, DEFAULT_SWIM_MODEL);
    expect(found).toMatchObject({
      format: wanted.format,
      compression: wanted.detail.compression,
      jobs: wanted.summary.jobs,
      spanSeconds: wanted.summary.span_seconds,
      bytesIn: wanted.summary.map_input_bytes,
      bytesShuffle: wanted.summary.shuffle_bytes,
      bytesOut: wanted.summary.reduce_output_bytes,
      rowsRead: wanted.detail.lines,
      rowsRefused: 0,
      rowsRepaired: {},
      problems: [],
      derived: { maps: wanted.summary.maps_at_64MiB, jobs: wanted.summary.jobs },
    });
    expect(trace.rows.filter((row) => row.shuffleBytes === 0).length).toBe(
      wanted.detail.jobs_zero_shuffle_map_only,
    );
    expect(trace.rows.at(0)?.submitSeconds).toBe(wanted.detail.first_submit_s);
    expect(trace.rows.at(-1)?.submitSeconds).toBe(wanted.detail.last_submit_s);
  });
});

describe('inspectSwim', () => {
  const origin = { file: 'x.tsv', compression: 'plain', truncated: true } as const;

  it('gives null for what the format has not', () => {
    const trace = readSwim('job0\t5\t5\t1\t2\t3\nbad\njob1\t2\t0\t1\t0\t3\n');
    expect(inspectSwim(trace, origin, DEFAULT_SWIM_MODEL)).toEqual({
      file: 'x.tsv',
      format: 'swim',
      compression: 'plain',
      jobs: 2,
      stages: null,
      tasks: null,
      attempts: null,
      failedAttempts: null,
      attemptsWithoutEnd: null,
      taskSeconds: null,
      spanSeconds: 3,
      bytesIn: 2,
      bytesShuffle: 2,
      bytesOut: 6,
      rowsRead: 3,
      rowsRefused: 1,
      rowsRepaired: { 'moved into submit order': 1 },
      truncated: true,
      problems: [{ line: 2, reason: 'found 1 tab-separated column, wanted at least 6' }],
      derived: {
        blockBytes: 67_108_864,
        jobs: 2,
        maps: 2,
        reduces: 1,
        tasks: 3,
        taskSeconds: 45,
        resourceSeconds: { cpus: 45, mem: 45 * 1024 },
        frameworks: {
          interactive: {
            jobs: 2,
            maps: 2,
            reduces: 1,
            tasks: 3,
            taskSeconds: 45,
            resourceSeconds: { cpus: 45, mem: 45 * 1024 },
          },
        },
      },
    });
  });

  it('inspects a file without jobs', () => {
    const found = inspectSwim(readSwim('\n'), origin, DEFAULT_SWIM_MODEL);
    expect(found).toMatchObject({ jobs: 0, spanSeconds: 0, bytesIn: 0, derived: null });
  });
});
