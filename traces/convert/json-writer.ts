import { type ResourceMap, fromMilli } from '../../core/resources/quantities.ts';
import type { NewStage } from '../model/stage-list.ts';
import { isPlain } from '../model/stage-of.ts';
import { StageKind } from '../model/workload.ts';
import type { TraceJob, TraceJobs } from './trace-jobs.ts';

/**
 * Jobs as JSON lines, for programs: what holds for all, then a job a line, which `jobs/` reads.
 * Times in seconds as numbers, resources as maps of units; nothing of the model is lost.
 *
 * A stage has `parents` (positions in its job), and `seconds`, its tasks' time, or a list with one
 * for each task; `lastSeconds` where the last task differs. `exact` are recorded times; the others
 * follow `skewSigma` and `shortestSeconds` of the first line.
 */
export function* writeJson(list: TraceJobs): Generator<string> {
  const { name, format, jobs, durations } = list;
  const head = {
    ...{ workload: name, format, jobs: jobs.length },
    ...{ skewSigma: durations.skewSigma, shortestSeconds: durations.minTaskUs / 1e6 },
  };
  yield `${JSON.stringify(head)}\n`;
  const plain = isPlain(durations);
  for (const job of jobs) yield `${JSON.stringify(jobValue(job, plain))}\n`;
}

function jobValue(
  { name, submitUs, framework, priority, stages }: TraceJob,
  plain: boolean,
): object {
  return {
    ...{ job: name, submit: submitUs / 1e6, framework },
    ...(priority !== undefined && { priority }),
    stages: stages.map((stage) => stageValue(stage, plain)),
  };
}

function stageValue(stage: NewStage, plain: boolean): object {
  const { kind, tasks, taskUs, lastTaskUs, recordedUs, demand, gang, exact, parents } = stage;
  const times = recordedUs === undefined ? null : Array.from(recordedUs, (us) => us / 1e6);
  return {
    ...{ kind: kind === StageKind.REDUCE ? 'reduce' : 'map', tasks },
    seconds: times ?? (tasks === 1 ? lastTaskUs : taskUs) / 1e6,
    ...(times === null && tasks > 1 && lastTaskUs !== taskUs && { lastSeconds: lastTaskUs / 1e6 }),
    exact: plain || exact === true,
    ...(gang === true && { gang }),
    parents: parents ?? [],
    resources: unitsOf(demand),
  };
}

function unitsOf(demand: ResourceMap): Record<string, number> {
  return Object.fromEntries([...demand].map(([name, milli]) => [name, fromMilli(milli)]));
}
