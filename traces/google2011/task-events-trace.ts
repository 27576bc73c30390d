import type { WorkloadSettings } from '../model/workload-settings.ts';
import { type NewJob, buildWorkload, demandOf, meanUs } from '../model/workload-builder.ts';
import type { NewStage } from '../model/stage-list.ts';
import { StageKind, type Workload } from '../model/workload.ts';
import type { ReadReport } from '../reading/read-report.ts';
import type { ReadTrace, TraceCounts } from '../reading/trace-reader.ts';
import { NO_COUNTS } from '../reading/trace-reader.ts';
import { AFTER, countedByName } from './google-events.ts';
import { fractionsOf } from './task-event.ts';
import type { GoogleJob, TaskRuns } from './task-runs.ts';

/** What was counted besides the runs. */
export interface TaskEventTotals {
  /** By event type. */
  readonly events: readonly number[];
  readonly users: number;
  readonly machines: number;
  readonly rowsTimeZero: number;
  readonly rowsTimeMax: number;
  readonly rowsWithoutRequests: number;
  /** First and last time inside the trace, microseconds; both 0 when there is none. */
  readonly firstUs: number;
  readonly lastUs: number;
  readonly commentRows: number;
}

/** Parts of `task_events`, one or several behind each other. */
export class GoogleTaskEvents implements ReadTrace {
  readonly runs: TaskRuns;
  readonly totals: TaskEventTotals;
  readonly report: ReadReport;

  constructor(runs: TaskRuns, totals: TaskEventTotals, report: ReadReport) {
    this.runs = runs;
    this.totals = totals;
    this.report = report;
  }

  /** A run is an attempt: from SCHEDULE to what ends it. */
  get counts(): TraceCounts {
    const { runs, totals } = this;
    const stillRunning = runs.stillRunning();
    return {
      ...NO_COUNTS,
      jobs: runs.jobs.size,
      tasks: runs.tasks,
      attempts: runs.completedRuns + stillRunning,
      failedAttempts: runs.failedRuns,
      attemptsWithoutEnd: stillRunning,
      taskSeconds: runs.completedUs / 1e6,
      spanSeconds: (totals.lastUs - totals.firstUs) / 1e6,
      facts: {
        events: countedByName(totals.events),
        users: totals.users,
        machines: totals.machines,
        completedRuns: runs.completedRuns,
        endsWithoutSchedule: runs.endsWithoutSchedule,
        rowsTimeZero: totals.rowsTimeZero,
        rowsTimeMax: totals.rowsTimeMax,
        rowsWithoutRequests: totals.rowsWithoutRequests,
        commentRows: totals.commentRows,
      },
    };
  }

  /**
   * A job's tasks, one stage for each different request, none waiting for another. What the file
   * does not show of a run is left out: of one that began before it, the time before; of one that
   * goes on, the time after. Tasks that never ran in it are not in the workload.
   */
  toWorkload(name: string, settings: WorkloadSettings): Workload | string {
    const demands = this.runs.requests.map((request) => requestDemand(request, settings));
    const users = new Map<string, string>();
    const jobs: NewJob[] = [];
    for (const job of this.runs.jobs.values()) {
      const stages = this.stagesOf(job, demands);
      if (stages.length === 0 || job.submitUs === AFTER) continue;
      const user = users.get(job.user) ?? `user${users.size + 1}`;
      users.set(job.user, user);
      jobs.push({
        name: job.id,
        submitUs: Math.max(job.submitUs, this.totals.firstUs),
        framework: user,
        priority: job.priority,
        stages,
      });
    }
    return buildWorkload(name, 'google2011-task_events', jobs);
  }

  private stagesOf(job: GoogleJob, demands: readonly Demand[]): NewStage[] {
    const { firstUs, lastUs } = this.totals;
    const byRequest = new Map<number, number[]>();
    // A hole where the file has no task of that index is passed over.
    job.slots.forEach((slot) => {
      const us = Math.round(this.runs.durationUs(slot, firstUs, lastUs));
      if (us <= 0) return;
      const request = this.runs.request(slot);
      const times = byRequest.get(request);
      if (times === undefined) byRequest.set(request, [us]);
      else times.push(us);
    });
    return [...byRequest].map(([request, times]) => ({
      kind: StageKind.MAP,
      tasks: times.length,
      demand: demands[request],
      taskUs: meanUs(times),
      lastTaskUs: times[times.length - 1],
      exact: true,
      recordedUs: times,
      parents: [],
    }));
  }
}

type Demand = NewStage['demand'];

/** Fractions of the largest machine, of the machine that the settings take for it. */
function requestDemand(request: string, { wholeMachine, taskDemand }: WorkloadSettings): Demand {
  const [cpu, memory, disk] = fractionsOf(request);
  const part = (fraction: number | null, of: string): number | null =>
    fraction === null ? null : (fraction * (wholeMachine.get(of) ?? 0)) / 1000;
  return demandOf(
    [
      ['cpus', part(cpu, 'cpus')],
      ['mem', part(memory, 'mem')],
      ['disk', part(disk, 'disk')],
    ],
    taskDemand,
  );
}
