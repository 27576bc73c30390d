import { describe, expect, it } from 'vitest';
import { checkWorkload } from '../../traces/model/check-workload.ts';
import { runWithRecords } from '../../test/support/event-records.ts';
import { goldenExperiment, goldenRun } from './golden-run.ts';
import { workloadOf } from './job-list.ts';

describe('the golden experiment', () => {
  it('is a sound workload, made anew each time', () => {
    expect(checkWorkload(goldenExperiment().workload)).toEqual([]);
    expect(goldenExperiment()).toEqual(goldenExperiment());
    expect(goldenExperiment().workload).not.toBe(goldenExperiment().workload);
  });

  it('makes every policy do something else, so that each has a say', () => {
    const hashes = goldenRun()
      .split('\n')
      .map((line) => line.split(' ')[1]);
    expect(hashes.length).toBeGreaterThan(8);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('reaches what can happen without faults', () => {
    const { records } = runWithRecords(goldenExperiment());
    const kinds = new Set(records.map(({ kind }) => kind));
    for (const kind of [
      ...(['JOB_SUBMITTED', 'JOB_FINISHED', 'SUBSCRIBE', 'SUBSCRIBED', 'REGISTER_AGENT'] as const),
      ...(['AGENT_REGISTERED', 'OFFERS', 'OFFER', 'ACCEPT', 'DECLINE', 'REQUEST'] as const),
      ...(['REVIVE', 'SUPPRESS', 'RUN_TASKS', 'STATUS_UPDATE', 'UPDATE', 'ACKNOWLEDGE'] as const),
      ...(['STATUS_UPDATE_ACKNOWLEDGEMENT', 'MESSAGE', 'FRAMEWORK_MESSAGE', 'TIMER'] as const),
      ...(['CONTAINER_RUNNING', 'CONTAINER_EXITED'] as const),
    ]) {
      expect(kinds).toContain(kind);
    }
  });
});

describe('workloadOf', () => {
  it('puts jobs in order of submission, those of one time in the order of the list', () => {
    const stages = [{ tasks: 2, taskUs: 5 }];
    const workload = workloadOf({
      name: 'w',
      frameworks: ['a', 'b'],
      demands: [new Map([['cpus', 1000]])],
      jobs: [
        { submitUs: 7, stages },
        { submitUs: 3, framework: 1, stages: [...stages, { kind: 1, tasks: 1, taskUs: 9 }] },
        { submitUs: 7, framework: 1, stages },
      ],
      skewSigma: 0.5,
    });
    expect(checkWorkload(workload)).toEqual([]);
    expect([...workload.jobs.submitUs]).toEqual([3, 7, 7]);
    expect([...workload.jobs.framework]).toEqual([1, 0, 1]);
    expect([...workload.jobs.firstStage]).toEqual([0, 2, 3, 4]);
    expect([...workload.stages.kind]).toEqual([0, 1, 0, 0]);
    expect([...workload.stages.tasks]).toEqual([2, 1, 2, 2]);
    expect([...workload.stages.taskUs]).toEqual([5, 9, 5, 5]);
    expect(workload.durations.skewSigma).toBe(0.5);
  });
});
