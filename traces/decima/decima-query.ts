import { type JsonObject, isJsonObject, parseExactJson } from '../reading/exact-json.ts';

/** A TPC-H query as Decima measured it on Spark: a graph of stages with the times of its tasks. */
export interface DecimaQuery {
  /** `tpch-2g-q1`. */
  readonly job: string;
  readonly stages: readonly DecimaStage[];
}

export interface DecimaStage {
  readonly id: number;
  /** Ids of the stages it waits for. */
  readonly parents: readonly number[];
  readonly tasks: number;
  /** Mean time of a task, milliseconds. */
  readonly roughMs: number;
  /**
   * Times of its tasks, milliseconds, in the run with the fewest executors: the first wave, then
   * the others. Empty where that run's times are not one for each task.
   */
  readonly taskMs: readonly number[];
  /** Times in all runs, with whatever number of executors. */
  readonly samples: number;
  /** Numbers of executors of the runs. */
  readonly executors: readonly number[];
}

/** Reads one line. @returns the query, or why it is none */
export function parseDecimaQuery(line: string): DecimaQuery | string {
  const value = parseExactJson(line);
  if (!isJsonObject(value)) return 'found no JSON object, wanted a query';
  const { job, stages } = value;
  if (typeof job !== 'string' || job === '') return 'job: wanted a name';
  if (!Array.isArray(stages) || stages.length === 0) return 'stages: wanted a list, not empty';
  const parsed: DecimaStage[] = [];
  for (const [index, stage] of stages.entries()) {
    const one = isJsonObject(stage) ? parseStage(stage) : 'wanted an object';
    if (typeof one === 'string') return `stages[${index}]: ${one}`;
    parsed.push(one);
  }
  return { job, stages: parsed };
}

/** Most tasks of a stage: they are counted in 32 bits. */
const MAX_TASKS = 2_147_483_647;

/** A century: longer times would leave whole microseconds. */
const MAX_MS = 3_155_760_000_000;

function parseStage(stage: JsonObject): DecimaStage | string {
  const { id, num_tasks: tasks, rough_duration_ms: roughMs } = stage;
  if (!isWhole(id)) return 'id: wanted a whole number';
  if (!isWhole(tasks) || tasks < 1 || tasks > MAX_TASKS) {
    return `num_tasks: wanted a whole number from 1 to ${MAX_TASKS}`;
  }
  if (!isTime(roughMs)) return 'rough_duration_ms: wanted milliseconds';
  const parents = stage.parents;
  if (!Array.isArray(parents) || !parents.every(isWhole)) return 'parents: wanted a list of ids';
  const waves = [stage.fresh_durations, stage.first_wave, stage.rest_wave].map(timesByExecutors);
  const [fresh, first, rest] = waves;
  if (fresh === null || first === null || rest === null) {
    return 'fresh_durations, first_wave, rest_wave: wanted lists of milliseconds by executors';
  }
  const executors = [...first.keys()].sort((a, b) => a - b);
  const taskMs = executors.length === 0 ? [] : timesOf(executors[0], [first, rest]);
  return {
    id,
    parents,
    tasks,
    roughMs,
    taskMs: taskMs.length === tasks ? taskMs : [],
    samples: waves.reduce((sum, wave) => sum + countOf(wave), 0),
    executors,
  };
}

type Wave = ReadonlyMap<number, readonly number[]>;

function timesOf(executors: number, waves: readonly Wave[]): number[] {
  return waves.flatMap((wave) => wave.get(executors) ?? []);
}

function countOf(wave: Wave | null): number {
  return [...(wave?.values() ?? [])].reduce((sum, times) => sum + times.length, 0);
}

/** `{ "2": [4371, …], … }`: the keys are numbers of executors. Absent is empty; null is wrong. */
function timesByExecutors(value: unknown): Wave | null {
  if (value === undefined) return new Map();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const wave = new Map<number, readonly number[]>();
  for (const [key, times] of Object.entries(value)) {
    if (!/^\d{1,9}$/.test(key) || !Array.isArray(times) || !times.every(isTime)) return null;
    wave.set(Number(key), times);
  }
  return wave;
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= MAX_MS;
}
