import { describe, expect, it } from 'vitest';
import { AgentScript, frameworkInfo, taskOf } from '../../test/support/machine-scripts.ts';

const TASK = 'cpus:1;mem:1024';

describe('registration', () => {
  it('starts after the backoff and is repeated at doubling intervals, at most a minute', () => {
    const script = new AgentScript();
    expect(script.step({ type: 'START', backoffUs: 250_000 })).toMatchInlineSnapshot(`
      [
        "timer REGISTER 0.25 s",
      ]
    `);
    const timer = { type: 'TIMER', timer: 'REGISTER' } as const;
    expect(script.step(timer)).toMatchInlineSnapshot(`
      [
        "send REGISTER_AGENT node1 <4, 4096>",
        "timer REGISTER 1 s",
      ]
    `);
    const waits = Array.from({ length: 8 }, () => script.step(timer)[1]);
    expect(waits).toMatchInlineSnapshot(`
      [
        "timer REGISTER 2 s",
        "timer REGISTER 4 s",
        "timer REGISTER 8 s",
        "timer REGISTER 16 s",
        "timer REGISTER 32 s",
        "timer REGISTER 60 s",
        "timer REGISTER 60 s",
        "timer REGISTER 60 s",
      ]
    `);
  });

  it('ends with the answer; a second answer changes nothing', () => {
    const script = new AgentScript();
    script.step({ type: 'START', backoffUs: 0 });
    script.step({ type: 'TIMER', timer: 'REGISTER' });
    expect(script.step({ type: 'AGENT_REGISTERED', agentId: 0 })).toEqual([]);
    expect(script.step({ type: 'AGENT_REGISTERED', agentId: 0 })).toEqual([]);
    expect(script.step({ type: 'TIMER', timer: 'REGISTER' })).toEqual([]);
  });

  it('is not tried by an agent the master has turned away', () => {
    const script = new AgentScript();
    expect(script.step({ type: 'SHUTDOWN_AGENT', message: 'too old' })).toEqual([]);
    expect(script.step({ type: 'TIMER', timer: 'REGISTER' })).toEqual([]);
  });
});

describe('a task', () => {
  it('is launched, runs, ends; each state is held until it is acknowledged', () => {
    const script = new AgentScript().registered();
    expect(script.run(0, taskOf(7, TASK), taskOf(8, TASK))).toMatchInlineSnapshot(`
      [
        "launch task 7",
        "launch task 8",
      ]
    `);
    expect(script.running(7)).toMatchInlineSnapshot(`
      [
        "send STATUS_UPDATE task 7 TASK_RUNNING (executor) uuid a",
        "timer RETRY_UPDATES 10 s",
      ]
    `);
    expect(script.acknowledge(7)).toEqual([]);
    expect(script.exited(7, 'FINISHED')).toMatchInlineSnapshot(`
      [
        "send STATUS_UPDATE task 7 TASK_FINISHED (executor) uuid b",
      ]
    `);
    expect(script.acknowledge(7)).toEqual([]);
  });

  it('has one update in flight; the others queue in order', () => {
    const script = new AgentScript().registered();
    script.run(0, taskOf(7, TASK));
    expect(script.running(7)).toMatchInlineSnapshot(`
      [
        "send STATUS_UPDATE task 7 TASK_RUNNING (executor) uuid a",
        "timer RETRY_UPDATES 10 s",
      ]
    `);
    expect(script.exited(7, 'FAILED')).toEqual([]);
    expect(script.acknowledge(7)).toMatchInlineSnapshot(`
      [
        "send STATUS_UPDATE task 7 TASK_FAILED (executor) uuid b",
      ]
    `);
    expect(script.acknowledge(7)).toEqual([]);
  });

  it('ends once, also where its end is found twice', () => {
    const script = new AgentScript().registered();
    script.run(0, taskOf(7, TASK));
    script.exited(7, 'FINISHED');
    expect(script.exited(7, 'LOST')).toEqual([]);
    expect(script.running(7)).toEqual([]);
    expect(script.acknowledge(7)).toEqual([]);
    expect(script.fire('RETRY_UPDATES')).toEqual([]);
  });

  it('does not wait for the updates of other tasks', () => {
    const script = new AgentScript().registered();
    script.run(0, taskOf(7, TASK), taskOf(8, TASK));
    script.running(7);
    expect(script.running(8)).toHaveLength(1);
  });

  it('takes an acknowledgement once, and only of what is in flight', () => {
    const script = new AgentScript().registered();
    script.run(0, taskOf(7, TASK), taskOf(8, TASK));
    script.running(8);
    const other = script.lastUuid;
    script.running(7);
    const first = script.lastUuid;
    script.running(7);
    script.exited(7, 'FINISHED');
    expect(script.acknowledge(7, 12345)).toEqual([]);
    expect(script.acknowledge(7, Number.NaN)).toEqual([]);
    expect(script.acknowledge(8, other)).toEqual([]);
    expect(script.acknowledge(7, first)).toMatchInlineSnapshot(`
      [
        "send STATUS_UPDATE task 7 TASK_RUNNING (executor) uuid c",
      ]
    `);
    // A duplicate: the second update stays in flight, the third waits.
    expect(script.acknowledge(7, first)).toEqual([]);
    expect(script.acknowledge(7)).toMatchInlineSnapshot(`
      [
        "send STATUS_UPDATE task 7 TASK_FINISHED (executor) uuid d",
      ]
    `);
  });

  it('may have the id of one that is over and acknowledged, or of another framework', () => {
    const script = new AgentScript().registered();
    script.run(0, taskOf(7, TASK));
    script.exited(7, 'KILLED');
    script.acknowledge(7);
    expect(script.run(0, taskOf(7, TASK))).toMatchInlineSnapshot(`
      [
        "launch task 7",
      ]
    `);
    expect(script.run(1, taskOf(7, TASK))).toMatchInlineSnapshot(`
      [
        "launch task 7",
      ]
    `);
    expect(script.step({ type: 'SHUTDOWN_FRAMEWORK', frameworkId: 1 })).toMatchInlineSnapshot(`
      [
        "kill task 7",
      ]
    `);
    expect(script.step({ type: 'KILL_TASK', frameworkId: 0, taskId: 7 })).toMatchInlineSnapshot(`
      [
        "kill task 7",
      ]
    `);
  });
});

