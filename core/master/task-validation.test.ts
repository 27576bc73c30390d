import { describe, expect, it } from 'vitest';
import { WholeScript, wholeTask } from '../../test/support/whole-scripts.ts';
import { readResources } from '../resources/resource-notation.ts';
import type { Subscribe } from '../protocol/scheduler-api.ts';

const NODE = 'cpus:4;mem:4096;disk:2000;ports:[31000-31009]';

/** Agent 0 is offered to framework 0 of role `a`: offer 0. */
function offered(more: Partial<Subscribe> = {}): WholeScript {
  const script = new WholeScript();
  script.agent(10, 'node0', NODE);
  script.framework(1, 'spark', { role: 'a', failoverTimeoutUs: 60e6, checkpoint: true, ...more });
  script.allocate();
  return script;
}

describe('whole resources', () => {
  it('are offered with what is plain, used by tasks, and free again', () => {
    const script = new WholeScript();
    script.framework(1, 'spark', { role: 'a' });
    script.agent(10, 'node0', NODE, 'cpus(a):2');
    expect(script.allocate()).toMatchInlineSnapshot(`
      [
        "to 1: OFFERS 0: agent 0 <4, 4096, 2000> + cpus(a):2;ports:[31000-31009]",
      ]
    `);
    const needs = readResources('cpus:1;cpus(a):2;ports:[31000-31001]');
    expect(script.operate([0], [], { launches: [wholeTask(1, needs)] })).toMatchInlineSnapshot(`
      [
        "to 10: RUN_TASKS of framework 0: task 1 <1, 0, 0> + cpus(a):2;ports:[31000-31001]",
      ]
    `);
    expect(script.batch()).toMatchInlineSnapshot(`
      [
        "to 1: OFFERS 1: agent 0 <3, 4096, 2000> + ports:[31002-31009]",
      ]
    `);
    script.update(0, 1, 'TASK_FINISHED', 100);
    expect(script.batch()).toMatchInlineSnapshot(`
      [
        "to 1: OFFERS 2: agent 0 <1, 0, 0> + cpus(a):2;ports:[31000-31001]",
      ]
    `);
  });

  it.each([
    ['ports that are not offered', 'ports:[31009-31010]'],
    ['ports twice', 'ports:[31000-31000]'],
    ['what is reserved to others', 'cpus(b):1'],
  ])('a task cannot have %s', (_, needs) => {
    const script = offered();
    const first = wholeTask(1, readResources('cpus:1;ports:[31000-31000]'));
    const lines = script.operate([0], [], {
      launches: [first, wholeTask(2, readResources(needs))],
    });
    expect(lines[0]).toMatch(
      /^to 1: UPDATE task 2 TASK_ERROR \(master, TASK_INVALID, task 2 needs/,
    );
    expect(lines).toHaveLength(2);
  });

  it('a task mixes no revocable resource with others of its name', () => {
    const script = new WholeScript();
    script.framework(1, 'spark', { role: 'a' });
    const revocable = { name: 'cpus', value: 2, revocable: true };
    script.agent(10, 'node0', NODE, revocable);
    script.allocate();
    const both = wholeTask(1, readResources(['cpus:1', { ...revocable, value: 1 }]));
    expect(script.operate([0], [], { launches: [both] })).toMatchInlineSnapshot(`
      [
        "to 1: UPDATE task 1 TASK_ERROR (master, TASK_INVALID, task 1 mixes revocable cpus with
          other cpus) no uuid",
      ]
    `);
  });

  it('that are lent come and go: offers that hold some are taken back', () => {
    const script = offered();
    const lent = { type: 'UPDATE_AGENT', agentId: 0 } as const;
    const cpus = (value: number) => readResources([{ name: 'cpus', value, revocable: true }]);
    expect(script.step({ ...lent, revocable: cpus(2) })).toEqual(['timer EVENT_ALLOCATION 0 s']);
    expect(script.allocate()).toMatchInlineSnapshot(`
      [
        "to 1: OFFERS 1: agent 0 <0, 0, 0> + cpus{REV}:2",
      ]
    `);
    expect(script.step({ ...lent, revocable: cpus(2) })).toEqual([]);
    expect(script.step({ ...lent, revocable: cpus(1) })).toMatchInlineSnapshot(`
      [
        "to 1: RESCIND offer 1",
        "timer EVENT_ALLOCATION 0 s",
      ]
    `);
    // Used beyond what is lent now: nothing is offered before it is given back.
    script.allocate();
    script.operate([2], [], { launches: [wholeTask(1, cpus(1))] });
    script.step({ ...lent, revocable: readResources('') });
    expect(script.master.allocator.agents.rest[0].hasRevocable).toBe(false);
    script.update(0, 1, 'TASK_KILLED', 100);
    expect(script.master.allocator.agents.rest[0].hasRevocable).toBe(false);
    expect(script.step({ ...lent, revocable: readResources('cpus:1') })).toMatchInlineSnapshot(`
      [
        "reject UPDATE_AGENT: cpus:1: wanted nothing but revocable ones",
      ]
    `);
  });

  it('limits are of CPUs and memory, and not below the request', () => {
    const script = offered();
    const limited = (taskId: number, limits: [string, number][]) =>
      wholeTask(taskId, readResources('cpus:1'), { limits: new Map(limits) });
    const launches = [
      limited(1, [['cpus', Number.POSITIVE_INFINITY]]),
      limited(2, [['cpus', 500]]),
      limited(3, [['disk', 5000]]),
    ];
    expect(script.operate([0], [], { launches })).toMatchInlineSnapshot(`
      [
        "to 1: UPDATE task 2 TASK_ERROR (master, TASK_INVALID, task 2 has a limit of 500 cpus,
          below 1000) no uuid",
        "to 1: UPDATE task 3 TASK_ERROR (master, TASK_INVALID, task 3 has a limit of disk) no uuid",
        "to 10: RUN_TASKS of framework 0: task 1 <1, 0, 0>",
      ]
    `);
  });
});
