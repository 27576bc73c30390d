import { userInfo } from 'node:os';

import { assert } from '../../core/assert.ts';
import type { Policy } from '../../core/allocation/policy.ts';
import type { Call } from '../../core/protocol/scheduler-api.ts';
import type { TaskInfo } from '../../core/protocol/tasks.ts';
import type { DriverOptions } from '../../core/schedulers/driver.ts';
import { type HostedInput, SchedulerHost } from '../../live/client/scheduler-host.ts';
import type { MasterFinder } from '../../live/finding/master-finder.ts';
import { type Clock, HostTimers } from '../../live/host/clock.ts';
import type { ClientAccess } from '../../live/security/client-access.ts';
import type { JsonObject } from '../../live/mesos/json.ts';
import {
  type Experiment,
  roleNameOf,
  runsJobs,
  scalarWeight,
} from '../../sim/experiment/experiment.ts';
import type { MeasuredRun } from '../../sim/experiment/run-outcome.ts';
import { JobRecords } from '../../sim/metrics/job-records.ts';
import { UsageMetrics } from '../../sim/metrics/usage.ts';
import type { CronRun } from '../../sim/world/framework-nodes.ts';
import { cronNode, serviceNode } from '../../sim/world/long-lived-node.ts';
import { mapReduceOptions } from '../../sim/world/mapreduce-options.ts';
import { MapReduceNode } from '../../sim/world/mapreduce-node.ts';
import { type ResourceView, resourceView } from '../../sim/world/resource-view.ts';
import type { SchedulerNode } from '../../sim/world/scheduler-nodes.ts';
import { TaskDurations } from '../../sim/world/task-durations.ts';
import { LiveTasks } from './live-tasks.ts';
import { UsageLedger } from './usage-ledger.ts';

/** A service's instance sleeps so long, seconds: until it is killed. */
const FOR_EVER = 2_147_483_647;

export interface LiveRunOptions {
  readonly experiment: Experiment;
  readonly policy: Policy;
  /** A finder of its own for each framework. */
  readonly finder: () => MasterFinder;
  readonly access: ClientAccess;
  /** Told now and then how many jobs have ended. */
  readonly progress: (ended: number) => void;
}

/** Time of a run: microseconds since it began. */
class RunClock implements Clock {
  private readonly startMs = performance.now();

  now(): number {
    return Math.round((performance.now() - this.startMs) * 1000);
  }
}

/**
 * The frameworks of a scenario on a real cluster: the schedulers of the simulator, over Mesos's
 * public API, with tasks that sleep as long as they take there. It is measured as a simulation is.
 */
export class LiveRun implements MeasuredRun {
  readonly view: ResourceView;
  readonly jobs: JobRecords;
  /** Filled when the run is over: of some of it one hears late. */
  readonly usage: UsageMetrics;
  readonly faults = { outages: 0 };
  readonly violation = null;
  readonly frameworks: LiveTasks;
  readonly kernel: { readonly now: number };
  readonly experiment: Experiment;
  private readonly options: LiveRunOptions;
  private readonly ledger = new UsageLedger();
  private readonly clock = new RunClock();
  private readonly timers = new HostTimers(this.clock);
  private readonly durations: TaskDurations;
  private readonly hosts: SchedulerHost[] = [];
  private readonly nodes: SchedulerNode[] = [];
  private end: (() => void) | null = null;
  private fail: ((error: Error) => void) | null = null;

  constructor(options: LiveRunOptions) {
    const { experiment, policy } = options;
    const { workload, cluster, seed } = experiment;
    const { clock } = this;
    this.options = options;
    this.experiment = experiment;
    this.view = resourceView(cluster, workload, policy);
    this.jobs = new JobRecords(workload, true);
    const weights = workload.frameworks.map((name) => scalarWeight(experiment, name));
    this.usage = new UsageMetrics(this.view.capacity, weights);
    this.durations = new TaskDurations(workload, seed);
    this.kernel = {
      get now() {
        return clock.now();
      },
    };
    this.frameworks = new LiveTasks({
      clock,
      ledger: this.ledger,
      jobs: this.jobs,
      hasJobs: workload.frameworks.map((name) => runsJobs(experiment, name)),
      idealUs: (framework, info) => this.durationUs(framework, info),
    });
    for (const framework of workload.frameworks.keys()) this.add(framework);
  }

  offerCounts(framework: number): { made: number; accepted: number; declined: number } {
    return this.frameworks.offersOf(framework);
  }

