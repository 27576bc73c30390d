import { describe, expect, it } from 'vitest';
import { MapReduceScript } from '../../../test/support/machine-scripts.ts';

const MAP = { tasks: 4, demand: 'cpus:1;mem:1024' };
const REDUCE = { tasks: 2, demand: 'cpus:1;mem:2048', slowstart: true };
const NODE = 'cpus:2;mem:4096';

describe('subscribing', () => {
  it('asks for no offers while there is nothing to do', () => {
    const script = new MapReduceScript();
    expect(script.step({ type: 'START' })).toMatchInlineSnapshot(`
      [
        "SUBSCRIBE hadoop in hadoop",
      ]
    `);
    expect(script.step({ type: 'SUBSCRIBED', framework: 0 })).toMatchInlineSnapshot(`
      [
        "SUPPRESS",
      ]
    `);
  });

  it('wants offers at once when jobs came before the answer', () => {
    const script = new MapReduceScript();
    script.step({ type: 'START' });
    expect(script.submit(MAP)).toMatchInlineSnapshot(`
      [
        "backlogged",
      ]
    `);
    expect(script.step({ type: 'SUBSCRIBED', framework: 0 })).toMatchInlineSnapshot(`
      [
        "REQUEST since 0 s",
      ]
    `);
  });

  it('says nothing any more after an ERROR', () => {
    const script = new MapReduceScript().subscribed();
    expect(script.step({ type: 'ERROR', message: 'removed' })).toEqual([]);
    expect(script.submit(MAP)).toEqual(['backlogged']);
  });
});

describe('a job of maps', () => {
  it('fills what it is offered, suppresses, and ends with the last task', () => {
    const script = new MapReduceScript().subscribed();
    expect(script.submit(MAP)).toMatchInlineSnapshot(`
      [
        "REVIVE",
        "backlogged",
        "REQUEST since 0 s",
      ]
    `);
    expect(script.offer(NODE)).toMatchInlineSnapshot(`
      [
        "ACCEPT offers 0: task 0 <1, 1024>, task 1 <1, 1024>; refused 5 s",
      ]
    `);
    // The last two tasks do not need all of one offer, and the other not at all.
    expect(script.offer('cpus:4;mem:4096', NODE)).toMatchInlineSnapshot(`
      [
        "ACCEPT offers 1: task 2 <1, 1024>, task 3 <1, 1024>",
        "SUPPRESS",
        "DECLINE offers 2",
        "not backlogged",
      ]
    `);
    expect([0, 1, 2].flatMap((task) => script.update(task, 'TASK_FINISHED'))).toEqual([]);
    expect(script.update(3, 'TASK_FINISHED')).toMatchInlineSnapshot(`
      [
        "job 0 finished",
      ]
    `);
    expect(script.update(3, 'TASK_FINISHED')).toEqual([]);
  });

  it('acknowledges what must be acknowledged', () => {
    const script = new MapReduceScript().subscribed();
    script.submit(MAP);
    script.offer(NODE);
    expect(script.update(0, 'TASK_RUNNING', 100)).toMatchInlineSnapshot(`
      [
        "ACKNOWLEDGE task 0 on agent 0 uuid a",
      ]
    `);
    expect(script.update(0, 'TASK_FINISHED', 101)).toMatchInlineSnapshot(`
      [
        "ACKNOWLEDGE task 0 on agent 0 uuid b",
      ]
    `);
    expect(script.update(0, 'TASK_FINISHED', 101)).toMatchInlineSnapshot(`
      [
        "ACKNOWLEDGE task 0 on agent 0 uuid b",
      ]
    `);
    expect(script.update(1, 'TASK_LOST')).toEqual([]);
  });

  it('refuses what does not fit it', () => {
    const script = new MapReduceScript().subscribed();
    script.submit(MAP);
    expect(script.offer('cpus:0.5;mem:4096', 'cpus:9;mem:512')).toMatchInlineSnapshot(`
      [
        "DECLINE offers 0, 1; refused 5 s",
      ]
    `);
  });

  it('launches no more on an offer than it may, and does not refuse the rest', () => {
    const script = new MapReduceScript({ tasksPerOffer: 1 }).subscribed();
    script.submit(MAP);
    expect(script.offer(NODE, 'cpus:0.5;mem:4096', NODE)).toMatchInlineSnapshot(`
      [
        "ACCEPT offers 0: task 0 <1, 1024>",
        "ACCEPT offers 2: task 1 <1, 1024>",
        "DECLINE offers 1; refused 5 s",
      ]
    `);
    expect(script.offer(NODE)).toMatchInlineSnapshot(`
      [
        "ACCEPT offers 3: task 2 <1, 1024>",
      ]
    `);
    expect(script.offer(NODE)).toMatchInlineSnapshot(`
      [
        "ACCEPT offers 4: task 3 <1, 1024>",
        "SUPPRESS",
        "not backlogged",
      ]
    `);
  });

  it('revives for a second job only when what it refused might have room for it', () => {
    const script = new MapReduceScript().subscribed();
    expect(script.submit(MAP).filter((line) => line === 'REVIVE')).toHaveLength(1);
    expect(script.submit({ tasks: 1, demand: 'cpus:0.2;mem:64' })).toEqual([]);
    expect(script.offer('cpus:0.1;mem:512')).toEqual(['DECLINE offers 0; refused 5 s']);
    expect(script.submit(MAP)).toEqual([]);
    expect(script.submit({ tasks: 1, demand: 'cpus:0.3;mem:64' })).toEqual([]);
    expect(script.submit({ tasks: 1, demand: 'cpus:0.1;mem:256' })).toEqual(['REVIVE']);
  });
});

