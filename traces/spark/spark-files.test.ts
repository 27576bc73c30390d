import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { decompress } from 'fzstd';
import { describe, expect, it } from 'vitest';
import { checkWorkload } from '../model/check-workload.ts';
import { DEFAULT_WORKLOAD_SETTINGS } from '../model/workload-settings.ts';
import { workloadTotals } from '../model/workload-totals.ts';
import { detectCompression } from '../reading/compression.ts';
import { rollingOrder } from './rolling-log.ts';
import { SparkReader } from './spark-reader.ts';
import type { SparkTrace } from './spark-trace.ts';

/** Public files beside the repository, counted by an independent parser. */
const TRACES = join(import.meta.dirname, '../../../shared/traces');
const present = existsSync(join(TRACES, 'MEASURED.json'));

interface Measured {
  readonly format: string;
  readonly summary: Readonly<Record<string, number>>;
  readonly detail: Readonly<Record<string, number>> & {
    readonly malformed_at: readonly (readonly [string, number])[];
    readonly event_counts: Readonly<Record<string, number>>;
    readonly other_events: Readonly<Record<string, number>>;
    readonly task_end_reasons: Readonly<Record<string, number>>;
    readonly locality: Readonly<Record<string, number>>;
    readonly executor_cores: Readonly<Record<string, number>>;
  };
}

const measured = new Map<string, Measured>(
  present ? Object.entries(JSON.parse(readFileSync(join(TRACES, 'MEASURED.json'), 'utf8'))) : [],
);
const names = present
  ? [...measured.keys()].filter((name) => name.startsWith('spark/'))
  : ['spark/nds_q72'];

function measuredOf(name: string): Measured {
  const found = measured.get(name);
  if (found === undefined) throw new Error(`${name} is not measured`);
  return found;
}

function unpacked(path: string): Uint8Array {
  const bytes = readFileSync(path);
  const compression = detectCompression(bytes);
  if (compression === 'gzip') return gunzipSync(bytes);
  return compression === 'zstd' ? decompress(bytes) : bytes;
}

const read = new Map<string, SparkTrace>();

/** Reads a file or, by the order of its parts, a directory; once. */
function traceOf(name: string): SparkTrace {
  const known = read.get(name);
  if (known !== undefined) return known;
  const path = join(TRACES, name);
  const parts = statSync(path).isDirectory()
    ? (rollingOrder(readdirSync(path))?.files.map((part) => join(path, part)) ?? [])
    : [path];
  const reader = new SparkReader();
  parts.forEach((part, i) => {
    if (i > 0) reader.nextFile();
    const bytes = unpacked(part);
    for (let at = 0; at < bytes.length; at += 65_536) reader.push(bytes.subarray(at, at + 65_536));
  });
  const trace = reader.end();
  read.set(name, trace);
  return trace;
}

describe('the public Spark logs', () => {
  it('are all measured', () => {
    if (!present) return;
    const files = readdirSync(join(TRACES, 'spark')).map((file) => `spark/${file}`);
    const known = new Set(names.map((name) => name.replace(/\/$/, '')));
    expect(files.filter((file) => !known.has(file))).toEqual([]);
  });

  it.skipIf(!present).each(names)('%s counts as measured', (name) => {
    const { summary, detail } = measuredOf(name);
    const { counts, report } = traceOf(name);
    expect(counts).toMatchObject({
      jobs: summary.jobs,
      stages: summary.stages,
      tasks: summary.tasks,
      attempts: summary.task_attempts,
      failedAttempts: summary.failed_or_killed_attempts,
      attemptsWithoutEnd: summary.attempts_without_end,
      taskSeconds: summary.total_task_seconds,
      spanSeconds: summary.span_seconds,
      bytesIn: detail.input_bytes,
      bytesShuffle: detail.shuffle_write_bytes,
      bytesOut: detail.output_bytes,
    });
    expect(counts.facts).toMatchObject({
      jobsFailed: summary.jobs_failed,
      jobsWithoutStart: detail.jobs_without_start_event,
      jobsWithoutEnd: detail.jobs_without_end_event,
      stageAttempts: summary.stage_attempts,
      stageAttemptsFailed: detail.stage_attempts_failed,
      stagesSkipped: summary.stages_skipped,
      stageEdges: detail.stage_dependency_edges,
      speculativeAttempts: summary.speculative_attempts,
      attemptReasons: detail.task_end_reasons,
      attemptLocalities: detail.locality,
      peakConcurrentAttempts: detail.peak_concurrent_task_attempts,
      executorRunSeconds: detail.executor_run_ms / 1000,
      bytesShuffleRead: detail.shuffle_read_bytes,
      executors: summary.executors,
      executorsRemoved: detail.executors_removed,
      hosts: detail.hosts,
    });
    expect(report).toMatchObject({
      rowsRead: detail.lines,
      rowsRefused: summary.malformed_lines,
      problems: detail.malformed_at.map(([, line]) => ({ line })),
    });
  });

  it.skipIf(!present).each(names)('%s has the events and executors measured', (name) => {
    const { summary, detail } = measuredOf(name);
    const { log } = traceOf(name);
    const events = new Map([...log.events].map(([kind, n]) => [kind.split('.').at(-1), n]));
    expect(Object.fromEntries(events)).toEqual({ ...detail.event_counts, ...detail.other_events });
    const cores = log.executors.flatMap((one) => (one.cores === null ? [] : [[one.id, one.cores]]));
    expect(Object.fromEntries(cores)).toEqual(detail.executor_cores);
    // Databricks says its version elsewhere, where the independent parser did not look.
    const version = summary.spark_version ?? (name.includes('xgboost') ? '3.2.1' : null);
    expect(log.application.sparkVersion).toBe(version);
    const ends = [log.firstMs, log.lastMs];
    expect(ends).toEqual([detail.first_event_ms, detail.last_event_ms]);
  });

  it.skipIf(!present).each(names)('%s gives a workload of all its tasks', (name) => {
    const { counts, log } = traceOf(name);
    const workload = traceOf(name).toWorkload(name, DEFAULT_WORKLOAD_SETTINGS);
    const tasks = counts.tasks ?? 0;
    if (typeof workload === 'string') {
      expect([workload, tasks]).toEqual(['found no usable job, wanted at least one', 0]);
      return;
    }
    expect(checkWorkload(workload)).toEqual([]);
    const ran = log.stages.filter((stage) => stage.attempts.length > 0).length;
    expect(workload.stages.count).toBe(ran);
    const totals = workloadTotals(workload);
    expect(totals.maps).toBe(tasks + (counts.attemptsWithoutEnd ?? 0));
    // Above, by a millisecond for each task that took none, and by what runs at the end.
    const wanted = log.attempts.count === tasks ? (counts.taskSeconds ?? 0) : 0;
    expect(totals.taskSeconds).toBeGreaterThanOrEqual(wanted);
    expect(totals.taskSeconds).toBeLessThan((counts.taskSeconds ?? 0) * 1.01 + 20);
  });
});
