import type { WorkloadSettings } from '../model/workload-settings.ts';
import type { NewStage } from '../model/stage-list.ts';
import { demandOf, taskTimeUs, workloadFrom } from '../model/workload-builder.ts';
import { StageKind, type Workload } from '../model/workload.ts';
import type { ReadReport } from '../reading/read-report.ts';
import { NO_COUNTS, type ReadTrace, type TraceCounts } from '../reading/trace-reader.ts';
import { Tally } from '../reading/tally.ts';
import { type SwfJob, SwfStatus } from './swf-row.ts';

/** A log in the Standard Workload Format. */
export class SwfTrace implements ReadTrace {
  /** In the order of the file. */
  readonly jobs: readonly SwfJob[];
  /** `; Key: value` lines of the header. */
  readonly header: ReadonlyMap<string, string>;
  readonly report: ReadReport;

  constructor(jobs: readonly SwfJob[], header: ReadonlyMap<string, string>, report: ReadReport) {
    this.jobs = jobs;
    this.header = header;
    this.report = report;
  }

  get counts(): TraceCounts {
    let first = Infinity;
    let last = -Infinity;
    let processorSeconds = 0;
    let maxProcessors = 0;
    const status = new Tally();
    const users = new Set<string>();
    let zeroRuntime = 0;
    for (const job of this.jobs) {
      first = Math.min(first, job.submitSeconds);
      last = Math.max(last, job.submitSeconds);
      processorSeconds += (job.runSeconds ?? 0) * (job.processors ?? 0);
      maxProcessors = Math.max(maxProcessors, job.processors ?? 0);
      status.add(`${job.status}`);
      if (job.user !== null) users.add(job.user);
      if (job.runSeconds === 0) zeroRuntime++;
    }
    return {
      ...NO_COUNTS,
      jobs: this.jobs.length,
      taskSeconds: processorSeconds,
      spanSeconds: this.jobs.length === 0 ? 0 : last - first,
      facts: {
        processorSeconds,
        maxProcessors,
        status: status.record(),
        users: users.size,
        zeroRuntime,
      },
    };
  }

  /**
   * A job is one gang: a task for each of its processors, all for its run time. Left out: jobs
   * that never ran or whose processors are unknown, and partial executions.
   */
  toWorkload(name: string, { taskDemand }: WorkloadSettings): Workload | string {
    const ran = this.jobs.filter(
      ({ runSeconds, processors, status }) =>
        runSeconds !== null && processors !== null && !isPartial(status),
    );
    const demands = new Map<number | null, NewStage['demand']>();
    const demandOfJob = ({ memoryKb }: SwfJob): NewStage['demand'] => {
      const demand = demands.get(memoryKb) ?? processorDemand(memoryKb, taskDemand);
      demands.set(memoryKb, demand);
      return demand;
    };
    return workloadFrom(name, 'swf', {
      count: ran.length,
      submitUs: (job) => Math.round(ran[job].submitSeconds * 1e6),
      name: (job) => `job${ran[job].number}`,
      framework: (job) => `user${ran[job].user ?? ''}`,
      stages: (job) => [gangOf(ran[job], demandOfJob(ran[job]))],
    });
  }
}

function gangOf({ runSeconds, processors }: SwfJob, demand: NewStage['demand']): NewStage {
  const taskUs = taskTimeUs(Math.max(runSeconds ?? 0, SHORTEST_SECONDS));
  return {
    kind: StageKind.MAP,
    tasks: Math.max(1, Math.round(processors ?? 0)),
    demand,
    taskUs,
    lastTaskUs: taskUs,
    exact: true,
    gang: true,
  };
}

/** A run time of 0 means less than half a second. */
const SHORTEST_SECONDS = 0.5;

/** One CPU a processor; kilobytes of memory become Mesos' megabytes. */
function processorDemand(
  memoryKb: number | null,
  fallback: WorkloadSettings['taskDemand'],
): ReturnType<typeof demandOf> {
  const mem = memoryKb === null ? null : memoryKb / 1024;
  return demandOf(
    [
      ['cpus', 1],
      ['mem', mem],
    ],
    fallback,
  );
}

function isPartial(status: SwfStatus): boolean {
  return (
    status === SwfStatus.PARTIAL ||
    status === SwfStatus.PARTIAL_COMPLETED ||
    status === SwfStatus.PARTIAL_FAILED
  );
}
