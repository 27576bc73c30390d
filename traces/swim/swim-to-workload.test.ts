import { describe, expect, it } from 'vitest';
import { parseScalars } from '../../core/resources/notation.ts';
import { checkWorkload } from '../model/check-workload.ts';
import { stageTaskUs, taskUs } from '../model/task-time.ts';
import { StageKind, type Workload } from '../model/workload.ts';
import { frameworkTotals, workloadTotals } from '../model/workload-totals.ts';
import { DEFAULT_DEMANDS, swimClassOf, withDemand } from './swim-classes.ts';
import {
  DEFAULT_SWIM_MODEL,
  SWIM_MODEL_FLAGS,
  type SwimModel,
  checkSwimModel,
} from './swim-model.ts';
import type { SwimRow } from './swim-row.ts';
import { swimStages } from './swim-stages.ts';
import { swimToWorkload } from './swim-to-workload.ts';

const MIB = 1_048_576;
const GIB = 1024 * MIB;

const row = (inputBytes: number, shuffleBytes: number, outputBytes: number): SwimRow => ({
  name: 'job0',
  submitSeconds: 7,
  inputBytes,
  shuffleBytes,
  outputBytes,
});

const named = (rows: readonly SwimRow[]): SwimRow[] =>
  rows.map((one, i) => ({ ...one, name: `job${i}`, submitSeconds: 7 + i }));

const model = (changes: Partial<SwimModel>): SwimModel => ({ ...DEFAULT_SWIM_MODEL, ...changes });

describe('swimStages', () => {
  it('gives a full block 23 s, the median task of Facebook', () => {
    expect(swimStages(row(64 * MIB, 0, 0), DEFAULT_SWIM_MODEL)).toEqual({
      maps: 1,
      mapUs: 23_000_000,
      lastMapUs: 23_000_000,
      reduces: 0,
      reduceUs: 0,
    });
  });

  it('puts the partial block in the last map', () => {
    const stages = swimStages(row(2 * 64 * MIB + 8 * MIB, 0, 0), DEFAULT_SWIM_MODEL);
    expect(stages).toMatchObject({ maps: 3, mapUs: 23_000_000, lastMapUs: 16_000_000 });
  });

  it('lets maps write the output when there are no reduces, by their part of the input', () => {
    const stages = swimStages(row(96 * MIB, 0, 192 * MIB), DEFAULT_SWIM_MODEL);
    expect(stages).toMatchObject({ maps: 2, mapUs: 25_000_000, lastMapUs: 20_000_000 });
    expect(swimStages(row(0, 0, 64 * MIB), DEFAULT_SWIM_MODEL).lastMapUs).toBe(16_000_000);
  });

  it('gives each reduce its part of shuffle and output', () => {
    const stages = swimStages(row(64 * MIB, 4 * GIB, 2 * GIB), DEFAULT_SWIM_MODEL);
    expect(stages).toMatchObject({ mapUs: 23_000_000, reduces: 4, reduceUs: 151_000_000 });
    expect(swimStages(row(0, 1, 0), DEFAULT_SWIM_MODEL)).toMatchObject({
      maps: 1,
      lastMapUs: 15_000_000,
      reduces: 1,
      reduceUs: 15_000_000,
    });
  });

  it('scales bytes as SWIM does', () => {
    const stages = swimStages(row(640 * MIB, 64 * GIB, 0), model({ scale: 0.25 }));
    expect(stages).toMatchObject({ maps: 3, reduces: 16 });
    expect(swimStages(row(3, 3, 3), model({ scale: 0.25 }))).toMatchObject({ maps: 1, reduces: 0 });
  });

  it('refuses a stage that cannot be counted', () => {
    expect(() => swimStages(row(1e15, 0, 0), model({ blockBytes: 1 }))).toThrow(
      'job job0: found 1000000000000000 maps',
    );
  });
});

describe('swimClassOf', () => {
  it.each([
    ['interactive', row(10, 0, 0)],
    ['interactive', row(40, 30, 30)],
    ['load', row(1, 0, 100)],
    ['aggregate', row(100, 100, 0)],
    ['transform', row(100, 101, 0)],
  ])('%s', (swimClass, one) => {
    expect(swimClassOf(one, 100)).toBe(swimClass);
  });
});

describe('withDemand', () => {
  it('changes one demand, or all', () => {
    const one = withDemand(DEFAULT_DEMANDS, 'transform.reduce=cpus:2;mem:16384');
    expect(one.transform.reduce).toEqual(parseScalars('cpus:2;mem:16384'));
    expect(one.transform.map).toBe(DEFAULT_DEMANDS.transform.map);
    expect(one.load).toBe(DEFAULT_DEMANDS.load);
    const all = withDemand(DEFAULT_DEMANDS, 'all.map=cpus:1');
    expect(Object.values(all).every((demand) => demand.map.size === 1)).toBe(true);
  });

  it('says what is wrong', () => {
    expect(() => withDemand(DEFAULT_DEMANDS, 'loads.map=cpus:1')).toThrow(
      'found "loads.map=cpus:1", wanted CLASS.map=RESOURCES or CLASS.reduce=RESOURCES, ' +
        'where CLASS is interactive, load, aggregate, transform or all',
    );
    expect(() => withDemand(DEFAULT_DEMANDS, 'load.map')).toThrow('wanted CLASS.map=RESOURCES');
    expect(() => withDemand(DEFAULT_DEMANDS, 'load.map=cpus:x')).toThrow('column 6');
    expect(() => withDemand(DEFAULT_DEMANDS, 'load.map=cpus:0')).toThrow('a demand above zero');
  });
});

