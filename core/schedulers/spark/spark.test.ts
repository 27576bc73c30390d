import { describe, expect, it } from 'vitest';
import { SparkScript, stageOf } from '../../../test/support/spark-script.ts';
import { DYNAMIC_ALLOCATION } from './executor-target.ts';

const NODE = 'cpus:4;mem:8192';

/** An application with two executors up, one an agent. */
function withExecutors(): SparkScript {
  const script = new SparkScript();
  script.offer(NODE, NODE);
  script.update(0, 'TASK_RUNNING');
  script.update(1, 'TASK_RUNNING');
  return script;
}

describe('executors', () => {
  it('are taken in turn from the offers of a batch, and what is over is refused for 120 s', () => {
    const script = new SparkScript({ executors: 3 });
    expect(script.offer(NODE, NODE, 'cpus:1;mem:512')).toMatchInlineSnapshot(`
      [
        "ACCEPT offers 0: task 0 <2, 4096>, task 2 <2, 4096>; refused 120 s",
        "ACCEPT offers 1: task 1 <2, 4096>; refused 120 s",
        "DECLINE offers 2; refused 120 s",
      ]
    `);
    expect(script.offer(NODE)).toMatchInlineSnapshot(`
      [
        "DECLINE offers 3; refused 120 s",
      ]
    `);
  });

  it('are still wanted when an offer is too small: it is refused for 5 s', () => {
    expect(new SparkScript().offer('cpus:1;mem:512')).toMatchInlineSnapshot(`
      [
        "DECLINE offers 0; refused 5 s",
      ]
    `);
  });

  it('take tasks in turn once they run', () => {
    const script = new SparkScript();
    script.offer(NODE, NODE);
    expect(script.submit(0, { 0: stageOf(3) })).toMatchInlineSnapshot(`
      [
        "backlogged",
        "REQUEST since 0 s",
      ]
    `);
    expect(script.update(0, 'TASK_RUNNING')).toMatchInlineSnapshot(`
      [
        "run 0/0/0 in 0 on agent 0",
        "run 0/0/1 in 0 on agent 0",
      ]
    `);
    expect(script.update(1, 'TASK_RUNNING')).toMatchInlineSnapshot(`
      [
        "run 0/0/2 in 1 on agent 1",
        "not backlogged",
      ]
    `);
  });

  it('run one task more for one that ended, and the job ends with the last', () => {
    const script = withExecutors();
    expect(script.submit(0, { 0: stageOf(5) })).toMatchInlineSnapshot(`
      [
        "run 0/0/0 in 0 on agent 0",
        "run 0/0/1 in 1 on agent 1",
        "run 0/0/2 in 0 on agent 0",
        "run 0/0/3 in 1 on agent 1",
        "backlogged",
        "REQUEST since 0 s",
      ]
    `);
    expect(script.ended(0, '0/0/0')).toMatchInlineSnapshot(`
      [
        "run 0/0/4 in 0 on agent 0",
        "not backlogged",
      ]
    `);
    expect(script.ended(0, '0/0/0')).toEqual([]);
    for (const [executor, place] of [
      [1, '0/0/1'],
      [0, '0/0/2'],
      [1, '0/0/3'],
    ] as const) {
      expect(script.ended(executor, place)).toEqual([]);
    }
    expect(script.ended(0, '0/0/4')).toEqual(['job 0 finished']);
  });
});

describe('stages', () => {
  it('wait for their parents', () => {
    const script = withExecutors();
    expect(script.submit(0, { 0: stageOf(1), 1: stageOf(1), 2: stageOf(1, 0, 1) })).toEqual([
      'run 0/0/0 in 0 on agent 0',
      'run 0/1/0 in 1 on agent 1',
    ]);
    expect(script.ended(0, '0/0/0')).toEqual([]);
    expect(script.ended(1, '0/1/0')).toEqual(['run 0/2/0 in 0 on agent 0']);
  });

  it('are not run again by a later job that needs them', () => {
    const script = withExecutors();
    script.submit(0, { 0: stageOf(1) });
    script.ended(0, '0/0/0');
    expect(script.submit(1, { 0: stageOf(1), 1: stageOf(1, 0) })).toEqual([
      'run 1/1/0 in 0 on agent 0',
    ]);
  });
});

