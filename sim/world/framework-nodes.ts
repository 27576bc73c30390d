import type { AgentTask } from '../../core/agent/agent-io.ts';
import { assert } from '../../core/assert.ts';
import type { Policy } from '../../core/allocation/policy.ts';
import type { Marks } from '../../core/marks.ts';
import type { MapReduceOutput } from '../../core/schedulers/mapreduce/mapreduce.ts';
import type { DriverOptions } from '../../core/schedulers/driver.ts';
import type { RunRecord } from '../../core/schedulers/cron/run.ts';
import { NO_JOB } from '../../core/schedulers/spark/executor-info.ts';
import type { TaskInfo } from '../../core/protocol/tasks.ts';
import type { Call } from '../../core/protocol/scheduler-api.ts';
import type { Checker } from '../checkers/checker.ts';
import {
  type Experiment,
  type FrameworkSpec,
  roleNameOf,
  runsJobs,
} from '../experiment/experiment.ts';
import type { Buggifier } from '../faults/buggifier.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { KIND } from '../log/event-kinds.ts';
import type { EventLog } from '../log/event-log.ts';
import type { JobRecords } from '../metrics/job-records.ts';
import { ServiceHealth } from '../metrics/service-health.ts';
import type { UsageMetrics } from '../metrics/usage.ts';
import { EVENT } from './kinds.ts';
import { cronNode, serviceNode } from './long-lived-node.ts';
import { mapReduceOptions } from './mapreduce-options.ts';
import { MapReduceNode } from './mapreduce-node.ts';
import { LATE_US } from './master-nodes.ts';
import type { PeerLinks } from './peer-links.ts';
import type { ResourceView } from './resource-view.ts';
import type { SchedulerNode, SchedulerNodes } from './scheduler-nodes.ts';
import { type ExecutorSurroundings, SparkExecutors } from './spark-executors.ts';
import { FineSparkNode, SparkNode } from './spark-node.ts';
import { fineSparkOptions, sparkJobs, sparkOptions } from './spark-options.ts';
import { type SparkShape, sparkShape } from './spark-shape.ts';
import { SparkTasks } from './spark-tasks.ts';
import { TaskDurations } from './task-durations.ts';
import { PlainTasks, type TaskModel, WorkloadTasks } from './task-model.ts';
import type { TaskTroubles } from './task-troubles.ts';
import type { ContainerObserver } from './virtual-containers.ts';

export interface FrameworkSurroundings
  extends Pick<ExecutorSurroundings, 'latency' | 'faulty' | 'slowness' | 'isAgentCutOff'> {
  readonly experiment: Experiment;
  readonly policy: Policy;
  readonly log: EventLog;
  readonly kernel: Kernel;
  readonly view: ResourceView;
  readonly jobs: JobRecords;
  readonly usage: UsageMetrics;
  readonly schedulers: SchedulerNodes;
  readonly links: PeerLinks;
  readonly taskTroubles: TaskTroubles | null;
  readonly checks: Required<Checker> | null;
  readonly marks: Marks | null;
  readonly buggifier: Buggifier | null;
}

/** A run of a cron job that is over. */
export interface CronRun extends RunRecord {
  /** Place of its framework in the workload. */
  readonly framework: number;
}

/**
 * The frameworks of an experiment: makes the scheduler and the task model of each kind, hands the
 * workload's jobs to them as they arrive, and keeps what tasks and jobs come to.
 */
export class FrameworkNodes implements ContainerObserver {
  tasksStarted = 0;
  tasksFinished = 0;
  /** Tasks whose machine stopped under them. */
  tasksLost = 0;
  /** Tasks that ended otherwise than by finishing. */
  tasksFailed = 0;
  /** Runs of cron jobs that are over. */
  readonly runs: CronRun[] = [];
  /** Instances of services. */
  readonly services: ServiceHealth = new ServiceHealth();
  /** By framework. */
  readonly tasksFinishedBy: number[];
  /** How tasks of each framework behave on machines. */
  readonly models: readonly TaskModel[];
  /** By framework: whether its tasks are those of the workload's jobs. */
  private readonly hasJobs: readonly boolean[];
  private readonly world: FrameworkSurroundings;
  private readonly executors: SparkExecutors;

  constructor(world: FrameworkSurroundings) {
    const { workload, scheduler, seed } = world.experiment;
    this.world = world;
    this.hasJobs = workload.frameworks.map((name) => runsJobs(world.experiment, name));
    this.tasksFinishedBy = workload.frameworks.map(() => 0);
    const durations = new TaskDurations(workload, seed);
    const { remoteFactor = 1, rack = null } = scheduler.locality ?? {};
    const far = { remoteFactor, ...(rack !== null && { rackFactor: rack.factor }) };
    const tasks = new WorkloadTasks(workload, world.view, durations, far);
    this.models = workload.frameworks.map((_, framework) => this.modelOf(framework, tasks));
    this.executors = this.makeExecutors();
    for (const framework of workload.frameworks.keys()) {
      world.schedulers.add(this.makeNode(framework));
    }
  }