const FOUR_SHAPES = named([
  row(MIB, 0, MIB),
  row(GIB, 0, GIB),
  row(2 * GIB, GIB, MIB),
  row(GIB, 2 * GIB, GIB),
]);

describe('swimToWorkload', () => {
  it('gives each class a framework with its demands', () => {
    const workload = swimToWorkload(FOUR_SHAPES, DEFAULT_SWIM_MODEL, 'four');
    expect(checkWorkload(workload)).toEqual([]);
    expect(workload.frameworks).toEqual(['interactive', 'load', 'aggregate', 'transform']);
    expect([...workload.jobs.framework]).toEqual([0, 1, 2, 3]);
    expect([...workload.jobs.submitUs]).toEqual([0, 1e6, 2e6, 3e6]);
    expect([...workload.jobs.firstStage]).toEqual([0, 1, 2, 4, 6]);
    const { MAP, REDUCE } = StageKind;
    expect([...workload.stages.kind]).toEqual([MAP, MAP, MAP, REDUCE, MAP, REDUCE]);
    expect([...workload.stages.tasks]).toEqual([1, 16, 32, 1, 16, 2]);
    expect(workload.demands[workload.stages.demand[5]]).toEqual(parseScalars('cpus:1;mem:8192'));
  });

  it('leaves out classes without jobs', () => {
    const workload = swimToWorkload([FOUR_SHAPES[0], FOUR_SHAPES[3]], DEFAULT_SWIM_MODEL, 'two');
    expect(checkWorkload(workload)).toEqual([]);
    expect(workload.frameworks).toEqual(['interactive', 'transform']);
    expect([...workload.jobs.framework]).toEqual([0, 1]);
  });

  it('draws the line of small jobs after scaling', () => {
    const large = swimToWorkload([FOUR_SHAPES[1]], DEFAULT_SWIM_MODEL, 'one');
    const small = swimToWorkload([FOUR_SHAPES[1]], model({ scale: 0.1 }), 'one');
    expect([large.frameworks, small.frameworks]).toEqual([['load'], ['interactive']]);
  });

  it('deals jobs to users by their names', () => {
    const rows = named(Array.from({ length: 1000 }, () => row(MIB, 0, 0)));
    const workload = swimToWorkload(rows, model({ frameworks: 8 }), 'users');
    expect(checkWorkload(workload)).toEqual([]);
    expect(workload.frameworks.length).toBe(8);
    expect(workload.frameworks[0]).toBe('user1');
    for (const total of frameworkTotals(workload)) {
      expect(total.jobs).toBeGreaterThan(90);
      expect(total.jobs).toBeLessThan(160);
    }
    const few = swimToWorkload(FOUR_SHAPES, model({ frameworks: 1000 }), 'few');
    expect(checkWorkload(few)).toEqual([]);
    expect(swimToWorkload(rows, model({ frameworks: 1 }), 'one').frameworks).toEqual(['user1']);
  });

  it('refuses what cannot be a workload', () => {
    expect(() => swimToWorkload([], DEFAULT_SWIM_MODEL, 'x.tsv')).toThrow(
      'x.tsv: found no usable job, wanted at least one',
    );
    expect(() => swimToWorkload(FOUR_SHAPES, model({ mapRate: 0, scale: -1 }), 'x')).toThrow(
      'SWIM model: mapRate: found 0, wanted a number above 0 up to 1000000000000000; scale: found -1',
    );
  });
});

describe('task times', () => {
  const workload = swimToWorkload(FOUR_SHAPES, DEFAULT_SWIM_MODEL, 'four');

  it('have a last task of their own, a factor and a floor', () => {
    const partial = swimToWorkload(
      [{ ...row(65 * MIB, 0, 0) }],
      model({ startupUs: 0 }),
      'partial',
    );
    expect(taskUs(partial, 0, 0, 1)).toBe(8_000_000);
    expect(taskUs(partial, 0, 0, 1.00000001)).toBe(8_000_000);
    expect(taskUs(partial, 0, 0, 2)).toBe(16_000_000);
    expect(taskUs(partial, 0, 1, 1)).toBe(3_000_000);
    expect(taskUs(partial, 0, 1, 30)).toBe(3_750_000);
    expect(stageTaskUs(partial, 0)).toBe(11_000_000);
  });

  it('add up', () => {
    const totals = workloadTotals(workload);
    expect(totals).toMatchObject({ jobs: 4, maps: 65, reduces: 3 });
    const byFramework = frameworkTotals(workload);
    const sum = byFramework.reduce((seconds, total) => seconds + total.taskSeconds, 0);
    expect(sum).toBeCloseTo(totals.taskSeconds, 6);
    // load: 16 maps of 24 s.
    expect(byFramework[1].resourceSeconds.get('cpus')).toBeCloseTo(16 * 24, 6);
    expect(byFramework[1].resourceSeconds.get('mem')).toBeCloseTo(16 * 24 * 6144, 6);
  });
});

