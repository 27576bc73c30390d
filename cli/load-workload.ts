import { basename } from 'node:path';

import type { Workload } from '../traces/model/workload.ts';
import { type SwimModel, checkSwimModel } from '../traces/swim/swim-model.ts';
import type { SwimRow } from '../traces/swim/swim-row.ts';
import { swimToWorkload } from '../traces/swim/swim-to-workload.ts';
import type { TraceSummary } from './comparison/trace-summary.ts';
import { UsageError } from './errors.ts';
import { printable } from './output/terminal.ts';
import { type TraceFile, readTraceFile } from './trace-files.ts';

export interface LoadedWorkload {
  readonly workload: Workload;
  readonly traces: readonly TraceSummary[];
}

/**
 * Reads trace files into one workload. Several files start together, each at its first job.
 * @throws UsageError when a file cannot be read, or no usable job is in any
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
  const rows = read.length === 1 ? read[0].trace.rows : merged(read);
  if (rows.length === 0) {
    const [problem] = traces.flatMap((trace) => trace.problems);
    const first = problem === undefined ? '' : `; line ${problem.line}: ${problem.reason}`;
    throw new UsageError(`${files.join(', ')}: found no usable job, wanted at least one${first}`);
  }
  const name = traces.map((trace) => trace.file).join(' + ');
  return { workload: swimToWorkload(rows, model, name), traces };
}

/** A warning line for every file that could not be used as a whole. */
export function traceWarnings(traces: readonly TraceSummary[]): string[] {
  return traces.flatMap(({ file, rowsRead, rowsRefused, truncated, problems }) => {
    const lines: string[] = [];
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

function summaryOf({ file, format, truncated, trace }: TraceFile): TraceSummary {
  const { rowsRead, rowsRefused, problems } = trace.report;
  return {
    file: basename(file),
    format,
    jobs: trace.rows.length,
    rowsRead,
    rowsRefused,
    truncated,
    problems: problems.map(({ line, reason }) => ({ line, reason })),
  };
}

/** The rows of all files by submission, each file from its own first job on. */
function merged(files: readonly TraceFile[]): SwimRow[] {
  const rows = files.flatMap(({ file, trace }) => {
    const start = trace.rows.length > 0 ? trace.rows[0].submitSeconds : 0;
    return trace.rows.map((row) => ({
      ...row,
      name: `${basename(file)}:${row.name}`,
      submitSeconds: row.submitSeconds - start,
    }));
  });
  return rows.sort((a, b) => a.submitSeconds - b.submitSeconds);
}
