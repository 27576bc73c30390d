import { expect, it } from 'vitest';
import { buildWorkload } from './workload-builder.ts';
import { hashOfWorkload } from './workload-hash.ts';
import { StageKind, type Workload } from './workload.ts';

function sample(): Workload {
  const stage = {
    ...{ kind: StageKind.MAP, tasks: 2, demand: new Map([['cpus', 1000]]) },
    ...{ taskUs: 2e15, lastTaskUs: 3, exact: true, recordedUs: [5, 6], gang: true, parents: [] },
  };
  const jobs = ['a', 'b'].map((name, i) => ({
    ...{ name, submitUs: i * 10, framework: `user ${name}`, priority: i },
    stages: [stage, { ...stage, kind: StageKind.REDUCE, parents: [0] }],
  }));
  const workload = buildWorkload('w', 'csv', jobs);
  if (typeof workload === 'string') throw new Error(workload);
  return workload;
}

it('is the same for the same, under any name, and stays so', () => {
  expect(hashOfWorkload(sample())).toBe(hashOfWorkload({ ...sample(), name: 'x' }));
  expect(hashOfWorkload(sample())).toBe('fc9960fde43dc921');
});

function plus1(workload: Workload, column: { [index: number]: number }, at = 0, by = 1): Workload {
  column[at] += by;
  return workload;
}

it.each<[string, (workload: Workload) => Workload]>([
  ['format', (w) => ({ ...w, format: 'swim' })],
  ['frameworks', (w) => ({ ...w, frameworks: ['user a', 'user c'] })],
  ['demands', (w) => ({ ...w, demands: [new Map([['cpus', 1001]])] })],
  ['names of resources', (w) => ({ ...w, demands: [new Map([['mem', 1000]])] })],
  ['durations', (w) => ({ ...w, durations: { skewSigma: 0.1, minTaskUs: 1 } })],
  ['shortest task', (w) => ({ ...w, durations: { skewSigma: 0, minTaskUs: 2 } })],
  ['names', (w) => ({ ...w, jobs: { ...w.jobs, names: ['ab', ''] } })],
  ['submitUs', (w) => plus1(w, w.jobs.submitUs, 1)],
  ['framework', (w) => plus1(w, w.jobs.framework)],
  ['firstStage', (w) => plus1(w, w.jobs.firstStage, 1)],
  ['priority', (w) => plus1(w, w.jobs.priority ?? [])],
  ['kind', (w) => plus1(w, w.stages.kind)],
  ['tasks', (w) => plus1(w, w.stages.tasks)],
  ['demand', (w) => plus1(w, w.stages.demand)],
  ['taskUs, in its high bits', (w) => plus1(w, w.stages.taskUs, 0, 4_294_967_296)],
  ['lastTaskUs', (w) => plus1(w, w.stages.lastTaskUs)],
  ['exact', (w) => plus1(w, w.stages.exact ?? [])],
  ['gang', (w) => plus1(w, w.stages.gang ?? [])],
  ['recorded times', (w) => plus1(w, w.stages.recorded?.taskUs ?? [])],
  ['where they begin', (w) => plus1(w, w.stages.recorded?.firstTask ?? [], 1)],
  ['parents', (w) => plus1(w, w.stages.parents?.parent ?? [])],
  ['where they begin', (w) => plus1(w, w.stages.parents?.firstParent ?? [], 1)],
])('differs when it differs in %s', (_, change) => {
  expect(hashOfWorkload(change(sample()))).not.toBe(hashOfWorkload(sample()));
});

it('tells a column of zeros from none', () => {
  const { gang: _, ...stages } = sample().stages;
  const without = { ...sample(), stages };
  const withZeros = { ...sample(), stages: { ...stages, gang: new Uint8Array(4) } };
  expect(hashOfWorkload(withZeros)).not.toBe(hashOfWorkload(without));
});
