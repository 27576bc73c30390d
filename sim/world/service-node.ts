import type { DriverOptions } from '../../core/schedulers/driver.ts';
import type { AppSpec } from '../../core/schedulers/service/app.ts';
import {
  MARATHON_DEFAULTS,
  type ServiceInput,
  type ServiceOptions,
  type ServiceOutput,
  type ServiceSnapshot,
} from '../../core/schedulers/service/service-io.ts';
import { ServiceScheduler } from '../../core/schedulers/service/service.ts';
import type { ResourceSpace } from '../../core/resources/resource-space.ts';
import type { SchedulerNode, SchedulerNodeInput } from './scheduler-nodes.ts';

/** A service framework in the simulator: its apps are there from the start and run until killed. */
export class ServiceNode implements SchedulerNode {
  private readonly options: ServiceOptions;
  private readonly apps: readonly AppSpec[];
  private readonly out: ServiceOutput;
  private scheduler: ServiceScheduler;

  constructor(
    driver: DriverOptions,
    apps: readonly AppSpec[],
    space: ResourceSpace,
    out: ServiceOutput,
  ) {
    this.options = { ...MARATHON_DEFAULTS, ...driver, space };
    this.apps = apps;
    this.out = out;
    this.scheduler = new ServiceScheduler(this.options);
  }

  step(now: number, input: SchedulerNodeInput): void {
    this.scheduler.step(now, input as ServiceInput, this.out);
    if (input.type !== 'START') return;
    for (const spec of this.apps) this.scheduler.step(now, { type: 'APP', spec }, this.out);
  }

  submit(_now: number, job: number): void {
    throw new Error(`job ${job} of the workload belongs to a service, which runs no jobs`);
  }

  /** Another process goes on with what this one wrote down. */
  restart(now: number): void {
    const found: ServiceSnapshot = this.scheduler.snapshot();
    this.scheduler = new ServiceScheduler(this.options, found);
    this.scheduler.step(now, { type: 'START' }, this.out);
  }
}
