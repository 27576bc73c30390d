import type { RandomStream } from '../../core/random/random-stream.ts';
import type { TraceJob } from '../convert/trace-jobs.ts';
import type { NewStage } from '../model/stage-list.ts';
import { meanUs } from '../model/workload-builder.ts';
import type { FittedClass, FittedOwner, FittedStage, FittedTrace } from './fitted-trace.ts';
import type { GeneratorModel } from './generator-model.ts';
import { quantileAt } from './quantile-table.ts';
import { weightedChoice } from './weighted-choice.ts';

/** How often a stage is large, or slow, because its job is: in between knows nothing of it. */
const AS_THE_JOB = 0.5;

/** A model that draws more jobs like those of a trace. */
export function likeModel(fitted: FittedTrace): GeneratorModel {
  const { name, jobs, arrivals } = fitted;
  const process = { kind: 'drawn', gaps: arrivals.gaps, shape: arrivals.shape } as const;
  return {
    name: 'like',
    summary: `jobs like those of ${name}`,
    sources: [name],
    ...{ target: 'csv', jobs, gapUs: arrivals.gapUs },
    arrivals: { kind: 'process', words: 'as in the trace', process },
    parameters: [],
    draw: (submitUs, draws) => {
      const streams = { shapes: draws.stream('shapes'), times: draws.stream('times') };
      const made = submitUs.map((us, job) => drawJob(fitted, us, job, streams));
      return { kind: 'jobs', jobs: made };
    },
  };
}

interface Streams {
  readonly shapes: RandomStream;
  readonly times: RandomStream;
}

function drawJob(
  { classes }: FittedTrace,
  submitUs: number,
  job: number,
  streams: Streams,
): TraceJob {
  const { shapes } = streams;
  const drawn = weightedChoice<FittedClass>(classes, (one) => one.jobs, shapes.next());
  const owner = weightedChoice<FittedOwner>(drawn.owners, (one) => one.jobs, shapes.next());
  const { framework, priority, demands } = owner;
  const common = { size: shapes.next(), time: shapes.next() };
  return {
    ...{ name: `job${job}`, submitUs, framework },
    ...(priority !== undefined && { priority }),
    stages: drawn.stages.map((stage, position) =>
      drawStage(stage, demands[position], common, streams),
    ),
  };
}

/** A stage: four draws of its own, and one for each task whose time was recorded. */
function drawStage(
  fitted: FittedStage,
  demand: NewStage['demand'],
  common: { readonly size: number; readonly time: number },
  { shapes, times }: Streams,
): NewStage {
  const draw = (ofJob: number): number => {
    const own = shapes.next();
    return shapes.next() < AS_THE_JOB ? ofJob : own;
  };
  const { kind, parents, gang, exact, factors } = fitted;
  const tasks = Math.max(1, Math.round(quantileAt(fitted.tasks, draw(common.size), 1)));
  const taskUs = Math.max(1, Math.round(quantileAt(fitted.taskUs, draw(common.time), 1)));
  const stage = { kind, tasks, demand, parents, ...(exact && { exact }), ...(gang && { gang }) };
  if (factors === null) {
    const last = Math.max(1, Math.round(taskUs * quantileAt(fitted.last, times.next(), LEAST)));
    return { ...stage, taskUs, lastTaskUs: tasks === 1 ? taskUs : last };
  }
  const recordedUs = Array.from({ length: tasks }, () =>
    Math.max(1, Math.round(taskUs * quantileAt(factors, times.next(), LEAST))),
  );
  return {
    ...{ ...stage, recordedUs, taskUs: meanUs(recordedUs) },
    lastTaskUs: recordedUs[tasks - 1],
  };
}

/** Least part of the mean time that a task takes. */
const LEAST = 1e-6;
