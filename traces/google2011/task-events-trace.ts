import type { WorkloadSettings } from '../model/workload-settings.ts';
import { demandOf, meanUs, workloadFrom } from '../model/workload-builder.ts';
import type { NewStage } from '../model/stage-list.ts';
import { StageKind, type Workload } from '../model/workload.ts';
import { groupedRows } from '../reading/grouped-rows.ts';
import type { ReadReport } from '../reading/read-report.ts';
import type { ReadTrace, TraceCounts } from '../reading/trace-reader.ts';
import { NO_COUNTS } from '../reading/trace-reader.ts';
import { AFTER, countedByName } from './google-events.ts';
import { fractionsOf } from './task-event.ts';
import type { TaskRuns } from './task-runs.ts';

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
    const { stillRunning } = runs;
    return {
      ...NO_COUNTS,
      jobs: runs.jobs.length,
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
    const { jobIds, jobs, requests } = this.runs;
    const demands = Array.from({ length: requests.size }, (_, request) =>
      requestDemand(requests.text(request), settings),
    );
    const byJob = groupedRows(this.runs.tasks, jobs.length, (slot) =>
      this.runs.durationUs(slot) > 0 ? this.runs.job(slot) : -1,
    );
    const ran = [...jobs.keys()].filter(
      (job) => jobs[job].submitUs !== AFTER && byJob.first[job] < byJob.first[job + 1],
    );
    const users = userNames(ran.map((job) => jobs[job].user));
    return workloadFrom(name, 'google2011-task_events', {
      count: ran.length,
      distinctNames: true,
      submitUs: (i) => Math.max(jobs[ran[i]].submitUs, this.totals.firstUs),
      name: (i) => jobIds.text(ran[i]),
      framework: (i) => users.get(jobs[ran[i]].user) ?? '',
      priority: (i) => jobs[ran[i]].priority,
      stages: (i) => {
        const slots = byJob.rows.subarray(byJob.first[ran[i]], byJob.first[ran[i] + 1]);
        return this.stagesOf(slots, demands);
      },
    });
  }

  private stagesOf(slots: Int32Array, demands: readonly Demand[]): NewStage[] {
    const { runs } = this;
    const byRequest = new Map<number, number[]>();
    // By index: tasks stand in the file in any order.
    slots
      .sort((a, b) => runs.index(a) - runs.index(b))
      .forEach((slot) => {
        const us = runs.durationUs(slot);
        const request = runs.request(slot);
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

/** `user1`, `user2`, … for users in the order given: their own names are hashes. */
function userNames(users: readonly number[]): Map<number, string> {
  const names = new Map<number, string>();
  for (const user of users) names.set(user, names.get(user) ?? `user${names.size + 1}`);
  return names;
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
