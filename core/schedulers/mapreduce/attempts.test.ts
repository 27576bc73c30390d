import { describe, expect, it } from 'vitest';
import { MapReduceScript } from '../../../test/support/machine-scripts.ts';
import { HADOOP_ATTEMPTS } from './attempt-limits.ts';
import { HADOOP_SPECULATION } from './speculation.ts';

const MAP = { tasks: 2, demand: 'cpus:1;mem:1024' };
const REDUCE = { tasks: 1, demand: 'cpus:1;mem:1024', slowstart: true };
const SLOT = 'cpus:1;mem:1024';

function limited(
  maxAttempts = HADOOP_ATTEMPTS.maxAttempts,
  maxFailuresPerAgent = 100,
): MapReduceScript {
  const attempts = { maxAttempts, maxFailuresPerAgent };
  return new MapReduceScript({ attempts, slowstart: 0 }).subscribed();
}

/** Fails an attempt and launches what is wanted then on an agent. */
function failAndOffer(script: MapReduceScript, task: number, agentId = 0): string[] {
  return [...script.update(task, 'TASK_FAILED'), ...script.offerOf([{ agentId, text: SLOT }])];
}

describe('attempts at a task', () => {
  it('are four; then its job fails, and its other tasks are killed', () => {
    const script = limited();
    script.submit(MAP, REDUCE);
    // Two maps, and the reduce that waits for them.
    script.offer('cpus:3;mem:3072');
    failAndOffer(script, 0);
    // The reduce gives way to a failed map; killed, it does not count as tried.
    script.update(2, 'TASK_KILLED');
    failAndOffer(script, 3);
    failAndOffer(script, 4);
    expect(script.update(5, 'TASK_FAILED')).toMatchInlineSnapshot(`
      [
        "job 0 failed: task 0 of stage 0 failed 4 times",
        "KILL task 1",
        "not backlogged",
      ]
    `);
    expect(script.offer('cpus:3;mem:3072')).toMatchInlineSnapshot(`
      [
        "SUPPRESS",
        "DECLINE offers 4",
      ]
    `);
  });

  it('do not count when they were lost or killed', () => {
    const script = limited(2);
    script.submit({ ...MAP, tasks: 1 });
    script.offer(SLOT);
    const ends = ['TASK_LOST', 'TASK_KILLED', 'TASK_FAILED', 'TASK_LOST', 'TASK_GONE'] as const;
    ends.forEach((state, attempt) => {
      expect(script.update(attempt, state)).not.toContain('job 0 failed: ');
      expect(script.offer(SLOT)[0]).toContain(`task ${attempt + 1} `);
    });
    expect(script.update(ends.length, 'TASK_FAILED')[0]).toBe(
      'job 0 failed: task 0 of stage 0 failed 2 times',
    );
  });

  it('count by task', () => {
    const script = limited(2);
    script.submit({ ...MAP, tasks: 3 });
    script.offer(SLOT, SLOT, SLOT);
    for (const task of [0, 1, 2]) script.update(task, 'TASK_FAILED');
    script.offer(SLOT, SLOT, SLOT);
    const lines = [3, 4, 5].flatMap((task) => script.update(task, 'TASK_FINISHED'));
    expect(lines).toEqual(['job 0 finished']);
  });

  it('are as many as it takes without a limit', () => {
    const script = new MapReduceScript().subscribed();
    script.submit({ ...MAP, tasks: 1 });
    script.offer(SLOT);
    for (let task = 0; task < 20; task++) failAndOffer(script, task);
    expect(script.update(20, 'TASK_FINISHED')).toEqual(['job 0 finished']);
  });

  it('end their job once, whatever is heard of it later', () => {
    const script = limited(1);
    script.submit({ ...MAP, tasks: 4 });
    script.offer('cpus:4;mem:4096');
    expect(script.update(0, 'TASK_FAILED')).toMatchInlineSnapshot(`
      [
        "job 0 failed: task 0 of stage 0 failed once",
        "KILL task 1",
        "KILL task 2",
        "KILL task 3",
      ]
    `);
    expect(script.update(1, 'TASK_FAILED')).toEqual([]);
    expect(script.update(2, 'TASK_FINISHED')).toEqual([]);
    expect(script.update(3, 'TASK_KILLED')).toEqual([]);
  });

  it('leave other jobs alone', () => {
    const script = limited(1);
    script.submit(MAP);
    script.submit(MAP);
    script.offer('cpus:4;mem:4096');
    expect(script.update(0, 'TASK_FAILED').filter((line) => line.startsWith('KILL'))).toEqual([
      'KILL task 1',
    ]);
    script.update(2, 'TASK_FINISHED');
    expect(script.update(3, 'TASK_FINISHED')).toEqual(['job 1 finished']);
  });

  it('that the master refuses as they are fail their job at once', () => {
    const script = new MapReduceScript().subscribed();
    script.submit(MAP);
    script.offer('cpus:2;mem:2048');
    expect(script.update(0, 'TASK_ERROR')).toEqual(['job 0 failed: ', 'KILL task 1']);
  });
});

