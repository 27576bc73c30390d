import { describe, expect, it } from 'vitest';
import { MapReduceScript } from '../../../test/support/machine-scripts.ts';

const MAPS = { tasks: 3, demand: 'cpus:1;mem:1024' };
const REDUCES = { tasks: 2, demand: 'cpus:1;mem:2048', slowstart: true };
const SLOT = 'cpus:1;mem:2048';

/** Three maps have finished on agents 0, 1 and 1; how many reduces work on agent 2. */
function mapped(reduces: number, rerunLostMaps = true): MapReduceScript {
  const script = new MapReduceScript({ rerunLostMaps, slowstart: 0.3 }).subscribed();
  script.submit(MAPS, REDUCES);
  for (const agentId of [0, 1, 1]) script.offerOf([{ agentId, text: 'cpus:1;mem:1024' }]);
  for (const task of [0, 1, 2]) script.update(task, 'TASK_FINISHED');
  script.offerOf(Array.from({ length: reduces }, () => ({ agentId: 2, text: SLOT })));
  return script;
}

function lose(script: MapReduceScript, agentId: number): string[] {
  return script.step({ type: 'FAILURE', agentId });
}

/** Index of each task that was launched, in order. */
function launched(script: MapReduceScript): string[] {
  return script.calls.flatMap((call) =>
    call.type === 'ACCEPT'
      ? call.launches.map(({ stage, index, held }) => `${stage}.${index}${held ? ' held' : ''}`)
      : [],
  );
}

describe('an agent that is lost with the outputs of maps', () => {
  it('makes them run again, before the reduces that have not begun', () => {
    const script = mapped(0);
    expect(lose(script, 1)).toEqual([]);
    expect(script.offer('cpus:9;mem:9999')).toMatchInlineSnapshot(`
      [
        "ACCEPT offers 3: task 3 <1, 1024>, task 4 <1, 1024>, task 5 <1, 2048> held, task 6 <1,
          2048> held",
        "SUPPRESS",
        "not backlogged",
      ]
    `);
    expect(launched(script).slice(3)).toEqual(['0.2', '0.1', '1.0 held', '1.1 held']);
    expect(script.update(3, 'TASK_FINISHED')).toEqual([]);
    expect(script.update(4, 'TASK_FINISHED')).toMatchInlineSnapshot(`
      [
        "MESSAGE task 5 RELEASE",
        "MESSAGE task 6 RELEASE",
      ]
    `);
    script.update(5, 'TASK_FINISHED');
    expect(script.update(6, 'TASK_FINISHED')).toEqual(['job 0 finished']);
  });

  it('leaves reduces that work alone, and those to come wait', () => {
    const script = mapped(1);
    lose(script, 0);
    script.offer('cpus:9;mem:9999');
    expect(launched(script).slice(3)).toEqual(['1.0', '0.0', '1.1 held']);
    expect(script.update(3, 'TASK_FINISHED')).toEqual([]);
    expect(script.update(4, 'TASK_FINISHED')).toEqual(['MESSAGE task 5 RELEASE']);
    expect(script.update(5, 'TASK_FINISHED')).toEqual(['job 0 finished']);
  });

  it('does not keep a job whose reduces are done: its maps are killed', () => {
    const script = mapped(2);
    lose(script, 0);
    script.offer(SLOT);
    expect(launched(script).slice(3)).toEqual(['1.0', '1.1', '0.0']);
    script.update(3, 'TASK_FINISHED');
    expect(script.update(4, 'TASK_FINISHED')).toEqual(['job 0 finished', 'KILL task 5']);
    expect(script.update(5, 'TASK_FINISHED')).toEqual([]);
  });

  it('does the same while maps run, and reduces that wait give way', () => {
    const script = new MapReduceScript({ rerunLostMaps: true, slowstart: 0.5 }).subscribed();
    script.submit({ ...MAPS, tasks: 2 }, REDUCES);
    script.offer('cpus:2;mem:2048');
    script.update(0, 'TASK_FINISHED');
    script.offerOf([{ agentId: 1, text: 'cpus:2;mem:4096' }]);
    expect(launched(script).slice(2)).toEqual(['1.0 held', '1.1 held']);
    expect(lose(script, 0)).toMatchInlineSnapshot(`
      [
        "KILL task 2",
        "KILL task 3",
        "REVIVE",
        "backlogged",
        "REQUEST since 0 s",
      ]
    `);
  });

  it('does nothing to outputs on others, to jobs that are over, and to none', () => {
    const script = mapped(2);
    expect(lose(script, 3)).toEqual([]);
    script.update(3, 'TASK_FINISHED');
    script.update(4, 'TASK_FINISHED');
    expect(lose(script, 0)).toEqual([]);
    const young = new MapReduceScript({ rerunLostMaps: true }).subscribed();
    young.submit(MAPS);
    young.offer('cpus:3;mem:3072');
    young.update(0, 'TASK_FINISHED');
    // Output of the only stage is in the file system.
    expect(lose(young, 0)).toEqual([]);
    expect(young.offer('cpus:3;mem:3072')).toEqual(['DECLINE offers 1']);
  });

  it('does nothing unless asked for', () => {
    const script = mapped(0, false);
    expect(lose(script, 0)).toEqual([]);
    expect(script.offer(SLOT)[0]).toContain('<1, 2048>');
  });

  it('may be so again, of the same maps', () => {
    const script = mapped(0);
    for (const agentId of [0, 5, 6]) {
      lose(script, agentId);
      const [line] = script.offerOf([{ agentId: agentId === 0 ? 5 : 6, text: SLOT }]);
      script.update(Number(/task (\d+)/.exec(line)?.[1]), 'TASK_FINISHED');
    }
    expect(launched(script).slice(3)).toEqual(['0.0', '0.0', '0.0']);
  });

  it('counts the work that is to be done again', () => {
    const script = new MapReduceScript({ rerunLostMaps: true, needs: ['remainingWork'] });
    script.subscribed();
    const maps = { ...MAPS, taskSeconds: 10 };
    script.submit(maps, { ...REDUCES, taskSeconds: 1 });
    script.offer('cpus:3;mem:3072');
    for (const task of [0, 1]) script.update(task, 'TASK_FINISHED');
    expect(lose(script, 0)).toContain('REQUEST since 0 s, remainingWork 32000000');
  });
});

