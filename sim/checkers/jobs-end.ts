import type { AgentTask } from '../../core/agent/agent-io.ts';
import { MICROS_PER_SECOND, type Micros } from '../../core/machine.ts';
import { runsJobs } from '../experiment/experiment.ts';
import { type Accounts, accountsOf } from './accounts/accounts.ts';
import { calmFor } from './accounts/calm.ts';
import { secondsText } from './accounts/texts.ts';
import type { CheckedWorld, Checker, CheckerType, Fail } from './checker.ts';

/** As long as an agent may stay away before its tasks are given up, and the time to try again. */
const PATIENCE_US = 1500 * MICROS_PER_SECOND;
/** How much longer than planned a task may take: its time is drawn, and machines differ. */
const LONGER = 10;

class JobsEnd implements Checker {
  private readonly world: CheckedWorld;
  private readonly fail: Fail;
  private readonly dismissed: ReadonlySet<number>;
  /** Submitted and not finished. */
  private readonly unfinished = new Set<number>();
  private readonly patienceUs: Micros;
  /** Containers of jobs. */
  private running = 0;
  /** When anything last began or ended. */
  private lastUs: Micros = 0;

  constructor(world: CheckedWorld, fail: Fail, { dismissed }: Accounts) {
    this.world = world;
    this.fail = fail;
    this.dismissed = dismissed;
    const { workload, faults } = world.experiment;
    let longestUs = 0;
    for (const us of workload.stages.taskUs) longestUs = Math.max(longestUs, us);
    for (const us of workload.stages.lastTaskUs) longestUs = Math.max(longestUs, us);
    const slower = Math.max(1, ...faults.map(({ factor }) => factor ?? 1));
    this.patienceUs = PATIENCE_US + longestUs * LONGER * slower;
  }

  jobSubmitted(job: number): void {
    this.unfinished.add(job);
    this.lastUs = this.world.now;
  }

  jobFinished(job: number): void {
    this.unfinished.delete(job);
    this.lastUs = this.world.now;
  }

  containerStarted(_agent: number, task: AgentTask): void {
    this.count(task, 1);
  }

  containerEnded(_agent: number, task: AgentTask): void {
    this.count(task, -1);
  }

  containerLost(_agent: number, task: AgentTask): void {
    this.count(task, -1);
  }

  executorWorked(): void {
    this.lastUs = this.world.now;
  }

  cycleEnded(): void {
    this.review();
  }

  ended(complete: boolean): void {
    if (!complete) this.review();
  }

  private count({ framework }: AgentTask, started: 1 | -1): void {
    if (!runsJobs(this.world.experiment, framework.name)) return;
    this.running += started;
    this.lastUs = this.world.now;
  }

  private review(): void {
    if (this.unfinished.size === 0) return;
    const idleUs = Math.min(calmFor(this.world), this.world.now - this.lastUs);
    if (idleUs <= this.patienceUs) return;
    const { jobs, frameworks } = this.world.experiment.workload;
    for (const job of this.unfinished) {
      if (this.dismissed.has(jobs.framework[job])) continue;
      const whose = frameworks[jobs.framework[job]];
      return this.fail(
        `${this.unfinished.size} jobs are not finished, and no task has begun or ended ` +
          `since ${secondsText(this.lastUs)}: ${this.running} have not ended; ` +
          `the first is job ${job} of framework ${whose}`,
      );
    }
  }
}

/** Once all is well, work goes on until it is done. */
export const jobsEnd: CheckerType = {
  name: 'jobs-end',
  says: 'once all is well, jobs that are not finished go on',
  make: (world, fail, shared) => new JobsEnd(world, fail, accountsOf(shared)),
};
