import type { WorkloadSettings } from '../model/workload-settings.ts';
import type { JsonObject } from '../reading/exact-json.ts';
import type { NewStage } from '../model/stage-list.ts';
import { type NewJob, buildWorkload, demandOf, meanUs } from '../model/workload-builder.ts';
import { StageKind, type Workload } from '../model/workload.ts';
import { type ReadReport, ReportBuilder } from '../reading/read-report.ts';
import { Tally } from '../reading/tally.ts';
import {
  NO_COUNTS,
  type ReadTrace,
  type TraceCounts,
  type TraceFormat,
  type TraceReader,
} from '../reading/trace-reader.ts';
import { JsonObjects } from './json-objects.ts';
import { JOB_MEMBERS, type SlsJob, type SlsTask, parseSlsJob } from './sls-job.ts';

/** Jobs for SLS, written by hand or by `rumen2sls`. */
export const SLS_FORMAT: TraceFormat = {
  name: 'sls',
  title: 'jobs for SLS',
  detect: ({ text }) =>
    /^\s*[[{]/.test(text) && /"(job\.tasks|job\.start\.ms|num\.nodes)"\s*:/.test(text),
  reader: () => new SlsReader(),
};

/** Push parser of the jobs: objects behind each other. */
export class SlsReader implements TraceReader<SlsTrace> {
  private readonly report = new ReportBuilder();
  private readonly jobs: SlsJob[] = [];
  private nodes: number | null = null;
  private racks: number | null = null;
  private readonly objects = new JsonObjects(JOB_MEMBERS, ['job.tasks'], this.report, (object) =>
    this.take(object),
  );

  push(chunk: Uint8Array | string): void {
    this.objects.push(chunk);
  }

  end(): SlsTrace {
    this.objects.finish();
    return new SlsTrace(this.jobs, this.nodes, this.racks, this.report.report());
  }

  private take(object: JsonObject): string | null {
    const { 'num.nodes': nodes, 'num.racks': racks, 'job.tasks': tasks } = object;
    if (typeof nodes === 'number' && Array.isArray(tasks) && tasks.length === 0) {
      this.nodes = nodes;
      this.racks = typeof racks === 'number' ? racks : null;
      return null;
    }
    const job = parseSlsJob(object, this.jobs.length + 1);
    if (typeof job === 'string') return job;
    this.jobs.push(job);
    return null;
  }
}

/** Jobs of SLS. */
export class SlsTrace implements ReadTrace {
  readonly jobs: readonly SlsJob[];
  readonly declaredNodes: number | null;
  readonly declaredRacks: number | null;
  readonly report: ReadReport;

  constructor(
    jobs: readonly SlsJob[],
    declaredNodes: number | null,
    declaredRacks: number | null,
    report: ReadReport,
  ) {
    this.jobs = jobs;
    this.declaredNodes = declaredNodes;
    this.declaredRacks = declaredRacks;
    this.report = report;
  }

  get counts(): TraceCounts {
    const taskTypes = new Tally();
    const queues = new Tally();
    const hosts = new Set<string>();
    let [jobs, tasks, taskMs, firstMs, lastMs, lastStartMs] = [0, 0, 0, Infinity, 0, 0];
    for (const job of this.jobs) {
      jobs += job.count;
      queues.add(job.queue, job.count);
      firstMs = Math.min(firstMs, job.startMs);
      lastStartMs = Math.max(lastStartMs, job.startMs);
      lastMs = Math.max(lastMs, job.startMs, job.endMs);
      for (const task of job.tasks) {
        tasks += task.count * job.count;
        taskMs += task.durationMs * task.count * job.count;
        lastMs = Math.max(lastMs, task.endMs);
        taskTypes.add(task.type, task.count * job.count);
        if (task.host !== '') hosts.add(task.host);
      }
    }
    return {
      ...NO_COUNTS,
      jobs,
      tasks,
      taskSeconds: taskMs / 1000,
      spanSeconds: jobs === 0 ? 0 : (lastMs - firstMs) / 1000,
      facts: {
        declaredNodes: this.declaredNodes,
        declaredRacks: this.declaredRacks,
        taskTypes: taskTypes.record(),
        queues: queues.record(),
        hosts: hosts.size,
        firstStartSeconds: jobs === 0 ? null : firstMs / 1000,
        lastStartSeconds: jobs === 0 ? null : lastStartMs / 1000,
        lastEndSeconds: jobs === 0 ? null : lastMs / 1000,
      },
    };
  }

  /** Queues are frameworks. Containers of one type and size are a stage; reduces wait for maps. */
  toWorkload(name: string, { taskDemand }: WorkloadSettings): Workload | string {
    const tasks = this.counts.tasks ?? 0;
    if (tasks > MAX_TASKS) return `found ${tasks} containers, wanted at most ${MAX_TASKS}`;
    const jobs: NewJob[] = [];
    for (const job of this.jobs) {
      const stages = stagesOf(job, taskDemand);
      for (let copy = 0; copy < job.count; copy++) {
        jobs.push({
          name: job.name,
          submitUs: Math.round(job.startMs * 1000),
          framework: job.queue,
          stages,
        });
      }
    }
    return buildWorkload(name, 'sls', jobs);
  }
}

/** Most containers in all: each has its time. */
const MAX_TASKS = 5_000_000;

function stagesOf(job: SlsJob, fallback: NewStage['demand']): NewStage[] {
  const groups = new Map<string, SlsTask[]>();
  const reduces = (task: SlsTask): boolean => job.type === 'mapreduce' && task.type === 'reduce';
  const maps = job.tasks.filter((task) => !reduces(task));
  for (const task of [...maps, ...job.tasks.filter(reduces)]) {
    const key = `${task.type} ${[...task.resources].join(' ')}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [task]);
    else group.push(task);
  }
  const stages = [...groups.values()];
  const first = stages.findIndex(([task]) => reduces(task));
  const parents = first < 0 ? [] : Array.from({ length: first }, (_, stage) => stage);
  return stages.map((tasks) => {
    const recordedUs = tasks.flatMap(({ count, durationMs }) =>
      Array.from({ length: count }, () => Math.max(1, Math.round(durationMs * 1000))),
    );
    return {
      kind: reduces(tasks[0]) ? StageKind.REDUCE : StageKind.MAP,
      tasks: recordedUs.length,
      demand: containerDemand(tasks[0], fallback),
      taskUs: meanUs(recordedUs),
      lastTaskUs: recordedUs[recordedUs.length - 1],
      exact: true,
      recordedUs,
      parents: reduces(tasks[0]) ? parents : [],
    };
  });
}

/** YARN's names for what Mesos calls otherwise. */
const MESOS_NAMES: ReadonlyMap<string, string> = new Map([
  ['memory-mb', 'mem'],
  ['vcores', 'cpus'],
  ['yarn.io/gpu', 'gpus'],
]);

function containerDemand({ resources }: SlsTask, fallback: NewStage['demand']): NewStage['demand'] {
  const units = [...resources].map(([name, amount]): [string, number] => [
    MESOS_NAMES.get(name) ?? name,
    amount,
  ]);
  return demandOf(units.sort(byMesosOrder), fallback);
}

/** `cpus` before `mem`, as Mesos writes them; others behind, as they come. */
function byMesosOrder([a]: readonly [string, number], [b]: readonly [string, number]): number {
  const rank = (name: string): number => (name === 'cpus' ? 0 : name === 'mem' ? 1 : 2);
  return rank(a) - rank(b);
}
