import type { WorkloadSettings } from '../model/workload-settings.ts';
import type { NewStage } from '../model/stage-list.ts';
import { orderStages } from '../model/stage-order.ts';
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
import { someLine } from '../reading/detect-format.ts';
import { type DecimaQuery, type DecimaStage, parseDecimaQuery } from './decima-query.ts';

/** TPC-H queries with the graphs of their stages, as measured for Decima (SIGCOMM 2019). */
export const DECIMA_FORMAT: TraceFormat = {
  name: 'decima-tpch',
  title: 'TPC-H queries of Decima',
  detect: (start) => someLine(start, looksLikeQuery),
  reader: () => new DecimaReader(),
};

/** A query's line, which may be cut. */
function looksLikeQuery(line: string): boolean {
  return /^\{\s*"job"\s*:/.test(line) && line.includes('"stages"') && line.includes('"num_tasks"');
}

/** Longest line, UTF-16 units: a query at 100 GB has some hundred thousand. */
const MAX_LINE_LENGTH = 16 * 1024 * 1024;

class DecimaReader implements TraceReader<DecimaTrace> {
  private readonly queries: DecimaQuery[] = [];
  private readonly table = new RowReader((text) => this.row(text), { maxLength: MAX_LINE_LENGTH });

  push(chunk: Uint8Array | string): void {
    this.table.push(chunk);
  }

  end(truncated: boolean = false): DecimaTrace {
    const report = this.table.end(truncated).report();
    return new DecimaTrace(this.queries, report);
  }

  private row(text: string): string | null {
    const query = parseDecimaQuery(text);
    if (typeof query === 'string') return query;
    this.queries.push(query);
    return null;
  }
}

/** Queries: each is a job, all submitted together, since they were measured one by one. */
export class DecimaTrace implements ReadTrace {
  readonly queries: readonly DecimaQuery[];
  readonly report: ReadReport;

  constructor(queries: readonly DecimaQuery[], report: ReadReport) {
    this.queries = queries;
    this.report = report;
  }

  /** Task-seconds by the stages' mean times. */
  get counts(): TraceCounts {
    const stages = this.queries.flatMap((query) => query.stages);
    const sum = (of: (stage: DecimaStage) => number): number =>
      stages.reduce((total, stage) => total + of(stage), 0);
    const executorPoints = new Set(stages.flatMap(({ executors }) => executors));
    return {
      ...NO_COUNTS,
      jobs: this.queries.length,
      stages: stages.length,
      tasks: sum(({ tasks }) => tasks),
      taskSeconds: sum(({ tasks, roughMs }) => tasks * roughMs) / 1000,
      facts: {
        stageDependencyEdges: sum(({ parents }) => parents.length),
        maxStageTasks: stages.reduce((most, { tasks }) => Math.max(most, tasks), 0),
        durationSamples: sum(({ samples }) => samples),
        executorPoints: [...executorPoints].sort((a, b) => a - b),
      },
    };
  }

  toWorkload(name: string, { taskDemand }: WorkloadSettings): Workload | string {
    const jobs = this.queries.map(
      (query): NewJob => ({
        name: query.job,
        submitUs: 0,
        framework: 'tpch',
        stages: stagesOf(query, taskDemand),
      }),
    );
    return buildWorkload(name, 'decima-tpch', jobs);
  }
}

function stagesOf({ stages }: DecimaQuery, demand: NewStage['demand']): NewStage[] {
  const byId = new Map(stages.map(({ id }, index) => [id, index]));
  const parents = stages.map((stage) => stage.parents.flatMap((id) => byId.get(id) ?? []));
  const { order, parents: placed } = orderStages(parents);
  return order.map((index, at) => {
    const { tasks, roughMs, taskMs } = stages[index];
    const common = { kind: StageKind.MAP, tasks, demand, exact: true, parents: placed[at] };
    if (taskMs.length === 0) {
      const taskUs = taskTimeUs(roughMs / 1000);
      return { ...common, taskUs, lastTaskUs: taskUs };
    }
    const recordedUs = taskMs.map((ms) => taskTimeUs(ms / 1000));
    return {
      ...common,
      taskUs: meanUs(recordedUs),
      lastTaskUs: recordedUs[recordedUs.length - 1],
      recordedUs,
    };
  });
}
