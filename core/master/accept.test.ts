import { describe, expect, it } from 'vitest';
import { MasterScript, taskOf } from '../../test/support/machine-scripts.ts';

/** Agents 0 and 1 of <4 CPUs, 4096 MB>; framework 0 is offered both: offer 0 and offer 1. */
function offered(): MasterScript {
  const script = new MasterScript();
  script.register(10, 'node0', 'cpus:4;mem:4096');
  script.subscribe(1, 'spark');
  script.allocate();
  script.register(11, 'node1', 'cpus:4;mem:4096');
  script.allocate();
  return script;
}

/** One agent, two offers: 1 of <3, 3072> and 2 of <1, 1024>, which a task left that ended. */
function offeredInParts(): MasterScript {
  const script = new MasterScript();
  script.register(10, 'node0', 'cpus:4;mem:4096');
  script.subscribe(1, 'spark');
  script.allocate();
  script.accept(0, [taskOf(1, 'cpus:1;mem:1024')]);
  script.batch();
  script.update(0, 1, 'TASK_FINISHED', 100);
  script.acknowledge(0, 1, 100);
  script.batch();
  return script;
}

function held(script: MasterScript): number[] {
  return script.master.allocator.allocatedTo(script.master.framework(0)?.client ?? -1);
}

describe('ACCEPT launches', () => {
  it('several tasks in one message, and declines the rest', () => {
    const script = offered();
    const tasks = [taskOf(1, 'cpus:1;mem:1024'), taskOf(2, 'cpus:2;mem:512')];
    expect(script.accept(0, tasks, 2)).toMatchInlineSnapshot(`
      [
        "to 10: RUN_TASKS of framework 0: task 1 <1, 1024>, task 2 <2, 512>",
      ]
    `);
    expect(held(script)).toEqual([3000 + 4000, 1_536_000 + 4_096_000]);
    expect(script.batch()).toEqual([]);
    expect(script.batch()).toMatchInlineSnapshot(`
      [
        "to 1: OFFERS 2: agent 0 <1, 2560>",
      ]
    `);
  });

  it('all that was offered: nothing is left to decline', () => {
    const script = offered();
    script.accept(0, [taskOf(1, 'cpus:4;mem:4096')], 5);
    expect(script.batch()).toEqual([]);
    expect(script.master.framework(0)?.counts).toEqual({
      made: 2,
      accepted: 1,
      declined: 0,
      rescinded: 0,
    });
  });

  it('on the sum of several offers of one agent', () => {
    const script = offeredInParts();
    expect(script.accept([1, 2], [taskOf(2, 'cpus:4;mem:4000')])).toMatchInlineSnapshot(`
      [
        "to 10: RUN_TASKS of framework 0: task 2 <4, 4000>",
      ]
    `);
    expect(held(script)).toEqual([4000, 4_000_000]);
    expect(script.master.framework(0)?.counts.accepted).toBe(3);
    expect(script.batch()).toMatchInlineSnapshot(`
      [
        "to 1: OFFERS 3: agent 0 <0, 96>",
      ]
    `);
  });

  it('nothing: that is a DECLINE', () => {
    const script = offered();
    expect(script.accept([0], [], 1000)).toEqual([]);
    expect(script.batch()).toEqual([]);
    expect(script.master.framework(0)?.counts.declined).toBe(1);
  });
});

