import { FineGrainedSpark } from '../../core/schedulers/spark/fine-grained.ts';
import type {
  FineGrainedInput,
  FineGrainedOptions,
  FineGrainedOutput,
} from '../../core/schedulers/spark/fine-grained.ts';
import type {
  SparkInput,
  SparkOptions,
  SparkOutput,
} from '../../core/schedulers/spark/spark-io.ts';
import type { SparkJobSubmission } from '../../core/schedulers/spark/spark-work.ts';
import { SparkScheduler } from '../../core/schedulers/spark/spark.ts';
import type { SchedulerNode, SchedulerNodeInput } from './scheduler-nodes.ts';
import type { ExecutorSaid } from './spark-executors.ts';

/** The jobs of a Spark framework, and how many there are. */
export interface SparkJobs {
  readonly count: number;
  submission(job: number): SparkJobSubmission;
}

/**
 * A Spark framework in the simulator: one application, whose driver submits the framework's jobs
 * as they come and stops when the last of them is over. What the driver knows survives its
 * process, as with other schedulers here (Spark's own does not: the application would be lost).
 */
export class SparkNode implements SchedulerNode {
  private readonly scheduler: SparkScheduler;
  private readonly jobs: SparkJobs;
  private readonly out: SparkOutput;
  private readonly countdown: Countdown;

  constructor(options: SparkOptions, jobs: SparkJobs, out: SparkOutput) {
    this.scheduler = new SparkScheduler(options);
    this.jobs = jobs;
    this.countdown = new Countdown(jobs.count);
    this.out = this.countdown.counting(out);
  }

  step(now: number, input: SchedulerNodeInput): void {
    this.take(now, input as SparkInput);
  }

  submit(now: number, job: number): void {
    this.take(now, { type: 'JOB', job: this.jobs.submission(job) });
  }

  executorSaid(now: number, said: ExecutorSaid): void {
    this.take(now, said);
  }

  private take(now: number, input: SparkInput): void {
    this.scheduler.step(now, input, this.out);
    if (this.countdown.isOverNow()) this.scheduler.step(now, { type: 'STOP' }, this.out);
  }
}

/** The same with Spark's tasks as tasks of their own (`spark.mesos.coarse=false`). */
export class FineSparkNode implements SchedulerNode {
  private readonly scheduler: FineGrainedSpark;
  private readonly jobs: SparkJobs;
  private readonly out: FineGrainedOutput;
  private readonly countdown: Countdown;

  constructor(options: FineGrainedOptions, jobs: SparkJobs, out: FineGrainedOutput) {
    this.scheduler = new FineGrainedSpark(options);
    this.jobs = jobs;
    this.countdown = new Countdown(jobs.count);
    this.out = this.countdown.counting(out);
  }

  step(now: number, input: SchedulerNodeInput): void {
    this.take(now, input as FineGrainedInput);
  }

  submit(now: number, job: number): void {
    this.take(now, { type: 'JOB', job: this.jobs.submission(job) });
  }

  private take(now: number, input: FineGrainedInput): void {
    this.scheduler.step(now, input, this.out);
    if (this.countdown.isOverNow()) this.scheduler.step(now, { type: 'STOP' }, this.out);
  }
}

/** Counts the jobs of a framework that have not ended. */
class Countdown {
  private left: number;
  private wasOver = false;

  constructor(jobs: number) {
    this.left = jobs;
  }

  counting<Out extends Pick<SparkOutput, 'jobFinished' | 'jobFailed'>>(out: Out): Out {
    return {
      ...out,
      jobFinished: (job: number) => {
        this.left--;
        out.jobFinished(job);
      },
      jobFailed: (job: number, reason: string) => {
        this.left--;
        out.jobFailed(job, reason);
      },
    };
  }

  /** True once, when none is left. */
  isOverNow(): boolean {
    if (this.left > 0 || this.wasOver) return false;
    this.wasOver = true;
    return true;
  }
}