describe('an agent on which much of a job failed', () => {
  /** A job of one map that fails on node0 as often as is borne; five agents are known. */
  function failing(): MapReduceScript {
    const script = limited(100, 3);
    script.submit({ ...MAP, tasks: 1 });
    script.offerOf([9, 8, 7, 6].map((agentId) => ({ agentId, text: 'cpus:0.1;mem:1024' })));
    script.offer(SLOT);
    for (const task of [0, 1]) failAndOffer(script, task);
    script.update(2, 'TASK_FAILED');
    return script;
  }

  it('is avoided by the job, whose tasks go elsewhere', () => {
    const script = failing();
    expect(script.offer(SLOT)).toMatchInlineSnapshot(`
      [
        "DECLINE offers 7; refused 5 s",
      ]
    `);
    expect(script.offerOf([{ agentId: 1, text: SLOT }])[0]).toContain('task 3 ');
  });

  it('is used by other jobs, and asked for again when one comes', () => {
    const script = failing();
    script.offer(SLOT);
    // As large as what was refused there: the refusal was not for want of room.
    expect(script.submit({ ...MAP, tasks: 1, demand: 'cpus:1;mem:1025' })).toContain('REVIVE');
    expect(script.offer('cpus:1;mem:2048')[0]).toContain('task 3 <1, 1025>');
  });

  it('is used when a third of all are such', () => {
    const script = failing();
    // The map fails on a second of then six agents: 33 % are as many as may be avoided.
    for (const task of [3, 4, 5]) {
      script.offerOf([{ agentId: 1, text: SLOT }]);
      script.update(task, 'TASK_FAILED');
    }
    expect(script.offer(SLOT)[0]).toContain('task 6 ');
  });
});

describe('what was said while nobody listened', () => {
  it('is said again after the next subscription', () => {
    const script = limited(1);
    script.submit({ ...MAP, tasks: 1 }, REDUCE);
    script.submit(MAP);
    script.offer('cpus:4;mem:4096');
    script.step({ type: 'DISCONNECTED', backoffUs: 0 });
    // The last map of job 0 ended and one of job 1 failed, but no call went out.
    script.update(0, 'TASK_FINISHED');
    script.update(2, 'TASK_FAILED');
    expect(script.step({ type: 'SUBSCRIBED', framework: 0 })).toMatchInlineSnapshot(`
      [
        "SUPPRESS",
        "MESSAGE task 1 RELEASE",
        "KILL task 3",
        "RECONCILE task 1, task 3",
        "timer RECONCILE 1 s",
        "RECONCILE all",
      ]
    `);
  });

  it('is nothing when all was heard', () => {
    const script = new MapReduceScript({ speculation: HADOOP_SPECULATION }).subscribed();
    script.submit(MAP);
    script.offer('cpus:4;mem:4096');
    script.step({ type: 'DISCONNECTED', backoffUs: 0 });
    expect(script.step({ type: 'SUBSCRIBED', framework: 0 })).toMatchInlineSnapshot(`
      [
        "SUPPRESS",
        "RECONCILE task 0, task 1",
        "timer RECONCILE 1 s",
        "RECONCILE all",
      ]
    `);
  });
});
