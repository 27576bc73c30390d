import type { Micros } from '../../core/machine.ts';
import type { Call } from '../../core/protocol/scheduler-api.ts';
import { holdsResources } from '../../core/protocol/task-states.ts';
import type { TaskInfo, TaskStatus } from '../../core/protocol/tasks.ts';
import type { Quantities } from '../../core/resources/quantities.ts';
import type { HostedInput } from '../../live/client/scheduler-host.ts';
import type { ToldUpdate } from '../../live/client/scheduler-words.ts';
import type { Clock } from '../../live/host/clock.ts';
import type { JobRecords } from '../../sim/metrics/job-records.ts';
import { ServiceHealth } from '../../sim/metrics/service-health.ts';
import type { CronRun } from '../../sim/world/framework-nodes.ts';
import { AgentClocks } from './agent-clocks.ts';
import type { UsageLedger } from './usage-ledger.ts';

export interface LiveTasksOptions {
  readonly clock: Clock;
  readonly ledger: UsageLedger;
  readonly jobs: JobRecords;
  /** By framework: whether its tasks are those of the workload's jobs. */
  readonly hasJobs: readonly boolean[];
  /** How long a task was to take, microseconds. */
  readonly idealUs: (framework: number, task: TaskInfo) => number;
}

interface LiveTask {
  readonly info: TaskInfo;
  /** Since when it runs; null before that. */
  runsSinceUs: Micros | null;
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
  private readonly clocks = new AgentClocks();
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
      return sum + [...tasks.values()].filter(({ runsSinceUs }) => runsSinceUs !== null).length;
    }, 0);
  }

  /** What a framework is told, before it is. */
  heard(framework: number, input: HostedInput): void {
    if (input.type === 'OFFERS') {
      for (const { id, resources } of input.offers) {
        this.offers[framework].set(id, resources);
        this.counts[framework].made++;
        this.offered(resources, 1);
      }
    } else if (input.type === 'RESCIND') {
      this.answered(framework, [input.offerId]);
    } else if (input.type === 'UPDATE') {
      this.updated(framework, input);
    }
  }

  /** What a framework says, before it is sent. */
  said(framework: number, call: Call): void {
    if (call.type === 'ACCEPT') {
      this.counts[framework].accepted += this.answered(framework, call.offers);
      for (const info of call.launches) {
        this.tasks[framework].set(info.taskId, { info, runsSinceUs: null });
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
      this.offered(resources, -1);
      count++;
    }
    return count;
  }

  private offered(resources: Quantities, sign: 1 | -1): void {
    const { ledger, clock } = this.options;
    ledger.note(clock.now(), (usage, atUs) => usage.offered(resources, sign, atUs));
  }

  private updated(framework: number, { status, saidUs }: ToldUpdate): void {
    const { taskId, agentId, state } = status;
    const now = this.options.clock.now();
    const atUs = saidUs === undefined ? now : this.clocks.heard(agentId, saidUs, now);
    const task = this.tasks[framework].get(taskId);
    if (task === undefined) return;
    const { jobs, hasJobs } = this.options;
    if (holdsResources(state)) {
      if (state !== 'TASK_RUNNING' || task.runsSinceUs !== null) return;
      task.runsSinceUs = atUs;
      if (hasJobs[framework]) jobs.taskStarted(task.info.job, now);
      this.used(framework, task.info, 1, atUs);
      return;
    }
    this.tasks[framework].delete(taskId);
    if (task.runsSinceUs !== null) {
      // What it had is free since it ended, and others may have had it before this was told.
      this.used(framework, task.info, -1, Math.max(task.runsSinceUs, atUs));
    }
    this.ended(framework, task.info, state);
  }

  private used(framework: number, { resources }: TaskInfo, sign: 1 | -1, atUs: Micros): void {
    this.options.ledger.note(atUs, (usage, at) => usage.use(framework, resources, sign, at));
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