describe('lost and failed tasks', () => {
  it('are launched again, in offers that are asked for again', () => {
    const script = new MapReduceScript().subscribed();
    script.submit({ ...MAP, tasks: 2 });
    expect(script.offer(NODE)).toMatchInlineSnapshot(`
      [
        "ACCEPT offers 0: task 0 <1, 1024>, task 1 <1, 1024>",
        "SUPPRESS",
        "not backlogged",
      ]
    `);
    expect(script.update(0, 'TASK_LOST')).toMatchInlineSnapshot(`
      [
        "REVIVE",
        "backlogged",
        "REQUEST since 0 s",
      ]
    `);
    expect(script.offer(NODE)).toMatchInlineSnapshot(`
      [
        "ACCEPT offers 1: task 2 <1, 1024>",
        "SUPPRESS",
        "not backlogged",
      ]
    `);
    expect(script.update(2, 'TASK_FAILED', 100)).toMatchInlineSnapshot(`
      [
        "ACKNOWLEDGE task 2 on agent 0 uuid a",
        "REVIVE",
        "backlogged",
        "REQUEST since 0 s",
      ]
    `);
    script.offer(NODE);
    script.update(1, 'TASK_FINISHED');
    expect(script.update(3, 'TASK_FINISHED')).toEqual(['job 0 finished']);
  });

  it('are the same part of the job again', () => {
    const script = new MapReduceScript().subscribed();
    script.submit({ ...MAP, tasks: 2 });
    script.offer(NODE);
    script.update(1, 'TASK_LOST');
    script.offer(NODE);
    const launches = script.calls.flatMap((call) => (call.type === 'ACCEPT' ? call.launches : []));
    expect(launches.map(({ job, stage, index }) => [job, stage, index])).toEqual([
      [0, 0, 0],
      [0, 0, 1],
      [0, 0, 1],
    ]);
  });

  it('go before new tasks of their stage', () => {
    const script = new MapReduceScript().subscribed();
    script.submit(MAP);
    script.offer(NODE);
    script.update(1, 'TASK_LOST');
    script.offer(NODE);
    const launches = script.calls.flatMap((call) => (call.type === 'ACCEPT' ? call.launches : []));
    expect(launches.map(({ index }) => index)).toEqual([0, 1, 1, 2]);
  });
});

