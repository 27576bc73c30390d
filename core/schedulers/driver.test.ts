import { expect, it } from 'vitest';
import { MapReduceScript } from '../../test/support/machine-scripts.ts';

const CUT = { type: 'DISCONNECTED', backoffUs: 250_000 } as const;

/** A framework with task 0 running on agent 0, cut off from its master. */
function cutOff(): MapReduceScript {
  const script = new MapReduceScript({ failoverTimeoutUs: 60e6 }).subscribed();
  script.submit({ tasks: 2, demand: 'cpus:1;mem:1024' });
  script.offer('cpus:2;mem:2048');
  script.update(0, 'TASK_RUNNING', 100);
  return script;
}

/** The driver's timer fires after so many seconds. */
function fire(script: MapReduceScript, timer: 'SUBSCRIBE' | 'RECONCILE', seconds: number) {
  script.now += seconds * 1e6;
  return script.step({ type: 'TIMER', timer });
}

it('subscribes under its id at doubling intervals, and says nothing meanwhile', () => {
  const script = cutOff();
  expect(script.step(CUT)).toMatchInlineSnapshot(`
    [
      "timer SUBSCRIBE 0.25 s",
    ]
  `);
  expect(fire(script, 'SUBSCRIBE', 0.25)).toMatchInlineSnapshot(`
    [
      "SUBSCRIBE hadoop in hadoop as framework 0",
      "timer SUBSCRIBE 1 s",
    ]
  `);
  expect(script.update(0, 'TASK_FINISHED', 101)).toEqual([]);
  const waits = [1, 2, 4, 8, 16, 32, 60].map((wait) => fire(script, 'SUBSCRIBE', wait)[1]);
  expect(waits.at(-1)).toBe('timer SUBSCRIBE 60 s');
  script.step({ type: 'SUBSCRIBED', framework: 0 });
  expect(fire(script, 'SUBSCRIBE', 60)).toEqual([]);
});

it('asks for each of its tasks until each is answered for', () => {
  const script = cutOff();
  script.step(CUT);
  expect(script.step({ type: 'SUBSCRIBED', framework: 0 })).toMatchInlineSnapshot(`
    [
      "SUPPRESS",
      "RECONCILE task 0, task 1",
      "timer RECONCILE 1 s",
      "RECONCILE all",
    ]
  `);
  script.update(0, 'TASK_RUNNING');
  expect(fire(script, 'RECONCILE', 1)).toMatchInlineSnapshot(`
    [
      "RECONCILE task 1",
      "timer RECONCILE 2 s",
    ]
  `);
  // What the master does not know is lost: it runs again.
  expect(script.update(1, 'TASK_LOST').join('\n')).not.toContain('RECONCILE');
  expect(fire(script, 'RECONCILE', 2)).toEqual([]);
});

it('forgets its id when the master refuses it', () => {
  const script = cutOff();
  script.step(CUT);
  script.step({ type: 'ERROR', message: 'Framework has been removed' });
  expect(fire(script, 'SUBSCRIBE', 0.25)).toEqual([]);
  expect(script.step({ type: 'START' })).toEqual(['SUBSCRIBE hadoop in hadoop']);
});

it('kills what comes back after it was given up', () => {
  const script = cutOff();
  script.update(0, 'TASK_LOST');
  expect(script.update(0, 'TASK_RUNNING')).toEqual(['KILL task 0']);
});
