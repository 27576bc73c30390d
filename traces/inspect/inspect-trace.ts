import type { WorkloadSettings } from '../model/workload-settings.ts';
import type { Compression } from '../reading/compression.ts';
import type { ReadTrace } from '../reading/trace-reader.ts';
import type { TraceInspection } from './inspection.ts';

/** How the host read the file. */
export interface FileOrigin {
  readonly file: string;
  /** Name of the format. */
  readonly format: string;
  readonly compression: Compression;
  readonly truncated: boolean;
}

/** The numbers of a trace; the settings give what the format has not (`derived`). */
export function inspectTrace(
  trace: ReadTrace,
  origin: FileOrigin,
  settings: WorkloadSettings,
): TraceInspection {
  const { report } = trace;
  const { facts, ...counts } = trace.counts;
  return {
    file: origin.file,
    format: origin.format,
    compression: origin.compression,
    ...counts,
    rowsRead: report.rowsRead,
    rowsRefused: report.rowsRefused,
    rowsRepaired: Object.fromEntries(report.repairs),
    truncated: origin.truncated,
    problems: report.problems,
    facts,
    derived: trace.derive?.(settings) ?? null,
  };
}