describe('maps and reduces', () => {
  it('without slowstart: reduces when the last map has finished', () => {
    const script = new MapReduceScript().subscribed();
    script.submit({ ...MAP, tasks: 2 }, { ...REDUCE, slowstart: false });
    script.offer(NODE);
    expect(script.update(0, 'TASK_FINISHED')).toEqual([]);
    expect(script.update(1, 'TASK_FINISHED')).toMatchInlineSnapshot(`
      [
        "REVIVE",
        "backlogged",
        "REQUEST since 0 s",
      ]
    `);
    expect(script.offer(NODE)).toMatchInlineSnapshot(`
      [
        "ACCEPT offers 1: task 2 <1, 2048>, task 3 <1, 2048>",
        "SUPPRESS",
        "not backlogged",
      ]
    `);
  });

  it('with slowstart: from half of the maps on reduces hold a place, until the last ends', () => {
    const script = new MapReduceScript().subscribed();
    script.submit(MAP, REDUCE);
    script.offer(NODE, NODE);
    expect(script.update(0, 'TASK_FINISHED')).toEqual([]);
    expect(script.update(1, 'TASK_FINISHED')).toMatchInlineSnapshot(`
      [
        "REVIVE",
        "backlogged",
        "REQUEST since 0 s",
      ]
    `);
    expect(script.offer('cpus:1;mem:2048')).toMatchInlineSnapshot(`
      [
        "ACCEPT offers 2: task 4 <1, 2048> held; refused 5 s",
      ]
    `);
    expect(script.update(2, 'TASK_FINISHED')).toEqual([]);
    expect(script.update(3, 'TASK_FINISHED')).toMatchInlineSnapshot(`
      [
        "MESSAGE task 4 RELEASE",
      ]
    `);
    expect(script.offer('cpus:1;mem:2048')).toMatchInlineSnapshot(`
      [
        "ACCEPT offers 3: task 5 <1, 2048>",
        "SUPPRESS",
        "not backlogged",
      ]
    `);
    script.update(4, 'TASK_FINISHED');
    expect(script.update(5, 'TASK_FINISHED')).toEqual(['job 0 finished']);
  });

  it('what was to be said again is, also when the timer for it was lost with the process', () => {
    const script = new MapReduceScript({ repeatUs: 10e6 }).subscribed();
    script.submit(MAP, REDUCE);
    script.offer(NODE, NODE);
    for (const map of [0, 1]) script.update(map, 'TASK_FINISHED');
    script.offer('cpus:1;mem:2048');
    script.update(2, 'TASK_FINISHED');
    const released = ['MESSAGE task 4 RELEASE', 'timer REPEAT 10 s'];
    expect(script.update(3, 'TASK_FINISHED')).toEqual(released);
    script.step({ type: 'DISCONNECTED', backoffUs: 0 });
    const again = script.step({ type: 'SUBSCRIBED', framework: 0 });
    expect(again.filter((line) => released.includes(line))).toEqual(released);
  });

  it('maps go first, also those that were lost: held reduces never keep them out', () => {
    const script = new MapReduceScript().subscribed();
    script.submit(MAP, REDUCE);
    script.offer(NODE);
    script.update(0, 'TASK_FINISHED');
    script.update(1, 'TASK_FINISHED');
    // Half of the maps have finished, but two were never launched.
    expect(script.offer('cpus:3;mem:8192')).toMatchInlineSnapshot(`
      [
        "ACCEPT offers 1: task 2 <1, 1024>, task 3 <1, 1024>, task 4 <1, 2048> held; refused 5 s",
        "REVIVE",
      ]
    `);
    script.update(3, 'TASK_LOST');
    expect(script.offer('cpus:1;mem:2048')).toMatchInlineSnapshot(`
      [
        "ACCEPT offers 2: task 5 <1, 1024>; refused 5 s",
      ]
    `);
  });

  it('a held reduce that was lost is not released but launched again', () => {
    const script = new MapReduceScript().subscribed();
    script.submit({ ...MAP, tasks: 2 }, { ...REDUCE, tasks: 1 });
    script.offer(NODE);
    script.update(0, 'TASK_FINISHED');
    script.offer(NODE);
    expect(script.update(2, 'TASK_LOST')).toMatchInlineSnapshot(`
      [
        "REVIVE",
        "backlogged",
        "REQUEST since 0 s",
      ]
    `);
    expect(script.update(1, 'TASK_FINISHED')).toEqual([]);
    expect(script.offer(NODE)).toMatchInlineSnapshot(`
      [
        "ACCEPT offers 2: task 3 <1, 2048>",
        "SUPPRESS",
        "not backlogged",
      ]
    `);
  });

  it.each([
    { slowstart: 0, reduceAfter: 0 },
    { slowstart: 0.05, reduceAfter: 1 },
    { slowstart: 0.5, reduceAfter: 5 },
    { slowstart: 0.51, reduceAfter: 6 },
    { slowstart: 1, reduceAfter: 10 },
  ])('slowstart $slowstart of ten maps: after $reduceAfter', ({ slowstart, reduceAfter }) => {
    const script = new MapReduceScript({ slowstart }).subscribed();
    script.submit({ tasks: 10, demand: 'cpus:1;mem:1024' }, { ...REDUCE, tasks: 1 });
    script.offer('cpus:10;mem:10240');
    let finished = 0;
    while (script.offer('cpus:1;mem:2048').every((line) => !line.startsWith('ACCEPT'))) {
      script.update(finished++, 'TASK_FINISHED');
    }
    expect(finished).toBe(reduceAfter);
  });

  it('of a chain of three, only the next may start early', () => {
    const script = new MapReduceScript({ slowstart: 0 }).subscribed();
    const stage = { tasks: 1, demand: 'cpus:1;mem:1024', slowstart: true };
    script.submit(stage, stage, stage);
    expect(script.offer('cpus:3;mem:3072')).toMatchInlineSnapshot(`
      [
        "ACCEPT offers 0: task 0 <1, 1024>, task 1 <1, 1024> held",
        "SUPPRESS",
        "not backlogged",
      ]
    `);
    expect(script.update(0, 'TASK_FINISHED')).toMatchInlineSnapshot(`
      [
        "MESSAGE task 1 RELEASE",
        "REVIVE",
        "backlogged",
        "REQUEST since 0 s",
      ]
    `);
    expect(script.offer('cpus:3;mem:3072')).toMatchInlineSnapshot(`
      [
        "ACCEPT offers 1: task 2 <1, 1024> held",
        "SUPPRESS",
        "not backlogged",
      ]
    `);
    script.update(1, 'TASK_FINISHED');
    expect(script.update(2, 'TASK_FINISHED')).toMatchInlineSnapshot(`
      [
        "job 0 finished",
      ]
    `);
  });
});

