import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { inspectTrace } from '../traces/inspect/inspect-trace.ts';
import type { TraceInspection } from '../traces/inspect/inspection.ts';
import { checkWorkload } from '../traces/model/check-workload.ts';
import { DEFAULT_WORKLOAD_SETTINGS } from '../traces/model/workload-settings.ts';
import { readTraceFile } from './trace-files.ts';

/** Public traces and what an independent parser measured on them, beside the repository. */
const TRACES = join(import.meta.dirname, '../../shared/traces');
const present = existsSync(join(TRACES, 'MEASURED.json'));

interface Measured {
  readonly format: string;
  readonly summary: Readonly<Record<string, unknown>>;
  readonly detail?: Readonly<Record<string, unknown>>;
}

const measured: Readonly<Record<string, Measured>> = present
  ? JSON.parse(readFileSync(join(TRACES, 'MEASURED.json'), 'utf8'))
  : {};

const files = Object.keys(measured).filter(
  // Notes beside the traces are none.
  (file) => file !== '_about' && measured[file].format !== 'text',
);

/** A number of `facts`, in or below a name. */
function fact(found: TraceInspection, name: string, below?: string): unknown {
  const value = found.facts[name];
  if (below === undefined) return value;
  const record: unknown = value ?? {};
  return (record as Record<string, unknown>)[below] ?? 0;
}

const thousand = (value: unknown): number => Math.round(Number(value) * 1e6) / 1e3;

type Place = (found: TraceInspection) => unknown;

/** What was measured under a name that is not ours, or in another unit. */
const PLACES: Readonly<Record<string, Place>> = {
  attempts: (found) => found.attempts,
  task_attempts: (found) => found.attempts,
  failed_or_killed_attempts: (found) => found.failedAttempts,
  failed_attempts: (found) => fact(found, 'attemptOutcomes', 'FAILED'),
  killed_attempts: (found) => fact(found, 'attemptOutcomes', 'KILLED'),
  total_task_seconds: (found) => found.taskSeconds,
  pod_seconds: (found) => found.taskSeconds,
  rough_total_task_ms: (found) => Math.round(Number(found.taskSeconds) * 1e4) / 10,
  total_task_ms: (found) => thousand(found.taskSeconds),
  map_input_bytes: (found) => found.bytesIn,
  shuffle_bytes: (found) => found.bytesShuffle,
  reduce_output_bytes: (found) => found.bytesOut,
  maps_at_64MiB: (found) => found.derived?.maps,
  rows: (found) => found.rowsRead,
  documents: (found) => found.rowsRead,
  malformed: (found) => found.rowsRefused,
  malformed_lines: (found) => found.rowsRefused,
  parse_error: (found) => found.problems[0] ?? null,
  max_procs: (found) => fact(found, 'maxProcessors'),
  first_start_ms: (found) => thousand(fact(found, 'firstStartSeconds')),
  last_start_ms: (found) => thousand(fact(found, 'lastStartSeconds')),
  last_declared_end_ms: (found) => thousand(fact(found, 'lastEndSeconds')),
  first_arrival_ms: (found) => thousand(fact(found, 'firstArrivalSeconds')),
  last_arrival_ms: (found) => thousand(fact(found, 'lastArrivalSeconds')),
  first_start_s: (found) => fact(found, 'firstStartSeconds'),
  first_create_s: (found) => fact(found, 'firstStartSeconds'),
  last_end_s: (found) => fact(found, 'lastEndSeconds'),
  completed_runs_within_file: (found) => fact(found, 'completedRuns'),
  completed_run_us: (found) => Math.round(Number(found.taskSeconds) * 1e6),
  end_events_without_schedule_in_file: (found) => fact(found, 'endsWithoutSchedule'),
  still_running_at_end: (found) => found.attemptsWithoutEnd,
};

/** Numbers of `detail` that `trace inspect` has as well, by the beginning of the format's name. */
const DETAILS: Readonly<Record<string, readonly string[]>> = {
  'google2011-task_events': [
    ...['users', 'machines', 'rows_time_zero', 'rows_time_max', 'rows_without_requests'],
    ...['completed_runs_within_file', 'completed_run_us', 'still_running_at_end'],
    'end_events_without_schedule_in_file',
  ],
  'google2011-job_events': ['users'],
  'alibaba2017-batch_task': [
    ...['negative_durations', 'first_create_s', 'instance_seconds_upper_bound'],
  ],
  'openb-pods': ['qos', 'gpu_seconds', 'unscheduled'],
  swf: ['zero_runtime', 'status', 'malformed'],
};

function camelCase(name: string): string {
  return name.replace(/_(?<letter>\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Where a measured number stands; undefined when nowhere. */
function placeOf(found: TraceInspection, name: string): unknown {
  const place = PLACES[name];
  if (place !== undefined) return place(found);
  const own = camelCase(name);
  return Object.hasOwn(found, own)
    ? (found as unknown as Record<string, unknown>)[own]
    : found.facts[own];
}

/** Numbers as the independent parser has them, which rounds sums of fractions. */
function roundedLike(found: unknown, wanted: unknown): unknown {
  const both = typeof found === 'number' && typeof wanted === 'number';
  return both && Math.abs(found - wanted) < Math.max(0.0005, wanted * 1e-9) ? wanted : found;
}

describe.skipIf(!present)('the public traces count as measured', () => {
  it('are there', () => {
    expect(files.length).toBeGreaterThan(60);
  });

  it.each(files)('%s, and as a workload', { timeout: 60_000 }, async (file) => {
    const { format, summary, detail = {} } = measured[file];
    const read = await readTraceFile(join(TRACES, file));
    const found = inspectTrace(read.trace, read, DEFAULT_WORKLOAD_SETTINGS);
    expect(found.format).toBe(format);
    expect(found.truncated).toBe(false);
    if (typeof detail.compression === 'string') expect(found.compression).toBe(detail.compression);
    // Null was not measured: what this parser finds more than that one is no difference.
    const counts = Object.entries(summary).filter(([, value]) => value !== null);
    const details = (DETAILS[format] ?? []).map((name): [string, unknown] => [name, detail[name]]);
    const wanted = [...counts, ...details].filter(([name]) => name !== 'format');
    const ours = wanted.map(([name, value]) => [name, roundedLike(placeOf(found, name), value)]);
    expect(ours).toEqual(wanted);
    // The same reading: the large ones take a second.
    const workload = read.trace.toWorkload(file, DEFAULT_WORKLOAD_SETTINGS);
    if (typeof workload === 'string') {
      expect(workload).toMatch(/^found /);
    } else {
      expect(checkWorkload(workload)).toEqual([]);
      expect(workload.jobs.count).toBeLessThanOrEqual(found.jobs ?? 0);
    }
  });
});
