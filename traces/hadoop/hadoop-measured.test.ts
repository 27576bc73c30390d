import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { checkWorkload } from '../model/check-workload.ts';
import { DEFAULT_WORKLOAD_SETTINGS } from '../model/workload-settings.ts';
import { workloadTotals } from '../model/workload-totals.ts';
import { detectCompression } from '../reading/compression.ts';
import type { ReadTrace, TraceFormat } from '../reading/trace-reader.ts';
import { HADOOP_FORMATS } from './hadoop-formats.ts';

/** Public traces and what an independent parser measured on them, beside the repository. */
const TRACES = join(import.meta.dirname, '../../../shared/traces');
const present = existsSync(join(TRACES, 'MEASURED.json'));

type Numbers = Readonly<Record<string, number | null>>;
interface Measured {
  readonly format: string;
  readonly summary: Readonly<Record<string, number | string>>;
  readonly detail: Readonly<Record<string, number | string | null | Numbers>>;
}

const measured: Readonly<Record<string, Measured>> = present
  ? JSON.parse(readFileSync(join(TRACES, 'MEASURED.json'), 'utf8'))
  : {};

const FOLDERS = ['rumen', 'jobhistory-v1', 'jhist'];
const files = present
  ? FOLDERS.flatMap((folder) =>
      readdirSync(join(TRACES, folder)).map((file) => `${folder}/${file}`),
    )
  : ['rumen/2jobs2min-rumen-jh.json'];
const logs = files.filter((file) => !/topology|_conf\.xml/.test(file));

function unpacked(file: string): Uint8Array {
  const packed = readFileSync(join(TRACES, file));
  return detectCompression(packed) === 'gzip' ? gunzipSync(packed) : packed;
}

function formatOf(bytes: Uint8Array): TraceFormat | undefined {
  const text = new TextDecoder().decode(bytes.subarray(0, 65_536));
  const lines = text.split('\n', 100).filter((line) => line.trim() !== '');
  return HADOOP_FORMATS.find((format) => format.detect({ text, lines }));
}

function read(bytes: Uint8Array, chunk: number = bytes.length): ReadTrace {
  const reader = formatOf(bytes)?.reader();
  for (let at = 0; at < bytes.length; at += chunk) reader?.push(bytes.subarray(at, at + chunk));
  const trace = reader?.end();
  if (trace === undefined) throw new Error('found no format');
  return trace;
}

/** A count by name, where what is measured lacks names that do not occur. */
function counts(value: unknown, names: Readonly<Record<string, string>> = {}): Numbers {
  const entries = Object.entries(value as Numbers);
  return Object.fromEntries(entries.map(([name, count]) => [names[name] ?? name, count]));
}

const OUTCOMES = { SUCCEEDED: 'SUCCESS', null: 'UNKNOWN', RUNNING: 'UNKNOWN' };

describe('the public files of Hadoop', () => {
  it.skipIf(!present).each(files)('%s is known by its content', (file) => {
    expect(formatOf(unpacked(file))?.name).toBe(measured[file].format);
  });

  it.skipIf(!present).each(logs)('%s counts as measured', (file) => {
    const { summary, detail } = measured[file];
    const { counts: found } = read(unpacked(file));
    expect(found).toMatchObject({
      jobs: summary.jobs,
      stages: null,
      tasks: summary.tasks,
      attempts: summary.task_attempts,
      failedAttempts: Number(summary.failed_attempts) + Number(summary.killed_attempts),
      attemptsWithoutEnd: summary.attempts_without_end ?? 0,
      taskSeconds: summary.total_task_seconds,
      spanSeconds: summary.span_seconds,
    });
    const facts = found.facts;
    expect(facts.taskKinds).toEqual(counts(detail.task_types));
    expect(facts.taskOutcomes).toEqual(
      counts(detail.task_statuses ?? detail.task_status, OUTCOMES),
    );
    const results = counts(detail.attempt_results ?? detail.attempt_status, OUTCOMES);
    expect(facts.attemptOutcomes).toEqual(results);
    expect(facts.declaredMaps).toBe(detail.declared_maps);
    expect(facts.declaredReduces).toBe(detail.declared_reduces);
  });

  it.skipIf(!present).each(logs)('%s reads the same in small pieces', (file) => {
    const bytes = unpacked(file);
    const whole = read(bytes);
    const pieces = read(bytes, 61);
    expect(pieces.counts).toEqual(whole.counts);
    expect(pieces.report).toEqual(whole.report);
    const workload = whole.toWorkload('w', DEFAULT_WORKLOAD_SETTINGS);
    expect(pieces.toWorkload('w', DEFAULT_WORKLOAD_SETTINGS)).toEqual(workload);
  });

  it.skipIf(!present)('only the damaged record of the truncated log is refused', () => {
    const problems = logs.flatMap((file) =>
      read(unpacked(file)).report.problems.map(({ line, reason }) => `${file}:${line} ${reason}`),
    );
    expect(problems).toEqual([
      'jobhistory-v1/truncated-job-tracker-log:58 found "TASK_TY .", wanted KEY="value" or "."',
    ]);
  });

  it.skipIf(!present).each(logs)('%s gives a workload of recorded times', (file) => {
    const trace = read(unpacked(file));
    const workload = trace.toWorkload('w', DEFAULT_WORKLOAD_SETTINGS);
    if (trace.counts.attempts === 0) {
      expect(workload).toBe('found 1 jobs, none of which ran a map or reduce to its end');
      return;
    }
    if (typeof workload === 'string') throw new Error(workload);
    expect(checkWorkload(workload)).toEqual([]);
    const { maps, reduces } = workloadTotals(workload);
    const kinds = trace.counts.facts.taskKinds as Readonly<Record<string, number>>;
    // The reduce of the job that failed in its maps never ran.
    const never = file.includes('0.23.9') ? 1 : 0;
    expect({ maps, reduces }).toEqual({ maps: kinds.MAP, reduces: (kinds.REDUCE ?? 0) - never });
  });

  it.skipIf(!present)('the same job as history and as Rumen trace is the same', () => {
    const log = read(unpacked('jobhistory-v1/truncated-job-tracker-log'));
    const json = read(unpacked('rumen/truncated-trace-output.json'));
    const { facts, ...rest } = json.counts;
    expect(log.counts).toMatchObject(rest);
    expect(log.counts.facts).toEqual(facts);
    const settings = DEFAULT_WORKLOAD_SETTINGS;
    expect(log.toWorkload('w', settings)).toMatchObject({
      jobs: { names: ['job_200904211745_0002'] },
      durations: { skewSigma: 0 },
    });
  });

  it.skipIf(!present)('tells the bytes that MEASURED.json has by other names', () => {
    const { counts: found } = read(unpacked('rumen/gridmix-wordcount.json'));
    const { detail } = measured['rumen/gridmix-wordcount.json'];
    // There: of all tasks, what reduces fetched included.
    expect(Number(found.bytesIn) + Number(found.bytesShuffle)).toBe(detail.input_bytes);
  });

  it.skipIf(!present)('the topology and the configuration count as measured', () => {
    const topology = 'rumen/job-tracker-logs-topology-output.json';
    expect(read(unpacked(topology)).counts.facts).toEqual(measured[topology].summary);
    const configuration = 'jhist/job_1526555215992_0001_conf.xml';
    const { facts } = read(unpacked(configuration)).counts;
    expect(facts).toMatchObject(measured[configuration].summary);
  });
});
