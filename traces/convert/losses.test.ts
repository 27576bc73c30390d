import { expect, it } from 'vitest';
import { StageKind } from '../model/workload.ts';
import { csvLosses } from './csv-writer.ts';
import { sparkLosses } from './spark-writer.ts';
import { swimLosses } from './swim-from-jobs.ts';
import type { TraceJobs } from './trace-jobs.ts';

const STAGE = {
  ...{ kind: StageKind.MAP, tasks: 2, taskUs: 1000, lastTaskUs: 1000, exact: true, parents: [] },
  demand: new Map([
    ['cpus', 1000],
    ['mem', 1000],
  ]),
};
const PLAIN: TraceJobs = {
  ...{ name: 'a', format: 'test', durations: { skewSigma: 0, minTaskUs: 1 } },
  jobs: [{ name: 'j', submitUs: 0, framework: 'f', stages: [STAGE] }],
};
const RICH: TraceJobs = {
  ...{ name: 'a', format: 'test', durations: { skewSigma: 0.5, minTaskUs: 1 } },
  jobs: [
    { name: 'j', submitUs: 1, framework: 'f', priority: 3, stages: [STAGE] },
    {
      ...{ name: 'k', submitUs: 2, framework: 'g', priority: 4 },
      stages: [
        { ...STAGE, gang: true, demand: new Map([['fpga', 1000]]) },
        { ...STAGE, kind: StageKind.REDUCE, exact: false, parents: [0] },
        { ...STAGE, demand: new Map([['cpus', 500]]), parents: [1] },
      ],
    },
  ],
};

it('says what a CSV cannot keep: resources without a column', () => {
  expect(csvLosses(PLAIN)).toEqual([]);
  expect(csvLosses(RICH)).toEqual(['what tasks ask for of fpga']);
});

it('says what a Spark log cannot keep', () => {
  expect(sparkLosses(PLAIN)).toEqual(['names of jobs (kept as their descriptions)']);
  expect(sparkLosses(RICH)).toEqual([
    'names of jobs (kept as their descriptions)',
    'parts of milliseconds',
    '2 frameworks (one application; kept as its scheduler pools)',
    'priorities',
    'early launches of reduces (stages that wait for their parents)',
    'gangs',
    'how task times vary (written without skew)',
    'what tasks ask for of fpga',
    'tasks without CPUs (they ask for 1)',
    'whole CPUs a task (parts of one are written, which Spark itself refuses)',
  ]);
});

it('says what SWIM cannot keep', () => {
  expect(swimLosses(PLAIN).length).toBe(3);
  expect(swimLosses(RICH).slice(3)).toEqual([
    'parts of seconds of submissions',
    'graphs (first stages become maps, all others reduces)',
    'priorities',
    'gangs',
  ]);
});
