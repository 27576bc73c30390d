import { exp } from '../../core/math/exp.ts';
import { log } from '../../core/math/log.ts';
import type { RandomStream } from '../../core/random/random-stream.ts';
import type { TraceJob } from '../convert/trace-jobs.ts';
import { CPUS, type GeneratorModel, MEM, type ModelDraws, TASK_SPREAD } from './generator-model.ts';
import { POISSON } from './model-arrivals.ts';
import { lognormalOf, madeStage } from './made-stage.ts';

const PAPER = 'Omega (EuroSys 2013)';
const CODE = "the released simulator's example (google/cluster-scheduler-simulator)";

/** A month, as far as four in five services run, and how the others spread. */
const SERVICE_P80_US = 29 * 86_400_000_000;
const SERVICE_SIGMA = 3;
/** The standard normal below which four in five are. */
const P80_Z = 0.8416212335729143;

/** Bands of the Omega paper: batch is low, service is what it calls production. */
const BATCH_PRIORITY = 1;
const SERVICE_PRIORITY = 9;

export const OMEGA_MODEL: GeneratorModel = {
  name: 'omega',
  summary: 'heavy-tailed batch beside services that run on: few jobs hold most of the cluster',
  sources: [
    'Schwarzkopf, Konwinski, Abd-El-Malek, Wilkes: Omega (EuroSys 2013): over 80 % of jobs are ' +
      'batch, services hold 55 to 80 % of resources; 80th percentiles: batch runs 12 to 20 min, ' +
      'services 29 days, batch jobs come 4 to 7 s apart',
    'google/cluster-scheduler-simulator: <1 CPU, 2 GB> a task, services of 10 tasks',
  ],
  // Exponential gaps whose 80th percentile is 5.2 s.
  ...{ target: 'csv', jobs: 1000, gapUs: 3_200_000, arrivals: POISSON },
  parameters: [
    {
      ...{ name: 'service-share', kind: 'number', byDefault: 0.05, least: 0, most: 1 },
      meaning: 'part of jobs that are services',
      source: `chosen so that they hold 55 to 80 % of the work (${PAPER})`,
    },
    {
      ...{ name: 'service-tasks', kind: 'number', byDefault: 10, least: 1, most: 10_000 },
      ...{ meaning: 'mean number of instances of a service', source: CODE },
    },
    {
      ...{ name: 'service-cap', kind: 'duration', byDefault: 86_400_000_000, least: 1_000_000 },
      ...{
        most: 366 * 86_400_000_000,
        meaning: 'no service runs longer',
        source: 'a day is replayed',
      },
    },
    {
      ...{ name: 'batch-median', kind: 'duration', byDefault: 300_000_000, least: 1000 },
      ...{ most: 86_400_000_000, meaning: 'median time of batch tasks' },
      source: `with batch-sigma, an 80th percentile of 15 min (${PAPER}: 12 to 20)`,
    },
    {
      ...{ name: 'batch-sigma', kind: 'number', byDefault: 1.305, least: 0, most: 4 },
      ...{ meaning: 'standard deviation of its logarithm', source: 'as batch-median' },
    },
    {
      ...{ name: 'batch-tail', kind: 'number', byDefault: 0.7, least: 0.1, most: 5 },
      meaning: 'exponent of the Pareto distribution of the number of batch tasks',
      source: 'choice: below 1 the largest jobs have most of the tasks',
    },
    {
      ...{ name: 'max-tasks', kind: 'whole', byDefault: 1000, least: 1, most: 100_000 },
      ...{ meaning: 'no job has more tasks', source: 'choice' },
    },
    { ...CPUS, source: CODE },
    { ...MEM, source: CODE },
    { ...TASK_SPREAD, byDefault: 0.3 },
  ],
  draw: (submitUs, draws) => {
    const streams = { sizes: draws.stream('sizes'), times: draws.stream('times') };
    return { kind: 'jobs', jobs: submitUs.map((us, job) => drawJob(us, job, streams, draws)) };
  },
};

/** One job: three draws of its own, and one for each task. */
function drawJob(
  submitUs: number,
  job: number,
  { sizes, times }: { readonly sizes: RandomStream; readonly times: RandomStream },
  draws: ModelDraws,
): TraceJob {
  const { parameter } = draws;
  const [kindDraw, tasksDraw, timeDraw] = [sizes.next(), sizes.next(), sizes.next()];
  const service = kindDraw < parameter('service-share');
  const tasks = service ? serviceTasks(tasksDraw, draws) : batchTasks(tasksDraw, draws);
  const medianUs = SERVICE_P80_US * exp(-P80_Z * SERVICE_SIGMA);
  const taskUs = service
    ? Math.min(parameter('service-cap'), lognormalOf(medianUs, SERVICE_SIGMA, timeDraw))
    : lognormalOf(parameter('batch-median'), parameter('batch-sigma'), timeDraw);
  const demand = new Map([
    ['cpus', Math.max(1, Math.round(parameter('cpus') * 1000))],
    ['mem', Math.round(parameter('mem') * 1000)],
  ]);
  // Instances of a service run as long as it does.
  const spread = service ? 0 : parameter('task-spread');
  return {
    ...{ name: `${service ? 'service' : 'batch'}${job}`, submitUs },
    framework: service ? 'service' : 'batch',
    priority: service ? SERVICE_PRIORITY : BATCH_PRIORITY,
    stages: [madeStage({ tasks, demand, taskUs, spread }, times)],
  };
}

/** Exponential, at least one. */
function serviceTasks(draw: number, { parameter }: ModelDraws): number {
  const more = (parameter('service-tasks') - 1) * -log(1 - draw);
  return Math.min(parameter('max-tasks'), 1 + Math.round(more));
}

/** Pareto from 1 to the most, cut there (not gathered at the end). */
function batchTasks(draw: number, { parameter }: ModelDraws): number {
  const tail = parameter('batch-tail');
  const rest = exp(-tail * log(parameter('max-tasks') + 1));
  return Math.floor(exp(-log(1 - draw * (1 - rest)) / tail));
}
