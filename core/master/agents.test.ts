import { describe, expect, it } from 'vitest';
import { MasterScript, taskOf } from '../../test/support/machine-scripts.ts';
import type { ReportedTask } from '../protocol/agent-api.ts';
import type { Subscribe } from '../protocol/scheduler-api.ts';
import type { TaskState } from '../protocol/tasks.ts';
import { USUAL_HEALTH } from './agent-health.ts';
import type { MasterOptions } from './master.ts';

const NODE = 'cpus:4;mem:4096';
const TASK = taskOf(7, 'cpus:1;mem:1024');
const REST = { type: 'DISCONNECTED', connection: 10 } as const;

/** Agent 0 on connection 10 runs task 7 of framework 0 on connection 1. */
function running(
  framework: Partial<Subscribe> = {},
  options: Partial<MasterOptions> = {},
): MasterScript {
  const script = new MasterScript(options);
  script.register(10, 'node0', NODE);
  script.subscribe(1, 'spark', 'spark', framework);
  script.allocate();
  script.accept(0, [TASK]);
  script.update(0, 7, 'TASK_RUNNING', 100);
  script.acknowledge(0, 7, 100);
  return script;
}

function reported(state: TaskState = 'TASK_RUNNING', info = TASK): ReportedTask {
  return { frameworkId: 0, info, state };
}

function held(script: MasterScript): number[] {
  return script.master.allocator.allocatedTo(script.master.framework(0)?.client ?? -1);
}

describe('an agent that loses its connection', () => {
  it('makes no offers and keeps its tasks; back in time, nobody hears of it', () => {
    const script = running({ checkpoint: true });
    script.batch();
    expect(script.step(REST)).toMatchInlineSnapshot(`
      [
        "to 1: RESCIND offer 1",
        "timer AGENT_REREGISTER 600 s",
      ]
    `);
    expect(script.step(REST)).toEqual([]);
    expect(held(script)).toEqual([1000, 1_024_000]);
    expect(script.batch()).toEqual([]);
    expect(script.reregister(10, 0, NODE, [reported()])).toMatchInlineSnapshot(`
      [
        "to 10: AGENT_REREGISTERED agent 0",
      ]
    `);
    expect(script.batch()).toMatchInlineSnapshot(`
      [
        "to 1: OFFERS 2: agent 0 <3, 3072>",
      ]
    `);
    expect(script.wait(700)).toEqual([]);
  });

  it('loses at once what does not outlive its process', () => {
    const script = running();
    expect(script.step(REST)).toMatchInlineSnapshot(`
      [
        "to 1: UPDATE task 7 TASK_LOST (master, AGENT_DISCONNECTED) no uuid",
        "timer AGENT_REREGISTER 600 s",
      ]
    `);
    expect(held(script)).toEqual([0, 0]);
    // It lived on after all: booked again, and its framework decides.
    expect(script.reregister(10, 0, NODE, [reported()])).toMatchInlineSnapshot(`
      [
        "to 1: UPDATE task 7 TASK_RUNNING (master, AGENT_REREGISTERED) no uuid",
        "to 10: AGENT_REREGISTERED agent 0",
      ]
    `);
    expect(held(script)).toEqual([1000, 1_024_000]);
  });

  it('is unreachable after ten minutes', () => {
    const script = running({ checkpoint: true });
    script.step(REST);
    expect(script.wait(599)).toEqual([]);
    expect(script.wait(1)).toMatchInlineSnapshot(`
      [
        "to 1: UPDATE task 7 TASK_LOST (master, AGENT_REMOVED) no uuid",
        "to 1: FAILURE agent 0",
      ]
    `);
    expect(script.master.allocator.total).toEqual([0, 0]);
    expect(held(script)).toEqual([0, 0]);
  });

  it('is replaced by one that comes without an id', () => {
    const script = running({ checkpoint: true });
    script.step(REST);
    expect(script.register(10, 'node0', NODE)).toMatchInlineSnapshot(`
      [
        "to 1: UPDATE task 7 TASK_LOST (master, AGENT_REMOVED) no uuid",
        "to 1: FAILURE agent 0",
        "to 10: AGENT_REGISTERED agent 1",
        "timer EVENT_ALLOCATION 0 s",
      ]
    `);
    expect(script.reregister(11, 0, NODE, [reported()])).toMatchInlineSnapshot(`
      [
        "to 11: SHUTDOWN_AGENT agent 0 is unknown or was removed",
      ]
    `);
  });
});

