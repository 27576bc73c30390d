import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Benchmark, rounded, timesBetter } from './benchmark.ts';
import type { ReadStream } from './models/read-stream.ts';

const BYTES = 1e9;

const TARGET_MB = 300;

/** Formats whose logs get as long, and what they are read for. */
const SUBJECTS = ['spark-eventlog', 'rumen', 'google2011-task_events', 'alibaba2018-batch_task']
  .flatMap((format) => [
    { format, purpose: 'counts' },
    { format, purpose: 'workload' },
  ])
  // Its rows are so short that the workload alone, a stage a row, is larger than the target.
  .filter(({ format, purpose }) => purpose === 'counts' || !format.startsWith('alibaba'));

const program = fileURLToPath(new URL('models/read-stream.js', import.meta.url));

/** The memory that reading takes. */
export const traceMemory: Benchmark = {
  name: 'trace-memory',
  summary: 'readers of traces: peak memory on a gigabyte of text',
  async run() {
    const rows: (string | number)[][] = [];
    // One after the other: several at once would disturb each other's times.
    for (const { format, purpose } of SUBJECTS) {
      const args = [program, format, String(BYTES), purpose];
      const { stdout } = await promisify(execFile)(process.execPath, args);
      const found = JSON.parse(stdout) as ReadStream;
      rows.push([
        ...[timesBetter(TARGET_MB / found.peakMb), format, purpose, Math.round(found.peakMb)],
        ...[rounded(found.seconds), found.rowsRead, found.jobs],
      ]);
    }
    return {
      columns: ['to 300 MB', 'format', 'read for', 'peak RSS MB', 'seconds', 'rows', 'jobs'],
      rows,
      notes: [
        'One run each in a process of its own, of a synthetic trace that is made as it is read;',
        'the seconds are those of making it too. "counts" is what trace inspect reads for.',
      ],
    };
  },
};
