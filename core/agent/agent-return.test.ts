import { describe, expect, it } from 'vitest';
import { AgentScript, frameworkInfo, taskOf } from '../../test/support/machine-scripts.ts';

const TASK = 'cpus:1;mem:1024';
const BACK = { type: 'AGENT_REREGISTERED', agentId: 0, missing: [] } as const;

describe('an agent whose connection broke', () => {
  it('comes back under its id with its tasks, and repeats what was not acknowledged', () => {
    const script = new AgentScript().registered();
    script.run(0, taskOf(7, TASK), taskOf(8, TASK));
    script.running(7);
    expect(script.step({ type: 'DISCONNECTED', backoffUs: 500_000 })).toMatchInlineSnapshot(`
      [
        "timer REGISTER 0.5 s",
      ]
    `);
    expect(script.exited(8, 'FINISHED')).toEqual([]);
    expect(script.fire('REGISTER')).toMatchInlineSnapshot(`
      [
        "send REREGISTER_AGENT agent 0 with task 7 TASK_RUNNING, task 8 TASK_FINISHED",
        "timer REGISTER 1 s",
      ]
    `);
    expect(script.step(BACK)).toMatchInlineSnapshot(`
      [
        "send STATUS_UPDATE task 7 TASK_RUNNING (executor) uuid a",
        "send STATUS_UPDATE task 8 TASK_FINISHED (executor) uuid b",
      ]
    `);
    expect(script.fire('REGISTER')).toEqual([]);
  });

  it('says what became of tasks that it never got', () => {
    const script = new AgentScript().registered();
    script.run(0, taskOf(7, TASK));
    script.step({ type: 'DISCONNECTED', backoffUs: 0 });
    const tasks = [taskOf(7, TASK), taskOf(8, TASK)];
    const missing = [{ framework: frameworkInfo(0, { partitionAware: true }), tasks }];
    // Task 7 came while the question was on its way.
    expect(script.step({ ...BACK, missing })).toMatchInlineSnapshot(`
      [
        "send STATUS_UPDATE task 8 TASK_DROPPED (agent, RECONCILIATION) uuid a",
        "timer RETRY_UPDATES 10 s",
      ]
    `);
    expect(script.acknowledge(8)).toEqual([]);
    const lost = [{ framework: frameworkInfo(0), tasks: [taskOf(9, TASK)] }];
    script.step({ type: 'DISCONNECTED', backoffUs: 0 });
    expect(script.step({ ...BACK, missing: lost })).toMatchInlineSnapshot(`
      [
        "send STATUS_UPDATE task 9 TASK_LOST (agent, RECONCILIATION) uuid b",
      ]
    `);
  });
});

describe('updates', () => {
  it('are repeated after 10 s, doubling to 10 min, until acknowledged', () => {
    const script = new AgentScript().registered();
    script.run(0, taskOf(7, TASK));
    script.running(7);
    const waits = Array.from({ length: 9 }, () => script.fire('RETRY_UPDATES'));
    expect(waits.map(([sent]) => sent)).toEqual(waits.map(() => waits[0][0]));
    expect(waits.map(([, timer]) => timer)).toMatchInlineSnapshot(`
      [
        "timer RETRY_UPDATES 20 s",
        "timer RETRY_UPDATES 40 s",
        "timer RETRY_UPDATES 80 s",
        "timer RETRY_UPDATES 160 s",
        "timer RETRY_UPDATES 320 s",
        "timer RETRY_UPDATES 600 s",
        "timer RETRY_UPDATES 600 s",
        "timer RETRY_UPDATES 600 s",
        "timer RETRY_UPDATES 600 s",
      ]
    `);
    script.acknowledge(7);
    expect(script.fire('RETRY_UPDATES')).toEqual([]);
  });
});

describe('PINGs', () => {
  it('are answered; one that says the agent is not connected makes it register', () => {
    const script = new AgentScript().registered();
    expect(script.step({ type: 'PING', connected: true })).toMatchInlineSnapshot(`
      [
        "send PONG",
        "timer DETECT 75 s",
      ]
    `);
    expect(script.step({ type: 'PING', connected: false })).toMatchInlineSnapshot(`
      [
        "send PONG",
        "timer REGISTER 0 s",
      ]
    `);
    expect(script.fire('REGISTER')).toMatchInlineSnapshot(`
      [
        "send REREGISTER_AGENT agent 0 with no task",
        "timer REGISTER 1 s",
      ]
    `);
  });

  it('that stop for 75 s make it register', () => {
    const script = new AgentScript().registered();
    script.step({ type: 'PING', connected: true });
    script.now = 15e6;
    script.step({ type: 'PING', connected: true });
    expect(script.fire('DETECT')).toMatchInlineSnapshot(`
      [
        "timer DETECT 15 s",
      ]
    `);
    expect(script.fire('DETECT')).toMatchInlineSnapshot(`
      [
        "timer REGISTER 0 s",
      ]
    `);
  });
});

describe('a process that starts again', () => {
  it('has its id and the tasks that were checkpointed, with their streams', () => {
    const before = new AgentScript().registered();
    before.run(0, taskOf(7, TASK));
    before.step({
      ...{ type: 'RUN_TASKS', framework: frameworkInfo(1), launch: 99, tasks: [taskOf(8, TASK)] },
    });
    before.running(7);
    const task = before.tasks.get(7);
    if (task === undefined) expect.fail('task 7 was launched');
    const after = new AgentScript(before.agent.checkpoint());
    after.step({ type: 'START', backoffUs: 0 });
    after.step({ type: 'CONTAINER_EXITED', task, exit: 'FINISHED' });
    expect(after.fire('REGISTER')).toMatchInlineSnapshot(`
      [
        "send REREGISTER_AGENT agent 0 with task 7 TASK_FINISHED",
        "timer REGISTER 1 s",
      ]
    `);
    expect(after.step(BACK)).toMatchInlineSnapshot(`
      [
        "send STATUS_UPDATE task 7 TASK_RUNNING (executor) uuid a",
        "timer RETRY_UPDATES 10 s",
      ]
    `);
    const { lastUuid } = after;
    expect(lastUuid).toBe(before.lastUuid);
    expect(after.acknowledge(7)).toMatchInlineSnapshot(`
      [
        "send STATUS_UPDATE task 7 TASK_FINISHED (executor) uuid b",
      ]
    `);
    expect(after.lastUuid).not.toBe(lastUuid);
  });

  it('has nothing when it was never named', () => {
    expect(new AgentScript().agent.checkpoint()).toBeNull();
  });
});
