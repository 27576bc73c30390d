import { describe, expect, it } from 'vitest';
import { MasterScript, taskOf } from '../../test/support/machine-scripts.ts';

const NODE = 'cpus:4;mem:4096';

/** A master with agent 0 on connection 10 and framework 0 on connection 1, its first offer made. */
function offered(): MasterScript {
  const script = new MasterScript();
  script.register(10, 'node0', NODE);
  script.subscribe(1, 'spark');
  script.allocate();
  return script;
}

/** The same with task 7 running on part of the agent. */
function running(): MasterScript {
  const script = offered();
  script.accept(0, [taskOf(7, 'cpus:1;mem:1024')]);
  script.update(0, 7, 'TASK_RUNNING', 100);
  script.acknowledge(0, 7, 100);
  return script;
}

describe('start and registration', () => {
  it('sets the timer of the periodic allocation, and again each time', () => {
    const script = new MasterScript();
    expect(script.step({ type: 'START' })).toMatchInlineSnapshot(`
      [
        "timer BATCH_ALLOCATION 1 s",
      ]
    `);
    expect(script.step({ type: 'TIMER', timer: 'BATCH_ALLOCATION' })).toMatchInlineSnapshot(`
      [
        "timer BATCH_ALLOCATION 1 s",
      ]
    `);
  });

  it('gives frameworks and agents their ids and asks for an allocation, once', () => {
    const script = new MasterScript();
    expect(script.subscribe(1, 'spark')).toMatchInlineSnapshot(`
      [
        "to 1: SUBSCRIBED framework 0",
        "timer EVENT_ALLOCATION 0 s",
      ]
    `);
    expect(script.subscribe(2, 'hadoop')).toMatchInlineSnapshot(`
      [
        "to 2: SUBSCRIBED framework 1",
      ]
    `);
    expect(script.register(10, 'node0', NODE)).toMatchInlineSnapshot(`
      [
        "to 10: AGENT_REGISTERED agent 0",
      ]
    `);
    expect(script.register(11, 'node1', NODE)).toMatchInlineSnapshot(`
      [
        "to 11: AGENT_REGISTERED agent 1",
      ]
    `);
    expect(anyAgent(script.allocate())).toMatchInlineSnapshot(`
      [
        "to 2: OFFERS 0: agent _ <4, 4096>",
        "to 1: OFFERS 1: agent _ <4, 4096>",
      ]
    `);
    expect(script.allocate()).toMatchInlineSnapshot(`[]`);
  });

  it('answers a repeated registration with the same id, and registers nothing twice', () => {
    const script = new MasterScript();
    script.register(10, 'node0', NODE);
    expect(script.register(10, 'node0', NODE)).toMatchInlineSnapshot(`
      [
        "to 10: AGENT_REGISTERED agent 0",
      ]
    `);
    expect(script.master.allocator.total).toEqual([4000, 4_096_000]);
    script.subscribe(1, 'spark');
    expect(script.subscribe(1, 'spark')).toMatchInlineSnapshot(`
      [
        "reject SUBSCRIBE: connection 1 is subscribed already",
      ]
    `);
    expect(script.register(1, 'node1', NODE)).toMatchInlineSnapshot(`
      [
        "reject REGISTER_AGENT: connection 1 belongs to a scheduler",
      ]
    `);
  });

  it('lets a periodic allocation do what the event asked for', () => {
    const script = new MasterScript();
    script.register(10, 'node0', NODE);
    script.subscribe(1, 'spark');
    expect(script.batch()).toMatchInlineSnapshot(`
      [
        "to 1: OFFERS 0: agent 0 <4, 4096>",
      ]
    `);
    expect(script.allocate()).toEqual([]);
  });

  it('applies the weights it was given', () => {
    const script = new MasterScript({ weights: [{ role: 'spark', weight: 2 }] });
    for (let node = 0; node < 6; node++) script.register(10 + node, `node${node}`, NODE);
    script.subscribe(1, 'hadoop');
    script.subscribe(2, 'spark');
    script.allocate();
    expect([0, 1].map((id) => script.master.framework(id)?.counts.made)).toEqual([2, 4]);
  });
});