describe('KILL_TASK and FRAMEWORK_MESSAGE', () => {
  it('reach the container of a task that is not over', () => {
    const script = new AgentScript().registered();
    script.run(0, taskOf(7, TASK));
    const kill = { type: 'KILL_TASK', frameworkId: 0, taskId: 7 } as const;
    const release = {
      type: 'FRAMEWORK_MESSAGE',
      frameworkId: 0,
      taskId: 7,
      data: 'RELEASE',
    } as const;
    expect(script.step(release)).toMatchInlineSnapshot(`
      [
        "message RELEASE to task 7",
      ]
    `);
    expect(script.step(kill)).toMatchInlineSnapshot(`
      [
        "kill task 7",
      ]
    `);
    expect(script.exited(7, 'KILLED')).toMatchInlineSnapshot(`
      [
        "send STATUS_UPDATE task 7 TASK_KILLED (executor) uuid a",
        "timer RETRY_UPDATES 10 s",
      ]
    `);
    expect(script.step(release)).toEqual([]);
    expect(script.step(kill)).toEqual([]);
  });

  it('of other frameworks are ignored, and messages to unknown tasks', () => {
    const script = new AgentScript().registered();
    script.run(0, taskOf(7, TASK));
    const message = { type: 'FRAMEWORK_MESSAGE', frameworkId: 0, data: 'RELEASE' } as const;
    expect(script.step({ ...message, taskId: 8 })).toEqual([]);
    expect(script.step({ type: 'KILL_TASK', frameworkId: 1, taskId: 7 })).toEqual([]);
  });
});

describe('shutting down', () => {
  it('a framework kills its tasks and tells nobody', () => {
    const script = new AgentScript().registered();
    script.run(0, taskOf(7, TASK), taskOf(8, TASK));
    script.run(1, taskOf(9, TASK));
    script.exited(8, 'FINISHED');
    expect(script.step({ type: 'SHUTDOWN_FRAMEWORK', frameworkId: 0 })).toMatchInlineSnapshot(`
      [
        "kill task 7",
      ]
    `);
    expect(script.exited(7, 'KILLED')).toEqual([]);
    expect(script.acknowledge(8)).toEqual([]);
    expect(script.step({ type: 'SHUTDOWN_FRAMEWORK', frameworkId: 0 })).toEqual([]);
    expect(script.running(9)).toHaveLength(1);
  });

  it('the agent kills everything', () => {
    const script = new AgentScript().registered();
    script.run(0, taskOf(7, TASK));
    script.run(1, taskOf(9, TASK));
    const shutdown = { type: 'SHUTDOWN_AGENT', message: 'gone' } as const;
    expect(script.step(shutdown)).toMatchInlineSnapshot(`
      [
        "kill task 7",
        "kill task 9",
      ]
    `);
    expect(script.exited(7, 'KILLED')).toEqual([]);
  });

  it('a place that was freed is not mistaken for the task that had it', () => {
    const script = new AgentScript().registered();
    script.run(0, taskOf(7, TASK));
    const container = script.tasks.get(7);
    if (container === undefined) expect.fail('task 7 was launched');
    script.step({ type: 'SHUTDOWN_FRAMEWORK', frameworkId: 0 });
    script.run(1, taskOf(9, TASK));
    expect(script.step({ type: 'CONTAINER_EXITED', task: container, exit: 'KILLED' })).toEqual([]);
    expect(script.running(9)).toMatchInlineSnapshot(`
      [
        "send STATUS_UPDATE task 9 TASK_RUNNING (executor) uuid a",
        "timer RETRY_UPDATES 10 s",
      ]
    `);
  });

  it('is not launched by a copy of a launch that came before the agent was registered', () => {
    const script = new AgentScript();
    script.step({ type: 'START', backoffUs: 0 });
    const framework = frameworkInfo(0, { checkpoint: true });
    const launch = { type: 'RUN_TASKS', framework, launch: 5, tasks: [taskOf(7, TASK)] } as const;
    expect(script.step(launch)).toEqual([]);
    script.registered();
    expect(script.step(launch)).toEqual([]);
    expect(script.step({ ...launch, launch: 6 })).toContain('launch task 7');
  });
});
