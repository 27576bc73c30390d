import { type JsonObject, isJsonObject } from '../reading/exact-json.ts';
import { quoted } from '../reading/fields.ts';

/** A job of SLS, Hadoop's load simulator for YARN (`AMDefinitionSLS`). */
export interface SlsJob {
  readonly name: string;
  readonly queue: string;
  /** How many such jobs there are. */
  readonly count: number;
  /** `mapreduce`, `dag`, `stream`, … */
  readonly type: string;
  readonly startMs: number;
  /** 0 where the file has none. */
  readonly endMs: number;
  readonly tasks: readonly SlsTask[];
}

/** Containers of a job (`TaskContainerDefinition`). */
export interface SlsTask {
  readonly count: number;
  readonly durationMs: number;
  /** 0 where the file has none. */
  readonly endMs: number;
  /** `map`, `reduce`, … */
  readonly type: string;
  /** `/rack/host`, or empty. */
  readonly host: string;
  /** By resource: `memory-mb`, `vcores`, … */
  readonly resources: ReadonlyMap<string, number>;
}

/** Members of a job that are read. */
export const JOB_MEMBERS: readonly string[] = [
  ...['am.type', 'yarn.sls.am.type', 'job.start.ms', 'job.end.ms', 'job.queue.name', 'job.id'],
  ...['job.user', 'job.count', 'num.nodes', 'num.racks'],
];

/** Fields of a container that are no resources. */
const NO_RESOURCES = new Set([
  ...['container.host', 'container.start.ms', 'container.end.ms', 'container.duration.ms'],
  ...['container.priority', 'container.type', 'container.execution.type'],
  ...['container.allocation.id', 'container.request.delay'],
]);

const RESOURCE = /^container\.(.+)$/;

/** What SLS takes where a container says nothing (`SLSConfiguration`). */
const DEFAULT_RESOURCES: readonly (readonly [string, number])[] = [
  ['memory-mb', 1024],
  ['vcores', 1],
];

/** A century: later times would leave whole microseconds. */
const MAX_MS = 3_155_760_000_000;

const MAX_COUNT = 2_147_483_647;

/** Most of any resource, in YARN's units. */
const MAX_AMOUNT = 1e9;

/** Reads one job. @returns the job, or why SLS would refuse it */
export function parseSlsJob(job: JsonObject, position: number): SlsJob | string {
  const startMs = numberOf(job, 'job.start.ms', 0, MAX_MS);
  const endMs = numberOf(job, 'job.end.ms', 0, MAX_MS);
  const count = numberOf(job, 'job.count', 1, MAX_COUNT);
  for (const value of [startMs, endMs, count]) if (typeof value === 'string') return value;
  if (count === 0) return 'job.count: found 0, wanted at least 1';
  const list = job['job.tasks'];
  if (!Array.isArray(list) || list.length === 0) return 'job.tasks: found none, wanted a list';
  const tasks: SlsTask[] = [];
  for (const [index, value] of list.entries()) {
    const task = isJsonObject(value) ? parseTask(value) : 'wanted an object';
    if (typeof task === 'string') return `job.tasks[${index}]: ${task}`;
    tasks.push(task);
  }
  return {
    name: textOf(job, 'job.id') || `job${position}`,
    queue: textOf(job, 'job.queue.name') || 'default',
    count: Number(count),
    type: textOf(job, 'am.type') || textOf(job, 'yarn.sls.am.type') || 'mapreduce',
    startMs: Number(startMs),
    endMs: Number(endMs),
    tasks,
  };
}

/** The time of a container: `container.duration.ms`, else `duration.ms`, else end less start. */
function parseTask(task: JsonObject): SlsTask | string {
  const startMs = numberOf(task, 'container.start.ms', 0, MAX_MS);
  const endMs = numberOf(task, 'container.end.ms', 0, MAX_MS);
  const legacyMs = numberOf(task, 'duration.ms', 0, MAX_MS);
  const ownMs = numberOf(task, 'container.duration.ms', 0, MAX_MS);
  const count = numberOf(task, 'count', 1, MAX_COUNT);
  for (const value of [startMs, endMs, legacyMs, ownMs, count]) {
    if (typeof value === 'string') return value;
  }
  const durationMs = Number(ownMs) || Number(legacyMs) || Number(endMs) - Number(startMs);
  if (durationMs <= 0) return `found a duration of ${durationMs} ms, wanted more than 0`;
  if (count === 0) return 'count: found 0, wanted at least 1';
  const resources = resourcesOf(task);
  if (typeof resources === 'string') return resources;
  return {
    count: Number(count),
    durationMs,
    endMs: Number(endMs),
    type: textOf(task, 'container.type') || 'map',
    host: textOf(task, 'container.host'),
    resources,
  };
}

function resourcesOf(task: JsonObject): Map<string, number> | string {
  const resources = new Map(DEFAULT_RESOURCES);
  for (const field of Object.keys(task)) {
    const name = NO_RESOURCES.has(field) ? undefined : RESOURCE.exec(field)?.[1];
    if (name === undefined) continue;
    const amount = numberOf(task, field, 0, MAX_AMOUNT);
    if (typeof amount === 'string') return amount;
    resources.set(name, amount);
  }
  return resources;
}

/** A number from 0, which may stand as text; the default where it is missing or null. */
function numberOf(of: JsonObject, name: string, byDefault: number, most: number): number | string {
  const value = of[name] ?? byDefault;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && number >= 0 && number <= most) return number;
  return `${name}: found ${quoted(JSON.stringify(value))}, wanted a number from 0 to ${most}`;
}

function textOf(of: JsonObject, name: string): string {
  const value = of[name];
  return typeof value === 'string' || typeof value === 'number' ? `${value}` : '';
}
