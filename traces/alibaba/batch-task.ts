import { Fields } from '../reading/fields.ts';

/** A row of `batch_task` of either trace: a task is a stage, its instances are what runs. */
export interface BatchTask {
  readonly job: string;
  /** A number (2017), or a name that says what it waits for (2018). */
  readonly name: string;
  readonly instances: number;
  readonly status: string;
  /** Seconds; in 2017 also before the trace (negative), 0 where it never ended. */
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** Hundredths of a core an instance; null where blank. */
  readonly cpuPercent: number | null;
  /** Of the largest machine, 0 to 1; null where blank. */
  readonly memoryFraction: number | null;
}

const COLUMNS_2017: readonly string[] = [
  ...['create time', 'end time', 'job id', 'task id', 'number of instances', 'status'],
  ...['CPUs requested', 'memory requested'],
];

const COLUMNS_2018: readonly string[] = [
  ...['task name', 'number of instances', 'job name', 'task type', 'status', 'start time'],
  ...['end time', 'planned CPU', 'planned memory'],
];

/** Columns that a row must have: requests are blank in many, and may be missing. */
const LEAST_2017 = 6;
const LEAST_2018 = 7;

/** A century: further off, times would leave whole microseconds. */
export const MAX_SECONDS = 3_155_760_000;

/** Most instances of a task: stages count them in 32 bits. */
export const MAX_INSTANCES = 2_147_483_647;

/** Reads a row of cluster-trace-v2017 (schema.csv there). @returns the task, or why it is none */
export function parseBatchTask2017(line: string): BatchTask | string {
  const fields = new Fields(line.split(','), COLUMNS_2017, LEAST_2017);
  const task: BatchTask = {
    job: fields.name(2),
    name: fields.name(3),
    instances: instancesOf(fields, 4),
    status: fields.name(5),
    startSeconds: secondsOf(fields, 0),
    endSeconds: secondsOf(fields, 1),
    cpuPercent: requestOf(fields, 6),
    memoryFraction: requestOf(fields, 7),
  };
  return fields.problem ?? task;
}

/** Reads a row of cluster-trace-v2018 (trace_2018.md). @returns the task, or why it is none */
export function parseBatchTask2018(line: string): BatchTask | string {
  const fields = new Fields(line.split(','), COLUMNS_2018, LEAST_2018);
  const memoryPercent = requestOf(fields, 8);
  const task: BatchTask = {
    job: fields.name(2),
    name: fields.name(0),
    instances: instancesOf(fields, 1),
    status: fields.name(4),
    startSeconds: secondsOf(fields, 5),
    endSeconds: secondsOf(fields, 6),
    cpuPercent: requestOf(fields, 7),
    memoryFraction: memoryPercent === null ? null : memoryPercent / 100,
  };
  return fields.problem ?? task;
}

/** The 2018 trace writes whole numbers as `12846.0`; blank is none. */
function instancesOf(fields: Fields, column: number): number {
  const value = fields.decimalOrBlank(column) ?? 0;
  if (!Number.isInteger(value) || value < 0 || value > MAX_INSTANCES) {
    fields.refuse(column, fields.text(column), `a whole number from 0 to ${MAX_INSTANCES}`);
  }
  return value;
}

function secondsOf(fields: Fields, column: number): number {
  const value = fields.decimalOrBlank(column) ?? 0;
  if (Math.abs(value) > MAX_SECONDS) {
    fields.refuse(column, fields.text(column), `seconds up to ${MAX_SECONDS}`);
  }
  return value;
}

function requestOf(fields: Fields, column: number): number | null {
  const value = fields.decimalOrBlank(column);
  if (value !== null && value < 0) fields.refuse(column, fields.text(column), 'a number from 0');
  return value;
}
