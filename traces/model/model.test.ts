import { describe, expect, it } from 'vitest';
import { checkWorkload } from './check-workload.ts';
import { mergeWorkloads } from './merge-workloads.ts';
import { orderStages } from './stage-order.ts';
import { isExact, stageTaskUs, taskUs } from './task-time.ts';
import { type NewJob, buildWorkload, demandOf } from './workload-builder.ts';
import { StageKind, type Workload } from './workload.ts';

const CPU = new Map([['cpus', 1000]]);
const MEM = new Map([['mem', 512_000]]);

/** A workload, or the test fails with the reason. */
function built(jobs: readonly NewJob[], name = 'w'): Workload {
  const workload = buildWorkload(name, 'test', jobs);
  if (typeof workload === 'string') throw new Error(workload);
  return workload;
}

const plainStage = { kind: StageKind.MAP, tasks: 2, demand: CPU, taskUs: 5, lastTaskUs: 7 };

const recorded: NewJob = {
  name: 'recorded',
  submitUs: 30,
  framework: 'b',
  priority: 4,
  stages: [
    { ...plainStage, exact: true, recordedUs: [11, 13], parents: [] },
    { ...plainStage, demand: MEM, exact: true, gang: true, parents: [0] },
  ],
};

describe('buildWorkload', () => {
  it('sorts by submission, counts from the first, keeps what jobs say', () => {
    const early = { name: 'early', submitUs: -20, framework: 'a', stages: [plainStage] };
    const workload = built([recorded, early, { ...early, submitUs: 30 }]);
    expect(checkWorkload(workload)).toEqual([]);
    expect(workload.jobs.names).toEqual(['early', 'recorded', 'early#2']);
    expect([...workload.jobs.submitUs]).toEqual([0, 50, 50]);
    expect(workload.frameworks).toEqual(['a', 'b']);
    expect([...(workload.jobs.priority ?? [])]).toEqual([0, 4, 0]);
    expect([...(workload.stages.gang ?? [])]).toEqual([0, 0, 1, 0]);
    expect([...(workload.stages.parents?.firstParent ?? [])]).toEqual([0, 0, 0, 1, 1]);
    expect(workload.demands).toEqual([CPU, MEM]);
  });

  it('leaves out the columns that no job needs', () => {
    const { jobs, stages } = built([
      { name: 'j', submitUs: 0, framework: 'f', stages: [plainStage] },
    ]);
    expect(Object.keys(jobs)).toEqual(['count', 'names', 'submitUs', 'framework', 'firstStage']);
    expect(Object.keys(stages)).toEqual([
      ...['count', 'kind', 'tasks', 'demand', 'taskUs', 'lastTaskUs'],
    ]);
  });

  it('says why there is none', () => {
    expect(buildWorkload('w', 'test', [])).toBe('found no usable job, wanted at least one');
    const stages = Array.from({ length: 65_537 }, (_, i) => ({
      ...plainStage,
      demand: new Map([['cpus', i + 1]]),
    }));
    const many = buildWorkload('w', 'test', [{ name: 'j', submitUs: 0, framework: 'f', stages }]);
    expect(many).toBe('found 65537 different demands, wanted at most 65536');
  });
});

describe('task times', () => {
  const workload = built([recorded]);

  it('are the recorded ones, task by task, or those of the stage', () => {
    expect([0, 1].map((task) => taskUs(workload, 0, task, 1))).toEqual([11, 13]);
    expect([0, 1].map((task) => taskUs(workload, 1, task, 1))).toEqual([5, 7]);
    expect([stageTaskUs(workload, 0), stageTaskUs(workload, 1)]).toEqual([24, 12]);
    expect(taskUs(workload, 0, 1, 2)).toBe(26);
  });

  it('know no shortest task when they were recorded', () => {
    const slow = { ...workload, durations: { skewSigma: 1, minTaskUs: 1000 } };
    expect(taskUs(slow, 0, 0, 1)).toBe(11);
    expect(isExact(slow, 1)).toBe(true);
    const derived = { ...slow, stages: { ...slow.stages, exact: Uint8Array.of(0, 0) } };
    expect(taskUs(derived, 1, 0, 1)).toBe(1000);
  });
});

