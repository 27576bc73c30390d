import { StageList } from './stage-list.ts';
import { isPlain, stageOf } from './stage-of.ts';
import type { DurationModel, Workload } from './workload.ts';

/** All jobs of one framework. */
export interface FrameworkJobs {
  readonly framework: string;
  /** Whatever frameworks it names, they count as one. */
  readonly workload: Workload;
}

/**
 * One workload of several, each a framework of its own, by submission; each from its own start.
 * Recorded stages keep their times; the others need one model of durations between them.
 *
 * @returns the workload, or why the parts do not go together
 */
export function mergeWorkloads(name: string, parts: readonly FrameworkJobs[]): Workload | string {
  const durations = commonDurations(parts.map(({ workload }) => workload));
  if (typeof durations === 'string') return durations;
  const order = parts
    .flatMap(({ workload }, part) =>
      Array.from({ length: workload.jobs.count }, (_, job) => ({ part, job })),
    )
    .sort((a, b) => submitUs(parts, a) - submitUs(parts, b) || a.part - b.part || a.job - b.job);
  const graphs = parts.some(({ workload }) => workload.stages.parents !== undefined);
  const priorities = parts.some(({ workload }) => workload.jobs.priority !== undefined);
  const list = new StageList();
  const firstStage = [0];
  for (const { part, job } of order) {
    const { workload } = parts[part];
    const { firstStage: first } = workload.jobs;
    for (let stage = first[job]; stage < first[job + 1]; stage++) {
      list.add(stageOf(workload, stage, stage - first[job], graphs));
    }
    firstStage.push(list.count);
  }
  return {
    name,
    format: parts[0].workload.format,
    jobs: {
      count: order.length,
      names: order.map(({ part, job }) => jobName(parts, part, job)),
      submitUs: Float64Array.from(order, (at) => submitUs(parts, at)),
      framework: Uint16Array.from(order, ({ part }) => part),
      firstStage: Int32Array.from(firstStage),
      ...(priorities && {
        priority: Int32Array.from(order, ({ part, job }) => priorityOf(parts[part], job)),
      }),
    },
    stages: list.columns(),
    demands: list.demands,
    frameworks: parts.map(({ framework }) => framework),
    durations,
  };
}

/** Anything with a name, for the message, and a model of task times. */
interface Timed {
  readonly name: string;
  readonly durations: DurationModel;
}

/** The one model of durations between them, that of recorded times apart; or why there is none. */
export function commonDurations(workloads: readonly Timed[]): DurationModel | string {
  const [model = workloads[0], ...others] = workloads.filter((one) => !isPlain(one.durations));
  const { skewSigma, minTaskUs } = model.durations;
  for (const { name, durations } of others) {
    if (durations.skewSigma !== skewSigma || durations.minTaskUs !== minTaskUs) {
      return `${model.name} and ${name} have different models of task times`;
    }
  }
  return model.durations;
}

/** Names are distinct within a part, and with its framework in front in all. */
function jobName(parts: readonly FrameworkJobs[], part: number, job: number): string {
  const { framework, workload } = parts[part];
  const name = workload.jobs.names[job];
  return parts.length === 1 ? name : `${framework}:${name}`;
}

function priorityOf({ workload }: FrameworkJobs, job: number): number {
  return workload.jobs.priority?.[job] ?? 0;
}

function submitUs(
  parts: readonly FrameworkJobs[],
  { part, job }: { readonly part: number; readonly job: number },
): number {
  return parts[part].workload.jobs.submitUs[job];
}
