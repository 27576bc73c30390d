import type { WorkloadSettings } from '../model/workload-settings.ts';
import type { NewStage } from '../model/stage-list.ts';
import { orderStages } from '../model/stage-order.ts';
import { type NewJob, buildWorkload, demandOf, taskTimeUs } from '../model/workload-builder.ts';
import { StageKind, type Workload } from '../model/workload.ts';
import type { ReadReport } from '../reading/read-report.ts';
import { NO_COUNTS, type ReadTrace, type TraceCounts } from '../reading/trace-reader.ts';
import { Tally } from '../reading/tally.ts';
import { type BatchTask, parseTaskName } from './batch-task.ts';

/** Tasks of Alibaba's batch jobs. */
export class AlibabaBatch implements ReadTrace {
  readonly format: string;
  /** In the order of the file. */
  readonly tasks: readonly BatchTask[];
  readonly report: ReadReport;

  constructor(format: string, tasks: readonly BatchTask[], report: ReadReport) {
    this.format = format;
    this.tasks = tasks;
    this.report = report;
  }

  /** Times from start to end of tasks; how long each instance took is not in this table. */
  get counts(): TraceCounts {
    let first = Infinity;
    let last = -Infinity;
    let taskSeconds = 0;
    let instances = 0;
    let dependencyEdges = 0;
    let instanceSeconds = 0;
    let negativeDurations = 0;
    const status = new Tally();
    for (const task of this.tasks) {
      first = Math.min(first, task.startSeconds);
      last = Math.max(last, task.endSeconds);
      const seconds = Math.max(0, task.endSeconds - task.startSeconds);
      taskSeconds += seconds;
      instanceSeconds += seconds * task.instances;
      if (task.endSeconds < task.startSeconds) negativeDurations++;
      instances += task.instances;
      dependencyEdges += parseTaskName(task.name).parents.length;
      status.add(task.status);
    }
    return {
      ...NO_COUNTS,
      jobs: new Set(this.tasks.map(({ job }) => job)).size,
      tasks: this.tasks.length,
      taskSeconds,
      spanSeconds: this.tasks.length === 0 ? 0 : last - first,
      facts: {
        instances,
        status: status.record(),
        dependencyEdges,
        instanceSecondsUpperBound: instanceSeconds,
        negativeDurations,
        firstStartSeconds: this.tasks.length === 0 ? null : first,
        lastEndSeconds: this.tasks.length === 0 ? null : last,
      },
    };
  }

  /**
   * A task is a stage of as many tasks as it had instances, each for the time of the whole, which
   * is the most it can have taken. Only what ended well after it began is in the workload.
   */
  toWorkload(name: string, settings: WorkloadSettings): Workload | string {
    const byJob = new Map<string, BatchTask[]>();
    for (const task of this.tasks) {
      if (task.status !== 'Terminated' || task.endSeconds < task.startSeconds) continue;
      if (task.instances < 1) continue;
      const tasks = byJob.get(task.job);
      if (tasks === undefined) byJob.set(task.job, [task]);
      else tasks.push(task);
    }
    const jobs = [...byJob].map(
      ([job, tasks]): NewJob => ({
        name: job,
        submitUs: Math.round(Math.min(...tasks.map((task) => task.startSeconds)) * 1e6),
        framework: 'batch',
        stages: stagesOf(tasks, settings),
      }),
    );
    return buildWorkload(name, this.format, jobs);
  }
}

function stagesOf(tasks: readonly BatchTask[], settings: WorkloadSettings): NewStage[] {
  const names = tasks.map(({ name }) => parseTaskName(name));
  const byNumber = new Map(names.map(({ number }, index) => [number, index]));
  // A parent that is not in the file, or not in the workload, is not waited for.
  const parents = names.map((name) => name.parents.flatMap((number) => byNumber.get(number) ?? []));
  const { order, parents: placed } = orderStages(parents);
  return order.map((index, at) => {
    const task = tasks[index];
    const taskUs = taskTimeUs(task.endSeconds - task.startSeconds);
    return {
      kind: StageKind.MAP,
      tasks: task.instances,
      demand: instanceDemand(task, settings),
      taskUs,
      lastTaskUs: taskUs,
      exact: true,
      parents: placed[at],
    };
  });
}

/** 100 is one core; memory is a part of the machine that the settings take for the largest. */
function instanceDemand(
  { cpuPercent, memoryFraction }: BatchTask,
  { wholeMachine, taskDemand }: WorkloadSettings,
): NewStage['demand'] {
  const wholeMem = (wholeMachine.get('mem') ?? 0) / 1000;
  const cpus = cpuPercent === null ? null : cpuPercent / 100;
  const mem = memoryFraction === null ? null : memoryFraction * wholeMem;
  return demandOf(
    [
      ['cpus', cpus],
      ['mem', mem],
    ],
    taskDemand,
  );
}