  /**
   * Runs until all jobs have ended, the scenario's time is over, or it is aborted.
   * @throws what the cluster answered, where a framework cannot go on
   */
  async run(signal: AbortSignal): Promise<void> {
    const { experiment } = this;
    const { untilUs, master } = experiment;
    const over = new Promise<void>((resolve, reject) => {
      this.end = resolve;
      this.fail = reject;
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    for (const host of this.hosts) host.start();
    this.arrive(0);
    if (untilUs !== null) this.timers.set(untilUs, () => this.end?.());
    const sample = setInterval(() => {
      this.ledger.note(this.clock.now(), (usage, atUs) => usage.sampleFairness(atUs));
      this.options.progress(this.jobs.ended);
    }, master.allocationIntervalUs / 1000);
    try {
      await over;
    } finally {
      clearInterval(sample);
      this.timers.clear();
      this.ledger.settle(this.usage);
    }
  }

  /** Ends the frameworks, and what still runs of them. */
  async tearDown(): Promise<void> {
    await Promise.all(this.hosts.map((host) => host.tearDown()));
  }

  /** Sets the arrival of a job; each sets the next. */
  private arrive(job: number): void {
    const { jobs } = this.experiment.workload;
    if (job >= jobs.count) return;
    const submitUs = jobs.submitUs[job];
    this.timers.set(Math.max(0, submitUs - this.clock.now()), () => {
      const now = this.clock.now();
      // When it really came: what follows is measured from there.
      jobs.submitUs[job] = now;
      this.jobs.jobSubmitted(now);
      this.countJobs();
      this.nodes[jobs.framework[job]].submit(now, job);
      this.arrive(job + 1);
    });
  }

  private add(framework: number): void {
    const { space } = this.view;
    const { finder, access } = this.options;
    const host = new SchedulerHost({
      ...{ finder: finder(), access, clock: this.clock, space, user: userInfo().username },
      taskDocument: (task) => this.taskDocument(framework, task),
      step: (now, input) => this.step(framework, now, input),
      onFatal: (error) => this.fail?.(error),
    });
    this.hosts.push(host);
    this.nodes.push(this.makeNode(framework, host));
  }

  private step(framework: number, now: number, input: HostedInput): void {
    this.frameworks.heard(framework, input);
    this.nodes[framework].step(now, input);
  }

  private makeNode(framework: number, host: SchedulerHost): SchedulerNode {
    const { experiment } = this;
    const { policy } = this.options;
    const { workload } = experiment;
    const { view } = this;
    const driver = this.driverOf(framework);
    const { kind, apps = [], schedule = [] } = this.specOf(framework);
    const common = {
      send: (call: Call) => {
        this.frameworks.said(framework, call);
        host.send(call);
      },
      setTimer: (timer: string, delayUs: number) => host.setTimer(timer, delayUs),
      backlogged: (some: boolean) => {
        this.ledger.note(this.clock.now(), (usage) => usage.setBacklogged(framework, some));
      },
    };
    if (kind === 'service') {
      const refused = (app: string, reason: string): void => assert(false, `${app}: ${reason}`);
      const nothing = (): void => undefined;
      const out = { ...common, refused, deployed: nothing, ended: nothing };
      return serviceNode(driver, apps, view.real, out, (views, now) =>
        this.frameworks.services.observe(framework, views, now),
      );
    }
    if (kind === 'cron') {
      const refused = (job: string, reason: string): void => assert(false, `${job}: ${reason}`);
      const ran = (record: Omit<CronRun, 'framework'>): void =>
        void this.frameworks.runs.push({ framework, ...record });
      return cronNode(driver, schedule, view.real, { ...common, refused, ran });
    }
    const options = { ...mapReduceOptions(experiment, policy, driver.name), ...driver };
    return new MapReduceNode(options, workload, view, {
      ...common,
      jobFinished: (job) => this.jobEnded(() => this.jobs.jobFinished(job, this.clock.now())),
      jobFailed: (job) => this.jobEnded(() => this.jobs.jobFailed(job, this.clock.now())),
    });
  }

  private countJobs(): void {
    const { present } = this.jobs;
    this.ledger.note(this.clock.now(), (usage, atUs) => usage.setJobsInSystem(present, atUs));
  }

  private jobEnded(record: () => void): void {
    record();
    this.countJobs();
    if (this.jobs.ended === this.experiment.workload.jobs.count) this.end?.();
  }

  private driverOf(framework: number): DriverOptions {
    const { experiment } = this;
    const name = experiment.workload.frameworks[framework];
    const { checkpoint, failoverTimeoutUs, partitionAware } = this.specOf(framework);
    return {
      ...{ connection: framework, name, role: roleNameOf(experiment, name) },
      checkpoint: checkpoint ?? false,
      ...(failoverTimeoutUs === undefined ? {} : { failoverTimeoutUs }),
      ...(partitionAware === undefined ? {} : { partitionAware }),
    };
  }

  private specOf(framework: number) {
    const { workload, frameworks } = this.experiment;
    return frameworks?.get(workload.frameworks[framework]) ?? ({ kind: 'mapreduce' } as const);
  }

  private durationUs(framework: number, { job, stage, index }: TaskInfo): number {
    const { kind, schedule = [] } = this.specOf(framework);
    if (kind === 'service') return FOR_EVER * 1e6;
    return kind === 'cron' ? schedule[job].durationUs : this.durations.durationUs(stage, index, 1);
  }

  private taskDocument(framework: number, task: TaskInfo): JsonObject {
    const { workload } = this.experiment;
    const { job, stage, index, healthCheck, killGraceUs } = task;
    const seconds = this.durationUs(framework, task) / 1e6;
    const words = ['sleep', String(seconds)];
    return {
      name: `${workload.frameworks[framework]}.${job}.${stage}.${index}`,
      command: { shell: false, value: 'sleep', arguments: words },
      ...(killGraceUs === undefined
        ? {}
        : { kill_policy: { grace_period: { nanoseconds: killGraceUs * 1000 } } }),
      ...(healthCheck === undefined
        ? {}
        : {
            health_check: {
              ...{ type: 'COMMAND', command: { value: 'true' } },
              delay_seconds: healthCheck.delayUs / 1e6,
              interval_seconds: healthCheck.intervalUs / 1e6,
              timeout_seconds: healthCheck.timeoutUs / 1e6,
              grace_period_seconds: healthCheck.gracePeriodUs / 1e6,
              consecutive_failures: healthCheck.consecutiveFailures,
            },
          }),
    };
  }
}
