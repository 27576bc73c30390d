import { describe, expect, it } from 'vitest';
import { LcgStream } from '../../test/support/lcg-stream.ts';
import { stageWorkUs } from '../convert/task-times.ts';
import { type TraceJobs, jobsOfRows, workloadOfJobs } from '../convert/trace-jobs.ts';
import { checkWorkload } from '../model/check-workload.ts';
import { DEFAULT_SWIM_MODEL } from '../swim/swim-model.ts';
import type { SwimRow } from '../swim/swim-row.ts';
import { swimStages } from '../swim/swim-stages.ts';
import { FACEBOOK_2009, FACEBOOK_2010, type FacebookYear } from './facebook-tables.ts';
import { FACEBOOK_2009_MODEL, FACEBOOK_2010_MODEL } from './facebook-years.ts';
import { type GenerateRequest, generateTrace } from './generate-trace.ts';
import type { DrawnTrace, GeneratorModel } from './generator-model.ts';
import { GOOGLE_LIKE_MODEL } from './google-like.ts';
import { GENERATOR_MODELS } from './model-table.ts';
import { OMEGA_MODEL } from './omega-mix.ts';
import { TPCH_QUERIES } from './tpch-queries.ts';
import { TPCH_MODEL } from './tpch.ts';

function drawn(
  model: GeneratorModel,
  request: Partial<GenerateRequest> = {},
  seed = 1,
): DrawnTrace {
  const streams = new Map<string, number>();
  return generateTrace(model, {
    parameters: new Map(),
    ...request,
    stream: (purpose) => {
      if (!streams.has(purpose)) streams.set(purpose, streams.size);
      return new LcgStream(seed * 10 + (streams.get(purpose) ?? 0));
    },
  });
}

function listOf(model: GeneratorModel, request: Partial<GenerateRequest> = {}): TraceJobs {
  const trace = drawn(model, request);
  if (trace.kind === 'rows') return jobsOfRows(trace.rows, model.name, DEFAULT_SWIM_MODEL);
  const durations = { skewSigma: 0, minTaskUs: 1 };
  return { name: model.name, format: 'generated', jobs: trace.jobs, durations };
}

function quantile(values: readonly number[], probability: number): number {
  return values.toSorted((a, b) => a - b)[Math.round(probability * (values.length - 1))];
}

const tasksOf = ({ stages }: TraceJobs['jobs'][number]): number =>
  stages.reduce((sum, { tasks }) => sum + tasks, 0);
const workOf = ({ stages }: TraceJobs['jobs'][number]): number =>
  stages.reduce((sum, stage) => sum + stageWorkUs(stage), 0) / 1e6;

describe.each(GENERATOR_MODELS.map((model) => [model.name, model] as const))('%s', (_, model) => {
  it('gives a sound workload, the same every time', () => {
    const request = { jobs: 40 };
    const workload = workloadOfJobs(listOf(model, request));
    if (typeof workload === 'string') throw new Error(workload);
    expect(checkWorkload(workload)).toEqual([]);
    expect(drawn(model, request)).toEqual(drawn(model, request));
    expect(drawn(model, request, 2)).not.toEqual(drawn(model, request));
  });

  it('does not change the first jobs when there are more', () => {
    const arrivals = { kind: 'uniform' } as const;
    const few = listOf(model, { jobs: 30, arrivals });
    expect(listOf(model, { jobs: 60, arrivals }).jobs.slice(0, 30)).toEqual(few.jobs);
  });

  it('submits within the span asked for', () => {
    const { jobs } = listOf(model, { spanUs: 3_600_000_000 });
    expect(jobs.length).toBeGreaterThan(40);
    expect(jobs.at(-1)?.submitUs).toBeLessThan(3_600_000_000);
  });

  it('knows its parameters and refuses others', () => {
    for (const { name, least, most, byDefault, source } of model.parameters) {
      expect(byDefault >= least && byDefault <= most && source !== '').toBe(true);
      const beyond = new Map([[name, most * 2]]);
      expect(() => drawn(model, { parameters: beyond })).toThrow(`${name}: found ${most * 2}`);
    }
    expect(() => drawn(model, { parameters: new Map([['maps', 1]]) })).toThrow(
      `maps: the model ${model.name} has no such parameter`,
    );
  });
});

it('gives a parameter of one name one kind and range in all models', () => {
  const seen = new Map<string, string>();
  for (const { parameters } of GENERATOR_MODELS) {
    for (const { name, kind, least, most } of parameters) {
      const text = JSON.stringify([kind, least, most]);
      expect([name, seen.get(name) ?? text]).toEqual([name, text]);
      seen.set(name, text);
    }
  }
});

/** What is published of the samples: quantiles at 50, 90 and 99 %, and means, of bytes. */
const YEARS: readonly [GeneratorModel, FacebookYear, Readonly<Record<string, number[]>>][] = [
  [
    FACEBOOK_2009_MODEL,
    FACEBOOK_2009,
    { input: [19e3, 0.61e9, 83e9], output: [0.78e6, 1.7e9, 16e9], mapOnly: [75.5], mean: [4.56e9] },
  ],
  [
    FACEBOOK_2010_MODEL,
    FACEBOOK_2010,
    { input: [10e6, 31e9, 1.1e12], output: [61e3, 1.1e9, 132e9], mapOnly: [34.1], mean: [44.3e9] },
  ],
];

