import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

import type { ReadStream } from '../bench/models/read-stream.ts';

const program = fileURLToPath(
  new URL('../../dist/test/bench/models/read-stream.js', import.meta.url),
);

const BYTES = 16e6;

/**
 * Room for JavaScript's own objects, MB. The program with its code takes some ten; columns of
 * numbers do not count, but a row kept as an object does, and a text that holds the chunk of the
 * file it came with. `evenhand bench trace-memory` measures whole gigabytes.
 */
const HEAP_MB = 16;

/** Less: of five thousand task events the texts alone would have room above. */
const HEAP_OF_TEXTS_MB = 14;

/** A workload has the names of its jobs, of which this trace has fifty thousand. */
const HEAP_WITH_NAMES_MB = 22;

it.each([
  ['spark-eventlog', 'workload', HEAP_OF_TEXTS_MB],
  ['rumen', 'workload', HEAP_MB],
  ['google2011-task_events', 'workload', HEAP_MB],
  ['alibaba2017-batch_task', 'counts', HEAP_MB],
  ['alibaba2018-batch_task', 'counts', HEAP_MB],
  ['alibaba2018-batch_task', 'workload', HEAP_WITH_NAMES_MB],
])('%s is read for its %s without its rows as objects', async (format, purpose, heapMb) => {
  const args = [`--max-old-space-size=${heapMb}`, program, format, String(BYTES), purpose];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { rowsRefused, jobs } = JSON.parse(stdout) as ReadStream;
  expect(rowsRefused).toBe(0);
  expect(jobs).toBeGreaterThan(4);
});
