import type { RandomStream } from '../../core/random/random-stream.ts';
import type { TraceJob } from '../convert/trace-jobs.ts';
import type { NewStage } from '../model/stage-list.ts';
import {
  CPUS,
  type GeneratorModel,
  MEM,
  type ModelDraws,
  TASK_SPREAD,
  USERS,
} from './generator-model.ts';
import { madeStage } from './made-stage.ts';
import { POISSON } from './model-arrivals.ts';
import { BLOCKS_PER_GB, type QueryStage, TPCH_QUERIES } from './tpch-queries.ts';

const DECIMA = 'Decima (SIGCOMM 2019) and its measurements';

/** Sizes that were measured, GB. */
const SIZES_GB = [2, 5, 10, 20, 50, 80, 100];

/** A task's time apart from its data, seconds. */
const TASK_SECONDS = 0.023;
/** The block that tables are counted in. */
const BLOCK_MIB = 128;
/** Time to scan it, seconds: query 6 is nothing else. */
const BLOCK_SECONDS = 1.9;
/** Least tasks of a scan. */
const LEAST_SCANS = 2;
/** What a scan and a shuffle hand on of what they read. */
const SCAN_KEEPS = 0.5;
const SHUFFLE_KEEPS = 0.5;
/** Time of a shuffle for each block that it reads, seconds. */
const SHUFFLE_BLOCK_SECONDS = 0.47;

export const TPCH_MODEL: GeneratorModel = {
  name: 'tpch',
  summary: 'SQL queries as graphs of stages: any of 22 TPC-H queries at any of seven sizes',
  sources: [
    'Mao et al.: Learning Scheduling Algorithms for Data Processing Clusters (SIGCOMM 2019): ' +
      'shapes of the graphs, tasks of scans, times of the runs with the fewest executors',
    'TPC-H: sizes of its tables',
  ],
  ...{ target: 'csv', jobs: 100, gapUs: 45_000_000, arrivals: POISSON },
  parameters: [
    {
      ...{ name: 'size-least', kind: 'number', byDefault: 2, least: 2, most: 100 },
      ...{ meaning: `smallest size, GB, of ${SIZES_GB.join(', ')}`, source: DECIMA },
    },
    {
      ...{ name: 'size-most', kind: 'number', byDefault: 100, least: 2, most: 100 },
      ...{ meaning: 'largest size, GB', source: DECIMA },
    },
    {
      ...{ name: 'partitions', kind: 'whole', byDefault: 200, least: 1, most: 100_000 },
      ...{ meaning: 'tasks of a shuffle', source: 'default of spark.sql.shuffle.partitions' },
    },
    {
      ...{ name: 'block', kind: 'number', byDefault: 128, least: 1, most: 100_000 },
      meaning: 'input of a task that scans, MiB',
      source: 'default of spark.sql.files.maxPartitionBytes',
    },
    USERS,
    CPUS,
    MEM,
    { ...TASK_SPREAD, byDefault: 0.5 },
  ],
  draw: (submitUs, draws) => {
    const streams = { queries: draws.stream('queries'), times: draws.stream('times') };
    return { kind: 'jobs', jobs: submitUs.map((us, job) => drawJob(us, job, streams, draws)) };
  },
};

/** One query: three draws of its own, and one for each task. */
function drawJob(
  submitUs: number,
  job: number,
  { queries, times }: { readonly queries: RandomStream; readonly times: RandomStream },
  draws: ModelDraws,
): TraceJob {
  const query = Math.floor(queries.next() * TPCH_QUERIES.length);
  const sizeDraw = queries.next();
  const user = Math.floor(queries.next() * draws.parameter('users'));
  const sizes = sizesBetween(draws.parameter('size-least'), draws.parameter('size-most'));
  const sizeGb = sizes[Math.floor(sizeDraw * sizes.length)];
  return {
    ...{ name: `q${query + 1}-${sizeGb}g-${job}`, submitUs, framework: `analyst${user + 1}` },
    stages: queryStages(TPCH_QUERIES[query], sizeGb, draws, times),
  };
}

/** The measured sizes in bounds; the nearest one where there is none. */
function sizesBetween(least: number, most: number): readonly number[] {
  const inside = SIZES_GB.filter((size) => size >= least && size <= most);
  return inside.length > 0 ? inside : SIZES_GB.filter((size) => size >= least).slice(0, 1);
}

/** The stages of a query over so many GB, with times that follow what each reads. */
function queryStages(
  query: readonly QueryStage[],
  sizeGb: number,
  { parameter }: ModelDraws,
  times: RandomStream,
): NewStage[] {
  const demand = new Map([
    ['cpus', Math.max(1, Math.round(parameter('cpus') * 1000))],
    ['mem', Math.round(parameter('mem') * 1000)],
  ]);
  const spread = parameter('task-spread');
  const written: number[] = [];
  return query.map(({ table, tasks: fixed, parents }) => {
    const scanned = table === null ? 0 : BLOCKS_PER_GB[table] * sizeGb;
    const read = parents.reduce((sum, parent) => sum + written[parent], 0);
    const scans = Math.max(LEAST_SCANS, Math.ceil((scanned * BLOCK_MIB) / parameter('block')));
    const tasks = table === null ? (fixed ?? parameter('partitions')) : scans;
    const shuffled = table === null ? read : 0;
    written.push(table === null ? read * SHUFFLE_KEEPS : scanned * SCAN_KEEPS);
    const work = scanned * BLOCK_SECONDS + shuffled * SHUFFLE_BLOCK_SECONDS;
    const taskUs = (TASK_SECONDS + work / tasks) * 1e6;
    return madeStage({ tasks, demand, taskUs, spread, parents }, times);
  });
}