describe('checkWorkload', () => {
  const good = built([recorded]);
  const { stages } = good;

  it.each<[string, Workload]>([
    ['times', { ...good, stages: { ...stages, tasks: Int32Array.of(3, 2) } }],
    [
      'parent',
      {
        ...good,
        stages: {
          ...stages,
          parents: { firstParent: Int32Array.of(0, 0, 1), parent: Int32Array.of(1) },
        },
      },
    ],
    ['stages.gang', { ...good, stages: { ...stages, gang: Uint8Array.of(1) } }],
    [
      'recorded time 1',
      {
        ...good,
        stages: {
          ...stages,
          recorded: { firstTask: Int32Array.of(0, 2, 2), taskUs: Float64Array.of(1, 0.5) },
        },
      },
    ],
  ])('finds wrong %s', (what, workload) => {
    expect(checkWorkload(workload).join('; ')).toContain(what);
  });
});

describe('orderStages', () => {
  it('puts parents first, and otherwise keeps the order', () => {
    expect(orderStages([[2], [], [1], []])).toEqual({
      order: [1, 2, 0, 3],
      parents: [[], [0], [1], []],
      dropped: 0,
    });
  });

  it('counts repeated parents once', () => {
    expect(orderStages([[], [0, 0]])).toEqual({ order: [0, 1], parents: [[], [0]], dropped: 0 });
  });

  it('cuts circles', () => {
    expect(orderStages([[1], [0], [1], [3]])).toEqual({
      order: [3, 0, 1, 2],
      parents: [[], [], [1], [2]],
      dropped: 2,
    });
  });

  it('is quick on long chains and wide fans', () => {
    const stages = 50_000;
    const chain = Array.from({ length: stages }, (_, i) => (i === 0 ? [] : [i - 1]));
    expect(
      orderStages(chain.toReversed().map((_, i) => (i === stages - 1 ? [] : [i + 1]))).order[0],
    ).toBe(stages - 1);
    expect(
      orderStages(Array.from({ length: stages }, (_, i) => (i === 0 ? [] : [0]))).dropped,
    ).toBe(0);
  });
});

describe('demandOf', () => {
  it('fills in what is blank, and leaves out what is nothing', () => {
    const fallback = new Map([...CPU, ...MEM]);
    expect([
      ...demandOf(
        [
          ['cpus', 0.25],
          ['mem', null],
          ['disk', 0],
        ],
        fallback,
      ),
    ]).toEqual([
      ['cpus', 250],
      ['mem', 512_000],
    ]);
    expect(demandOf([['cpus', 0]], fallback)).toBe(fallback);
    expect([
      ...demandOf(
        [
          ['cpus', 1e-9],
          ['mem', 1e300],
        ],
        fallback,
      ),
    ]).toEqual([
      ['cpus', 1],
      ['mem', 1e12],
    ]);
  });
});

describe('mergeWorkloads', () => {
  const derived: Workload = {
    ...built([{ name: 'd', submitUs: 10, framework: 'x', stages: [plainStage, plainStage] }], 'd'),
    durations: { skewSigma: 0.3, minTaskUs: 3 },
  };
  const parts = [
    { framework: 'swim', workload: derived },
    { framework: 'spark', workload: built([recorded]) },
  ];

  it('keeps each as it was', () => {
    const merged = mergeWorkloads('both', parts);
    if (typeof merged === 'string') throw new Error(merged);
    expect(checkWorkload(merged)).toEqual([]);
    expect(merged.frameworks).toEqual(['swim', 'spark']);
    expect(merged.jobs.names).toEqual(['swim:d', 'spark:recorded']);
    expect(merged.durations).toEqual({ skewSigma: 0.3, minTaskUs: 3 });
    expect([...(merged.stages.exact ?? [])]).toEqual([0, 0, 1, 1]);
    expect([...(merged.stages.parents?.parent ?? [])]).toEqual([0, 0]);
    expect([...(merged.stages.parents?.firstParent ?? [])]).toEqual([0, 0, 1, 1, 2]);
    expect([0, 1].map((task) => taskUs(merged, 2, task, 1))).toEqual([11, 13]);
    expect([...(merged.jobs.priority ?? [])]).toEqual([0, 4]);
  });

  it('keeps skew from the times of a part that has none', () => {
    const steady = built([{ name: 's', submitUs: 0, framework: 'x', stages: [plainStage] }]);
    const merged = mergeWorkloads('both', [parts[0], { framework: 'steady', workload: steady }]);
    if (typeof merged === 'string') throw new Error(merged);
    expect([...(merged.stages.exact ?? [])]).toEqual([0, 0, 1]);
  });

  it('refuses two models of task times', () => {
    const other = { ...derived, name: 'e', durations: { skewSigma: 0.5, minTaskUs: 3 } };
    expect(mergeWorkloads('both', [...parts, { framework: 'e', workload: other }])).toBe(
      'd and e have different models of task times',
    );
  });
});