describe('offers', () => {
  it('of one cycle go to a framework in one message', () => {
    const script = new MasterScript();
    for (let node = 0; node < 4; node++) script.register(10 + node, `node${node}`, NODE);
    script.subscribe(1, 'spark');
    script.subscribe(2, 'hadoop');
    expect(anyAgent(script.allocate())).toMatchInlineSnapshot(`
      [
        "to 2: OFFERS 0: agent _ <4, 4096>, 2: agent _ <4, 4096>",
        "to 1: OFFERS 1: agent _ <4, 4096>, 3: agent _ <4, 4096>",
      ]
    `);
  });

  it('that are declined are refused for a while; unknown ones do no harm', () => {
    const script = offered();
    const decline = (offers: number[], framework = 0): string[] =>
      script.step({ type: 'DECLINE', framework, offers, refuseSeconds: 2 });
    expect(decline([0, 0, 9])).toMatchInlineSnapshot(`
      [
        "reject DECLINE: offer 0 is not open for framework 0",
        "reject DECLINE: offer 9 is not open for framework 0",
      ]
    `);
    expect(script.batch()).toEqual([]);
    expect(script.batch()).toMatchInlineSnapshot(`
      [
        "to 1: OFFERS 1: agent 0 <4, 4096>",
      ]
    `);
    script.subscribe(2, 'hadoop');
    expect(decline([1], 1)).toMatchInlineSnapshot(`
      [
        "reject DECLINE: offer 1 is not open for framework 1",
      ]
    `);
    expect(script.master.framework(0)?.counts).toEqual({
      made: 2,
      accepted: 0,
      declined: 1,
      rescinded: 0,
    });
  });

  it('stop with SUPPRESS and come back with REVIVE, refused ones included', () => {
    const script = offered();
    script.accept(0, [], 1000);
    expect(script.call('SUPPRESS', 0)).toEqual([]);
    expect(script.batch()).toEqual([]);
    expect(script.call('REVIVE', 0)).toMatchInlineSnapshot(`
      [
        "timer EVENT_ALLOCATION 0 s",
      ]
    `);
    expect(script.allocate()).toMatchInlineSnapshot(`
      [
        "to 1: OFFERS 1: agent 0 <4, 4096>",
      ]
    `);
  });

  it('are bounded, and go on at once when half are answered', () => {
    const script = new MasterScript({ maxOffersPerClient: 2 });
    for (let node = 0; node < 4; node++) script.register(10 + node, `node${node}`, NODE);
    script.subscribe(1, 'spark');
    script.allocate();
    expect(script.master.offers.size).toBe(2);
    const first = script.accept(0, [taskOf(1, NODE)]);
    expect(first.at(-1)).toBe('timer EVENT_ALLOCATION 0 s');
    script.allocate();
    expect(script.master.framework(0)?.counts).toEqual({
      made: 3,
      accepted: 1,
      declined: 0,
      rescinded: 0,
    });
  });

  it('follow the REQUEST of whoever has waited longest under fifo', () => {
    const script = new MasterScript({ policyName: 'fifo' });
    script.subscribe(1, 'young');
    script.subscribe(2, 'old');
    script.step({ type: 'REQUEST', framework: 0, waitingSinceUs: 20 });
    script.step({ type: 'REQUEST', framework: 1, waitingSinceUs: 10 });
    script.register(10, 'node0', NODE);
    expect(script.allocate()).toMatchInlineSnapshot(`
      [
        "to 2: OFFERS 0: agent 0 <4, 4096>",
      ]
    `);
  });

  it('follow what REQUEST says of jobs under a policy that asks for it', () => {
    const script = new MasterScript({ policyName: 'srpt' });
    script.subscribe(1, 'long');
    script.subscribe(2, 'short');
    const request = (framework: number, remainingWork: number) =>
      script.step({ type: 'REQUEST', framework, waitingSinceUs: 0, wants: { remainingWork } });
    expect([...request(0, 2e6), ...request(1, 1e6)]).toEqual([]);
    script.register(10, 'node0', NODE);
    expect(script.allocate()).toEqual(['to 2: OFFERS 0: agent 0 <4, 4096>']);
    expect(request(0, -1)).toEqual(['reject REQUEST: remainingWork of -1: wanted a number from 0']);
  });
});

