import { describe, expect, it } from 'vitest';
import { MapReduceScript } from '../../../test/support/machine-scripts.ts';
import { HADOOP_SPECULATION, type SpeculationOptions } from './speculation.ts';

const MAP = { tasks: 4, demand: 'cpus:1;mem:1024' };
const SLOT = 'cpus:1;mem:1024';

function speculating(changes: Partial<SpeculationOptions> = {}): MapReduceScript {
  const speculation = { ...HADOOP_SPECULATION, ...changes };
  return new MapReduceScript({ speculation, slowstart: 0 }).subscribed();
}

function at(script: MapReduceScript, seconds: number): MapReduceScript {
  script.now = seconds * 1e6;
  return script;
}

/** The timer rings: what is said besides asking for offers and setting it again. */
function look(script: MapReduceScript, seconds: number): string[] {
  const lines = at(script, seconds).step({ type: 'TIMER', timer: 'SPECULATE' });
  return lines.filter((line) => line !== 'timer SPECULATE 1 s');
}

/** Tasks 0 … n-1 run on node0 from 0 s on; all but the last take ten seconds. */
function straggling(tasks = 4, changes: Partial<SpeculationOptions> = {}): MapReduceScript {
  const script = speculating(changes);
  script.submit({ ...MAP, tasks });
  script.offer(`cpus:${tasks};mem:${tasks * 1024}`);
  for (let task = 0; task < tasks; task++) script.update(task, 'TASK_RUNNING');
  at(script, 10);
  for (let task = 0; task < tasks - 1; task++) script.update(task, 'TASK_FINISHED');
  return script;
}

describe('a task that takes much longer than the others of its stage', () => {
  it('is given a copy, and when one of the two finishes the other is killed', () => {
    const script = straggling();
    expect(look(script, 12), 'a fifth over the mean is not much').toEqual([]);
    expect(look(script, 12.1)).toMatchInlineSnapshot(`
      [
        "REVIVE",
        "backlogged",
        "REQUEST since 0 s",
      ]
    `);
    expect(script.offerOf([{ agentId: 1, text: SLOT }])).toMatchInlineSnapshot(`
      [
        "ACCEPT offers 1: task 4 <1, 1024>",
        "SUPPRESS",
        "not backlogged",
      ]
    `);
    at(script, 22);
    expect(script.update(4, 'TASK_RUNNING')).toEqual([]);
    expect(at(script, 32).update(4, 'TASK_FINISHED')).toMatchInlineSnapshot(`
      [
        "KILL task 3",
        "job 0 finished",
      ]
    `);
    expect(script.update(3, 'TASK_KILLED')).toEqual([]);
  });

  it('may still be the first: then the copy is killed', () => {
    const script = straggling();
    look(script, 13);
    script.offerOf([{ agentId: 1, text: SLOT }]);
    expect(script.update(3, 'TASK_FINISHED')).toEqual(['KILL task 4', 'job 0 finished']);
    // It finished before it was killed: its result is not wanted.
    expect(script.update(4, 'TASK_FINISHED')).toEqual([]);
  });

  it('may end before its copy was launched: none is', () => {
    const script = straggling();
    look(script, 13);
    expect(script.update(3, 'TASK_FINISHED')).toEqual(['job 0 finished', 'not backlogged']);
    expect(script.offerOf([{ agentId: 1, text: SLOT }])).toEqual(['SUPPRESS', 'DECLINE offers 1']);
  });

  it('is not copied where it runs', () => {
    const script = straggling();
    look(script, 13);
    expect(script.offer(SLOT)).toEqual(['DECLINE offers 1; refused 5 s']);
    // The refusal was not for want of room: who fits there is welcome.
    expect(script.submit({ ...MAP, tasks: 1, demand: 'cpus:1;mem:1025' })).toContain('REVIVE');
  });

  it('runs on alone when its copy is lost or fails, and the other way round', () => {
    for (const [ends, lives] of [
      [4, 3],
      [3, 4],
    ]) {
      const script = straggling();
      look(script, 13);
      script.offerOf([{ agentId: 1, text: SLOT }]);
      expect(script.update(ends, ends === 4 ? 'TASK_LOST' : 'TASK_FAILED')).toEqual([]);
      expect(script.update(lives, 'TASK_FINISHED')).toEqual(['job 0 finished']);
    }
  });

  it('is launched again when both attempts are lost', () => {
    const script = straggling();
    look(script, 13);
    script.offerOf([{ agentId: 1, text: SLOT }]);
    script.update(3, 'TASK_LOST');
    expect(script.update(4, 'TASK_LOST')).toContain('REVIVE');
    expect(script.offer(SLOT)[0]).toContain('task 5 ');
  });

  it('is launched again, once, when it is lost while its copy waits for an offer', () => {
    const script = straggling();
    look(script, 13);
    script.update(3, 'TASK_LOST');
    expect(script.offer('cpus:4;mem:4096')[0]).toBe('ACCEPT offers 1: task 4 <1, 1024>');
    expect(script.update(4, 'TASK_FINISHED')).toEqual(['job 0 finished']);
  });

  it('may have another copy later, never two at a time', () => {
    const script = straggling();
    look(script, 13);
    script.offerOf([{ agentId: 1, text: SLOT }]);
    script.update(4, 'TASK_RUNNING');
    expect(look(script, 60), 'the copy is slow too').toEqual([]);
    script.update(4, 'TASK_LOST');
    expect(look(script, 61)).toContain('REVIVE');
  });
});

