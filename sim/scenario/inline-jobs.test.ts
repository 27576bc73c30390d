import { describe, expect, it } from 'vitest';

import { StageKind, type Workload } from '../../traces/model/workload.ts';
import { inlineJobs } from './inline-jobs.ts';
import { ScenarioProblems } from './scenario-problem.ts';
import type { JobDocument } from './workload-document.ts';

function jobs(...list: readonly JobDocument[]): { workload: Workload; problems: string[] } {
  const problems = new ScenarioProblems();
  const workload = inlineJobs('web', list, ['jobs'], problems);
  const words = problems.list.map(({ path, message }) => `${path.join('.')}: ${message}`);
  return { workload, problems: words };
}

describe('jobs of a scenario', () => {
  it('become a workload, by submission', () => {
    const { workload, problems } = jobs(
      { at: '1m', tasks: 3, duration: '5s' },
      { name: 'early', tasks: 1, duration: '1500ms', resources: 'cpus:0.5;mem:64' },
    );
    expect(problems).toEqual([]);
    expect(workload.jobs.names).toEqual(['early', 'job0']);
    expect([...workload.jobs.submitUs]).toEqual([0, 60e6]);
    expect([...workload.stages.tasks]).toEqual([1, 3]);
    expect([...workload.stages.taskUs]).toEqual([1.5e6, 5e6]);
    expect([...workload.stages.lastTaskUs]).toEqual([1.5e6, 5e6]);
    expect(workload.durations.skewSigma).toBe(0);
    const demands = [...workload.stages.demand].map((at) => workload.demands[at].get('cpus'));
    expect(demands).toEqual([500, 1000]);
  });

  it('repeat under names with a number', () => {
    const { workload } = jobs(
      { name: 'tick', at: '10s', tasks: 1, duration: '1s', repeat: { every: '30s', times: 3 } },
      { name: 'other', at: '40s', tasks: 1, duration: '1s' },
    );
    expect(workload.jobs.names).toEqual(['tick#1', 'tick#2', 'other', 'tick#3']);
    expect([...workload.jobs.submitUs]).toEqual([10e6, 40e6, 40e6, 70e6]);
  });

  it('have stages, of which a reduce is one and each may wait for some', () => {
    const { workload, problems } = jobs(
      {
        resources: 'cpus:2',
        stages: [
          { tasks: 4, duration: '1s' },
          { tasks: 2, duration: '2s', after: [] },
          { kind: 'reduce', tasks: 1, duration: '3s', after: [1, 0, 1], resources: 'cpus:1' },
        ],
      },
      { tasks: 1, duration: '1s' },
    );
    expect(problems).toEqual([]);
    const { kind, parents, demand } = workload.stages;
    expect([...kind]).toEqual([StageKind.MAP, StageKind.MAP, StageKind.REDUCE, StageKind.MAP]);
    expect([...(parents?.firstParent ?? [])]).toEqual([0, 0, 0, 2, 2]);
    expect([...(parents?.parent ?? [])]).toEqual([0, 1]);
    expect([...demand]).toEqual([0, 0, 1, 2]);
  });

  it('wait for the stage before where another job of the framework names its own', () => {
    const two = { tasks: 1, duration: '1s' };
    const { workload } = jobs(
      { stages: [two, { ...two, after: [] }] },
      { stages: [two, two, two] },
    );
    const { parents } = workload.stages;
    expect([...(parents?.firstParent ?? [])]).toEqual([0, 0, 0, 0, 1, 2]);
    expect([...(parents?.parent ?? [])]).toEqual([0, 1]);
  });

  it.each<[string, JobDocument]>([
    ['jobs.0.duration: found "-5s", wanted a duration', { tasks: 1, duration: '-5s' }],
    ['jobs.0.duration: found "0s", wanted more than 0', { tasks: 1, duration: '0s' }],
    ['jobs.0.duration: found nothing, wanted tasks and duration, or stages', { tasks: 1 }],
    ['jobs.0.tasks: found nothing, wanted tasks and duration, or stages', { duration: '1s' }],
    [
      'jobs.0.tasks: found tasks beside stages, wanted them in the stages',
      { tasks: 1, stages: [{ tasks: 1, duration: '1s' }] },
    ],
    ['jobs.0.at: found "soon", wanted', { at: 'soon', tasks: 1, duration: '1s' }],
    [
      'jobs.0.repeat.every: found "0s", wanted more than 0',
      { tasks: 1, duration: '1s', repeat: { every: '0s', times: 2 } },
    ],
    [
      'jobs.0.repeat.times: found 1.5, wanted a whole number from 1 to 1000000',
      { tasks: 1, duration: '1s', repeat: { every: '1s', times: 1.5 } },
    ],
    [
      'jobs.0.stages.0.after.0: found stage 0, wanted nothing: it is the first',
      { stages: [{ tasks: 1, duration: '1s', after: [0] }] },
    ],
    ['jobs.0.resources: resources, column 6', { tasks: 1, duration: '1s', resources: 'cpus:x' }],
  ])('are refused: %s', (message, job) => {
    expect(jobs(job).problems[0]).toContain(message);
  });

  it('are refused when two have one name', () => {
    const job = { name: 'a', tasks: 1, duration: '1s' };
    expect(jobs(job, job).problems).toEqual(['jobs.1: the job a is named twice']);
  });
});
