import type { DriverOptions } from '../../core/schedulers/driver.ts';
import {
  CHRONOS_DEFAULTS,
  type CronInput,
  type CronOptions,
  type CronOutput,
  type CronSnapshot,
} from '../../core/schedulers/cron/cron-io.ts';
import { CronScheduler } from '../../core/schedulers/cron/cron.ts';
import type { ResourceSpace } from '../../core/resources/resource-space.ts';
import type { TimedCronJob } from '../experiment/experiment.ts';
import type { SchedulerNode, SchedulerNodeInput } from './scheduler-nodes.ts';

/** A cron framework in the simulator: its jobs are described at the start. */
export class CronNode implements SchedulerNode {
  private readonly options: CronOptions;
  private readonly jobs: readonly TimedCronJob[];
  private readonly out: CronOutput;
  private scheduler: CronScheduler;

  constructor(
    driver: DriverOptions,
    jobs: readonly TimedCronJob[],
    space: ResourceSpace,
    out: CronOutput,
  ) {
    this.options = { ...CHRONOS_DEFAULTS, ...driver, space };
    this.jobs = jobs;
    this.out = out;
    this.scheduler = new CronScheduler(this.options);
  }

  step(now: number, input: SchedulerNodeInput): void {
    this.scheduler.step(now, input as CronInput, this.out);
    if (input.type !== 'START') return;
    for (const spec of this.jobs) this.scheduler.step(now, { type: 'JOB', spec }, this.out);
  }

  submit(_now: number, job: number): void {
    throw new Error(`job ${job} of the workload belongs to a cron, which has a schedule`);
  }

  /** Another process goes on with what this one wrote down. */
  restart(now: number): void {
    const found: CronSnapshot = this.scheduler.snapshot();
    this.scheduler = new CronScheduler(this.options, found);
    this.scheduler.step(now, { type: 'START' }, this.out);
  }
}
