import type {
  MapReduceInput,
  MapReduceOptions,
  MapReduceOutput,
} from '../../core/schedulers/mapreduce/mapreduce-io.ts';
import { MapReduceScheduler } from '../../core/schedulers/mapreduce/mapreduce.ts';
import type { Workload } from '../../traces/model/workload.ts';
import { jobSpecOf } from './job-spec.ts';
import type { ResourceView } from './resource-view.ts';
import type { SchedulerNode, SchedulerNodeInput } from './scheduler-nodes.ts';

/** A MapReduce framework in the simulator: jobs of the workload are its jobs. */
export class MapReduceNode implements SchedulerNode {
  private readonly scheduler: MapReduceScheduler;
  private readonly workload: Workload;
  private readonly view: ResourceView;
  private readonly out: MapReduceOutput;

  constructor(
    options: MapReduceOptions,
    workload: Workload,
    view: ResourceView,
    out: MapReduceOutput,
  ) {
    this.scheduler = new MapReduceScheduler(options);
    this.workload = workload;
    this.view = view;
    this.out = out;
  }

  step(now: number, input: SchedulerNodeInput): void {
    this.scheduler.step(now, input as MapReduceInput, this.out);
  }

  submit(now: number, job: number): void {
    const spec = jobSpecOf(this.workload, this.view, job);
    this.scheduler.step(now, { type: 'JOB', spec }, this.out);
  }
}