describe('status updates', () => {
  it('go to the framework, and its acknowledgement to the agent', () => {
    const script = offered();
    expect(script.accept(0, [taskOf(7, 'cpus:1;mem:1024')])).toMatchInlineSnapshot(`
      [
        "to 10: RUN_TASKS of framework 0: task 7 <1, 1024>",
      ]
    `);
    expect(script.update(0, 7, 'TASK_RUNNING', 100)).toMatchInlineSnapshot(`
      [
        "to 1: UPDATE task 7 TASK_RUNNING (executor) uuid a",
      ]
    `);
    expect(script.acknowledge(0, 7, 100)).toMatchInlineSnapshot(`
      [
        "to 10: STATUS_UPDATE_ACKNOWLEDGEMENT task 7 uuid a",
      ]
    `);
    expect(script.update(0, 7, 'TASK_FINISHED', 101)).toMatchInlineSnapshot(`
      [
        "to 1: UPDATE task 7 TASK_FINISHED (executor) uuid b",
      ]
    `);
    expect(script.acknowledge(0, 7, 101)).toMatchInlineSnapshot(`
      [
        "to 10: STATUS_UPDATE_ACKNOWLEDGEMENT task 7 uuid b",
      ]
    `);
    // Acknowledged: the master has forgotten the task. A late duplicate still goes its way, or the
    // agent would repeat it for ever.
    expect(script.master.framework(0)?.tasks.size).toBe(0);
    expect(script.update(0, 7, 'TASK_FINISHED', 101)).toMatchInlineSnapshot(`
      [
        "to 1: UPDATE task 7 TASK_FINISHED (executor) uuid b",
      ]
    `);
    expect(script.acknowledge(0, 7, 101)).toMatchInlineSnapshot(`
      [
        "to 10: STATUS_UPDATE_ACKNOWLEDGEMENT task 7 uuid b",
      ]
    `);
    expect(script.master.framework(0)?.tasks.size).toBe(0);
  });

  it('free the resources with the terminal state, not with its acknowledgement', () => {
    const script = running();
    expect(script.batch()).toMatchInlineSnapshot(`
      [
        "to 1: OFFERS 1: agent 0 <3, 3072>",
      ]
    `);
    script.accept(1, [], 1000);
    script.update(0, 7, 'TASK_FAILED', 101);
    expect(script.batch()).toMatchInlineSnapshot(`
      [
        "to 1: OFFERS 2: agent 0 <4, 4096>",
      ]
    `);
    // The id stays in use until then.
    expect(script.accept(2, [taskOf(7, 'cpus:1')])).toMatchInlineSnapshot(`
      [
        "to 1: UPDATE task 7 TASK_ERROR (master, TASK_INVALID, task id 7 is in use) no uuid",
      ]
    `);
    script.acknowledge(0, 7, 101);
    script.batch();
    expect(script.accept(3, [taskOf(7, 'cpus:1')])).toMatchInlineSnapshot(`
      [
        "to 10: RUN_TASKS of framework 0: task 7 <1, 0>",
      ]
    `);
  });

  it('count once, whatever comes after a terminal state', () => {
    const script = running();
    script.update(0, 7, 'TASK_FINISHED', 101);
    script.update(0, 7, 'TASK_FAILED', 102);
    script.update(0, 7, 'TASK_RUNNING', 103);
    expect(script.master.allocator.allocatedTo(clientOf(script, 0))).toEqual([0, 0]);
    expect(script.batch()).toMatchInlineSnapshot(`
      [
        "to 1: OFFERS 1: agent 0 <4, 4096>",
      ]
    `);
  });

  it('of strangers are dropped: unknown framework, unknown agent, another agent', () => {
    const script = running();
    script.register(11, 'node1', NODE);
    expect(script.update(0, 7, 'TASK_FINISHED', 101, 5)).toEqual([]);
    expect(script.update(4, 8, 'TASK_FINISHED', 101)).toEqual([]);
    expect(script.update(1, 7, 'TASK_FINISHED', 101)).toEqual([]);
    expect(script.acknowledge(1, 7, 100)).toEqual([]);
  });
});

describe('KILL and MESSAGE', () => {
  it('reach the agent of the task', () => {
    const script = running();
    expect(script.step({ type: 'KILL', framework: 0, taskId: 7 })).toMatchInlineSnapshot(`
      [
        "to 10: KILL_TASK task 7",
      ]
    `);
    const message = { type: 'MESSAGE', framework: 0, agentId: 0, taskId: 7 } as const;
    expect(script.step({ ...message, data: 'RELEASE' })).toMatchInlineSnapshot(`
      [
        "to 10: FRAMEWORK_MESSAGE task 7 RELEASE",
      ]
    `);
  });

  it('of a task nobody knows is answered as a reconciliation would be', () => {
    const script = running();
    expect(script.step({ type: 'KILL', framework: 0, taskId: 8 })).toMatchInlineSnapshot(`
      [
        "to 1: UPDATE task 8 TASK_LOST (master, RECONCILIATION, unknown task) no uuid",
      ]
    `);
  });

  it('to an agent nobody knows is rejected', () => {
    const script = running();
    const message = { type: 'MESSAGE', framework: 0, agentId: 3, taskId: 7 } as const;
    expect(script.step({ ...message, data: 'RELEASE' })).toMatchInlineSnapshot(`
      [
        "reject MESSAGE: unknown agent 3",
      ]
    `);
  });
});