describe('an agent that does not answer', () => {
  const health = USUAL_HEALTH;

  it('is given up after five PINGs; partition-aware frameworks hear that it may come back', () => {
    const script = running({ partitionAware: true }, { health });
    expect(script.wait(74)).toMatchInlineSnapshot(`
      [
        "to 10: PING",
        "timer PING_AGENT 15 s",
        "to 10: PING",
        "timer PING_AGENT 15 s",
        "to 10: PING",
        "timer PING_AGENT 15 s",
        "to 10: PING",
        "timer PING_AGENT 15 s",
      ]
    `);
    expect(script.wait(1)).toMatchInlineSnapshot(`
      [
        "to 1: UPDATE task 7 TASK_UNREACHABLE (master, AGENT_REMOVED) no uuid",
        "to 1: FAILURE agent 0",
      ]
    `);
    expect(script.update(0, 7, 'TASK_FINISHED', 101)).toEqual([]);
    expect(script.wait(100)).toEqual([]);
    expect(script.master.health.removals).toEqual({ scheduled: 1, completed: 1, canceled: 0 });
  });

  it('comes back with its tasks, whatever was said of them', () => {
    const script = running({}, { health });
    script.wait(75);
    expect(held(script)).toEqual([0, 0]);
    expect(script.reregister(10, 0, NODE, [reported()])).toMatchInlineSnapshot(`
      [
        "to 1: UPDATE task 7 TASK_RUNNING (master, AGENT_REREGISTERED) no uuid",
        "to 10: AGENT_REREGISTERED agent 0",
        "to 10: PING",
        "timer PING_AGENT 15 s",
        "timer EVENT_ALLOCATION 0 s",
      ]
    `);
    expect(held(script)).toEqual([1000, 1_024_000]);
    expect(script.master.allocator.total).toEqual([4000, 4_096_000]);
    expect(script.update(0, 7, 'TASK_FINISHED', 101)).toMatchInlineSnapshot(`
      [
        "to 1: UPDATE task 7 TASK_FINISHED (executor) uuid b",
      ]
    `);
    expect(held(script)).toEqual([0, 0]);
  });

  it('is counted anew after each answer', () => {
    const script = running({}, { health });
    script.wait(74);
    script.step({ type: 'PONG', connection: 10 });
    script.wait(14);
    expect(script.master.agents[0]?.missedPings).toBe(0);
    script.wait(60);
    expect(script.master.agents[0]?.missedPings).toBe(4);
    script.wait(15);
    expect(script.master.agents[0]).toBeNull();
  });

  it('waits for the rate limit, and is spared when it answers meanwhile', () => {
    const removalLimit = { count: 1, perUs: 60e6 };
    const script = running({}, { health: { ...health, removalLimit } });
    script.register(11, 'node1', NODE);
    script.register(12, 'node2', NODE);
    script.wait(75);
    expect(script.master.agents.map((agent) => agent?.id ?? null)).toEqual([null, 1, 2]);
    script.step({ type: 'PONG', connection: 11 });
    // The places in the queue stay as they were given.
    script.wait(119);
    script.step({ type: 'PONG', connection: 11 });
    expect(script.master.agents.map((agent) => agent?.id ?? null)).toEqual([null, 1, 2]);
    script.wait(1);
    expect(script.master.agents.map((agent) => agent?.id ?? null)).toEqual([null, 1, null]);
    expect(script.master.health.removals).toMatchObject({ completed: 2 });
    expect(script.master.health.removals.canceled).toBeGreaterThan(0);
  });
});

