import { basename } from 'node:path';

import { JobsTrace } from '../traces/jobs/jobs-trace.ts';
import { mergeWorkloads } from '../traces/model/merge-workloads.ts';
import {
  DEFAULT_WORKLOAD_SETTINGS,
  type WorkloadSettings,
} from '../traces/model/workload-settings.ts';
import type { Workload } from '../traces/model/workload.ts';
import { type SwimModel, checkSwimModel } from '../traces/swim/swim-model.ts';
import type { SwimRow } from '../traces/swim/swim-row.ts';
import { swimToWorkload } from '../traces/swim/swim-to-workload.ts';
import { SwimTrace } from '../traces/swim/swim-trace.ts';
import type { TraceSummary } from './comparison/trace-summary.ts';
import { UsageError } from './errors.ts';
import { type TraceKind, kindOfFormat } from './options/framework-kinds.ts';
import { printable } from './output/terminal.ts';
import { type TraceFile, readTraceFile } from './trace-files.ts';

export interface LoadedWorkload {
  readonly workload: Workload;
  /** What the jobs of each framework ran under, by the format of their trace. */
  readonly kinds: ReadonlyMap<string, TraceKind>;
  readonly traces: readonly LoadedTrace[];
}

export interface LoadedTrace extends TraceSummary {
  /** Parts of a rolling log that are missing, in words. */
  readonly missing?: readonly string[];
}

/**
 * Reads trace files into one workload. Several start together, each at its first job: of SWIM
 * files the jobs are put together, else each file is a framework of its own.
 * @throws UsageError when a file cannot be read, or has no usable job
 */
export async function loadWorkload(
  files: readonly string[],
  model: SwimModel,
): Promise<LoadedWorkload> {
  const wrong = checkSwimModel(model);
  if (wrong.length > 0) throw new UsageError(`the SWIM model: ${wrong[0]}`);
  const read: TraceFile[] = [];
  for (const file of files) read.push(await readTraceFile(file));
  const traces = read.map(summaryOf);
  const name = traces.map((trace) => trace.file).join(' + ');
  const swims = read.flatMap(({ file, trace }) =>
    trace instanceof SwimTrace ? { file, rows: trace.rows } : [],
  );
  const settings = { ...DEFAULT_WORKLOAD_SETTINGS, swim: model };
  const workload =
    swims.length < read.length
      ? togetherOf(name, read, settings)
      : swimToWorkload(swimRows(swims, traces), model, name);
  return { workload, kinds: kindsOf(workload, read), traces };
}

/** Where files became frameworks of their own, each has its kind; else all have that of the first. */
function kindsOf({ frameworks }: Workload, files: readonly TraceFile[]): Map<string, TraceKind> {
  const named = new Map(
    files.map((file, index) => [distinctName(files, index), kindOfFormat(originOf(file))]),
  );
  const first = kindOfFormat(originOf(files[0]));
  return new Map(frameworks.map((name) => [name, named.get(name) ?? first]));
}

/** The format of the log that the jobs of a file once came from. */
function originOf({ format, trace }: TraceFile): string {
  return trace instanceof JobsTrace ? trace.origin : format;
}

/** The rows of SWIM files, at least one. */
function swimRows(files: readonly SwimFile[], traces: readonly TraceSummary[]): readonly SwimRow[] {
  const rows = files.length === 1 ? files[0].rows : merged(files);
  if (rows.length === 0) {
    const names = files.map(({ file }) => file).join(', ');
    throw new UsageError(
      `${names}: found no usable job, wanted at least one${firstProblem(traces)}`,
    );
  }
  return rows;
}

/** Each file as a framework, unless there is one only: then its own frameworks stay. */
function togetherOf(
  name: string,
  files: readonly TraceFile[],
  settings: WorkloadSettings,
): Workload {
  const parts = files.map((file, index) => ({
    framework: distinctName(files, index),
    workload: workloadOf(file, settings),
  }));
  if (parts.length === 1) return parts[0].workload;
  const workload = mergeWorkloads(name, parts);
  if (typeof workload === 'string') throw new UsageError(`${name}: ${workload}`);
  return workload;
}

function workloadOf(file: TraceFile, settings: WorkloadSettings): Workload {
  const workload = file.trace.toWorkload(basename(file.file), settings);
  if (typeof workload !== 'string') return workload;
  throw new UsageError(`${file.file}: ${workload}${firstProblem([summaryOf(file)])}`);
}

/** The file's name, with a number where two are called the same. */
function distinctName(files: readonly { readonly file: string }[], index: number): string {
  const name = basename(files[index].file);
  const before = files.slice(0, index).filter(({ file }) => basename(file) === name).length;
  return before === 0 ? name : `${name}#${before + 1}`;
}

function firstProblem(traces: readonly TraceSummary[]): string {
  const [problem] = traces.flatMap((trace) => trace.problems);
  return problem === undefined ? '' : `; line ${problem.line}: ${problem.reason}`;
}

/** A warning line for every file that could not be used as a whole. */
export function traceWarnings(traces: readonly LoadedTrace[]): string[] {
  return traces.flatMap(({ file, rowsRead, rowsRefused, truncated, problems, missing = [] }) => {
    const lines = missing.map((part) => `warning: ${file}: ${part}`);
    if (rowsRefused > 0) {
      const [{ line, reason }] = problems;
      const others = rowsRefused > 1 ? ` (and ${rowsRefused - 1} more)` : '';
      lines.push(
        `warning: ${file}: ${rowsRefused} of ${rowsRead} rows refused; line ${line}: ${reason}${others}`,
      );
    }
    if (truncated) lines.push(`warning: ${file}: ends early or is damaged; used what came before`);
    return lines.map(printable);
  });
}

/** What a message or a report says of a trace that was read. */
export function summaryOf({ file, format, truncated, missing, trace }: TraceFile): LoadedTrace {
  const { rowsRead, rowsRefused, problems } = trace.report;
  return {
    file: basename(file),
    format,
    jobs: trace.counts.jobs ?? 0,
    rowsRead,
    rowsRefused,
    truncated,
    missing,
    problems: problems.map(({ line, reason }) => ({ line, reason })),
  };
}

interface SwimFile {
  readonly file: string;
  readonly rows: readonly SwimRow[];
}

/** The rows of all files by submission, each file from its own first job on. */
function merged(files: readonly SwimFile[]): SwimRow[] {
  const all = files.flatMap(({ rows }, index) => {
    const start = rows.length > 0 ? rows[0].submitSeconds : 0;
    const prefix = distinctName(files, index);
    return rows.map((row) => ({
      ...row,
      name: `${prefix}:${row.name}`,
      submitSeconds: row.submitSeconds - start,
    }));
  });
  return all.sort((a, b) => a.submitSeconds - b.submitSeconds);
}
