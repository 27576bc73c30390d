import { DEFAULT_DEMANDS, type SwimDemands } from './swim-classes.ts';

/**
 * How tasks, times and users are derived from the bytes of a SWIM row, which has nothing else.
 * `traces/README.md` shows the formulas and how the defaults were chosen.
 */
export interface SwimModel {
  /** Input of one map, bytes. */
  readonly blockBytes: number;
  /** Shuffled bytes one reduce takes. */
  readonly bytesPerReduce: number;
  /** Time of a task before it touches a byte, microseconds. */
  readonly startupUs: number;
  /** What a map reads and processes, bytes per second. */
  readonly mapRate: number;
  /** What a reduce fetches, sorts and processes, bytes per second. */
  readonly shuffleRate: number;
  /** What a task writes to the distributed file system, bytes per second. */
  readonly writeRate: number;
  /** No task takes less, microseconds. */
  readonly minTaskUs: number;
  /** Spread of task times about their mean: standard deviation of the logarithm. */
  readonly skewSigma: number;
  /** All bytes are multiplied by it: machines simulated over machines traced. */
  readonly scale: number;
  /** A job that moves at most so many blocks in all is `interactive`. */
  readonly interactiveBlocks: number;
  /** Who submits: one framework per class of job, or so many equal users. */
  readonly frameworks: 'class' | number;
  readonly demands: SwimDemands;
}

const MIB = 1_048_576;
const SECOND_US = 1_000_000;

export const DEFAULT_SWIM_MODEL: SwimModel = {
  blockBytes: 64 * MIB,
  bytesPerReduce: 1024 * MIB,
  startupUs: 15 * SECOND_US,
  mapRate: 8 * MIB,
  shuffleRate: 8 * MIB,
  writeRate: 64 * MIB,
  minTaskUs: 3 * SECOND_US,
  skewSigma: 0.325,
  scale: 1,
  interactiveBlocks: 10,
  frameworks: 'class',
  demands: DEFAULT_DEMANDS,
};

/** How a flag's text is written: `64MiB`, `8MiB/s`, `15s`, `0.325`, `class` or a count, a demand. */
export type SwimFlagKind = 'size' | 'rate' | 'duration' | 'number' | 'frameworks' | 'demand';

/** A setting of the model as a command-line flag or a form field. */
export interface SwimFlag {
  /** Without dashes. */
  readonly name: string;
  readonly key: keyof SwimModel;
  readonly kind: SwimFlagKind;
  /** As a user would write it. */
  readonly defaultText: string;
  readonly meaning: string;
  /** Where the default comes from. */
  readonly why: string;
}

