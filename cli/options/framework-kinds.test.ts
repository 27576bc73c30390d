import { describe, expect, it } from 'vitest';

import { sampleWorkload } from '../../test/support/sample-workload.ts';
import {
  type KindOptions,
  addKind,
  frameworkSpecs,
  gangWarnings,
  kindOfFormat,
  parseExecutors,
} from './framework-kinds.ts';

describe('kinds of frameworks', () => {
  it('are for all, or for one by its name, which may have an equals sign in it', () => {
    const kinds = ['mapreduce', 'a=b=spark', 'c = spark-fine'].reduce(
      (before, text) => addKind(text, before),
      new Map(),
    );
    expect([...kinds]).toEqual([
      ['', 'mapreduce'],
      ['a=b', 'spark'],
      ['c', 'spark-fine'],
    ]);
  });

  it.each(['', 'spar', 'a=', '=spark', 'a=b'])('are not "%s"', (text) => {
    expect(() => addKind(text, new Map())).toThrow(
      `--kind: found "${text}", wanted one of mapreduce, spark, spark-fine, or NAME=KIND`,
    );
  });

  it('are given once', () => {
    const all = addKind('spark', new Map());
    expect(() => addKind('mapreduce', all)).toThrow('the kind of all frameworks is given twice');
    expect(() => addKind('a=spark', addKind('a=spark', all))).toThrow('--kind: a is given twice');
  });

  it('follow the format of a trace', () => {
    expect(['spark-eventlog', 'decima-tpch'].map(kindOfFormat)).toEqual(['spark', 'spark']);
    expect(['swim', 'rumen', 'jhist', 'csv'].map(kindOfFormat)).not.toContain('spark');
  });
});

describe('the frameworks of a workload', () => {
  const workload = { ...sampleWorkload(9), frameworks: ['a', 'b', 'c'] };
  const found = new Map([['b', 'spark' as const]]);
  const specs = (options: Partial<KindOptions>): unknown[] => [
    ...frameworkSpecs(workload, found, { kind: new Map(), ...options }).values(),
  ];

  it('are what their traces were, unless options say otherwise', () => {
    expect(specs({})).toEqual([
      { kind: 'mapreduce' },
      { kind: 'spark', spark: {} },
      { kind: 'mapreduce' },
    ]);
    const kind = addKind('a=spark-fine', addKind('mapreduce', new Map()));
    expect(specs({ kind })).toEqual([
      { kind: 'spark-fine' },
      { kind: 'mapreduce' },
      { kind: 'mapreduce' },
    ]);
  });

  it('have the executors that options describe', () => {
    expect(specs({ executors: { executors: 3 }, executorCores: 2.5, executorMem: 512 })[1]).toEqual(
      {
        kind: 'spark',
        spark: { executors: 3, executorCpus: 2500, executorMem: 512_000 },
      },
    );
    expect(parseExecutors('8', '--executors')).toEqual({ executors: 8 });
    expect(parseExecutors('max=20,idle=5s', '--executors')).toEqual({
      allocation: { maxExecutors: 20, idleUs: 5_000_000 },
    });
    expect(() => parseExecutors('most=20', '--executors')).toThrow('wanted min=…,max=…');
    expect(specs({ sparkRefuseSeconds: 5 }).slice(0, 2)).toEqual([
      { kind: 'mapreduce' },
      { kind: 'spark', spark: {}, scheduler: { refuseSeconds: 5 } },
    ]);
  });

  it('are all that may be named', () => {
    expect(() => specs({ kind: addKind('d=spark', new Map()) })).toThrow(
      '--kind: found a kind for d, but the frameworks are a, b, c',
    );
  });
});

it('warns of tasks that should start together and do not', () => {
  const plain = sampleWorkload(4, ['a', 'b']);
  const gang = new Uint8Array(plain.stages.count);
  gang[plain.jobs.firstStage[plain.jobs.framework.indexOf(0)]] = 1;
  const workload = { ...plain, stages: { ...plain.stages, gang } };
  const warnings = (kind: 'mapreduce' | 'spark' | 'spark-fine'): string[] =>
    gangWarnings(workload, new Map([['a', { kind }]]));
  expect([...warnings('spark'), ...warnings('mapreduce')]).toEqual([]);
  expect(gangWarnings(plain, new Map())).toEqual([]);
  expect(warnings('spark-fine')).toEqual([
    'warning: a: 1 of its stages have tasks that should start together; ' +
      'under spark-fine they start one by one (mapreduce, spark: together)',
  ]);
});
