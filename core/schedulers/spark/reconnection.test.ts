import { describe, expect, it } from 'vitest';
import { SparkScript, stageOf } from '../../../test/support/spark-script.ts';
import { DYNAMIC_ALLOCATION } from './executor-target.ts';

const NODE = 'cpus:4;mem:8192';
const MINUTE = 60_000_000;

/** Two executors, the first one up. */
function withExecutors(): SparkScript {
  const script = new SparkScript();
  script.offer(NODE, NODE);
  script.update(0, 'TASK_RUNNING');
  return script;
}

/** One executor, idle since the beginning and to be given back after a minute. */
function withIdleExecutor(): SparkScript {
  const script = new SparkScript({ executors: DYNAMIC_ALLOCATION });
  script.submit(0, { 0: stageOf(1) });
  script.timer('ALLOCATE', 1_000_000);
  script.offer(NODE);
  script.update(0, 'TASK_RUNNING');
  script.ended(0, '0/0/0');
  return script;
}

describe('after its connection broke', () => {
  it('a driver subscribes again, then asks what became of its executors', () => {
    const script = withExecutors();
    expect(script.step({ type: 'DISCONNECTED', backoffUs: 0 })).toEqual(['timer SUBSCRIBE 0 s']);
    expect(script.step({ type: 'SUBSCRIBED', framework: 0 })).toMatchInlineSnapshot(`
      [
        "RECONCILE task 0, task 1",
        "timer RECONCILE 1 s",
        "RECONCILE all",
      ]
    `);
    expect(script.update(1, 'TASK_LOST')).toMatchInlineSnapshot(`
      [
        "REVIVE",
      ]
    `);
  });

  it('sets again the timers that its process may have lost', () => {
    const script = new SparkScript({ executors: DYNAMIC_ALLOCATION });
    expect(script.submit(0, { 0: stageOf(1) })).toContain('timer ALLOCATE 1 s');
    script.step({ type: 'DISCONNECTED', backoffUs: 0 });
    expect(script.step({ type: 'SUBSCRIBED', framework: 0 })).toContain('timer ALLOCATE 1 s');
    // The one from before fires as well, and does nothing: the other is for later.
    script.timer('ALLOCATE', 1_000_000);
    expect(script.timer('ALLOCATE', 1_000_000)).toEqual([]);
  });

  it('has those killed again that it had given back', () => {
    const script = withIdleExecutor();
    expect(script.timer('ALLOCATE', 61 * 1_000_000)).toContain('KILL task 0');
    script.step({ type: 'DISCONNECTED', backoffUs: 0 });
    expect(script.step({ type: 'SUBSCRIBED', framework: 0 })).toContain('KILL task 0');
  });
});

describe('an executor', () => {
  it('that is unknown is killed when it is heard to run', () => {
    const script = withExecutors();
    expect(script.update(7, 'TASK_RUNNING')).toEqual(['KILL task 7']);
    expect(script.update(7, 'TASK_KILLED')).toEqual([]);
  });

  it('that is unreachable is lost, and killed when it comes back', () => {
    const script = withExecutors();
    expect(script.update(0, 'TASK_UNREACHABLE')).toEqual(['REVIVE']);
    expect(script.update(0, 'TASK_RUNNING')).toEqual(['KILL task 0']);
  });

  it('that says nothing is given up with its work, killed, and replaced', () => {
    const script = withExecutors();
    script.update(1, 'TASK_RUNNING');
    script.submit(0, { 0: stageOf(1) });
    expect(script.step({ type: 'EXECUTOR_SILENT', executor: 0 })).toMatchInlineSnapshot(`
      [
        "KILL task 0",
        "REVIVE",
        "run 0/0/0 in 1 on agent 1",
        "timer ALLOCATE 60 s",
      ]
    `);
    // What it says after all counts for nothing, and it gets no more.
    expect(script.ended(0, '0/0/0')).toEqual([]);
    expect(script.offer(NODE)).toMatchInlineSnapshot(`
      [
        "ACCEPT offers 2: task 2 <2, 4096>; refused 120 s",
      ]
    `);
    expect(script.step({ type: 'EXECUTOR_SILENT', executor: 0 })).toEqual([]);
  });

  it('that was to be killed and has not gone is killed again every minute', () => {
    const script = withIdleExecutor();
    expect(script.timer('ALLOCATE', MINUTE + 1_000_000)).toEqual([
      'KILL task 0',
      'timer ALLOCATE 60 s',
    ]);
    expect(script.timer('ALLOCATE', 2 * MINUTE + 1_000_000)).toEqual([
      'KILL task 0',
      'timer ALLOCATE 60 s',
    ]);
    script.update(0, 'TASK_KILLED');
    expect(script.timer('ALLOCATE', 3 * MINUTE + 1_000_000)).toEqual([]);
  });
});

describe('shuffle tracking', () => {
  const executors = { ...DYNAMIC_ALLOCATION, shuffleTracking: true };

  it('keeps an idle executor whose output may be read, until the job is over', () => {
    const script = new SparkScript({ executors });
    const stages = new Map([
      [0, stageOf(4)],
      [1, { ...stageOf(1, 0), outputOnExecutors: false }],
    ]);
    const submission = { job: 0, submitUs: 0, pool: 'default', stages, ownStages: true };
    script.step({ type: 'JOB', job: submission });
    for (const second of [1, 2]) {
      script.timer('ALLOCATE', second * 1_000_000);
      script.offer('cpus:2;mem:4096');
      script.update(second - 1, 'TASK_RUNNING');
    }
    for (const place of ['0/0/0', '0/0/1']) script.ended(0, place);
    expect(script.timer('ALLOCATE', 10 * MINUTE).join()).not.toContain('KILL');
    for (const place of ['0/0/2', '0/0/3']) script.ended(1, place);
    expect(script.ended(0, '0/1/0')).toContain('job 0 finished');
    expect(script.timer('ALLOCATE', 11 * MINUTE)).toContain('KILL task 0');
  });
});

describe('a driver whose program is over', () => {
  it('gives back all executors, those that do not run yet too, and wants nothing more', () => {
    const script = withExecutors();
    expect(script.step({ type: 'STOP' })).toMatchInlineSnapshot(`
      [
        "SUPPRESS",
        "KILL task 0",
        "KILL task 1",
        "timer ALLOCATE 60 s",
      ]
    `);
    expect(script.update(0, 'TASK_KILLED')).toEqual([]);
    expect(script.offer(NODE)).toEqual(['DECLINE offers 2; refused 120 s']);
    expect(script.step({ type: 'SUBSCRIBED', framework: 0 })).toMatchInlineSnapshot(`
      [
        "SUPPRESS",
        "RECONCILE task 1",
        "timer RECONCILE 1 s",
        "RECONCILE all",
        "KILL task 1",
      ]
    `);
  });
});