describe('who leaves', () => {
  it('an agent that says good-bye: offers rescinded, tasks lost, everybody told', () => {
    const script = running();
    script.subscribe(2, 'hadoop');
    script.allocate();
    const goodBye = { type: 'UNREGISTER_AGENT', agentId: 0 } as const;
    expect(script.step(goodBye)).toMatchInlineSnapshot(`
      [
        "to 2: RESCIND offer 1",
        "to 1: UPDATE task 7 TASK_LOST (master, AGENT_REMOVED) no uuid",
        "to 1: FAILURE agent 0",
        "to 2: FAILURE agent 0",
      ]
    `);
    expect(script.step(goodBye)).toMatchInlineSnapshot(`
      [
        "reject UNREGISTER_AGENT: unknown agent 0",
      ]
    `);
    expect(script.master.allocator.total).toEqual([0, 0]);
    expect(script.register(10, 'node0', NODE)).toMatchInlineSnapshot(`
      [
        "to 10: AGENT_REGISTERED agent 1",
        "timer EVENT_ALLOCATION 0 s",
      ]
    `);
  });

  it('an agent whose task is over but not acknowledged: the master tells its end, as nobody else will', () => {
    const script = running();
    script.update(0, 7, 'TASK_FINISHED', 101);
    expect(script.step({ type: 'UNREGISTER_AGENT', agentId: 0 })).toMatchInlineSnapshot(`
      [
        "to 1: UPDATE task 7 TASK_FINISHED (master, AGENT_REMOVED) no uuid",
        "to 1: FAILURE agent 0",
      ]
    `);
    expect(script.acknowledge(0, 7, 101)).toEqual([]);
  });

  it('a framework that is torn down: its agents shut it down, its resources are free', () => {
    const script = running();
    script.batch();
    expect(script.master.offers.size).toBe(1);
    script.subscribe(2, 'hadoop');
    expect(script.call('TEARDOWN', 0)).toMatchInlineSnapshot(`
      [
        "to 10: SHUTDOWN_FRAMEWORK framework 0",
      ]
    `);
    expect(script.call('TEARDOWN', 0)).toMatchInlineSnapshot(`
      [
        "reject TEARDOWN: unknown framework 0",
      ]
    `);
    expect(script.master.offers.size).toBe(0);
    expect(script.allocate()).toMatchInlineSnapshot(`
      [
        "to 2: OFFERS 2: agent 0 <4, 4096>",
      ]
    `);
    expect(script.update(0, 7, 'TASK_KILLED', 101)).toEqual([]);
  });

  it('a framework that is cut off is torn down', () => {
    const script = running();
    expect(script.step({ type: 'DISCONNECTED', connection: 1 })).toMatchInlineSnapshot(`
      [
        "to 10: SHUTDOWN_FRAMEWORK framework 0",
      ]
    `);
    expect(script.subscribe(1, 'spark')).toMatchInlineSnapshot(`
      [
        "to 1: SUBSCRIBED framework 1",
        "timer EVENT_ALLOCATION 0 s",
      ]
    `);
  });

  it('a framework whose task is over but not acknowledged', () => {
    const script = running();
    script.update(0, 7, 'TASK_FINISHED', 101);
    expect(script.call('TEARDOWN', 0)).toMatchInlineSnapshot(`
      [
        "to 10: SHUTDOWN_FRAMEWORK framework 0",
      ]
    `);
  });
});

it('rejects calls of frameworks it does not know', () => {
  const script = new MasterScript();
  expect(script.call('REVIVE', 3)).toMatchInlineSnapshot(`
    [
      "reject REVIVE: unknown framework 3",
    ]
  `);
  expect(script.accept(0, [])).toMatchInlineSnapshot(`
    [
      "reject ACCEPT: unknown framework 0",
    ]
  `);
});

it.each(['spark/spark', 'spark/spark#0', 'spark/spark/0'])(
  'mistakes no framework of a role for its child role: %j',
  (role) => {
    const script = offered();
    expect(script.subscribe(2, 'hadoop', role)[0]).toBe('to 2: SUBSCRIBED framework 1');
    script.accept(0, []);
    expect(script.batch()).toHaveLength(1);
  },
);

it.each(['spark/.', 'spark//', '', '/', '*/a', 'a/..', '-a', 'a b'])(
  'refuses to subscribe in a role named %j',
  (role) => {
    const script = offered();
    expect(script.subscribe(2, 'hadoop', role)).toEqual([
      expect.stringMatching(/^to 2: ERROR role "/),
    ]);
    expect(script.subscribe(2, 'hadoop', 'hadoop')[0]).toBe('to 2: SUBSCRIBED framework 1');
  },
);

/** Which agent a cycle visits first is the seed's business. */
function anyAgent(lines: readonly string[]): string[] {
  return lines.map((line) => line.replaceAll(/agent \d/g, 'agent _'));
}

function clientOf(script: MasterScript, framework: number): number {
  return script.master.framework(framework)?.client ?? -1;
}