describe('no copy is made', () => {
  it('while the stage has tasks to launch', () => {
    const script = speculating();
    script.submit({ ...MAP, tasks: 5 });
    script.offer('cpus:4;mem:4096');
    for (const task of [0, 1, 2, 3]) script.update(task, 'TASK_RUNNING');
    at(script, 10).update(0, 'TASK_FINISHED');
    expect(look(script, 100)).toEqual([]);
    script.offer(SLOT);
    expect(look(script, 101)).toEqual(['REVIVE', 'backlogged', 'REQUEST since 0 s']);
  });

  it('before a part of the stage has finished', () => {
    const script = straggling(3, { minimumFinished: 0.9 });
    expect(look(script, 100)).toEqual([]);
  });

  it('of a reduce that waits for maps; its time counts from its release', () => {
    const script = speculating();
    script.submit({ ...MAP, tasks: 1 }, { ...MAP, tasks: 2, slowstart: true });
    script.offer('cpus:3;mem:3072');
    for (const task of [0, 1, 2]) script.update(task, 'TASK_RUNNING');
    at(script, 1000).update(0, 'TASK_FINISHED');
    at(script, 1010).update(1, 'TASK_FINISHED');
    expect(look(script, 1012)).toEqual([]);
    expect(look(script, 1013)).toContain('REVIVE');
  });

  it('of one within a deviation of the mean, where times differ', () => {
    const script = speculating();
    script.submit({ ...MAP, tasks: 3 });
    script.offer('cpus:3;mem:3072');
    for (const task of [0, 1, 2]) script.update(task, 'TASK_RUNNING');
    at(script, 10).update(0, 'TASK_FINISHED');
    at(script, 30).update(1, 'TASK_FINISHED');
    // Mean 20 s, deviation 10 s.
    expect(look(script, 30)).toEqual([]);
    expect(look(script, 30.1)).toContain('REVIVE');
  });

  it('beyond the cap: of ten per cent, here', () => {
    const caps = { minimumAllowed: 0, totalCap: 0, runningCap: 0.1, retryAfterSpeculateUs: 0 };
    const script = speculating(caps);
    script.submit({ ...MAP, tasks: 30 });
    script.offer('cpus:30;mem:30720');
    for (let task = 0; task < 30; task++) script.update(task, 'TASK_RUNNING');
    at(script, 10);
    for (let task = 0; task < 9; task++) script.update(task, 'TASK_FINISHED');
    // 21 run: two copies.
    expect(look(script, 20)).toContain('REVIVE');
    script.offerOf([{ agentId: 1, text: 'cpus:9;mem:9216' }]);
    look(script, 21);
    script.offerOf([{ agentId: 1, text: 'cpus:9;mem:9216' }]);
    look(script, 22);
    expect(script.offerOf([{ agentId: 1, text: 'cpus:9;mem:9216' }])).toEqual(['DECLINE offers 3']);
    const launched = script.calls.flatMap((call) => (call.type === 'ACCEPT' ? call.launches : []));
    expect(launched.slice(30).map(({ index }) => index)).toEqual([9, 10]);
  });

  it('within fifteen seconds of the last of its stage', () => {
    const script = speculating();
    script.submit(MAP);
    script.offer('cpus:4;mem:4096');
    for (const task of [0, 1, 2, 3]) script.update(task, 'TASK_RUNNING');
    at(script, 10).update(0, 'TASK_FINISHED');
    expect(look(script, 13)).toContain('REVIVE');
    script.offerOf([{ agentId: 1, text: 'cpus:4;mem:4096' }]);
    expect(look(script, 27.9)).toEqual([]);
    expect(look(script, 28)).toContain('REVIVE');
  });
});

describe('looking for slow tasks', () => {
  it('begins with the first that runs, every second, and ends with the last', () => {
    const script = speculating();
    script.submit({ ...MAP, tasks: 2 });
    script.offer('cpus:2;mem:2048');
    expect(script.update(0, 'TASK_RUNNING')).toEqual(['timer SPECULATE 1 s']);
    expect(script.update(1, 'TASK_RUNNING')).toEqual([]);
    const ring = (): string[] => script.step({ type: 'TIMER', timer: 'SPECULATE' });
    expect(ring()).toEqual(['timer SPECULATE 1 s']);
    script.update(0, 'TASK_FINISHED');
    script.update(1, 'TASK_FAILED');
    expect(ring()).toEqual([]);
  });

  it('is not done unless asked for', () => {
    const script = new MapReduceScript().subscribed();
    script.submit(MAP);
    script.offer('cpus:4;mem:4096');
    expect(script.update(0, 'TASK_RUNNING')).toEqual([]);
  });
});