describe('a task that fails', () => {
  it('runs again three times; the fourth failure fails its job, and others go on', () => {
    const script = withExecutors();
    script.submit(0, { 0: stageOf(1) });
    for (let failure = 1; failure <= 3; failure++) {
      expect(script.ended(0, '0/0/0', true)).toEqual(['run 0/0/0 in 0 on agent 0']);
    }
    expect(script.submit(1, { 1: stageOf(1) })).toEqual(['run 1/1/0 in 0 on agent 0']);
    expect(script.ended(0, '0/0/0', true)).toEqual(['job 0 failed: a task of it failed too often']);
    expect(script.ended(0, '1/1/0')).toEqual(['job 1 finished']);
  });
});

describe('an executor that is lost', () => {
  it('takes its tasks and the output that is still needed with it', () => {
    const script = withExecutors();
    script.submit(0, { 0: stageOf(2), 1: stageOf(2, 0) });
    script.ended(0, '0/0/0');
    expect(script.ended(1, '0/0/1')).toMatchInlineSnapshot(`
      [
        "run 0/1/0 in 0 on agent 0",
        "run 0/1/1 in 1 on agent 1",
      ]
    `);
    // Task 0 of stage 0 was in it, and so was a task of stage 1, which waits for that now.
    expect(script.update(0, 'TASK_LOST')).toMatchInlineSnapshot(`
      [
        "REVIVE",
        "run 0/0/0 in 1 on agent 1",
        "backlogged",
        "REQUEST since 0 s",
      ]
    `);
    expect(script.ended(1, '0/0/0')).toMatchInlineSnapshot(`
      [
        "run 0/1/0 in 1 on agent 1",
        "not backlogged",
      ]
    `);
    script.ended(1, '0/1/0');
    expect(script.ended(1, '0/1/1')).toEqual(['job 0 finished']);
  });

  it('is replaced from the next offer', () => {
    const script = withExecutors();
    script.update(0, 'TASK_FAILED');
    expect(script.offer(NODE)).toMatchInlineSnapshot(`
      [
        "ACCEPT offers 2: task 2 <2, 4096>; refused 120 s",
      ]
    `);
  });
});

describe('dynamic allocation', () => {
  it('asks for 1, 2, 4, … executors while tasks wait, and for no more than they fill', () => {
    const script = new SparkScript({ executors: DYNAMIC_ALLOCATION });
    expect(script.submit(0, { 0: stageOf(20) })).toMatchInlineSnapshot(`
      [
        "timer ALLOCATE 1 s",
        "backlogged",
        "REQUEST since 0 s",
      ]
    `);
    const launched = [1, 2, 3, 4, 5].map((second) => {
      script.timer('ALLOCATE', second * 1_000_000);
      const text = script.offer(...Array.from({ length: 16 }, () => 'cpus:2;mem:4096')).join(';');
      return text.match(/task \d+/g)?.length ?? 0;
    });
    expect(launched).toEqual([1, 2, 4, 3, 0]);
  });

  it('gives an executor back after 60 s with nothing to do', () => {
    const script = new SparkScript({ executors: DYNAMIC_ALLOCATION });
    script.submit(0, { 0: stageOf(1) });
    script.timer('ALLOCATE', 1_000_000);
    script.offer(NODE);
    script.update(0, 'TASK_RUNNING');
    script.now = 5_000_000;
    expect(script.ended(0, '0/0/0')).toMatchInlineSnapshot(`
      [
        "job 0 finished",
      ]
    `);
    expect(script.timer('ALLOCATE', 64_999_999)).toEqual(['timer ALLOCATE 0.000001 s']);
    expect(script.timer('ALLOCATE', 65_000_000)).toEqual(['KILL task 0', 'timer ALLOCATE 60 s']);
    expect(script.update(0, 'TASK_KILLED')).toEqual([]);
    expect(script.offer(NODE)).toMatchInlineSnapshot(`
      [
        "DECLINE offers 1; refused 120 s",
      ]
    `);
  });
});
