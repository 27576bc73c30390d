import { describe, expect, it } from 'vitest';
import { LcgStream } from '../../test/support/lcg-stream.ts';
import { type TraceJobs, jobsOfRows, workloadOfJobs } from '../convert/trace-jobs.ts';
import { checkWorkload } from '../model/check-workload.ts';
import { DEFAULT_SWIM_MODEL } from '../swim/swim-model.ts';
import { fitTrace } from './fitted-trace.ts';
import { generateTrace } from './generate-trace.ts';
import type { GeneratorModel } from './generator-model.ts';
import { goodnessOf } from './goodness.ts';
import { likeModel } from './like-model.ts';
import { GENERATOR_MODELS } from './model-table.ts';

function draw(
  model: GeneratorModel,
  jobs: number,
  seed: number,
  durations: TraceJobs['durations'] = { skewSigma: 0, minTaskUs: 1 },
): TraceJobs {
  let streams = 0;
  const stream = (): LcgStream => new LcgStream(seed * 100 + streams++);
  // Few tasks, or the test would take long.
  const fewTasks: [string, number][] = model.parameters.some(({ name }) => name === 'partitions')
    ? [
        ['partitions', 6],
        ['block', 1024],
      ]
    : [];
  const drawn = generateTrace(model, { jobs, parameters: new Map(fewTasks), stream });
  if (drawn.kind === 'rows') return jobsOfRows(drawn.rows, model.name, DEFAULT_SWIM_MODEL);
  return { name: model.name, format: 'generated', jobs: drawn.jobs, durations };
}

function more(original: TraceJobs, jobs: number): TraceJobs {
  return draw(likeModel(fitTrace(original)), jobs, 7, original.durations);
}

describe.each(GENERATOR_MODELS.map((model) => [model.name, model] as const))(
  'like a trace of %s',
  (_, model) => {
    const original = draw(model, 800, 3);
    const generated = more(original, 800);

    it('is sound', () => {
      const workload = workloadOfJobs(generated);
      if (typeof workload === 'string') throw new Error(workload);
      expect(checkWorkload(workload)).toEqual([]);
      expect(more(original, 800)).toEqual(generated);
    });

    it('has its distributions', () => {
      const far = goodnessOf(original, generated).filter(({ distance }) => distance > 0.1);
      expect(far.map(({ quantity, distance }) => [quantity, distance])).toEqual([]);
    });

    it('has its frameworks and priorities in like shares', () => {
      const shares = ({ jobs }: TraceJobs): Map<string, number> => {
        const counts = new Map<string, number>();
        for (const { framework, priority } of jobs) {
          const key = `${framework} ${priority}`;
          counts.set(key, (counts.get(key) ?? 0) + 1 / jobs.length);
        }
        return counts;
      };
      const [was, is] = [shares(original), shares(generated)];
      for (const [key, share] of was) {
        expect(Math.abs((is.get(key) ?? 0) - share)).toBeLessThan(0.05);
      }
      for (const key of is.keys()) expect(was.has(key)).toBe(true);
    });
  },
);

it('keeps how time goes with size: small jobs quick, large ones slow', () => {
  const stage = (tasks: number, taskUs: number) => ({
    ...({ kind: 0, tasks, taskUs, lastTaskUs: taskUs, exact: true, parents: [] } as const),
    demand: new Map([['cpus', 1000]]),
  });
  const jobs = Array.from({ length: 400 }, (_, i) => ({
    ...{ name: `j${i}`, submitUs: i * 1000, framework: 'f' },
    // Times of one order, so that only size tells the two apart.
    stages: [i % 2 === 0 ? stage(2, 1100 + i) : stage(500 + i, 3000 + i)],
  }));
  const durations = { skewSigma: 0, minTaskUs: 1 };
  const generated = more({ name: 'a', format: 'test', jobs, durations }, 300);
  for (const { stages } of generated.jobs) {
    expect(stages[0].taskUs > 2000).toBe(stages[0].tasks > 100);
  }
});

it('keeps how task times vary within a stage', () => {
  const original = draw(GENERATOR_MODELS[4], 60, 2);
  const spread = ({ jobs }: TraceJobs): number => {
    const logs = jobs.flatMap(({ stages }) =>
      stages.flatMap(({ recordedUs, taskUs }) =>
        Array.from(recordedUs ?? []).map((us) => Math.log(us / taskUs)),
      ),
    );
    return Math.sqrt(logs.reduce((sum, one) => sum + one * one, 0) / logs.length);
  };
  expect(spread(original)).toBeGreaterThan(0.4);
  expect(Math.abs(spread(more(original, 60)) / spread(original) - 1)).toBeLessThan(0.25);
});

it('gives one job again and again when there is one', () => {
  const [job] = draw(GENERATOR_MODELS[0], 1, 5).jobs;
  const original = draw(GENERATOR_MODELS[0], 1, 5);
  const generated = more({ ...original, jobs: [job] }, 3);
  for (const { stages } of generated.jobs) {
    expect(stages.map(({ tasks }) => tasks)).toEqual(job.stages.map(({ tasks }) => tasks));
  }
});

describe('goodnessOf', () => {
  it('finds nothing between a trace and itself, and all between strangers', () => {
    const [one, other] = [draw(GENERATOR_MODELS[4], 50, 1), draw(GENERATOR_MODELS[5], 50, 1)];
    expect(goodnessOf(one, one).every(({ distance }) => distance === 0)).toBe(true);
    const stages = goodnessOf(one, other).find(({ quantity }) => quantity === 'stages of a job');
    expect(stages?.distance).toBe(1);
    expect(stages?.generated).toEqual({ mean: 1, quantiles: [1, 1, 1, 1, 1] });
  });
});
