import type { DerivedTotals, DerivedWork } from '../inspect/inspection.ts';
import type { WorkloadSettings } from '../model/workload-settings.ts';
import { type WorkloadTotals, frameworkTotals, workloadTotals } from '../model/workload-totals.ts';
import type { Workload } from '../model/workload.ts';
import type { ReadReport } from '../reading/read-report.ts';
import { NO_COUNTS, type ReadTrace, type TraceCounts } from '../reading/trace-reader.ts';
import type { SwimRow } from './swim-row.ts';
import { swimToWorkload } from './swim-to-workload.ts';

/** What a SWIM file holds: its usable rows by (submit time, position), and what was wrong. */
export class SwimTrace implements ReadTrace {
  readonly rows: readonly SwimRow[];
  readonly report: ReadReport;

  constructor(rows: readonly SwimRow[], report: ReadReport) {
    this.rows = rows;
    this.report = report;
  }

  get counts(): TraceCounts {
    const { rows } = this;
    const first = rows.at(0)?.submitSeconds ?? 0;
    const last = rows.at(-1)?.submitSeconds ?? 0;
    return {
      ...NO_COUNTS,
      jobs: rows.length,
      spanSeconds: last - first,
      bytesIn: sum(rows, (row) => row.inputBytes),
      bytesShuffle: sum(rows, (row) => row.shuffleBytes),
      bytesOut: sum(rows, (row) => row.outputBytes),
    };
  }

  toWorkload(name: string, { swim }: WorkloadSettings): Workload | string {
    if (this.rows.length === 0) return 'found no usable job, wanted at least one';
    return swimToWorkload(this.rows, swim, name);
  }

  derive({ swim }: WorkloadSettings): DerivedWork | null {
    if (this.rows.length === 0) return null;
    const workload = swimToWorkload(this.rows, swim, 'derived');
    const totals = frameworkTotals(workload).map(derivedTotals);
    return {
      blockBytes: swim.blockBytes,
      ...derivedTotals(workloadTotals(workload)),
      frameworks: Object.fromEntries(workload.frameworks.map((name, i) => [name, totals[i]])),
    };
  }
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