describe('the order of jobs', () => {
  /** Which jobs get the next six slots, offered one by one, after two jobs of three maps came. */
  const slots = (jobOrder: 'fifo' | 'fair'): number[] => {
    const script = new MapReduceScript({ jobOrder }).subscribed();
    script.submit({ tasks: 3, demand: 'cpus:1;mem:1024' });
    script.submit({ tasks: 3, demand: 'cpus:1;mem:512' });
    for (let i = 0; i < 6; i++) script.offer('cpus:1;mem:1024');
    return script.calls.flatMap((call) =>
      call.type === 'ACCEPT' ? call.launches.map(({ job }) => job) : [],
    );
  };

  it('fifo: the first submitted takes all it can', () => {
    expect(slots('fifo')).toEqual([0, 0, 0, 1, 1, 1]);
  });

  it('fair: whoever runs fewest tasks', () => {
    expect(slots('fair')).toEqual([0, 1, 0, 1, 0, 1]);
  });

  it.each([
    { jobOrder: 'fifo', jobs: [2, 1, 3, 0, 4] },
    { jobOrder: 'fair', jobs: [0, 1, 2, 3, 4] },
  ] as const)('$jobOrder: priorities of jobs', ({ jobOrder, jobs }) => {
    const script = new MapReduceScript({ jobOrder }).subscribed();
    for (const priority of [0, 1, 7, 1, -1]) {
      script.submitOf(priority, { tasks: 1, demand: 'cpus:1;mem:1024' });
    }
    script.offer('cpus:5;mem:5120');
    const launches = script.calls.flatMap((call) => (call.type === 'ACCEPT' ? call.launches : []));
    expect(launches.map(({ job }) => job)).toEqual(jobs);
  });

  it('fair: tasks that ended do not count', () => {
    const script = new MapReduceScript({ jobOrder: 'fair' }).subscribed();
    script.submit({ tasks: 5, demand: 'cpus:1;mem:1024' });
    script.submit({ tasks: 5, demand: 'cpus:1;mem:1024' });
    script.offer('cpus:3;mem:3072');
    // Job 0 runs tasks 0 and 2, job 1 runs task 1.
    script.update(0, 'TASK_FINISHED');
    script.update(2, 'TASK_FINISHED');
    expect(script.offer('cpus:2;mem:2048')).toMatchInlineSnapshot(`
      [
        "ACCEPT offers 1: task 3 <1, 1024>, task 4 <1, 1024>; refused 5 s",
      ]
    `);
    const jobs = script.calls.flatMap((call) => (call.type === 'ACCEPT' ? call.launches : []));
    expect(jobs.map(({ job }) => job)).toEqual([0, 1, 0, 0, 0]);
  });

  it('passes over a job whose task does not fit', () => {
    const script = new MapReduceScript().subscribed();
    script.submit({ tasks: 1, demand: 'cpus:8;mem:1024' });
    script.submit({ tasks: 1, demand: 'cpus:1;mem:1024' });
    expect(script.offer('cpus:4;mem:4096')).toMatchInlineSnapshot(`
      [
        "ACCEPT offers 0: task 0 <1, 1024>; refused 5 s",
      ]
    `);
  });
});

describe('since when it has waited', () => {
  const requests = (script: MapReduceScript): number[] =>
    script.calls.flatMap((call) => (call.type === 'REQUEST' ? [call.waitingSinceUs / 1e6] : []));

  it('is the submission of the oldest job with tasks to launch', () => {
    const script = new MapReduceScript().subscribed();
    script.now = 10e6;
    script.submit({ tasks: 1, demand: 'cpus:1;mem:1024' });
    script.now = 20e6;
    script.submit({ tasks: 1, demand: 'cpus:1;mem:1024' });
    expect(requests(script)).toEqual([10]);
    script.offer('cpus:1;mem:1024');
    expect(requests(script)).toEqual([10, 20]);
  });

  it('is said again after a suppression, which made the master forget it', () => {
    const script = new MapReduceScript().subscribed();
    script.now = 10e6;
    script.submit({ tasks: 2, demand: 'cpus:1;mem:1024' }, REDUCE);
    script.offer(NODE);
    expect(script.calls.at(-1)?.type).toBe('SUPPRESS');
    script.now = 20e6;
    // Half of the maps: reduces may start, of a job that waits since 10 s.
    expect(script.update(0, 'TASK_FINISHED')).toEqual([
      'REVIVE',
      'backlogged',
      'REQUEST since 10 s',
    ]);
  });
});
