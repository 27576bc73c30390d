import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { arbitraryTraceJobs } from '../../test/support/arbitrary-trace-jobs.ts';
import { CsvReader } from '../csv/csv-format.ts';
import { JOBS_FORMAT } from '../jobs/jobs-format.ts';
import { checkWorkload } from '../model/check-workload.ts';
import { isPlain } from '../model/stage-of.ts';
import { DEFAULT_WORKLOAD_SETTINGS } from '../model/workload-settings.ts';
import { StageKind } from '../model/workload.ts';
import { readSpark } from '../spark/spark-reader.ts';
import { DEFAULT_SWIM_MODEL } from '../swim/swim-model.ts';
import { readSwim } from '../swim/swim-reader.ts';
import { swimStages } from '../swim/swim-stages.ts';
import { writeCsv } from './csv-writer.ts';
import { writeJson } from './json-writer.ts';
import { writeSpark } from './spark-writer.ts';
import { writeSwim } from './swim-from-jobs.ts';
import { stageTimeUs } from './task-times.ts';
import { type TraceJobs, jobsOfTrace } from './trace-jobs.ts';

/** All that jobs say, in one form, names as a table of lines can hold them. */
function meaningOf({ jobs, durations }: TraceJobs): unknown {
  const priorities = jobs.some(({ priority }) => priority !== undefined);
  const exactOf = (exact: boolean | undefined): boolean => isPlain(durations) || exact === true;
  const skewed = jobs.some(({ stages }) => stages.some(({ exact }) => !exactOf(exact)));
  return {
    ...(skewed && { durations }),
    jobs: jobs.map(({ submitUs, framework, priority, stages }) => ({
      submitUs,
      framework: oneLine(framework) === '' ? 'jobs' : oneLine(framework),
      ...(priorities && { priority: priority ?? 0 }),
      stages: stages.map((stage) => ({
        ...{ kind: stage.kind, parents: stage.parents, gang: stage.gang === true },
        exact: exactOf(stage.exact),
        demand: [...stage.demand].sort(([a], [b]) => (a < b ? -1 : 1)),
        times: Array.from({ length: stage.tasks }, (_, index) => stageTimeUs(stage, index)),
      })),
    })),
  };
}

function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f]/g, ' ').trim();
}

it('writes a CSV that reads as the same jobs', () => {
  fc.assert(
    fc.property(arbitraryTraceJobs, (list) => {
      const reader = new CsvReader();
      for (const piece of writeCsv(list)) reader.push(piece);
      const read = reader.end();
      expect(read.report).toMatchObject({ rowsRefused: 0, repairs: new Map() });
      const back = jobsOfTrace(read, 'back', DEFAULT_WORKLOAD_SETTINGS);
      if (typeof back === 'string') throw new Error(back);
      expect(meaningOf(back)).toEqual(meaningOf(list));
      const names = list.jobs.map(({ name }) => oneLine(name));
      if (new Set(names).size === names.length && !names.includes('')) {
        expect(back.jobs.map(({ name }) => name)).toEqual(names);
      }
    }),
    { numRuns: 300 },
  );
});

/** Written as JSON lines, and read from them. */
function throughJson(list: TraceJobs): { readonly text: string; readonly back: TraceJobs } {
  const text = [...writeJson(list)].join('');
  const reader = JOBS_FORMAT.reader();
  reader.push(text);
  const read = reader.end();
  expect(read.report).toMatchObject({ rowsRefused: 0, repairs: new Map() });
  const back = jobsOfTrace(read, list.name, DEFAULT_WORKLOAD_SETTINGS);
  if (typeof back === 'string') throw new Error(back);
  return { text, back };
}

