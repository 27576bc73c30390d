import { basename } from 'node:path';

import { type TraceJobs, jobsOfTrace } from '../traces/convert/trace-jobs.ts';
import type { WorkloadSettings } from '../traces/model/workload-settings.ts';
import { UsageError } from './errors.ts';
import { summaryOf, traceWarnings } from './load-workload.ts';
import { readTraceFile } from './trace-files.ts';

/**
 * The jobs of a trace file, to be written again or fitted; warns of what was not used.
 * @throws UsageError when it cannot be read, or has no usable job
 */
export async function readJobs(file: string, settings: WorkloadSettings): Promise<TraceJobs> {
  const read = await readTraceFile(file);
  const summary = summaryOf(read);
  const list = jobsOfTrace(read.trace, basename(file), settings);
  if (typeof list === 'string') {
    const problem = summary.problems.at(0);
    const why = problem === undefined ? '' : `; line ${problem.line}: ${problem.reason}`;
    throw new UsageError(`${file}: ${list}${why}`);
  }
  for (const warning of traceWarnings([summary])) process.stderr.write(`${warning}\n`);
  return list;
}