describe.each(YEARS)('$name against its sample', (model, year, published) => {
  const trace = drawn(model, { jobs: 20_000 });
  const rows: readonly SwimRow[] = trace.kind === 'rows' ? trace.rows : [];

  it('has the shares of the bins', () => {
    const maps = rows.map((row) => swimStages(row, DEFAULT_SWIM_MODEL).maps);
    for (const { from, to, share } of year.bins) {
      const found = maps.filter((count) => count >= from && count <= to).length;
      expect(Math.abs((100 * found) / rows.length - share)).toBeLessThan(1);
    }
  });

  it('has its bytes and its share of map-only jobs', () => {
    const near = (found: number, wanted: number, factor: number): void => {
      expect(found).toBeGreaterThan(wanted / factor);
      expect(found).toBeLessThan(wanted * factor);
    };
    [0.5, 0.9, 0.99].forEach((probability, i) => {
      near(
        quantile(
          rows.map((row) => row.inputBytes),
          probability,
        ),
        published.input[i],
        1.5,
      );
      near(
        quantile(
          rows.map((row) => row.outputBytes),
          probability,
        ),
        published.output[i],
        2,
      );
    });
    const mean = rows.reduce((sum, row) => sum + row.inputBytes, 0) / rows.length;
    near(mean, published.mean[0], 1.4);
    const mapOnly = rows.filter((row) => row.shuffleBytes === 0).length / rows.length;
    expect(Math.abs(100 * mapOnly - published.mapOnly[0])).toBeLessThan(2);
  });
});

describe('google-like', () => {
  const { jobs } = listOf(GOOGLE_LIKE_MODEL, { jobs: 5000 });

  it('has the sizes and times that were counted', () => {
    const tasks = jobs.map(tasksOf);
    expect([0.5, 0.78].map((probability) => quantile(tasks, probability))).toEqual([1, 1]);
    expect(quantile(tasks, 0.99)).toBeGreaterThan(180);
    expect(quantile(tasks, 0.99)).toBeLessThan(450);
    const seconds = jobs.filter((job) => tasksOf(job) === 1).map(workOf);
    expect(Math.abs(quantile(seconds, 0.5) / 59.7 - 1)).toBeLessThan(0.15);
    const larger = jobs.filter((job) => tasksOf(job) > 20).map((job) => workOf(job) / tasksOf(job));
    expect(quantile(larger, 0.5)).toBeGreaterThan(180);
  });

  it('has uneven users and priorities', () => {
    const share = (of: (job: TraceJobs['jobs'][number]) => boolean): number =>
      jobs.filter(of).length / jobs.length;
    expect(new Set(jobs.map(({ framework }) => framework)).size).toBe(12);
    const first = share(({ framework }) => framework === 'user1');
    expect(first).toBeGreaterThan(3 * share(({ framework }) => framework === 'user12'));
    expect(Math.abs(share(({ priority }) => (priority ?? 0) >= 9) - 159 / 1234)).toBeLessThan(0.02);
  });
});

describe('tpch', () => {
  it('has the stages and edges that were measured', () => {
    const stages = TPCH_QUERIES.flat();
    expect([TPCH_QUERIES.length, stages.length]).toEqual([22, 202]);
    expect(stages.reduce((sum, { parents }) => sum + parents.length, 0)).toBe(187);
  });

  it.each([
    // GB; tasks and task-seconds of the 22 queries together, in the runs of fewest executors.
    [2, 20_065, 1146],
    [20, 22_684, 7222],
    [100, 34_660, 35_688],
  ])('takes at %i GB as many tasks and as long as measured', (size, tasks, taskSeconds) => {
    const parameters = new Map([
      ['size-least', size],
      ['size-most', size],
      ['task-spread', 0],
    ]);
    const { jobs } = listOf(TPCH_MODEL, { jobs: 200, parameters });
    const byQuery = new Map(jobs.map((job) => [job.name.split('-')[0], job]));
    expect(byQuery.size).toBe(22);
    const sum = (of: (job: TraceJobs['jobs'][number]) => number): number =>
      [...byQuery.values()].reduce((total, job) => total + of(job), 0);
    expect(Math.abs(sum(tasksOf) / tasks - 1)).toBeLessThan(0.01);
    expect(Math.abs(sum(workOf) / taskSeconds - 1)).toBeLessThan(0.06);
  });
});

describe('omega', () => {
  const { jobs } = listOf(OMEGA_MODEL, { jobs: 10_000 });
  const [batch, services] = ['batch', 'service'].map((name) =>
    jobs.filter(({ framework }) => framework === name),
  );
  const work = (of: TraceJobs['jobs']): number => of.reduce((sum, job) => sum + workOf(job), 0);

  it('is batch by jobs and services by work, as published', () => {
    expect(batch.length / jobs.length).toBeGreaterThan(0.8);
    const part = work(services) / work(jobs);
    expect(part).toBeGreaterThan(0.55);
    expect(part).toBeLessThan(0.8);
    const minutes =
      quantile(
        batch.map((job) => workOf(job) / tasksOf(job)),
        0.8,
      ) / 60;
    expect(minutes).toBeGreaterThan(12);
    expect(minutes).toBeLessThan(20);
    const times = batch.map(({ submitUs }) => submitUs / 1e6);
    const gap = quantile(
      times.slice(1).map((time, i) => time - times[i]),
      0.8,
    );
    expect(gap).toBeGreaterThan(4);
    expect(gap).toBeLessThan(7);
  });

  it('has a heavy tail: the tenth with most tasks has most of them', () => {
    const tasks = batch.map(tasksOf).sort((a, b) => b - a);
    const total = tasks.reduce((sum, count) => sum + count, 0);
    const top = tasks.slice(0, tasks.length / 10).reduce((sum, count) => sum + count, 0);
    expect(top / total).toBeGreaterThan(0.6);
    expect(Math.max(...tasks)).toBeLessThanOrEqual(1000);
  });
});