describe('in a chain of three stages', () => {
  /** Stages 0 and 1, of two tasks each, have finished: task 0 on agent 0, the others on agent 1. */
  function chained(): MapReduceScript {
    const script = new MapReduceScript({ rerunLostMaps: true }).subscribed();
    const stage = { tasks: 2, demand: 'cpus:1;mem:1024' };
    script.submit(stage, stage, stage);
    let task = 0;
    for (const agentIds of [
      [0, 1],
      [1, 1],
    ]) {
      for (const agentId of agentIds) script.offerOf([{ agentId, text: 'cpus:1;mem:1024' }]);
      for (const _ of agentIds) script.update(task++, 'TASK_FINISHED');
    }
    return script;
  }

  it('outputs that were read are not missed, until they must be read again', () => {
    const script = chained();
    lose(script, 0);
    script.offerOf([{ agentId: 2, text: 'cpus:1;mem:1024' }]);
    expect(launched(script).slice(4), 'stage 1 has all of stage 0').toEqual(['2.0']);
    lose(script, 1);
    script.offerOf([{ agentId: 2, text: 'cpus:9;mem:9999' }]);
    expect(launched(script).slice(5), 'both of stage 0 are missed now').toEqual(['0.1', '0.0']);
    for (const task of [5, 6]) script.update(task, 'TASK_FINISHED');
    script.offerOf([{ agentId: 2, text: 'cpus:9;mem:9999' }]);
    expect(launched(script).slice(7)).toEqual(['1.1', '1.0']);
    for (const task of [7, 8]) script.update(task, 'TASK_FINISHED');
    script.offerOf([{ agentId: 2, text: 'cpus:9;mem:9999' }]);
    expect(launched(script).slice(9)).toEqual(['2.1']);
    script.update(4, 'TASK_FINISHED');
    expect(script.update(9, 'TASK_FINISHED')).toEqual(['job 0 finished']);
  });

  it('a task is released by its own stage only, also one that is being killed', () => {
    const script = new MapReduceScript({ rerunLostMaps: true, slowstart: 0.5 }).subscribed();
    const stage = { tasks: 2, demand: 'cpus:1;mem:1024', slowstart: true };
    script.submit({ ...stage, tasks: 1 }, stage, { ...stage, tasks: 1 });
    script.offer('cpus:1;mem:1024');
    script.update(0, 'TASK_FINISHED');
    script.offerOf([{ agentId: 1, text: 'cpus:2;mem:2048' }]);
    script.update(1, 'TASK_FINISHED');
    script.offerOf([{ agentId: 1, text: 'cpus:1;mem:1024' }]);
    expect(launched(script)).toEqual(['0.0', '1.0', '1.1', '2.0 held']);
    expect(lose(script, 0)[0]).toBe('KILL task 3');
    script.offerOf([{ agentId: 1, text: 'cpus:1;mem:1024' }]);
    // Stage 0 is whole again, stage 1 is not: nothing for the task of stage 2 to begin with.
    expect(script.update(4, 'TASK_FINISHED')).toEqual([]);
    expect(script.update(2, 'TASK_FINISHED')).toContain('MESSAGE task 3 RELEASE');
  });
});
