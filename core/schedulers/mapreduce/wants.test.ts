import { describe, expect, it } from 'vitest';
import { MapReduceScript } from '../../../test/support/machine-scripts.ts';
import type { Want } from '../../allocation/wants.ts';
import type { Call } from '../../protocol/scheduler-api.ts';
import type { JobOrder } from './pending-jobs.ts';

const NODE = 'cpus:2;mem:4096';
const MAP = { tasks: 3, demand: 'cpus:1;mem:1024', taskSeconds: 20 };
const REDUCE = { tasks: 1, demand: 'cpus:2;mem:2048', taskSeconds: 100 };

function started(needs?: readonly Want[], jobOrder: JobOrder = 'fifo'): MapReduceScript {
  return new MapReduceScript({ jobOrder, ...(needs !== undefined && { needs }) }).subscribed();
}

function requests(lines: readonly string[]): string[] {
  return lines.filter((line) => line.startsWith('REQUEST'));
}

/** Jobs of the tasks of an ACCEPT. */
function launchedJobs(calls: readonly Call[]): number[] {
  return calls.flatMap((call) =>
    call.type === 'ACCEPT' ? call.launches.map(({ job }) => job) : [],
  );
}

describe('what the policy needs to be told', () => {
  it('is nothing, unless it says so', () => {
    const script = started();
    expect(requests(script.submit(MAP))).toEqual(['REQUEST since 0 s']);
    expect(requests(script.offer(NODE))).toEqual([]);
  });

  it('is told of the job that would be served next, and again only when it changes', () => {
    const script = started(['taskDemand', 'remainingWork']);
    expect(requests(script.submit(MAP, REDUCE))).toEqual([
      'REQUEST since 0 s, taskDemand <1, 1024>, remainingWork 160000000',
    ]);
    // Launching changes neither the work to be done nor the next task.
    expect(requests(script.offer(NODE))).toEqual([]);
    expect(requests(script.update(0, 'TASK_FINISHED'))).toEqual([
      'REQUEST since 0 s, taskDemand <1, 1024>, remainingWork 140000000',
    ]);
    expect(requests(script.update(1, 'TASK_FAILED'))).toEqual([]);
  });

  it('is told anew after offers were suppressed, which made the master forget', () => {
    const script = started(['taskDemand']);
    script.submit({ ...MAP, tasks: 2 });
    script.offer(NODE);
    const lines = script.update(0, 'TASK_LOST');
    expect(lines).toEqual(['REVIVE', 'backlogged', 'REQUEST since 0 s, taskDemand <1, 1024>']);
  });

  it('says when the job was submitted and what it is in all', () => {
    const script = started(['jobSubmittedUs', 'jobWork'], 'shortest');
    script.submit(MAP, REDUCE);
    script.now = 5e6;
    expect(requests(script.submit({ ...MAP, tasks: 1 }))).toEqual([
      'REQUEST since 0 s, jobSubmittedUs 5000000, jobWork 20000000',
    ]);
  });

  it('takes a second for the time of tasks nobody knows', () => {
    const script = started(['jobWork']);
    const { tasks, demand } = MAP;
    expect(requests(script.submit({ tasks, demand }))).toEqual([
      'REQUEST since 0 s, jobWork 3000000',
    ]);
  });
});

describe('the order of jobs', () => {
  it.each([
    ['fifo', [0, 0]],
    ['shortest', [1, 1]],
    ['least-remaining', [1, 1]],
  ] as const)('%s serves %j first', (jobOrder, jobs) => {
    const script = started([], jobOrder);
    script.submit({ ...MAP, tasks: 4 });
    script.submit({ ...MAP, tasks: 5, taskSeconds: 10 });
    script.offer(NODE);
    expect(launchedJobs(script.calls)).toEqual(jobs);
  });

  it('least-remaining follows what has finished, shortest does not', () => {
    const jobs = (['shortest', 'least-remaining'] as const).map((jobOrder) => {
      const script = started([], jobOrder);
      script.submit({ ...MAP, tasks: 4 });
      script.offer(NODE);
      // 40 of 80 s are done; the newcomer is 60 s in all.
      script.update(0, 'TASK_FINISHED');
      script.update(1, 'TASK_FINISHED');
      script.submit({ ...MAP, tasks: 3 });
      script.offer(NODE);
      return launchedJobs(script.calls).slice(2);
    });
    expect(jobs).toEqual([
      [1, 1],
      [0, 0],
    ]);
  });
});
