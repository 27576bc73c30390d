import type { Attempt, Job, StageProgress } from './job.ts';

/** How often tasks are tried. What is lost or killed does not count as tried. */
export interface AttemptLimits {
  /** A task that has failed this often fails its job; at least 1. */
  readonly maxAttempts: number;
  /** A job launches nothing more on an agent where this many of its attempts failed; at least 1. */
  readonly maxFailuresPerAgent: number;
}

/**
 * Hadoop's: `mapreduce.map.maxattempts` and `mapreduce.reduce.maxattempts`, and
 * `mapreduce.job.maxtaskfailures.per.tracker` (`mapred-default.xml`).
 */
export const HADOOP_ATTEMPTS: AttemptLimits = { maxAttempts: 4, maxFailuresPerAgent: 3 };

/**
 * Percent of all agents: a job that avoids so many avoids none, or it might have nowhere to go
 * (`yarn.app.mapreduce.am.job.node-blacklisting.ignore-threshold-node-percent`).
 */
const AVOID_BELOW_PERCENT = 33;

interface JobFailures {
  readonly byTask: Map<StageProgress, Map<number, number>>;
  readonly byHost: Map<string, number>;
  /** Hosts that reached the limit. */
  avoided: number;
}

/** Failed attempts of jobs that run, by task and by host. Costs nothing for jobs without any. */
export class FailureCounts {
  private readonly limits: AttemptLimits;
  private readonly byJob = new Map<Job, JobFailures>();
  private readonly hosts = new Set<string>();

  constructor(limits: AttemptLimits) {
    this.limits = limits;
  }

  /** A host was offered: it is one of those there are. */
  offered(host: string): void {
    this.hosts.add(host);
  }

  /**
   * An attempt failed.
   * @returns how often its task has, if that is once too often; else null
   */
  failed({ job, stage, info, host }: Attempt): number | null {
    const failures = this.failuresOf(job);
    const { byTask, byHost } = failures;
    const tasks = byTask.get(stage) ?? new Map<number, number>();
    byTask.set(stage, tasks);
    const count = (tasks.get(info.index) ?? 0) + 1;
    tasks.set(info.index, count);
    const onHost = (byHost.get(host) ?? 0) + 1;
    byHost.set(host, onHost);
    if (onHost === this.limits.maxFailuresPerAgent) failures.avoided++;
    return count >= this.limits.maxAttempts ? count : null;
  }

  /** Whether a job launches nothing on a host, because too much of it failed there. */
  avoids(job: Job, host: string): boolean {
    const failures = this.byJob.get(job);
    if (failures === undefined || failures.avoided === 0) return false;
    if (failures.avoided * 100 >= AVOID_BELOW_PERCENT * this.hosts.size) return false;
    return (failures.byHost.get(host) ?? 0) >= this.limits.maxFailuresPerAgent;
  }

  /** A job is over. */
  remove(job: Job): void {
    this.byJob.delete(job);
  }

  private failuresOf(job: Job): JobFailures {
    let failures = this.byJob.get(job);
    if (failures === undefined) {
      failures = { byTask: new Map(), byHost: new Map(), avoided: 0 };
      this.byJob.set(job, failures);
    }
    return failures;
  }
}
