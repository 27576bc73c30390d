import type { WorkloadSettings } from '../model/workload-settings.ts';
import type { NewStage } from '../model/stage-list.ts';
import { type NewJob, buildWorkload, meanUs, taskTimeUs } from '../model/workload-builder.ts';
import { StageKind, type Workload } from '../model/workload.ts';
import type { ReadReport } from '../reading/read-report.ts';
import { RowReader } from '../reading/row-reader.ts';
import {
  NO_COUNTS,
  type ReadTrace,
  type TraceCounts,
  type TraceFormat,
  type TraceReader,
} from '../reading/trace-reader.ts';
import { type Coflow, type CoflowHeader, parseCoflow, parseCoflowHeader } from './coflow-row.ts';

/** An hour of Facebook's shuffles of 2010 (github.com/coflow/coflow-benchmark). */
export const COFLOW_FORMAT: TraceFormat = {
  name: 'coflow-benchmark',
  title: 'a trace of coflow-benchmark',
  detect: ({ lines: [first, second = ''] }) =>
    /^\s*\d+ +\d+$/.test(first) && /^\s*\d+( +\d+){3,}.*:/.test(second),
  reader: () => new CoflowReader(),
};

class CoflowReader implements TraceReader<CoflowTrace> {
  private header: CoflowHeader | null = null;
  private readonly coflows: Coflow[] = [];
  private readonly table = new RowReader((text, line) => this.row(text, line));

  push(chunk: Uint8Array | string): void {
    this.table.push(chunk);
  }

  end(truncated: boolean = false): CoflowTrace {
    const report = this.table.end(truncated).report();
    return new CoflowTrace(this.header, this.coflows, report);
  }

  private row(text: string, line: number): string | null {
    if (line === 1) {
      const header = parseCoflowHeader(text);
      if (typeof header === 'string') return header;
      this.header = header;
      return null;
    }
    const coflow = parseCoflow(text);
    if (typeof coflow === 'string') return coflow;
    this.coflows.push(coflow);
    return null;
  }
}

const MEGABYTE = 1_048_576;

/** Shuffles: of each job what its reducers fetch, and from how many racks. */
export class CoflowTrace implements ReadTrace {
  readonly header: CoflowHeader | null;
  readonly coflows: readonly Coflow[];
  readonly report: ReadReport;

  constructor(header: CoflowHeader | null, coflows: readonly Coflow[], report: ReadReport) {
    this.header = header;
    this.coflows = coflows;
    this.report = report;
  }

  get counts(): TraceCounts {
    let mappers = 0;
    let reducers = 0;
    let megabytes = 0;
    let first = Infinity;
    let last = -Infinity;
    for (const coflow of this.coflows) {
      mappers += coflow.mappers;
      reducers += coflow.reducerMegabytes.length;
      for (const fetched of coflow.reducerMegabytes) megabytes += fetched;
      first = Math.min(first, coflow.arrivalMs);
      last = Math.max(last, coflow.arrivalMs);
    }
    return {
      ...NO_COUNTS,
      jobs: this.coflows.length,
      spanSeconds: this.coflows.length === 0 ? 0 : (last - first) / 1000,
      bytesShuffle: megabytes * MEGABYTE,
      facts: {
        coflows: this.coflows.length,
        declaredPorts: this.header?.ports ?? null,
        declaredCoflows: this.header?.coflows ?? null,
        mappers,
        reducers,
        shuffleMegabytes: megabytes,
        firstArrivalSeconds: this.coflows.length === 0 ? null : first / 1000,
        lastArrivalSeconds: this.coflows.length === 0 ? null : last / 1000,
      },
    };
  }

  /**
   * A stage of mappers that take no longer than a task needs to start, since what they read is not
   * known, then the reducers, whose times follow from what they fetch by the rates of the SWIM
   * model. Coflows without reducers are left out.
   */
  toWorkload(name: string, settings: WorkloadSettings): Workload | string {
    const jobs: NewJob[] = [];
    for (const coflow of this.coflows) {
      if (coflow.reducerMegabytes.length === 0) continue;
      jobs.push({
        name: `coflow${coflow.id}`,
        submitUs: coflow.arrivalMs * 1000,
        framework: 'shuffles',
        stages: stagesOf(coflow, settings),
      });
    }
    return buildWorkload(name, 'coflow-benchmark', jobs);
  }
}

function stagesOf(coflow: Coflow, { swim, taskDemand }: WorkloadSettings): NewStage[] {
  const startup = swim.startupUs / 1e6;
  const mapUs = taskTimeUs(startup);
  const recordedUs = coflow.reducerMegabytes.map((megabytes) =>
    taskTimeUs(startup + (megabytes * MEGABYTE) / swim.shuffleRate),
  );
  const common = { demand: taskDemand, exact: true };
  return [
    {
      ...common,
      kind: StageKind.MAP,
      tasks: Math.max(1, coflow.mappers),
      taskUs: mapUs,
      lastTaskUs: mapUs,
      parents: [],
    },
    {
      ...common,
      kind: StageKind.REDUCE,
      tasks: recordedUs.length,
      taskUs: meanUs(recordedUs),
      lastTaskUs: recordedUs[recordedUs.length - 1],
      recordedUs,
      parents: [0],
    },
  ];
}