describe('an agent that comes back', () => {
  it('is asked for tasks that it does not name: their launch was lost', () => {
    const script = running({ checkpoint: true });
    script.batch();
    script.accept(1, [taskOf(8, 'cpus:1')]);
    expect(script.reregister(10, 0, NODE, [reported()])).toMatchInlineSnapshot(`
      [
        "to 10: AGENT_REREGISTERED agent 0; where is task 8 <1, 0>",
      ]
    `);
  });

  it('hears again of kills it may have missed', () => {
    const script = running({ checkpoint: true });
    script.step(REST);
    expect(script.step({ type: 'KILL', framework: 0, taskId: 7 })).toEqual([]);
    expect(script.reregister(10, 0, NODE, [reported()])).toMatchInlineSnapshot(`
      [
        "to 10: AGENT_REREGISTERED agent 0",
        "to 10: KILL_TASK task 7",
      ]
    `);
  });

  it('has a task killed whose id its framework has given to one on another agent since', () => {
    // The agent has it from an earlier leader, who is not there to know.
    const script = new MasterScript();
    script.register(10, 'node0', NODE);
    script.subscribe(1, 'spark', 'spark');
    script.allocate();
    script.register(11, 'node1', NODE);
    script.allocate();
    expect(script.accept(1, [TASK])[0]).toMatch(/^to 11: RUN_TASKS/);
    script.step(REST);
    expect(script.reregister(10, 0, NODE, [reported()])).toEqual([
      'to 10: KILL_TASK task 7',
      'to 10: AGENT_REREGISTERED agent 0',
    ]);
  });

  it('is not sent away for what an earlier process on its connection said', () => {
    const script = new MasterScript();
    script.register(10, 'node0', NODE);
    const said = script.reregister(10, 5, NODE);
    expect(said).toEqual(['reject REREGISTER_AGENT: connection 10 belongs to somebody else']);
  });

  it('shuts down frameworks that left meanwhile', () => {
    const script = running({ checkpoint: true });
    script.step(REST);
    script.call('TEARDOWN', 0);
    expect(script.reregister(10, 0, NODE, [reported()])).toMatchInlineSnapshot(`
      [
        "to 10: SHUTDOWN_FRAMEWORK framework 0",
        "to 10: AGENT_REREGISTERED agent 0",
      ]
    `);
  });

  it('keeps a task that is over until it is acknowledged, without resources', () => {
    const script = running({}, { health: USUAL_HEALTH });
    script.wait(75);
    expect(script.reregister(10, 0, NODE, [reported('TASK_FINISHED')])).toMatchInlineSnapshot(`
      [
        "to 10: AGENT_REREGISTERED agent 0",
        "to 10: PING",
        "timer PING_AGENT 15 s",
        "timer EVENT_ALLOCATION 0 s",
      ]
    `);
    expect(held(script)).toEqual([0, 0]);
    // An older update comes first; its acknowledgement does not end the record.
    script.update(0, 7, 'TASK_RUNNING', 102);
    script.acknowledge(0, 7, 102);
    expect(script.master.framework(0)?.tasks.size).toBe(1);
    script.update(0, 7, 'TASK_FINISHED', 103);
    script.acknowledge(0, 7, 103);
    expect(script.master.framework(0)?.tasks.size).toBe(0);
    expect(held(script)).toEqual([0, 0]);
  });

  it('is turned away when it was never known or is another machine', () => {
    const script = running();
    expect(script.reregister(11, 5, NODE)).toMatchInlineSnapshot(`
      [
        "to 11: SHUTDOWN_AGENT agent 5 is unknown or was removed",
      ]
    `);
    const resources = [4000, 4_096_000];
    const other = {
      connection: 11,
      agentId: 0,
      hostname: 'node9',
      resources,
      tasks: [],
      frameworks: [],
    };
    expect(script.step({ type: 'REREGISTER_AGENT', ...other })).toMatchInlineSnapshot(`
      [
        "to 11: SHUTDOWN_AGENT agent 0 is node0, not node9",
      ]
    `);
  });
});