/** Every setting, in the order to list them. `demand` may be given several times. */
export const SWIM_MODEL_FLAGS: readonly SwimFlag[] = [
  {
    name: 'block-size',
    key: 'blockBytes',
    kind: 'size',
    defaultText: '64MiB',
    meaning: 'input of one map; a job has ceil(input / block) maps, at least 1',
    why: 'block size of Hadoop in those years, and of SWIM itself',
  },
  {
    name: 'bytes-per-reduce',
    key: 'bytesPerReduce',
    kind: 'size',
    defaultText: '1GiB',
    meaning: 'shuffled bytes per reduce; none without shuffle, else at least 1',
    why: 'default of Hive in those years (hive.exec.reducers.bytes.per.reducer, 1 GB)',
  },
  {
    name: 'task-startup',
    key: 'startupUs',
    kind: 'duration',
    defaultText: '15s',
    meaning: 'time of a task before it touches a byte',
    why: 'a full block then takes 23 s, the median task at Facebook (NSDI 2011); its small maps took 20 s',
  },
  {
    name: 'map-rate',
    key: 'mapRate',
    kind: 'rate',
    defaultText: '8MiB/s',
    meaning: 'bytes a map reads and processes per second',
    why: 'as above; over all jobs a block took 22 s in FB-2009 and 34 s in FB-2010 (VLDB 2012, table 2)',
  },
  {
    name: 'shuffle-rate',
    key: 'shuffleRate',
    kind: 'rate',
    defaultText: '8MiB/s',
    meaning: 'bytes a reduce fetches, sorts and processes per second',
    why: '2 waves of 23 s and a reduce of 143 s make 189 s; 100 maps + 10 reduces took 192 s (Mesos, table 3)',
  },
  {
    name: 'write-rate',
    key: 'writeRate',
    kind: 'rate',
    defaultText: '64MiB/s',
    meaning: 'bytes a reduce, or a map of a job without reduces, writes per second',
    why: 'the largest loads of FB-2009 wrote 1.1 TB in 5 h 5 min (VLDB 2012), 60 MB/s',
  },
  {
    name: 'min-task',
    key: 'minTaskUs',
    kind: 'duration',
    defaultText: '3s',
    meaning: 'no task takes less, whatever its bytes and skew',
    why: 'shortest heartbeat of a Hadoop TaskTracker: nothing ends unseen earlier',
  },
  {
    name: 'skew',
    key: 'skewSigma',
    kind: 'number',
    defaultText: '0.325',
    meaning: 'sigma of the lognormal factor of mean 1 on each task; 0 for none',
    why: 'coefficient of variation 1/3, as the tasks of the Mesos scalability test, N(30 s, 10 s)',
  },
  {
    name: 'scale',
    key: 'scale',
    kind: 'number',
    defaultText: '1',
    meaning: 'multiplies all bytes: machines simulated over machines traced, as SWIM replays',
    why: 'the trace as it is; FB-2009 had 600 machines, FB-2010 3000',
  },
  {
    name: 'interactive-blocks',
    key: 'interactiveBlocks',
    kind: 'number',
    defaultText: '10',
    meaning: 'a job that moves at most so many blocks in all is interactive',
    why: '82 % of Facebook jobs have fewer than 10 tasks (Dolly, NSDI 2013)',
  },
  {
    name: 'frameworks',
    key: 'frameworks',
    kind: 'frameworks',
    defaultText: 'class',
    meaning: 'one framework per class of job, or a number of users the jobs are dealt to by name',
    why: 'the traces name no users; the classes have different demands, so that policies differ',
  },
  {
    name: 'demand',
    key: 'demands',
    kind: 'demand',
    defaultText: 'transform.reduce=cpus:1;mem:8192',
    meaning: 'what a task asks for: CLASS.map=RESOURCES or CLASS.reduce=RESOURCES; repeatable',
    why: 'DRF paper, figure 1: most tasks CPU-heavy, some memory-heavy, above all reduces',
  },
];

/** Most users jobs can be dealt to; the workload holds their index in 16 bits. */
export const MAX_FRAMEWORKS = 65_535;

/** What is wrong with a model, in words; nothing when it can be used. */
export function checkSwimModel(model: SwimModel): string[] {
  const found: string[] = [];
  const above0 = (key: keyof SwimModel, value: number, most: number): void => {
    if (!(value > 0 && value <= most)) {
      found.push(`${key}: found ${value}, wanted a number above 0 up to ${most}`);
    }
  };
  for (const key of [
    'blockBytes',
    'bytesPerReduce',
    'mapRate',
    'shuffleRate',
    'writeRate',
  ] as const) {
    above0(key, model[key], 1e15);
  }
  above0('minTaskUs', model.minTaskUs, 1e12);
  above0('scale', model.scale, 1e6);
  if (!(model.startupUs >= 0 && model.startupUs <= 1e12)) {
    found.push(`startupUs: found ${model.startupUs}, wanted microseconds from 0 to 1e12`);
  }
  if (!(model.skewSigma >= 0 && model.skewSigma <= 5)) {
    found.push(`skewSigma: found ${model.skewSigma}, wanted a number from 0 to 5`);
  }
  if (!(model.interactiveBlocks >= 0)) {
    found.push(`interactiveBlocks: found ${model.interactiveBlocks}, wanted a number from 0`);
  }
  const users = model.frameworks;
  if (users !== 'class' && !(Number.isInteger(users) && users >= 1 && users <= MAX_FRAMEWORKS)) {
    found.push(
      `frameworks: found ${users}, wanted "class" or a number from 1 to ${MAX_FRAMEWORKS}`,
    );
  }
  return found;
}
