import { formatScalars } from '../../core/resources/notation.ts';
import type { ResourceMap } from '../../core/resources/quantities.ts';
import type { TraceJob, TraceJobs } from '../convert/trace-jobs.ts';
import { stageWorkUs } from '../convert/task-times.ts';
import type { NewStage } from '../model/stage-list.ts';
import { isPlain } from '../model/stage-of.ts';
import type { DurationModel, StageKind } from '../model/workload.ts';
import { type FittedArrivals, fitArrivals } from './fitted-arrivals.ts';
import { type QuantileTable, tableOf } from './quantile-table.ts';

/** What a trace is like: enough to draw more of the same, nothing of single jobs. */
export interface FittedTrace {
  readonly name: string;
  readonly durations: DurationModel;
  readonly jobs: number;
  readonly arrivals: FittedArrivals;
  readonly classes: readonly FittedClass[];
}

/**
 * Jobs of one graph, one order of size, one of time, and (where it has enough of them) one
 * framework. Within a class size and time are independent; between classes they are as they were.
 */
export interface FittedClass {
  readonly jobs: number;
  readonly stages: readonly FittedStage[];
  /** Who submits such jobs and what their stages ask for, together as they occurred. */
  readonly owners: readonly FittedOwner[];
}

export interface FittedOwner {
  readonly framework: string;
  readonly priority: number | undefined;
  /** By stage. */
  readonly demands: readonly ResourceMap[];
  readonly jobs: number;
}

export interface FittedStage {
  readonly kind: StageKind;
  readonly parents: readonly number[];
  readonly gang: boolean;
  readonly exact: boolean;
  readonly tasks: QuantileTable;
  /** Mean time of its tasks, microseconds. */
  readonly taskUs: QuantileTable;
  /** Time of single tasks over that mean; null where they are not known one by one. */
  readonly factors: QuantileTable | null;
  /** Time of the last task over the others', where the others are alike. */
  readonly last: QuantileTable;
}

/** Jobs from which on a framework has classes of its own. */
const OWN_CLASSES_FROM = 20;

/** Fits jobs, at least one. */
export function fitTrace({ name, jobs, durations }: TraceJobs): FittedTrace {
  const byFramework = new Map<string, number>();
  for (const { framework } of jobs) {
    byFramework.set(framework, (byFramework.get(framework) ?? 0) + 1);
  }
  const plain = isPlain(durations);
  const groups = new Map<string, TraceJob[]>();
  for (const job of jobs) {
    const own = (byFramework.get(job.framework) ?? 0) >= OWN_CLASSES_FROM;
    const owner = own ? job.framework : null;
    const key = JSON.stringify([owner, sizeOrder(job), timeOrder(job), graphOf(job, plain)]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [job]);
    else group.push(job);
  }
  return {
    ...{ name, durations, jobs: jobs.length },
    arrivals: fitArrivals(jobs.map(({ submitUs }) => submitUs)),
    classes: [...groups.values()].map((group) => fitClass(group, plain)),
  };
}

/** 0 for one task, 1 up to 10, 2 up to 100, … */
function sizeOrder(job: TraceJob): number {
  return orderOf(tasksOf(job), 10);
}

/** Mean time of a task: 0 up to a microsecond, 1 up to 4, 2 up to 16, … */
function timeOrder(job: TraceJob): number {
  const workUs = job.stages.reduce((sum, stage) => sum + stageWorkUs(stage), 0);
  return orderOf(workUs / tasksOf(job), 4);
}

function tasksOf({ stages }: TraceJob): number {
  return stages.reduce((sum, stage) => sum + stage.tasks, 0);
}

function orderOf(value: number, step: number): number {
  let order = 0;
  for (let most = 1; most < value; most *= step) order++;
  return order;
}

/** What makes two jobs' graphs the same. */
function graphOf({ stages }: TraceJob, plain: boolean): unknown[] {
  return stages.map(({ kind, parents, gang, exact, recordedUs }) => [
    ...[kind, parents ?? [], gang === true, plain || exact === true],
    recordedUs !== undefined,
  ]);
}

function fitClass(jobs: readonly TraceJob[], plain: boolean): FittedClass {
  const [{ stages }] = jobs;
  return {
    jobs: jobs.length,
    owners: ownersOf(jobs),
    stages: stages.map((first, position) => {
      const own = jobs.map((job) => job.stages[position]);
      return {
        ...{ kind: first.kind, parents: first.parents ?? [], gang: first.gang === true },
        exact: plain || first.exact === true,
        tasks: tableOf(own.map(({ tasks }) => tasks)),
        taskUs: tableOf(own.map(meanTaskUs)),
        factors: first.recordedUs === undefined ? null : tableOf(own.flatMap(factorsOf)),
        last: tableOf(own.map(({ taskUs, lastTaskUs }) => lastTaskUs / taskUs)),
      };
    }),
  };
}

/** Of recorded tasks their mean, else the time of all but the last. */
function meanTaskUs(stage: NewStage): number {
  if (stage.recordedUs !== undefined) return stageWorkUs(stage) / stage.tasks;
  return stage.tasks === 1 ? stage.lastTaskUs : stage.taskUs;
}

/** Tasks of a stage that are looked at: enough for its spread. */
const FACTORS_A_STAGE = 200;

function factorsOf(stage: NewStage): number[] {
  const { recordedUs } = stage;
  if (recordedUs === undefined) return [];
  const mean = meanTaskUs(stage);
  const step = Math.max(1, Math.floor(stage.tasks / FACTORS_A_STAGE));
  const factors: number[] = [];
  for (let i = 0; i < stage.tasks; i += step) factors.push(recordedUs[i] / mean);
  return factors;
}

function ownersOf(jobs: readonly TraceJob[]): FittedOwner[] {
  const found = new Map<string, FittedOwner>();
  for (const { framework, priority, stages } of jobs) {
    const demands = stages.map(({ demand }) => demand);
    const key = JSON.stringify([framework, priority ?? null, demands.map(formatScalars)]);
    const known = found.get(key);
    const count = (known?.jobs ?? 0) + 1;
    found.set(key, { framework, priority, demands, jobs: count });
  }
  return [...found.values()];
}