describe('an operator', () => {
  const gone = { type: 'MARK_AGENT_GONE', agentId: 0 } as const;

  it('marks an agent gone: it may not come back', () => {
    const script = running({ partitionAware: true });
    expect(script.step(gone)).toMatchInlineSnapshot(`
      [
        "to 1: UPDATE task 7 TASK_GONE_BY_OPERATOR (master, AGENT_REMOVED_BY_OPERATOR) no uuid",
        "to 1: FAILURE agent 0",
        "to 10: SHUTDOWN_AGENT agent 0 was marked gone",
      ]
    `);
    expect(script.step(gone)).toEqual([]);
    expect(script.reregister(10, 0, NODE, [reported()])).toMatchInlineSnapshot(`
      [
        "to 10: SHUTDOWN_AGENT agent 0 was marked gone",
      ]
    `);
    expect(script.step({ ...gone, agentId: 3 })).toMatchInlineSnapshot(`
      [
        "reject MARK_AGENT_GONE: unknown agent 3",
      ]
    `);
  });

  it('marks an unreachable agent gone: its tasks are told once more', () => {
    const script = running({ partitionAware: true }, { health: USUAL_HEALTH });
    script.wait(75);
    expect(script.step(gone)).toMatchInlineSnapshot(`
      [
        "to 1: UPDATE task 7 TASK_GONE_BY_OPERATOR (master, AGENT_REMOVED_BY_OPERATOR) no uuid",
      ]
    `);
  });

  it('deactivates an agent and takes it back', () => {
    const script = running();
    script.batch();
    expect(script.step({ type: 'DEACTIVATE_AGENT', agentId: 0 })).toMatchInlineSnapshot(`
      [
        "to 1: RESCIND offer 1",
      ]
    `);
    script.step(REST);
    script.reregister(10, 0, NODE, [reported()]);
    expect(script.batch()).toEqual([]);
    expect(script.step({ type: 'REACTIVATE_AGENT', agentId: 0 })).toEqual([]);
    expect(script.batch()).toMatchInlineSnapshot(`
      [
        "to 1: OFFERS 2: agent 0 <3, 3072>",
      ]
    `);
    expect(script.step({ type: 'REACTIVATE_AGENT', agentId: 0 })).toMatchInlineSnapshot(`
      [
        "reject REACTIVATE_AGENT: agent 0 is active: wanted one deactivated or drained",
      ]
    `);
  });

  it('drains an agent: drained once its last task is acknowledged, and then gone', () => {
    const script = running();
    const drain = { type: 'DRAIN_AGENT', agentId: 0, markGone: true } as const;
    expect(script.step(drain)).toMatchInlineSnapshot(`
      [
        "to 10: KILL_TASK task 7 as TASK_KILLED (AGENT_DRAINING)",
      ]
    `);
    expect(script.step(drain)).toMatchInlineSnapshot(`
      [
        "reject DRAIN_AGENT: agent 0 is being marked gone",
      ]
    `);
    script.update(0, 7, 'TASK_KILLED', 101);
    expect(script.master.agents[0]?.mode).toBe('gone-when-drained');
    expect(script.acknowledge(0, 7, 101)).toMatchInlineSnapshot(`
      [
        "to 10: STATUS_UPDATE_ACKNOWLEDGEMENT task 7 uuid b",
        "to 1: FAILURE agent 0",
        "to 10: SHUTDOWN_AGENT agent 0 was marked gone",
      ]
    `);
  });
});
