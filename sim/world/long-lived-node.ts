import {
  CHRONOS_DEFAULTS,
  type CronInput,
  type CronOutput,
  type CronSnapshot,
} from '../../core/schedulers/cron/cron-io.ts';
import { CronScheduler } from '../../core/schedulers/cron/cron.ts';
import type { DriverOptions } from '../../core/schedulers/driver.ts';
import type { AppSpec } from '../../core/schedulers/service/app.ts';
import type { AppView } from '../../core/schedulers/service/running-app.ts';
import {
  MARATHON_DEFAULTS,
  type ServiceInput,
  type ServiceOutput,
  type ServiceSnapshot,
} from '../../core/schedulers/service/service-io.ts';
import { ServiceScheduler } from '../../core/schedulers/service/service.ts';
import type { ResourceSpace } from '../../core/resources/resource-space.ts';
import type { TimedCronJob } from '../experiment/experiment.ts';
import type { SchedulerNode, SchedulerNodeInput } from './scheduler-nodes.ts';

/** A scheduler that is told once what to run, and can write down how far it is. */
interface LongLivedScheduler<Input, Output, Snapshot> {
  step(now: number, input: Input, out: Output): void;
  snapshot(): Snapshot;
}

/** A framework without jobs of the workload: what it runs is described to it at the start. */
class LongLivedNode<
  Input,
  Output,
  Snapshot,
  Scheduler extends LongLivedScheduler<Input, Output, Snapshot>,
> implements SchedulerNode
{
  private readonly make: (found: Snapshot | null) => Scheduler;
  private readonly descriptions: readonly Input[];
  private readonly out: Output;
  private readonly stepped: (scheduler: Scheduler, now: number) => void;
  private scheduler: Scheduler;

  /** @param stepped told after every step */
  constructor(
    make: (found: Snapshot | null) => Scheduler,
    descriptions: readonly Input[],
    out: Output,
    stepped: (scheduler: Scheduler, now: number) => void = () => undefined,
  ) {
    this.make = make;
    this.descriptions = descriptions;
    this.out = out;
    this.stepped = stepped;
    this.scheduler = make(null);
  }

  step(now: number, input: SchedulerNodeInput): void {
    this.scheduler.step(now, input as Input, this.out);
    if (input.type === 'START') {
      for (const description of this.descriptions) this.scheduler.step(now, description, this.out);
    }
    this.stepped(this.scheduler, now);
  }

  submit(_now: number, job: number): void {
    throw new Error(`job ${job} of the workload belongs to a service or a cron, which run no jobs`);
  }

  /** Another process goes on with what this one wrote down. */
  restart(now: number): void {
    this.scheduler = this.make(this.scheduler.snapshot());
    this.scheduler.step(now, { type: 'START' } as Input, this.out);
  }
}

/** A service framework in the simulator: its apps are there from the start and run until killed. */
export function serviceNode(
  driver: DriverOptions,
  apps: readonly AppSpec[],
  space: ResourceSpace,
  out: ServiceOutput,
  watch: (apps: readonly AppView[], now: number) => void,
): SchedulerNode {
  const options = { ...MARATHON_DEFAULTS, ...driver, space };
  return new LongLivedNode<ServiceInput, ServiceOutput, ServiceSnapshot, ServiceScheduler>(
    (found) => new ServiceScheduler(options, found),
    apps.map((spec) => ({ type: 'APP', spec })),
    out,
    (scheduler, now) => watch(scheduler.apps, now),
  );
}

/** A cron framework in the simulator: its jobs are described at the start. */
export function cronNode(
  driver: DriverOptions,
  jobs: readonly TimedCronJob[],
  space: ResourceSpace,
  out: CronOutput,
): SchedulerNode {
  const options = { ...CHRONOS_DEFAULTS, ...driver, space };
  return new LongLivedNode<CronInput, CronOutput, CronSnapshot, CronScheduler>(
    (found) => new CronScheduler(options, found),
    jobs.map((spec) => ({ type: 'JOB', spec })),
    out,
  );
}
