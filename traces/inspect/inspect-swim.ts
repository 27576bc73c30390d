import type { Compression } from '../reading/compression.ts';
import type { SwimModel } from '../swim/swim-model.ts';
import type { SwimRow } from '../swim/swim-row.ts';
import type { SwimTrace } from '../swim/swim-reader.ts';
import { swimToWorkload } from '../swim/swim-to-workload.ts';
import { type WorkloadTotals, frameworkTotals, workloadTotals } from '../model/workload-totals.ts';
import type { DerivedTotals, DerivedWork, TraceInspection } from './inspection.ts';

/** How the host read the file. */
export interface FileOrigin {
  readonly file: string;
  readonly compression: Compression;
  readonly truncated: boolean;
}

/** The numbers of a SWIM trace; the model gives what the format has not (`derived`). */
export function inspectSwim(
  trace: SwimTrace,
  origin: FileOrigin,
  model: SwimModel,
): TraceInspection {
  const { rows, report } = trace;
  const first = rows.at(0)?.submitSeconds ?? 0;
  const last = rows.at(-1)?.submitSeconds ?? 0;
  return {
    file: origin.file,
    format: 'swim',
    compression: origin.compression,
    jobs: rows.length,
    stages: null,
    tasks: null,
    attempts: null,
    failedAttempts: null,
    attemptsWithoutEnd: null,
    taskSeconds: null,
    spanSeconds: last - first,
    bytesIn: sum(rows, (row) => row.inputBytes),
    bytesShuffle: sum(rows, (row) => row.shuffleBytes),
    bytesOut: sum(rows, (row) => row.outputBytes),
    rowsRead: report.rowsRead,
    rowsRefused: report.rowsRefused,
    rowsRepaired: Object.fromEntries(report.repairs),
    truncated: origin.truncated,
    problems: report.problems,
    derived: rows.length === 0 ? null : derivedWork(rows, model, origin.file),
  };
}

function derivedWork(rows: readonly SwimRow[], model: SwimModel, file: string): DerivedWork {
  const workload = swimToWorkload(rows, model, file);
  const totals = frameworkTotals(workload).map(derivedTotals);
  return {
    blockBytes: model.blockBytes,
    ...derivedTotals(workloadTotals(workload)),
    frameworks: Object.fromEntries(workload.frameworks.map((name, i) => [name, totals[i]])),
  };
}

function derivedTotals(totals: WorkloadTotals): DerivedTotals {
  const { jobs, maps, reduces, taskSeconds, resourceSeconds } = totals;
  return {
    jobs,
    maps,
    reduces,
    tasks: maps + reduces,
    taskSeconds,
    resourceSeconds: Object.fromEntries(resourceSeconds),
  };
}

function sum(rows: readonly SwimRow[], of: (row: SwimRow) => number): number {
  return rows.reduce((total, row) => total + of(row), 0);
}
