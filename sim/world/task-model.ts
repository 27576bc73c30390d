import type { Quantities } from '../../core/resources/quantities.ts';
import { Locality, type TaskInfo } from '../../core/protocol/tasks.ts';
import type { Workload } from '../../traces/model/workload.ts';
import type { ResourceView } from './resource-view.ts';
import type { TaskDurations } from './task-durations.ts';

/** What the tasks of a framework are to the machine they run on. */
export interface TaskModel {
  /** What it uses there, in the resources that machines really have. */
  used(info: TaskInfo, agent: number): Quantities;
  /** Microseconds with its data and all it wants at hand; infinite for one that runs until killed. */
  idealUs(info: TaskInfo): number;
  /** How many times as long it takes on this agent; 1 or more. */
  stretch(info: TaskInfo, agent: number): number;
  /** Microseconds when it takes so many times as long. */
  stretchedUs(info: TaskInfo, times: number): number;
}

/** Tasks that are what their scheduler asked for, each as long as one says; services', a cron's. */
export class PlainTasks implements TaskModel {
  private readonly lengthUs: (info: TaskInfo) => number;

  /** @param lengthUs infinite for one that runs until it is killed */
  constructor(lengthUs: (info: TaskInfo) => number) {
    this.lengthUs = lengthUs;
  }

  used({ resources }: TaskInfo): Quantities {
    return resources;
  }

  idealUs(info: TaskInfo): number {
    return this.lengthUs(info);
  }

  stretch(): number {
    return 1;
  }

  stretchedUs(info: TaskInfo, times: number): number {
    return Math.round(this.lengthUs(info) * times);
  }
}

/** Times longer by how near its data a task runs. */
type FarFactors = { readonly [locality in Locality]: number };

/** Tasks of the workload's stages: MapReduce's, Spark's. */
export class WorkloadTasks implements TaskModel {
  private readonly workload: Workload;
  private readonly view: ResourceView;
  private readonly durations: TaskDurations;
  private readonly farFactors: FarFactors;

  /** @param far times as long as near its data a task takes in a rack with it, and away from it */
  constructor(
    workload: Workload,
    view: ResourceView,
    durations: TaskDurations,
    far: { readonly remoteFactor: number; readonly rackFactor?: number },
  ) {
    this.workload = workload;
    this.view = view;
    this.durations = durations;
    const { remoteFactor, rackFactor = remoteFactor } = far;
    this.farFactors = {
      [Locality.NODE]: 1,
      [Locality.RACK]: rackFactor,
      [Locality.ANY]: remoteFactor,
    };
  }

  used({ stage }: TaskInfo, agent: number): Quantities {
    return this.view.agents[agent].used[this.workload.stages.demand[stage]];
  }

  idealUs({ stage, index }: TaskInfo): number {
    return this.durations.durationUs(stage, index, 1);
  }

  stretch({ stage, locality }: TaskInfo, agent: number): number {
    const { stretch } = this.view.agents[agent];
    return stretch[this.workload.stages.demand[stage]] * this.farFactors[locality];
  }

  stretchedUs({ stage, index }: TaskInfo, times: number): number {
    return this.durations.durationUs(stage, index, times);
  }
}
