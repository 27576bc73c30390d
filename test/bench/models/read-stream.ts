import { DEFAULT_WORKLOAD_SETTINGS } from '../../../traces/model/workload-settings.ts';
import { TRACE_FORMATS } from '../../../traces/reading/format-table.ts';
import { traceBytes } from './trace-rows.ts';

/** What a process that read a synthetic trace says of itself, as JSON. */
export interface ReadStream {
  readonly jobs: number;
  readonly rowsRead: number;
  readonly rowsRefused: number;
  readonly peakMb: number;
  readonly seconds: number;
}

/** A program of its own, so that its peak of memory is that of reading: `FORMAT BYTES PURPOSE`. */
const [name, bytes, purpose] = process.argv.slice(2);
const start = performance.now();
const wanted = purpose === 'counts' ? 'counts' : 'workload';
const reader = TRACE_FORMATS.find((format) => format.name === name)?.reader(wanted);
for (const chunk of traceBytes(name, Number(bytes))) reader?.push(chunk);
const trace = reader?.end();
const workload =
  wanted === 'counts' ? null : trace?.toWorkload('stream', DEFAULT_WORKLOAD_SETTINGS);
if (typeof workload === 'string') throw new Error(workload);
const found: ReadStream = {
  jobs: workload?.jobs.count ?? trace?.counts.jobs ?? 0,
  rowsRead: trace?.report.rowsRead ?? 0,
  rowsRefused: trace?.report.rowsRefused ?? 0,
  peakMb: process.resourceUsage().maxRSS / 1024,
  seconds: (performance.now() - start) / 1000,
};
process.stdout.write(JSON.stringify(found));
