import { expect, it } from 'vitest';
import type { NewStage } from '../model/stage-list.ts';
import { StageKind } from '../model/workload.ts';
import { SparkRun, type SparkRunEvent } from './spark-run.ts';
import type { TraceJob } from './trace-jobs.ts';

function stage(ms: readonly number[], parents: readonly number[] = []): NewStage {
  const recordedUs = ms.map((one) => one * 1000);
  return {
    ...{ kind: StageKind.MAP, tasks: ms.length, demand: new Map([['cpus', 1000]]), parents },
    ...{ taskUs: 1, lastTaskUs: 1, exact: true, recordedUs },
  };
}

function job(submitMs: number, ...stages: readonly NewStage[]): TraceJob {
  return { name: 'j', submitUs: submitMs * 1000, framework: 'f', stages };
}

function textOf(event: SparkRunEvent): string {
  switch (event.kind) {
    case 'task-start':
      return `${event.task.launchMs} task ${event.task.id} of ${event.task.stage.id} on ${event.task.executor}`;
    case 'task-end':
      return `${event.task.finishMs} end ${event.task.id}`;
    case 'stage-start':
    case 'stage-end':
      return `${event.ms} ${event.kind} ${event.stage.id}`;
    default:
      return `${event.ms} ${event.kind} ${event.job}`;
  }
}

function transcript(jobs: readonly TraceJob[], executors: number, slots: number): string[] {
  const run = new SparkRun(jobs, [{ executors, slots }], () => 0);
  const lines: string[] = [];
  for (let events = run.step(); events !== null; events = run.step()) {
    lines.push(...events.map(textOf));
  }
  return lines;
}

it('serves the earliest stage first, and a child when its parents are done', () => {
  const jobs = [job(0, stage([30, 10]), stage([5], [0])), job(10, stage([20, 20]))];
  expect(transcript(jobs, 2, 1)).toEqual([
    ...['0 job-start 0', '0 stage-start 0', '0 task 0 of 0 on 0', '0 task 1 of 0 on 1'],
    ...['10 end 1', '10 job-start 1', '10 stage-start 2', '10 task 2 of 2 on 1'],
    ...['30 end 0', '30 stage-end 0', '30 stage-start 1', '30 end 2'],
    ...['30 task 3 of 1 on 0', '30 task 4 of 2 on 1'],
    ...['35 end 3', '35 stage-end 1', '35 job-end 0'],
    ...['50 end 4', '50 stage-end 2', '50 job-end 1'],
  ]);
});

it('runs as many tasks on an executor as it has slots', () => {
  const lines = transcript([job(0, stage([1, 1, 1, 1, 1]))], 2, 2);
  expect(lines.filter((line) => line.includes('task'))).toEqual([
    ...['0 task 0 of 0 on 0', '0 task 1 of 0 on 0', '0 task 2 of 0 on 1', '0 task 3 of 0 on 1'],
    '1 task 4 of 0 on 0',
  ]);
});

it('lets no task be shorter than a millisecond', () => {
  const lines = transcript([job(0, stage([0.2]))], 1, 1);
  expect(lines.at(-1)).toBe('1 job-end 0');
});