  /** What became of a framework's executors; all 0 where it has none. */
  executorsOf(framework: number): ReturnType<SparkExecutors['countsOf']> {
    return this.executors.countsOf(framework);
  }

  /** Schedules the first arrival; each schedules the next. */
  start(): void {
    const { jobs } = this.world.experiment.workload;
    if (jobs.count > 0) {
      this.world.kernel.scheduleAt(jobs.submitUs[0], EVENT.JOB_ARRIVAL, 0, null);
    }
  }

  jobArrived(job: number): void {
    const { experiment, kernel, log, jobs, usage, schedulers, checks } = this.world;
    const { workload } = experiment;
    const framework = workload.jobs.framework[job];
    log.append(kernel.now, KIND.JOB_SUBMITTED, framework, -1, job, -1);
    jobs.jobSubmitted(kernel.now);
    usage.setJobsInSystem(jobs.present, kernel.now);
    if (job + 1 < workload.jobs.count) {
      kernel.scheduleAt(workload.jobs.submitUs[job + 1], EVENT.JOB_ARRIVAL, job + 1, null);
    }
    checks?.jobSubmitted(job);
    schedulers.submit(framework, job);
  }

  started(task: AgentTask, agent: number, framework: number): void {
    const { log, kernel, checks } = this.world;
    const { info } = task;
    log.append(kernel.now, KIND.CONTAINER_RUNNING, framework, agent, info.taskId, info.job);
    if (info.job === NO_JOB) this.executors.began(task, agent, framework);
    else this.taskStarted(framework, info);
    this.use(task, agent, framework, 1);
    checks?.containerStarted(agent, task);
  }

  ended(task: AgentTask, agent: number, framework: number, idealUs: number): void {
    const { log, kernel, checks } = this.world;
    const { info } = task;
    log.append(kernel.now, KIND.CONTAINER_EXITED, framework, agent, info.taskId, info.job);
    if (info.job === NO_JOB) this.executors.over(task, framework, false);
    else this.taskEnded(framework, info, idealUs);
    this.use(task, agent, framework, -1);
    checks?.containerEnded(agent, task);
  }

  lost(task: AgentTask, agent: number, framework: number): void {
    const { log, kernel, checks } = this.world;
    const { info } = task;
    log.append(kernel.now, KIND.CONTAINER_LOST, framework, agent, info.taskId, info.job);
    if (info.job === NO_JOB) this.executors.over(task, framework, true);
    else this.tasksLost++;
    this.use(task, agent, framework, -1);
    checks?.containerLost(agent, task);
  }

  /** A task begins, in a container of its own or in an executor. */
  private taskStarted(framework: number, { job }: TaskInfo): void {
    this.tasksStarted++;
    if (this.hasJobs[framework]) this.world.jobs.taskStarted(job, this.world.kernel.now);
  }

  private taskEnded(framework: number, { stage, index }: TaskInfo, idealUs: number): void {
    if (idealUs > 0) {
      this.tasksFinished++;
      this.tasksFinishedBy[framework]++;
      if (this.hasJobs[framework]) this.world.jobs.taskFinished(stage, index, idealUs);
    } else {
      this.tasksFailed++;
    }
  }

  private use({ info }: AgentTask, agent: number, framework: number, sign: 1 | -1): void {
    const amounts = this.models[framework].used(info, agent);
    this.world.usage.use(framework, amounts, sign, this.world.kernel.now);
  }

  private modelOf(framework: number, tasks: TaskModel): TaskModel {
    const { kind, schedule = [] } = this.specOf(framework);
    if (kind === 'service') return new PlainTasks(() => Number.POSITIVE_INFINITY);
    if (kind === 'cron') return new PlainTasks(({ job }) => schedule[job].durationUs);
    if (kind === 'mapreduce') return tasks;
    return new SparkTasks(tasks, this.shapeOf(framework), kind === 'spark-fine');
  }

  private specOf(framework: number): FrameworkSpec {
    const { workload, frameworks } = this.world.experiment;
    return frameworks?.get(workload.frameworks[framework]) ?? { kind: 'mapreduce' };
  }

  private makeNode(framework: number): SchedulerNode {
    const { experiment, policy, view } = this.world;
    const { workload } = experiment;
    const driver = this.driverOf(framework);
    const { kind, apps = [], schedule = [], spark = {} } = this.specOf(framework);
    const common = this.commonOutput(framework);
    switch (kind) {
      case 'service':
        return serviceNode(
          driver,
          apps,
          view.real,
          {
            ...common,
            refused: (app, reason) => assert(false, `app ${app} can be run: ${reason}`),
            deployed: () => undefined,
            ended: () => undefined,
          },
          (views, now) => this.services.observe(framework, views, now),
        );
      case 'cron':
        return cronNode(driver, schedule, view.real, {
          ...common,
          refused: (job, reason) => assert(false, `job ${job} can be run: ${reason}`),
          ran: (record) => this.runs.push({ framework, ...record }),
        });
      case 'spark': {
        const shape = this.shapeOf(framework);
        const options = sparkOptions(experiment, policy, driver, shape, spark);
        return new SparkNode(options, sparkJobs(experiment, policy, framework), {
          ...common,
          ...this.jobOutput(framework),
          runTask: (_agentId, task, locality) => this.executors.run(framework, task, locality),
        });
      }
      case 'spark-fine': {
        const shape = this.shapeOf(framework);
        const options = fineSparkOptions(experiment, policy, driver, shape, spark);
        const out = { ...common, ...this.jobOutput(framework) };
        return new FineSparkNode(options, sparkJobs(experiment, policy, framework), out);
      }
      case 'mapreduce': {
        const options = { ...mapReduceOptions(experiment, policy, driver.name), ...driver };
        const out = { ...common, ...this.jobOutput(framework) };
        return new MapReduceNode(options, workload, view, out);
      }
    }
  }

