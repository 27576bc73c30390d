import { StageList } from '../../traces/model/stage-list.ts';
import type { StageKind, Workload } from '../../traces/model/workload.ts';

/** All jobs of one framework. */
export interface FrameworkWorkload {
  readonly framework: string;
  /** Whatever frameworks it names, they count as one. */
  readonly workload: Workload;
}

/**
 * One workload of several frameworks, each with all jobs of its own, by submission.
 * @throws Error when their models of task times differ: a workload has one
 */
export function combineWorkloads(name: string, parts: readonly FrameworkWorkload[]): Workload {
  const [{ workload: first }] = parts;
  for (const { workload } of parts) {
    const { skewSigma, minTaskUs } = workload.durations;
    if (skewSigma !== first.durations.skewSigma || minTaskUs !== first.durations.minTaskUs) {
      throw new Error(`${workload.name} and ${first.name} have different models of task times`);
    }
  }
  const order = parts
    .flatMap(({ workload }, part) =>
      Array.from({ length: workload.jobs.count }, (_, job) => ({ part, job })),
    )
    .sort((a, b) => submitUs(parts, a) - submitUs(parts, b) || a.part - b.part || a.job - b.job);
  const list = new StageList();
  const firstStage = [0];
  for (const { part, job } of order) {
    const { jobs, stages, demands: own } = parts[part].workload;
    for (let stage = jobs.firstStage[job]; stage < jobs.firstStage[job + 1]; stage++) {
      list.add({
        kind: stages.kind[stage] as StageKind,
        tasks: stages.tasks[stage],
        demand: own[stages.demand[stage]],
        taskUs: stages.taskUs[stage],
        lastTaskUs: stages.lastTaskUs[stage],
      });
    }
    firstStage.push(list.count);
  }
  return {
    name,
    format: first.format,
    jobs: {
      count: order.length,
      names: order.map(({ part, job }) => jobName(parts, part, job)),
      submitUs: Float64Array.from(order, (at) => submitUs(parts, at)),
      framework: Uint16Array.from(order, ({ part }) => part),
      firstStage: Int32Array.from(firstStage),
    },
    stages: list.columns(),
    demands: list.demands,
    frameworks: parts.map(({ framework }) => framework),
    durations: first.durations,
  };
}

/** Names are distinct within a framework, and with its name in front in all. */
function jobName(parts: readonly FrameworkWorkload[], part: number, job: number): string {
  const { framework, workload } = parts[part];
  const name = workload.jobs.names[job];
  return parts.length === 1 ? name : `${framework}:${name}`;
}

function submitUs(
  parts: readonly FrameworkWorkload[],
  { part, job }: { readonly part: number; readonly job: number },
): number {
  return parts[part].workload.jobs.submitUs[job];
}
