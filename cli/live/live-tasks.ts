import type { Call } from '../../core/protocol/scheduler-api.ts';
import { holdsResources } from '../../core/protocol/task-states.ts';
import type { TaskInfo, TaskStatus } from '../../core/protocol/tasks.ts';
import type { Quantities } from '../../core/resources/quantities.ts';
import type { HostedInput } from '../../live/client/scheduler-host.ts';
import type { Clock } from '../../live/host/clock.ts';
import type { JobRecords } from '../../sim/metrics/job-records.ts';
import { ServiceHealth } from '../../sim/metrics/service-health.ts';
import type { UsageMetrics } from '../../sim/metrics/usage.ts';
import type { CronRun } from '../../sim/world/framework-nodes.ts';

export interface LiveTasksOptions {
  readonly clock: Clock;
  readonly usage: UsageMetrics;
  readonly jobs: JobRecords;
  /** By framework: whether its tasks are those of the workload's jobs. */
  readonly hasJobs: readonly boolean[];
  /** How long a task was to take, microseconds. */
  readonly idealUs: (framework: number, task: TaskInfo) => number;
}

interface LiveTask {
  readonly info: TaskInfo;
  isRunning: boolean;
}

/**
 * What frameworks on a real cluster do, read off what they say and hear: tasks that run and end,
 * offers that are made and answered.
 */
export class LiveTasks {
  tasksFinished = 0;
  tasksLost = 0;
  tasksFailed = 0;
  readonly tasksFinishedBy: number[];
  readonly runs: CronRun[] = [];
  readonly services: ServiceHealth = new ServiceHealth();
  private readonly options: LiveTasksOptions;
  /** By framework, then by task. */
  private readonly tasks: Map<number, LiveTask>[];
  private readonly offers: Map<number, Quantities>[];
  private readonly counts: { made: number; accepted: number; declined: number }[];

  constructor(options: LiveTasksOptions) {
    this.options = options;
    this.tasksFinishedBy = options.hasJobs.map(() => 0);
    this.tasks = options.hasJobs.map(() => new Map());
    this.offers = options.hasJobs.map(() => new Map());
    this.counts = options.hasJobs.map(() => ({ made: 0, accepted: 0, declined: 0 }));
  }

  offersOf(framework: number): { made: number; accepted: number; declined: number } {
    return this.counts[framework];
  }

  /** Nothing of Spark runs on a real cluster. */
  executorsOf(): { begun: number; most: number; lost: number } {
    return { begun: 0, most: 0, lost: 0 };
  }

  /** Tasks that run now. */
  get running(): number {
    return this.tasks.reduce((sum, tasks) => {
      return sum + [...tasks.values()].filter(({ isRunning }) => isRunning).length;
    }, 0);
  }

  /** What a framework is told, before it is. */
  heard(framework: number, input: HostedInput): void {
    if (input.type === 'OFFERS') {
      for (const { id, resources } of input.offers) {
        this.offers[framework].set(id, resources);
        this.counts[framework].made++;
        this.options.usage.offered(resources, 1, this.options.clock.now());
      }
    } else if (input.type === 'RESCIND') {
      this.answered(framework, [input.offerId]);
    } else if (input.type === 'UPDATE') {
      this.updated(framework, input.status);
    }
  }

  /** What a framework says, before it is sent. */
  said(framework: number, call: Call): void {
    if (call.type === 'ACCEPT') {
      this.counts[framework].accepted += this.answered(framework, call.offers);
      for (const info of call.launches) {
        this.tasks[framework].set(info.taskId, { info, isRunning: false });
      }
    } else if (call.type === 'DECLINE') {
      this.counts[framework].declined += this.answered(framework, call.offers);
    }
  }

  private answered(framework: number, ids: readonly number[]): number {
    let count = 0;
    for (const id of ids) {
      const resources = this.offers[framework].get(id);
      if (resources === undefined) continue;
      this.offers[framework].delete(id);
      this.options.usage.offered(resources, -1, this.options.clock.now());
      count++;
    }
    return count;
  }

  private updated(framework: number, { taskId, state }: TaskStatus): void {
    const task = this.tasks[framework].get(taskId);
    if (task === undefined) return;
    const { usage, jobs, hasJobs, clock } = this.options;
    const now = clock.now();
    if (holdsResources(state)) {
      if (state !== 'TASK_RUNNING' || task.isRunning) return;
      task.isRunning = true;
      if (hasJobs[framework]) jobs.taskStarted(task.info.job, now);
      usage.use(framework, task.info.resources, 1, now);
      return;
    }
    this.tasks[framework].delete(taskId);
    if (task.isRunning) usage.use(framework, task.info.resources, -1, now);
    this.ended(framework, task.info, state);
  }

  private ended(framework: number, info: TaskInfo, state: TaskStatus['state']): void {
    if (state === 'TASK_FINISHED') {
      this.tasksFinished++;
      this.tasksFinishedBy[framework]++;
      if (!this.options.hasJobs[framework]) return;
      const idealUs = this.options.idealUs(framework, info);
      this.options.jobs.taskFinished(info.stage, info.index, idealUs);
    } else if (state === 'TASK_FAILED' || state === 'TASK_KILLED' || state === 'TASK_ERROR') {
      this.tasksFailed++;
    } else {
      this.tasksLost++;
    }
  }
}