it('writes JSON lines that read as the same jobs, and are then written as the same lines', () => {
  fc.assert(
    fc.property(arbitraryTraceJobs, (list) => {
      const { text, back } = throughJson(list);
      const named = list.jobs.map((job) => ({
        ...job,
        framework: job.framework.trim() === '' ? 'jobs' : job.framework,
      }));
      expect(meaningOf(back)).toEqual(meaningOf({ ...list, jobs: named }));
      expect([back.format, back.durations]).toEqual([list.format, list.durations]);
      const names = list.jobs.map(({ name }) => name);
      const distinct = new Set(names).size === names.length;
      if (distinct) expect(back.jobs.map(({ name }) => name)).toEqual(names);
      if (distinct && named.every(({ framework }, i) => framework === list.jobs[i].framework)) {
        expect(throughJson(back).text).toBe(text);
      }
    }),
    { numRuns: 200 },
  );
});

it('writes a Spark log that reads with the same jobs, stages, edges, tasks and demands', () => {
  const executors = fc.record({
    executors: fc.integer({ min: 1, max: 3 }),
    cores: fc.integer({ min: 1, max: 5 }),
  });
  fc.assert(
    fc.property(arbitraryTraceJobs, executors, (list, wanted) => {
      const trace = readSpark([...writeSpark(list, wanted)].join(''));
      expect(trace.report).toMatchObject({ rowsRefused: 0, repairs: new Map() });
      const stages = list.jobs.flatMap((job) => job.stages);
      const tasks = stages.reduce((sum, stage) => sum + stage.tasks, 0);
      expect(trace.counts).toMatchObject({
        ...{ jobs: list.jobs.length, stages: stages.length, tasks, attempts: tasks },
        ...{ failedAttempts: 0, attemptsWithoutEnd: 0 },
        facts: { jobsFailed: 0, jobsWithoutEnd: 0, stagesSkipped: 0 },
      });
      const workload = trace.toWorkload('back', DEFAULT_WORKLOAD_SETTINGS);
      if (typeof workload === 'string') throw new Error(workload);
      expect(checkWorkload(workload)).toEqual([]);
      expect([...workload.jobs.submitUs]).toEqual(
        list.jobs.map(({ submitUs }) => Math.round(submitUs / 1000) * 1000),
      );
      const times = stages.flatMap((stage) =>
        Array.from({ length: stage.tasks }, (_, i) => millis(stageTimeUs(stage, i)) * 1000),
      );
      expect([...(workload.stages.recorded?.taskUs ?? [])]).toEqual(times);
      expect([...(workload.stages.parents?.parent ?? [])]).toEqual(
        stages.flatMap(({ parents }) => parents ?? []),
      );
      stages.forEach(({ demand }, stage) => {
        const read = workload.demands[workload.stages.demand[stage]];
        if (demand.has('cpus')) expect(read.get('cpus')).toBe(demand.get('cpus'));
        if (demand.has('mem')) expect(read.get('mem')).toBe(demand.get('mem'));
        expect(read.get('gpus')).toBe(demand.get('gpus'));
      });
    }),
    { numRuns: 200 },
  );
});

function millis(us: number): number {
  return Math.max(1, Math.round(us / 1000));
}

it('writes SWIM rows from which as many maps and reduces are derived', () => {
  fc.assert(
    fc.property(arbitraryTraceJobs, (list) => {
      const { rows, report } = readSwim([...writeSwim(list)].join(''));
      expect(report.rowsRefused).toBe(0);
      expect(rows.length).toBe(list.jobs.length);
      rows.forEach((row, i) => {
        const { stages } = list.jobs[i];
        const firsts = stages.filter(
          ({ kind, parents }) => kind === StageKind.MAP && (parents ?? []).length === 0,
        );
        const count = (of: typeof stages): number => of.reduce((sum, { tasks }) => sum + tasks, 0);
        const derived = swimStages(row, DEFAULT_SWIM_MODEL);
        expect(derived.maps).toBe(Math.max(1, count(firsts)));
        expect(derived.reduces).toBe(count(stages) - count(firsts));
      });
    }),
    { numRuns: 200 },
  );
});
