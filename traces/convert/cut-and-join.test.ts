import { describe, expect, it } from 'vitest';
import { readSwim } from '../swim/swim-reader.ts';
import { SwimTrace } from '../swim/swim-trace.ts';
import { DEFAULT_WORKLOAD_SETTINGS } from '../model/workload-settings.ts';
import { StageKind } from '../model/workload.ts';
import { stretched, thinned, windowed } from './cut-jobs.ts';
import { appended, merged } from './join-jobs.ts';
import { writeSwim } from './swim-from-jobs.ts';
import { type TraceJob, type TraceJobs, jobsOfTrace, workloadOfJobs } from './trace-jobs.ts';

const STAGE = {
  ...{ kind: StageKind.MAP, tasks: 1, demand: new Map([['cpus', 1000]]) },
  ...{ taskUs: 5, lastTaskUs: 5, exact: true, parents: [] },
};

function listOf(name: string, submitSeconds: readonly number[], framework = 'f'): TraceJobs {
  const jobs = submitSeconds.map(
    (seconds, i): TraceJob => ({
      ...{ name: `j${i}`, submitUs: seconds * 1e6, framework, stages: [STAGE] },
    }),
  );
  return { name, format: 'test', jobs, durations: { skewSigma: 0, minTaskUs: 1 } };
}

const seconds = ({ jobs }: TraceJobs): number[] => jobs.map(({ submitUs }) => submitUs / 1e6);
const namesOf = ({ jobs }: TraceJobs): string[] => jobs.map(({ name }) => name);

function joined(list: TraceJobs | string): TraceJobs {
  if (typeof list === 'string') throw new Error(list);
  return list;
}

describe('windowed', () => {
  it('counts from the first submission, with its beginning and without its end', () => {
    const list = listOf('a', [100, 110, 120, 130]);
    expect(seconds(windowed(list, { fromUs: 10e6, toUs: 30e6 }))).toEqual([110, 120]);
    expect(seconds(windowed(list, { fromUs: 0, toUs: Infinity }))).toEqual(seconds(list));
    expect(windowed(list, { fromUs: 31e6, toUs: 40e6 }).jobs).toEqual([]);
  });
});

describe('thinned', () => {
  it('keeps jobs evenly', () => {
    const list = listOf('a', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(namesOf(thinned(list, { kept: 1, of: 5 }))).toEqual(['j4', 'j9']);
    expect(thinned(list, { kept: 2, of: 3 }).jobs.length).toBe(6);
    expect(thinned(list, { kept: 7, of: 7 })).toEqual(list);
  });
});

describe('stretched', () => {
  it('multiplies times between submissions, not those of tasks', () => {
    const list = stretched(listOf('a', [10, 11, 14]), 2.5);
    expect(seconds(list)).toEqual([0, 2.5, 10]);
    expect(list.jobs[0].stages[0].taskUs).toBe(5);
  });
});

describe('merged', () => {
  it('makes a framework of each trace, all from their own first jobs on', () => {
    const list = joined(merged([listOf('a', [5, 9]), listOf('b', [100, 101]), listOf('a', [7])]));
    expect(seconds(list)).toEqual([0, 0, 0, 1, 4]);
    expect(list.jobs.map(({ framework }) => framework)).toEqual(['a', 'b', 'a#2', 'b', 'a']);
    expect(namesOf(list)).toEqual(['a:j0', 'b:j0', 'a#2:j0', 'b:j1', 'a:j1']);
    expect(list.name).toBe('a + b + a#2');
  });

  it('refuses two models of task times, unless one has plain times', () => {
    const plain = listOf('plain', [0]);
    const skewed = { ...listOf('one', [0]), durations: { skewSigma: 0.3, minTaskUs: 5 } };
    const other = { ...skewed, name: 'other', durations: { skewSigma: 0.4, minTaskUs: 5 } };
    expect(merged([skewed, other])).toBe('one and other have different models of task times');
    expect(joined(merged([plain, skewed])).durations).toEqual(skewed.durations);
  });
});

describe('appended', () => {
  it('begins each a mean gap after the one before, and keeps frameworks', () => {
    const list = joined(
      appended([listOf('a', [5, 9, 15]), listOf('b', [100, 103]), listOf('c', [1])]),
    );
    expect(seconds(list)).toEqual([0, 4, 10, 15, 18, 21]);
    expect(new Set(list.jobs.map(({ framework }) => framework))).toEqual(new Set(['f']));
  });
});

describe('SWIM rows', () => {
  const text = 'a\t3\t3\t10\t20\t30\nb\t4\t1\t0\t0\t7\nc\t90\t86\t99999999999\t1\t1\n';
  const { rows, report } = readSwim(text);
  const read = jobsOfTrace(new SwimTrace(rows, report), 't', DEFAULT_WORKLOAD_SETTINGS);

  it('are written as they were, also when some are left out or moved', () => {
    const list = joined(read);
    expect([...writeSwim(list)].join('')).toBe(text);
    expect([...writeSwim(thinned(list, { kept: 1, of: 3 }))].join('')).toBe(
      'c\t90\t90\t99999999999\t1\t1\n',
    );
    expect([...writeSwim(stretched(list, 0.5))].join('').split('\n')[2]).toBe(
      'c\t43\t43\t99999999999\t1\t1',
    );
  });

  it('have the gap to the row above in every piece', () => {
    const many = listOf(
      'a',
      Array.from({ length: 2500 }, (_, i) => 3 * i),
    );
    const gaps = [...writeSwim(many)]
      .join('')
      .split('\n')
      .map((row) => row.split('\t')[2]);
    expect(new Set(gaps.slice(1, 2500))).toEqual(new Set(['3']));
  });

  it('keep their times and the skew as jobs', () => {
    const workload = workloadOfJobs(joined(read));
    const direct = new SwimTrace(rows, report).toWorkload('t', DEFAULT_WORKLOAD_SETTINGS);
    if (typeof workload === 'string' || typeof direct === 'string') throw new Error('no workload');
    expect(workload.stages.taskUs).toEqual(direct.stages.taskUs);
    expect(workload.durations).toEqual(direct.durations);
    expect(new Set(workload.frameworks)).toEqual(new Set(direct.frameworks));
  });
});
