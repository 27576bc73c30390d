import type { WorkloadSettings } from '../model/workload-settings.ts';
import type { NewStage } from '../model/stage-list.ts';
import { orderStages } from '../model/stage-order.ts';
import { demandOf, taskTimeUs, workloadFrom } from '../model/workload-builder.ts';
import { StageKind, type Workload } from '../model/workload.ts';
import { groupedRows } from '../reading/grouped-rows.ts';
import type { ReadReport } from '../reading/read-report.ts';
import {
  COUNTED_ONLY,
  NO_COUNTS,
  type ReadPurpose,
  type ReadTrace,
  type TraceCounts,
} from '../reading/trace-reader.ts';
import type { BatchTable } from './batch-table.ts';

/** Tasks of Alibaba's batch jobs. */
export class AlibabaBatch implements ReadTrace {
  readonly format: string;
  readonly table: BatchTable;
  readonly report: ReadReport;
  private readonly purpose: ReadPurpose;

  constructor(format: string, purpose: ReadPurpose, table: BatchTable, report: ReadReport) {
    this.format = format;
    this.purpose = purpose;
    this.table = table;
    this.report = report;
  }

  /** Times from start to end of tasks; how long each instance took is not in this table. */
  get counts(): TraceCounts {
    const { totals, jobs } = this.table;
    const { tasks, firstSeconds, lastSeconds } = totals;
    return {
      ...NO_COUNTS,
      jobs: jobs.size,
      tasks,
      taskSeconds: totals.taskSeconds,
      spanSeconds: tasks === 0 ? 0 : lastSeconds - firstSeconds,
      facts: {
        instances: totals.instances,
        status: this.table.statusRecord(),
        dependencyEdges: totals.dependencyEdges,
        instanceSecondsUpperBound: totals.instanceSeconds,
        negativeDurations: totals.negativeDurations,
        firstStartSeconds: tasks === 0 ? null : firstSeconds,
        lastEndSeconds: tasks === 0 ? null : lastSeconds,
      },
    };
  }

  /**
   * A task is a stage of as many tasks as it had instances, each for the time of the whole, which
   * is the most it can have taken. Only what ended well after it began is in the workload.
   */
  toWorkload(name: string, settings: WorkloadSettings): Workload | string {
    const { table } = this;
    if (this.purpose === 'counts') return COUNTED_ONLY;
    const demands = requestDemands(table, settings);
    const byJob = groupedRows(table.count, table.jobs.size, (row) => table.job.at(row));
    const jobs = inOrderOfRows(table);
    const rowsOf = (job: number): Int32Array =>
      byJob.rows.subarray(byJob.first[jobs[job]], byJob.first[jobs[job] + 1]);
    return workloadFrom(name, this.format, {
      count: jobs.length,
      distinctNames: true,
      submitUs: (job) => {
        const first = rowsOf(job).reduce(
          (least, row) => Math.min(least, table.startSeconds.at(row)),
          Infinity,
        );
        return Math.round(first * 1e6);
      },
      name: (job) => table.jobs.text(jobs[job]),
      framework: () => 'batch',
      stages: (job) => stagesOf(table, rowsOf(job), demands),
    });
  }
}

/** Numbers of the jobs of kept rows, by their first. */
function inOrderOfRows({ count, job, jobs }: BatchTable): Int32Array {
  const order = new Int32Array(jobs.size);
  const met = new Uint8Array(jobs.size);
  let filled = 0;
  for (let row = 0; row < count; row++) {
    const number = job.at(row);
    if (met[number] === 0) order[filled++] = number;
    met[number] = 1;
  }
  return order.subarray(0, filled);
}

function stagesOf(table: BatchTable, rows: Int32Array, demands: readonly Demand[]): NewStage[] {
  const byNumber = new Map<number, number>();
  rows.forEach((row, index) => byNumber.set(table.number.at(row), index));
  // A parent that is not in the file, or not in the workload, is not waited for.
  const parents = Array.from(rows, (row) => {
    const of: number[] = [];
    for (let i = table.firstParent(row); i < table.firstParent(row + 1); i++) {
      const parent = byNumber.get(table.parents.at(i));
      if (parent !== undefined) of.push(parent);
    }
    return of;
  });
  const { order, parents: placed } = orderStages(parents);
  return order.map((index, at) => {
    const row = rows[index];
    const taskUs = taskTimeUs(table.seconds.at(row));
    return {
      kind: StageKind.MAP,
      tasks: table.instances.at(row),
      demand: demands[table.request.at(row)],
      taskUs,
      lastTaskUs: taskUs,
      exact: true,
      parents: placed[at],
    };
  });
}

type Demand = NewStage['demand'];

/**
 * What an instance asks for, by number of its requests: 100 is one core; memory is a part of the
 * machine that the settings take for the largest.
 */
function requestDemands(
  { cpuPercent, memoryFraction }: BatchTable,
  { wholeMachine, taskDemand }: WorkloadSettings,
): Demand[] {
  const wholeMem = (wholeMachine.get('mem') ?? 0) / 1000;
  return Array.from(cpuPercent.values(), (percent, request) => {
    const fraction = memoryFraction.at(request);
    return demandOf(
      [
        ['cpus', Number.isNaN(percent) ? null : percent / 100],
        ['mem', Number.isNaN(fraction) ? null : fraction * wholeMem],
      ],
      taskDemand,
    );
  });
}
