import type { ResourceMap } from '../../core/resources/quantities.ts';
import type { NewStage } from '../model/stage-list.ts';
import { type NewJob, demandOf, meanUs, taskTimeUs } from '../model/workload-builder.ts';
import { StageKind } from '../model/workload.ts';
import {
  type JsonObject,
  type JsonValue,
  describeJson,
  isJsonObject,
} from '../reading/exact-json.ts';

/** A stage as its line says it; `demand` is null where it says none. */
export interface JobLineStage extends Omit<NewStage, 'demand' | 'parents'> {
  readonly demand: ResourceMap | null;
  readonly parents: readonly number[];
}

/** A job as its line says it. */
export interface JobLine extends Omit<NewJob, 'stages'> {
  readonly stages: readonly JobLineStage[];
}

/** Longest time in seconds, and latest submission: later ones would leave whole microseconds. */
const MOST_SECONDS = 9_007_199_254;
/** Most tasks of a stage, and the range of priorities: they are kept in 32 bits. */
const MOST_TASKS = 2_147_483_647;
const LONGEST_NAME = 1000;

/** Reads the object of a line. @returns the job, or what was found and wanted */
export function parseJobLine(value: JsonObject): JobLine | string {
  const { job, submit, framework = '', priority, stages } = value;
  if (typeof job !== 'string') return `job: found ${describeJson(job)}, wanted a name`;
  if (typeof framework !== 'string') {
    return `framework: found ${describeJson(framework)}, wanted a name`;
  }
  if (job.length > LONGEST_NAME || framework.length > LONGEST_NAME) {
    return `found a name of more than ${LONGEST_NAME} characters`;
  }
  if (!isNumber(submit, -MOST_SECONDS, MOST_SECONDS)) {
    return `submit: found ${describeJson(submit)}, wanted seconds`;
  }
  if (priority !== undefined && !isWhole(priority, -MOST_TASKS, MOST_TASKS)) {
    return `priority: found ${describeJson(priority)}, wanted a whole number`;
  }
  if (!Array.isArray(stages) || stages.length === 0) {
    return `stages: found ${describeJson(stages)}, wanted a list, not empty`;
  }
  const parsed: JobLineStage[] = [];
  for (const [position, stage] of (stages as readonly JsonValue[]).entries()) {
    const one = isJsonObject(stage) ? parseStage(stage, position) : 'wanted an object';
    if (typeof one === 'string') return `stages[${position}]: ${one}`;
    parsed.push(one);
  }
  return {
    name: job,
    submitUs: Math.round(submit * 1e6),
    framework: framework.trim() === '' ? 'jobs' : framework,
    ...(priority !== undefined && { priority }),
    stages: parsed,
  };
}

function parseStage(stage: JsonObject, position: number): JobLineStage | string {
  const { kind = 'map', tasks, exact = true, gang = false, parents = [] } = stage;
  if (kind !== 'map' && kind !== 'reduce') {
    return `kind: found ${describeJson(kind)}, wanted map or reduce`;
  }
  if (!isWhole(tasks, 1, MOST_TASKS)) {
    return `tasks: found ${describeJson(tasks)}, wanted a whole number from 1`;
  }
  if (typeof exact !== 'boolean' || typeof gang !== 'boolean') {
    return 'exact, gang: wanted true or false';
  }
  if (!isAscending(parents, position)) {
    return `parents: wanted positions of stages before it, ascending, below ${position}`;
  }
  const times = parseTimes(stage, tasks);
  if (typeof times === 'string') return times;
  const demand = parseDemand(stage['resources']);
  if (typeof demand === 'string') return demand;
  return {
    ...{ kind: kind === 'reduce' ? StageKind.REDUCE : StageKind.MAP, tasks, demand, ...times },
    ...{ exact, parents, ...(gang && { gang }) },
  };
}

type StageTimes = Pick<NewStage, 'taskUs' | 'lastTaskUs' | 'recordedUs'>;

function parseTimes({ seconds, lastSeconds }: JsonObject, tasks: number): StageTimes | string {
  if (Array.isArray(seconds)) {
    if (seconds.length !== tasks || !seconds.every((one: JsonValue) => isTime(one))) {
      return `seconds: wanted a time above 0 for each of ${tasks} tasks`;
    }
    const times = seconds.map((one: JsonValue) => taskTimeUs(Number(one)));
    return { taskUs: meanUs(times), lastTaskUs: times[times.length - 1], recordedUs: times };
  }
  if (!isTime(seconds)) return `seconds: found ${describeJson(seconds)}, wanted a time above 0`;
  if (lastSeconds !== undefined && !isTime(lastSeconds)) {
    return `lastSeconds: found ${describeJson(lastSeconds)}, wanted a time above 0`;
  }
  return { taskUs: taskTimeUs(seconds), lastTaskUs: taskTimeUs(lastSeconds ?? seconds) };
}

/** Units by name; null where nothing is asked for. */
function parseDemand(resources: JsonValue | undefined): ResourceMap | null | string {
  if (resources === undefined) return null;
  const wanted = 'resources: wanted amounts by name, such as {"cpus":1,"mem":2048}';
  if (!isJsonObject(resources)) return wanted;
  const amounts: [string, number][] = [];
  for (const [name, amount] of Object.entries(resources)) {
    if (!/^[A-Za-z_][\w.-]{0,99}$/.test(name) || !isNumber(amount, 0, Number.MAX_VALUE)) {
      return wanted;
    }
    amounts.push([name, amount]);
  }
  const demand = demandOf(amounts, new Map());
  return demand.size === 0 ? null : demand;
}

function isNumber(value: JsonValue | undefined, least: number, most: number): value is number {
  return typeof value === 'number' && value >= least && value <= most;
}

function isWhole(value: JsonValue | undefined, least: number, most: number): value is number {
  return isNumber(value, least, most) && Number.isSafeInteger(value);
}

function isTime(value: JsonValue | undefined): value is number {
  return isNumber(value, Number.MIN_VALUE, MOST_SECONDS);
}

function isAscending(value: JsonValue, below: number): value is readonly number[] {
  if (!Array.isArray(value)) return false;
  return value.every((one: JsonValue, i) =>
    isWhole(one, i === 0 ? 0 : Number(value[i - 1]) + 1, below - 1),
  );
}