describe('the model', () => {
  it('has a flag for every setting, whose default text is the default', () => {
    expect(SWIM_MODEL_FLAGS.map((flag) => flag.key)).toEqual(Object.keys(DEFAULT_SWIM_MODEL));
    expect(checkSwimModel(DEFAULT_SWIM_MODEL)).toEqual([]);
    const units = new Map([
      ['MiB', MIB],
      ['GiB', GIB],
      ['MiB/s', MIB],
      ['s', 1e6],
      ['', 1],
    ]);
    for (const flag of SWIM_MODEL_FLAGS) {
      const [, digits, unit] = /^([\d.]*)(.*)$/.exec(flag.defaultText) ?? [];
      const value = DEFAULT_SWIM_MODEL[flag.key];
      if (typeof value === 'number') expect(Number(digits) * (units.get(unit) ?? 0)).toBe(value);
    }
    const demand = SWIM_MODEL_FLAGS.find((flag) => flag.kind === 'demand')?.defaultText ?? '';
    expect(withDemand(DEFAULT_DEMANDS, demand)).toEqual(DEFAULT_DEMANDS);
  });

  it.each([
    [{ blockBytes: 0 }, 'blockBytes: found 0'],
    [{ writeRate: NaN }, 'writeRate: found NaN'],
    [{ startupUs: -1 }, 'startupUs: found -1'],
    [{ minTaskUs: 0 }, 'minTaskUs: found 0'],
    [{ skewSigma: 6 }, 'skewSigma: found 6'],
    [{ interactiveBlocks: -1 }, 'interactiveBlocks: found -1'],
    [{ frameworks: 0 }, 'frameworks: found 0, wanted "class" or a number from 1 to 65535'],
    [{ frameworks: 1.5 }, 'frameworks: found 1.5'],
  ])('refuses %j', (changes, message) => {
    expect(checkSwimModel(model(changes))[0]).toContain(message);
  });
});

describe('checkWorkload', () => {
  const good = swimToWorkload(FOUR_SHAPES, DEFAULT_SWIM_MODEL, 'four');
  const { jobs, stages } = good;

  it.each<[string, Workload]>([
    ['jobs.names: found 0', { ...good, jobs: { ...jobs, names: [] } }],
    [
      'wanted whole microseconds from',
      {
        ...good,
        jobs: { ...jobs, submitUs: Float64Array.of(0, 3, 2, 4) },
      },
    ],
    ['framework 9 of 4', { ...good, jobs: { ...jobs, framework: Uint16Array.of(0, 1, 2, 9) } }],
    [
      'framework load: has no job',
      {
        ...good,
        jobs: { ...jobs, framework: Uint16Array.of(0, 0, 2, 3) },
      },
    ],
    ['has no stage', { ...good, jobs: { ...jobs, firstStage: Int32Array.of(0, 1, 1, 4, 6) } }],
    [
      'wanted from 0 to 6',
      { ...good, jobs: { ...jobs, firstStage: Int32Array.of(0, 1, 2, 4, 5) } },
    ],
    ['its name occurs twice', { ...good, jobs: { ...jobs, names: ['a', 'a', 'b', 'c'] } }],
    ['found 0 tasks', { ...good, stages: { ...stages, tasks: new Int32Array(6) } }],
    ['found kind 2', { ...good, stages: { ...stages, kind: Uint8Array.of(0, 0, 0, 1, 0, 2) } }],
    ['demand 9 of', { ...good, stages: { ...stages, demand: Uint16Array.of(0, 0, 0, 0, 0, 9) } }],
    [
      'found task time 0.5',
      {
        ...good,
        stages: { ...stages, taskUs: Float64Array.of(1, 1, 1, 1, 1, 0.5) },
      },
    ],
    ['demand 0: asks for nothing', { ...good, demands: [new Map(), ...good.demands.slice(1)] }],
    [
      'demand 0: found cpus 0.5',
      {
        ...good,
        demands: [new Map([['cpus', 0.5]]), ...good.demands.slice(1)],
      },
    ],
    ['frameworks: found none', { ...good, frameworks: [] }],
    ['wanted distinct names', { ...good, frameworks: ['a', 'a', 'b', 'c'] }],
    ['durations.skewSigma', { ...good, durations: { skewSigma: -1, minTaskUs: 1 } }],
    ['durations.minTaskUs', { ...good, durations: { skewSigma: 0, minTaskUs: 0 } }],
  ])('finds: %s', (message, workload) => {
    expect(checkWorkload(workload).join('\n')).toContain(message);
  });
});