  private shapeOf(framework: number): SparkShape {
    const { experiment, view } = this.world;
    const { spark = {} } = this.specOf(framework);
    return sparkShape(framework, experiment.workload, view, spark);
  }

  private makeExecutors(): SparkExecutors {
    const { experiment, kernel, log, latency, taskTroubles, faulty, schedulers } = this.world;
    const { slowness, isAgentCutOff, checks } = this.world;
    return new SparkExecutors({
      ...{ kernel, latency, seed: experiment.seed, models: this.models },
      ...{ troubles: taskTroubles, faulty, slowness, isAgentCutOff },
      isDriverAway: (framework) => schedulers.isAway(framework),
      heard: (framework, said) => schedulers.executorSaid(framework, said),
      taskStarted: ({ framework, agent, id }, info) => {
        log.append(kernel.now, KIND.EXECUTOR_TASK_RUNNING, framework, agent, id, info.job);
        this.taskStarted(framework, info);
        checks?.executorWorked(info.job);
      },
      taskEnded: ({ framework, agent, id }, info, idealUs) => {
        log.append(kernel.now, KIND.EXECUTOR_TASK_ENDED, framework, agent, id, info.job);
        this.taskEnded(framework, info, idealUs);
        checks?.executorWorked(info.job);
      },
      taskLost: () => this.tasksLost++,
    });
  }

  private driverOf(framework: number): DriverOptions {
    const { experiment, links } = this.world;
    const name = experiment.workload.frameworks[framework];
    const { checkpoint, failoverTimeoutUs, partitionAware } =
      experiment.frameworks?.get(name) ?? {};
    return {
      connection: links.agents + framework,
      name,
      role: roleNameOf(experiment, name),
      checkpoint: checkpoint ?? false,
      marks: this.world.marks,
      buggify: this.world.buggifier?.of('scheduler', framework) ?? null,
      ...(failoverTimeoutUs === undefined ? {} : { failoverTimeoutUs }),
      ...(partitionAware === undefined ? {} : { partitionAware }),
    };
  }

  private commonOutput(framework: number): {
    readonly send: (call: Call) => void;
    readonly setTimer: (timer: string, delayUs: number) => void;
    readonly backlogged: (some: boolean) => void;
  } {
    const { kernel, schedulers, usage, experiment, buggifier } = this.world;
    const buggify = buggifier?.of('scheduler', framework) ?? null;
    const calmUntilUs = firstFaultUs(experiment);
    return {
      send: (call) => schedulers.send(framework, call),
      setTimer: (timer, delayUs) => {
        const lateUs = buggify?.fires('timer-late') === true ? LATE_US : 0;
        // A run is the same without a fault up to where it strikes: nothing is lost before, and
        // so nothing said again.
        const calmUs = timer === 'REPEAT' ? calmUntilUs - kernel.now : 0;
        const afterUs = Math.max(delayUs, calmUs) + lateUs;
        kernel.schedule(afterUs, EVENT.SCHEDULER_TIMER, framework, timer);
      },
      backlogged: (some) => usage.setBacklogged(framework, some),
    };
  }

  private jobOutput(framework: number): Pick<MapReduceOutput, 'jobFinished' | 'jobFailed'> {
    return {
      jobFinished: (job) => this.jobEnded(framework, job, KIND.JOB_FINISHED),
      jobFailed: (job) => this.jobEnded(framework, job, KIND.JOB_FAILED),
    };
  }

  private jobEnded(framework: number, job: number, kind: number): void {
    const { log, kernel, jobs, usage, experiment, checks } = this.world;
    log.append(kernel.now, kind, framework, -1, job, -1);
    if (kind === KIND.JOB_FAILED) jobs.jobFailed(job, kernel.now);
    else jobs.jobFinished(job, kernel.now);
    usage.setJobsInSystem(jobs.present, kernel.now);
    checks?.jobFinished(job);
    if (jobs.ended === experiment.workload.jobs.count) kernel.stop();
  }
}

/** When something may go wrong for the first time; those with a rate may strike at once. */
function firstFaultUs({ faults }: Experiment): number {
  return faults.reduce(
    (first, { when }) => Math.min(first, 'atUs' in when ? when.atUs : 0),
    Number.POSITIVE_INFINITY,
  );
}