describe('a bad offer spoils the whole call: what exists is used up, every task is lost', () => {
  const tasks = [taskOf(1, 'cpus:1'), taskOf(2, 'cpus:1')];

  it('an offer that is not open', () => {
    const script = offered();
    expect(script.accept([0, 9], tasks)).toMatchInlineSnapshot(`
      [
        "reject ACCEPT: offer 9 is not open",
        "to 1: UPDATE task 1 TASK_LOST (master, INVALID_OFFERS, offer 9 is not open) no uuid",
        "to 1: UPDATE task 2 TASK_LOST (master, INVALID_OFFERS, offer 9 is not open) no uuid",
      ]
    `);
    expect(held(script)).toEqual([4000, 4_096_000]);
    expect(script.master.offers.size).toBe(1);
    // Without a refusal: it is offered again.
    expect(script.batch()).toMatchInlineSnapshot(`
      [
        "to 1: OFFERS 2: agent 0 <4, 4096>",
      ]
    `);
  });

  it('offers of two agents', () => {
    const script = offered();
    const reason = 'offers of agents 0 and 1 in one ACCEPT';
    expect(script.accept([0, 1], tasks)).toEqual([
      `reject ACCEPT: ${reason}`,
      `to 1: UPDATE task 1 TASK_LOST (master, INVALID_OFFERS, ${reason}) no uuid`,
      `to 1: UPDATE task 2 TASK_LOST (master, INVALID_OFFERS, ${reason}) no uuid`,
    ]);
    expect(held(script)).toEqual([0, 0]);
  });

  it('an offer twice', () => {
    const script = offered();
    expect(script.accept([0, 0], tasks)).toMatchInlineSnapshot(`
      [
        "reject ACCEPT: offer 0 is listed twice",
        "to 1: UPDATE task 1 TASK_LOST (master, INVALID_OFFERS, offer 0 is listed twice) no uuid",
        "to 1: UPDATE task 2 TASK_LOST (master, INVALID_OFFERS, offer 0 is listed twice) no uuid",
      ]
    `);
    expect(held(script)).toEqual([4000, 4_096_000]);
  });

  it('no offer', () => {
    const script = offered();
    expect(script.accept([], tasks)).toMatchInlineSnapshot(`
      [
        "reject ACCEPT: no offers given",
        "to 1: UPDATE task 1 TASK_LOST (master, INVALID_OFFERS, no offers given) no uuid",
        "to 1: UPDATE task 2 TASK_LOST (master, INVALID_OFFERS, no offers given) no uuid",
      ]
    `);
    expect(script.master.offers.size).toBe(2);
  });

  it("another framework's offer, which stays open", () => {
    const script = offered();
    script.subscribe(2, 'hadoop');
    expect(script.accept([0], tasks, 0, 1)).toMatchInlineSnapshot(`
      [
        "reject ACCEPT: offer 0 is not open",
        "to 2: UPDATE task 1 TASK_LOST (master, INVALID_OFFERS, offer 0 is not open) no uuid",
        "to 2: UPDATE task 2 TASK_LOST (master, INVALID_OFFERS, offer 0 is not open) no uuid",
      ]
    `);
    expect(script.master.offers.size).toBe(2);
  });

  it('an offer that was rescinded a moment ago', () => {
    const script = offered();
    script.step({ type: 'UNREGISTER_AGENT', agentId: 0 });
    expect(script.accept([0], tasks)).toMatchInlineSnapshot(`
      [
        "reject ACCEPT: offer 0 is not open",
        "to 1: UPDATE task 1 TASK_LOST (master, INVALID_OFFERS, offer 0 is not open) no uuid",
        "to 1: UPDATE task 2 TASK_LOST (master, INVALID_OFFERS, offer 0 is not open) no uuid",
      ]
    `);
  });
});

describe('a bad task is an error of that task alone', () => {
  it('more than is left after the tasks before it', () => {
    const script = offered();
    const tasks = [
      taskOf(1, 'cpus:3;mem:1024'),
      taskOf(2, 'cpus:2;mem:1024'),
      taskOf(3, 'cpus:1;mem:3072'),
    ];
    const reason = 'task 2 needs 2000 of resource 0, left are 1000';
    expect(script.accept(0, tasks)).toEqual([
      `to 1: UPDATE task 2 TASK_ERROR (master, TASK_INVALID, ${reason}) no uuid`,
      'to 10: RUN_TASKS of framework 0: task 1 <3, 1024>, task 3 <1, 3072>',
    ]);
  });

  it('an id in use, in this call or before', () => {
    const script = offered();
    const twice = [taskOf(1, 'cpus:1'), taskOf(1, 'cpus:2')];
    expect(script.accept(0, twice)).toMatchInlineSnapshot(`
      [
        "to 1: UPDATE task 1 TASK_ERROR (master, TASK_INVALID, task id 1 is in use) no uuid",
        "to 10: RUN_TASKS of framework 0: task 1 <1, 0>",
      ]
    `);
    expect(script.accept(1, [taskOf(1, 'cpus:1')])).toMatchInlineSnapshot(`
      [
        "to 1: UPDATE task 1 TASK_ERROR (master, TASK_INVALID, task id 1 is in use) no uuid",
      ]
    `);
    expect(script.master.framework(0)?.counts).toEqual({
      made: 2,
      accepted: 1,
      declined: 1,
      rescinded: 0,
    });
  });

  it.each([
    { what: 'nothing', resources: [0, 0] },
    { what: 'less than nothing', resources: [2000, -1] },
    { what: 'not a number', resources: [Number.NaN, 0] },
    { what: 'a part of a thousandth', resources: [0.5, 0] },
    { what: 'resources the cluster does not have', resources: [1000, 0, 1] },
    { what: 'too few resources', resources: [1000] },
  ])('$what', ({ resources }) => {
    const script = offered();
    const bad = { ...taskOf(1, 'cpus:1'), resources };
    const lines = script.accept(0, [bad, taskOf(2, 'cpus:1')]);
    expect(lines[0]).toMatch(/^to 1: UPDATE task 1 TASK_ERROR \(master, TASK_INVALID, task 1 /);
    expect(lines.slice(1)).toEqual(['to 10: RUN_TASKS of framework 0: task 2 <1, 0>']);
    script.call('TEARDOWN', 0);
    script.subscribe(2, 'hadoop');
    expect(script.allocate()[0].split(', 4096>')).toHaveLength(3);
  });

  it.each([-1, 0.5, Number.NaN, 2 ** 60])('the id %d, which is none', (taskId) => {
    const script = offered();
    const lines = script.accept(0, [taskOf(taskId, 'cpus:1')]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/TASK_ERROR \(master, TASK_INVALID/);
    expect(script.call('TEARDOWN', 0)).toEqual([]);
  });
});
