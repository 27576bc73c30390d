import { formatScalars } from '../../core/resources/notation.ts';
import { StageKind, type Workload } from '../../traces/model/workload.ts';
import { durationText } from '../scenario/duration-text.ts';
import type { FrameworkDocument, ScenarioDocument } from '../scenario/scenario-document.ts';
import type { JobDocument, StageDocument } from '../scenario/workload-document.ts';

/** Jobs written out at most: more are not for people to read. */
const MOST_JOBS = 20;

/**
 * The scenario with the jobs of its traces in it, so that it needs no file beside it. Tasks of a
 * stage take the same time there, which in the trace they may not: it has to be run.
 * @returns null when there is nothing to write out, or too much
 */
export function writeOutJobs(
  document: ScenarioDocument,
  traces: ReadonlyMap<string, Workload>,
): ScenarioDocument | null {
  let written = 0;
  const frameworks = document.frameworks.map((framework): FrameworkDocument => {
    const { trace, traceJobs, ...rest } = framework;
    const workload = trace === undefined ? undefined : traces.get(trace);
    if (workload === undefined) return framework;
    const places = traceJobs ?? Array.from({ length: workload.jobs.count }, (_, job) => job);
    written += places.length;
    if (written > MOST_JOBS) return framework;
    return { ...rest, jobs: places.map((job) => jobOf(workload, job)) };
  });
  return written === 0 || written > MOST_JOBS ? null : { ...document, frameworks };
}

function jobOf(workload: Workload, job: number): JobDocument {
  const { jobs } = workload;
  const [first, end] = [jobs.firstStage[job], jobs.firstStage[job + 1]];
  const stages = Array.from({ length: end - first }, (_, i) => stageOf(workload, first + i));
  return { name: jobs.names[job], at: durationText(jobs.submitUs[job]), stages };
}

function stageOf(workload: Workload, stage: number): StageDocument {
  const { kind, tasks, demand, taskUs, parents } = workload.stages;
  return {
    ...(kind[stage] === StageKind.REDUCE ? { kind: 'reduce' } : {}),
    tasks: tasks[stage],
    duration: durationText(Math.max(1, Math.floor(taskUs[stage]))),
    resources: formatScalars(workload.demands[demand[stage]]),
    ...(parents && {
      after: [...parents.parent.slice(parents.firstParent[stage], parents.firstParent[stage + 1])],
    }),
  };
}
