import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DEFAULT_WORKLOAD_SETTINGS } from '../../traces/model/workload-settings.ts';
import { TRACE_FORMATS } from '../../traces/reading/format-table.ts';
import type { TraceFormat } from '../../traces/reading/trace-reader.ts';
import {
  type Benchmark,
  type Timing,
  processorSeconds,
  rounded,
  timeInTurn,
  timesBetter,
} from './benchmark.ts';
import { traceBytes } from './models/trace-rows.ts';
import { TRACES_FOLDER } from './models/traces-folder.ts';

const REPETITIONS = 4;

/** Bytes given to a reader at once, as a file's stream does. */
const CHUNK_BYTES = 65_536;

/** Bytes of text made for a format of which no public file is there. */
const MADE_BYTES = 24e6;

const TARGET_MB_PER_SECOND = 50;

interface Subject {
  readonly format: string;
  /** In the folder of public traces, gzipped; absent: always a synthetic one. */
  readonly file?: string;
  /** What reading a line at least takes. */
  readonly bare: 'json' | 'tabs' | 'commas' | 'blanks';
}

const SUBJECTS: readonly Subject[] = [
  { format: 'swim', bare: 'tabs', file: 'swim/FB-2010_samples_24_times_1hr_0.tsv.gz' },
  { format: 'spark-eventlog', bare: 'json', file: 'spark/nds_q72_dataproc_2_2.gz' },
  ...[0, 1].map((part): Subject => {
    const file = `google2011/task_events/part-0000${part}-of-00500.csv.gz`;
    return { format: 'google2011-task_events', bare: 'commas', file };
  }),
  { format: 'alibaba2018-batch_task', bare: 'commas' },
  { format: 'swf', bare: 'blanks' },
  { format: 'rumen', bare: 'json' },
];

const SEPARATORS = { tabs: '\t', commas: ',', blanks: ' ' } as const;

/** How fast traces are read, beside the least that any reader of text has to do. */
export const traces: Benchmark = {
  name: 'traces',
  summary: 'readers of traces: MB of unpacked text a second',
  run() {
    const rows = SUBJECTS.map((subject) => {
      const { name, bytes } = inputOf(subject);
      const format = TRACE_FORMATS.find((one) => one.name === subject.format);
      if (format === undefined) throw new Error(`found no format ${subject.format}`);
      let jobs = 0;
      const [read, whole, bare] = timeInTurn(
        REPETITIONS,
        [
          () => {
            jobs = readAll(format, bytes, false);
          },
          () => readAll(format, bytes, true),
          () => parseBare(bytes, subject.bare),
        ],
        processorSeconds,
      );
      const speed = ({ least }: Timing): number => rounded(bytes.length / 1e6 / least);
      return [
        ...[timesBetter(bare.least / read.least), name, rounded(bytes.length / 1e6)],
        ...[speed(read), speed(whole), speed(bare), jobs],
      ];
    });
    return Promise.resolve({
      columns: [
        ...['to bare parsing', 'trace', 'MB', 'read MB/s', 'and workload MB/s', 'bare MB/s'],
        'jobs',
      ],
      rows,
      notes: [
        `Fastest of ${REPETITIONS} runs after one to warm up, bytes in memory, in pieces of 64 KiB,`,
        'by the seconds of a processor that they took, so that a busy machine says the same.',
        `Target: ${TARGET_MB_PER_SECOND} MB/s. "read" ends with the counts of trace inspect.`,
        'Bare parsing decodes the text and parses each line, with JSON.parse or split; of Rumen,',
        'whose objects are not lines, each object.',
      ],
    });
  },
};

function inputOf({ format, file }: Subject): { name: string; bytes: Uint8Array } {
  const path = file === undefined ? null : join(TRACES_FOLDER, file);
  if (path !== null && existsSync(path)) {
    const name = path.split('/').at(-1) ?? path;
    return { name: name.slice(0, 24), bytes: gunzipSync(readFileSync(path)) };
  }
  const bytes = Buffer.concat([...traceBytes(format, MADE_BYTES)]);
  return { name: `synthetic ${format.split('-')[0]}`, bytes };
}

/** @returns the number of jobs, so that nothing is left undone */
function readAll(format: TraceFormat, bytes: Uint8Array, withWorkload: boolean): number {
  const reader = format.reader(withWorkload ? 'workload' : 'counts');
  for (let from = 0; from < bytes.length; from += CHUNK_BYTES) {
    reader.push(bytes.subarray(from, from + CHUNK_BYTES));
  }
  const trace = reader.end();
  if (!withWorkload) return trace.counts.jobs ?? 0;
  const workload = trace.toWorkload('bench', DEFAULT_WORKLOAD_SETTINGS);
  if (typeof workload === 'string') throw new Error(workload);
  return workload.jobs.count;
}

function parseBare(bytes: Uint8Array, bare: Subject['bare']): number {
  const text = new TextDecoder().decode(bytes);
  let fields = 0;
  // Rumen's objects end with a brace in the margin; those of others with their line.
  const end = text.startsWith('{\n') ? '\n}\n' : '\n';
  for (let from = 0; from < text.length; ) {
    const found = text.indexOf(end, from);
    const to = found < 0 ? text.length : found + end.length - 1;
    const row = text.slice(from, to);
    if (bare !== 'json') fields += row.split(SEPARATORS[bare]).length;
    else if (row !== '') fields += Object.keys(JSON.parse(row) as object).length;
    from = to + 1;
  }
  return fields;
}
