import type { EventNames } from '../../core/protocol/event-record.ts';
import { nameOf } from '../log/event-names.ts';
import type { ControlledRun } from './controlled-run.ts';
import {
  JOB_STATES,
  type JobPage,
  type JobQuery,
  type JobStateName,
  type OfferPage,
  type OfferQuery,
  type Range,
  type TaskPage,
  type TaskQuery,
} from './session-pages.ts';
import { taskStateNumber } from './task-book.ts';

/** A page of the tasks that masters have had in their books. */
export function taskPage({ watch }: ControlledRun, query: TaskQuery, names: EventNames): TaskPage {
  const { tasks } = watch;
  const states = query.states === undefined ? null : new Set(query.states.map(taskStateNumber));
  const search = query.search?.toLowerCase() ?? '';
  const rows: number[] = [];
  for (let row = 0; row < tasks.count; row++) {
    if (states !== null && !states.has(tasks.state.at(row))) continue;
    const [framework, agent] = [tasks.framework.at(row), tasks.agent.at(row)];
    const job = tasks.job.at(row);
    if (query.framework !== undefined && framework !== query.framework) continue;
    if (query.agent !== undefined && agent !== query.agent) continue;
    if (query.job !== undefined && job !== query.job) continue;
    if (search !== '') {
      const words = [
        nameOf(names.frameworks, framework, 'framework'),
        nameOf(names.agents, agent, 'agent'),
        names.jobs[framework]?.[job] ?? '',
        `task ${tasks.task.at(row)}`,
      ];
      if (!words.some((word) => word.toLowerCase().includes(search))) continue;
    }
    rows.push(row);
  }
  const keys: { readonly [sort in NonNullable<TaskQuery['sort']>]: (row: number) => number } = {
    started: (row) => tasks.startedUs.at(row),
    ended: (row) => tasks.endedUs.at(row),
    framework: (row) => tasks.framework.at(row),
    agent: (row) => tasks.agent.at(row),
    job: (row) => tasks.job.at(row),
    state: (row) => tasks.state.at(row),
    duration: (row) => tasks.endedUs.at(row) - tasks.startedUs.at(row),
  };
  const page = pageOf(rows, query, query.sort === undefined ? null : keys[query.sort]);
  return {
    ...{ count: page.length, matching: rows.length },
    framework: Int32Array.from(page, (row) => tasks.framework.at(row)),
    task: Float64Array.from(page, (row) => tasks.task.at(row)),
    agent: Int32Array.from(page, (row) => tasks.agent.at(row)),
    job: Int32Array.from(page, (row) => tasks.job.at(row)),
    state: Uint8Array.from(page, (row) => tasks.state.at(row)),
    launchedUs: Float64Array.from(page, (row) => tasks.launchedUs.at(row)),
    startedUs: Float64Array.from(page, (row) => tasks.startedUs.at(row)),
    endedUs: Float64Array.from(page, (row) => tasks.endedUs.at(row)),
  };
}

/** A page of the workload's jobs, those to come included. */
export function jobPage(run: ControlledRun, query: JobQuery, names: EventNames): JobPage {
  const { watch, cluster, experiment } = run;
  const { jobs, stages } = experiment.workload;
  const states = query.states === undefined ? null : new Set(query.states);
  const search = query.search?.toLowerCase() ?? '';
  const rows: number[] = [];
  for (let job = 0; job < jobs.count; job++) {
    if (query.framework !== undefined && jobs.framework[job] !== query.framework) continue;
    if (states !== null && !states.has(jobState(run, job))) continue;
    const words = [jobs.names[job] ?? '', names.frameworks[jobs.framework[job]], `job ${job}`];
    if (search !== '' && !words.some((word) => word.toLowerCase().includes(search))) continue;
    rows.push(job);
  }
  const tasksOf = (job: number): number => {
    let tasks = 0;
    for (let s = jobs.firstStage[job]; s < jobs.firstStage[job + 1]; s++) tasks += stages.tasks[s];
    return tasks;
  };
  const keys: { readonly [sort in NonNullable<JobQuery['sort']>]: (job: number) => number } = {
    submitted: (job) => jobs.submitUs[job],
    started: (job) => cluster.jobs.startUs[job],
    finished: (job) => cluster.jobs.finishUs[job],
    framework: (job) => jobs.framework[job],
    state: (job) => JOB_STATES.indexOf(jobState(run, job)),
    tasks: tasksOf,
  };
  const page = pageOf(rows, query, query.sort === undefined ? null : keys[query.sort]);
  return {
    ...{ count: page.length, matching: rows.length },
    job: Int32Array.from(page),
    name: page.map((job) => jobs.names[job] ?? `job ${job}`),
    framework: Int32Array.from(page, (job) => jobs.framework[job]),
    state: Uint8Array.from(page, (job) => JOB_STATES.indexOf(jobState(run, job))),
    submitUs: Float64Array.from(page, (job) => jobs.submitUs[job]),
    startUs: Float64Array.from(page, (job) => cluster.jobs.startUs[job]),
    finishUs: Float64Array.from(page, (job) => endOf(run, job)),
    tasks: Int32Array.from(page, tasksOf),
    running: Int32Array.from(page, (job) => watch.runningIn[job]),
    finished: Int32Array.from(page, (job) => watch.finishedIn[job]),
  };
}

