import type { TaskInfo } from '../../core/protocol/tasks.ts';
import type { Quantities } from '../../core/resources/quantities.ts';
import { NO_JOB } from '../../core/schedulers/spark/executor-info.ts';
import type { SparkShape } from './spark-shape.ts';
import type { TaskModel } from './task-model.ts';

/** Tasks of Spark's: of the workload, and executors, which use what they hold until killed. */
export class SparkTasks implements TaskModel {
  private readonly tasks: TaskModel;
  private readonly usedBy: (agent: number) => Quantities;

  /** @param isFine executors run no tasks themselves, and hold what such ones do */
  constructor(tasks: TaskModel, shape: SparkShape, isFine: boolean) {
    this.tasks = tasks;
    this.usedBy = isFine ? () => shape.fineUsed : (agent) => shape.usedBy(agent);
  }

  used(info: TaskInfo, agent: number): Quantities {
    return info.job === NO_JOB ? this.usedBy(agent) : this.tasks.used(info, agent);
  }

  idealUs(info: TaskInfo): number {
    return info.job === NO_JOB ? Number.POSITIVE_INFINITY : this.tasks.idealUs(info);
  }

  stretch(info: TaskInfo, agent: number): number {
    return info.job === NO_JOB ? 1 : this.tasks.stretch(info, agent);
  }

  stretchedUs(info: TaskInfo, times: number): number {
    return info.job === NO_JOB ? Number.POSITIVE_INFINITY : this.tasks.stretchedUs(info, times);
  }
}
