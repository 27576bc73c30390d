import { log } from '../../core/math/log.ts';
import { exp } from '../../core/math/exp.ts';
import type { RandomStream } from '../../core/random/random-stream.ts';
import type { TraceJob } from '../convert/trace-jobs.ts';
import { type GeneratorModel, type ModelDraws, TASK_SPREAD, USERS } from './generator-model.ts';
import { POISSON } from './model-arrivals.ts';
import { madeStage } from './made-stage.ts';
import { type QuantileTable, quantileAt, quantileTable } from './quantile-table.ts';
import { weightedChoice } from './weighted-choice.ts';

/*
 * Counted in 83 minutes of the trace (part 1 of 500 of task_events, 1,234 jobs submitted). Times
 * are those of jobs that ended within these minutes: the long ones, which hold most of the
 * cluster, are not in them.
 */

/** Tasks of a job: four in five have one. */
const TASKS: QuantileTable = quantileTable(
  [0.79, 0.82, 0.85, 0.88, 0.9, 0.93, 0.97, 0.98, 0.99, 0.995, 1],
  [1, 2, 5, 11, 27, 50, 100, 194, 286, 602, 2000],
);

const PROBABILITIES = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1];

/** Mean time of the tasks of a job, seconds, by its number of tasks: larger ones run longer. */
const SECONDS: readonly { readonly to: number; readonly table: QuantileTable }[] = [
  {
    to: 1,
    table: quantileTable(
      PROBABILITIES,
      [13.4, 21.7, 27.9, 59.7, 178.8, 423.8, 694.9, 1644.9, 2455],
    ),
  },
  {
    to: 20,
    table: quantileTable(PROBABILITIES, [55.8, 66.2, 76.5, 112, 263.6, 502.2, 685.6, 1119, 2376]),
  },
  {
    to: Infinity,
    table: quantileTable(PROBABILITIES, [57.1, 132, 175.7, 224.6, 453, 949.9, 1194.6, 1844, 1863]),
  },
];

/** Requests as parts of the largest machine; zero counts as the least below. */
const CPU = quantileTable(
  PROBABILITIES,
  [0, 0.00062, 0.00625, 0.0125, 0.0438, 0.0625, 0.0687, 0.194, 0.5],
);
const MEMORY = quantileTable(
  PROBABILITIES,
  [0, 0.00155, 0.00281, 0.00777, 0.0159, 0.0318, 0.062, 0.153, 0.43],
);
/** Requests of CPU and memory correlate by 0.51 in their logarithms: as often they go together. */
const TOGETHER = 0.5;

/** The machine that requests are parts of, and the steps in which they are made. */
const MACHINE = { cpus: 64, mem: 262_144 } as const;
const CPU_STEP = 0.1;
const MEM_STEP = 64;

/** Jobs by priority, in 1,234: 0 and 1 are free, 9 and above production. */
const PRIORITIES = [
  ...[
    { priority: 0, jobs: 252 },
    { priority: 1, jobs: 174 },
    { priority: 2, jobs: 402 },
  ],
  ...[
    { priority: 8, jobs: 247 },
    { priority: 9, jobs: 155 },
    { priority: 10, jobs: 4 },
  ],
];

/** Shares of users fall as a power of their rank: 13, 10, 8, 6, 5, 4, 4, 3 % in the trace. */
const USER_EXPONENT = 0.7;

export const GOOGLE_LIKE_MODEL: GeneratorModel = {
  name: 'google-like',
  summary: 'jobs of equal tasks, four in five of one task, with priorities and uneven users',
  sources: ['Google clusterdata-2011-2 (Reiss, Wilkes, Hellerstein), task_events part 1: counted'],
  ...{ target: 'csv', jobs: 1000, gapUs: 4_060_000, arrivals: POISSON },
  parameters: [
    { ...USERS, byDefault: 12 },
    {
      ...{ name: 'max-tasks', kind: 'whole', byDefault: 2000, least: 1, most: 100_000 },
      ...{ meaning: 'no job has more tasks', source: 'the largest job of the part' },
    },
    {
      ...TASK_SPREAD,
      byDefault: 0.15,
      source: 'between the median job of five tasks and more (0.07) and the ninetieth (0.33)',
    },
  ],
  draw: (submitUs, draws) => {
    const users = usersOf(draws.parameter('users'));
    const streams = { sizes: draws.stream('sizes'), times: draws.stream('times') };
    const jobs = submitUs.map((us, job) => drawJob(us, job, users, streams, draws));
    return { kind: 'jobs', jobs };
  },
};

interface User {
  readonly name: string;
  readonly weight: number;
}

/** Names and weights by rank. */
function usersOf(count: number): User[] {
  return Array.from({ length: count }, (_, rank) => ({
    name: `user${rank + 1}`,
    weight: exp(-USER_EXPONENT * log(rank + 1)),
  }));
}

/** One job: seven draws of its own, and one for each task. */
function drawJob(
  submitUs: number,
  job: number,
  users: readonly User[],
  { sizes, times }: { readonly sizes: RandomStream; readonly times: RandomStream },
  draws: ModelDraws,
): TraceJob {
  const [tasksDraw, timeDraw, cpuDraw] = [sizes.next(), sizes.next(), sizes.next()];
  const [memDraw, bothDraw] = [sizes.next(), sizes.next()];
  const { name } = weightedChoice(users, ({ weight }) => weight, sizes.next());
  const { priority } = weightedChoice(PRIORITIES, (one) => one.jobs, sizes.next());
  const drawn = tasksDraw < TASKS[0][0] ? 1 : Math.round(quantileAt(TASKS, tasksDraw, 1));
  const tasks = Math.min(drawn, draws.parameter('max-tasks'));
  const seconds = SECONDS.find(({ to }) => tasks <= to)?.table ?? SECONDS[0].table;
  const memoryDraw = bothDraw < TOGETHER ? cpuDraw : memDraw;
  const stage = madeStage(
    {
      ...{ tasks, taskUs: quantileAt(seconds, timeDraw, 1) * 1e6 },
      spread: draws.parameter('task-spread'),
      demand: new Map([
        ['cpus', inSteps(quantileAt(CPU, cpuDraw, 1e-4) * MACHINE.cpus, CPU_STEP)],
        ['mem', inSteps(quantileAt(MEMORY, memoryDraw, 1e-4) * MACHINE.mem, MEM_STEP)],
      ]),
    },
    times,
  );
  return { name: `job${job}`, submitUs, framework: name, priority, stages: [stage] };
}

/** Thousandths, in whole steps, at least one. */
function inSteps(units: number, step: number): number {
  return Math.max(1, Math.round(units / step)) * Math.round(step * 1000);
}