/** When a job finished or was given up; NaN before. */
export function endOf({ cluster }: ControlledRun, job: number): number {
  const { finishUs, failUs } = cluster.jobs;
  return Number.isNaN(finishUs[job]) ? failUs[job] : finishUs[job];
}

export function jobState({ watch, cluster }: ControlledRun, job: number): JobStateName {
  if (job >= watch.submitted) return 'to come';
  const { startUs, finishUs, failUs } = cluster.jobs;
  if (!Number.isNaN(finishUs[job])) return 'finished';
  if (!Number.isNaN(failUs[job])) return 'failed';
  return Number.isNaN(startUs[job]) ? 'waiting' : 'running';
}

/** The latest offers that were open at some time of a span. */
export function offerPage({ watch }: ControlledRun, query: OfferQuery, width: number): OfferPage {
  const { offers } = watch;
  const rows: number[] = [];
  let matching = 0;
  // They are in the order in which they were made: backwards, until none can reach the span.
  for (let row = offers.count - 1; row >= 0; row--) {
    if (offers.madeUs.at(row) > query.toUs) continue;
    // One that is open (NaN) reaches up to now.
    if (offers.endedUs.at(row) < query.fromUs) continue;
    if (query.framework !== undefined && offers.framework.at(row) !== query.framework) continue;
    if (query.agent !== undefined && offers.agent.at(row) !== query.agent) continue;
    matching++;
    if (rows.length < query.limit) rows.push(row);
  }
  rows.reverse();
  const resources = new Float64Array(rows.length * width);
  for (const [at, row] of rows.entries()) {
    for (let r = 0; r < width; r++) {
      resources[at * width + r] = offers.resources[r].at(row);
    }
  }
  return {
    ...{ count: rows.length, matching, resources },
    offer: Float64Array.from(rows, (row) => offers.offer.at(row)),
    framework: Int32Array.from(rows, (row) => offers.framework.at(row)),
    agent: Int32Array.from(rows, (row) => offers.agent.at(row)),
    madeUs: Float64Array.from(rows, (row) => offers.madeUs.at(row)),
    endedUs: Float64Array.from(rows, (row) => offers.endedUs.at(row)),
    end: Uint8Array.from(rows, (row) => offers.end.at(row)),
    filterUntilUs: Float64Array.from(rows, (row) => offers.filterUntilUs.at(row)),
    tasks: Int32Array.from(rows, (row) => offers.tasks.at(row)),
  };
}

/** The rows of a page; what has no key (NaN) comes last, equal ones stay as they were. */
function pageOf(
  rows: readonly number[],
  { offset, limit, descending = false }: Range & { readonly descending?: boolean },
  key: ((row: number) => number) | null,
): number[] {
  const to = offset + limit;
  if (key === null) return (descending ? rows.toReversed() : rows).slice(offset, to);
  const sign = descending ? -1 : 1;
  const keyed = rows.map((row) => ({ row, key: key(row) }));
  keyed.sort((a, b) => {
    const [none, other] = [Number.isNaN(a.key), Number.isNaN(b.key)];
    if (none || other) return Number(none) - Number(other) || a.row - b.row;
    return sign * (a.key - b.key) || a.row - b.row;
  });
  return keyed.slice(offset, to).map(({ row }) => row);
}
