import { describe, expect, it } from 'vitest';
import {
  AgentScript,
  frameworkInfo,
  taskOf,
  vectorOf,
} from '../../test/support/machine-scripts.ts';
import type { ExecutorInfo, TaskInfo, TaskState } from '../protocol/tasks.ts';
import type { AgentOptions } from './agent-io.ts';

const BY: ExecutorInfo = { executorId: 5, type: 'CUSTOM', resources: vectorOf('cpus:0.1') };
const TIMEOUTS: Partial<AgentOptions> = {
  executorTimeouts: { registrationUs: 60e6, reregistrationUs: 2e6 },
};

function theirs(id: number, more: Partial<TaskInfo> = {}): TaskInfo {
  return taskOf(id, 'cpus:1;mem:64', { executor: BY, ...more });
}

/** An agent on which executor 5 of a framework has subscribed, with these tasks. */
function withTasks(...ids: number[]): AgentScript {
  const script = new AgentScript(null, TIMEOUTS).registered();
  script.run(0, ...ids.map((id) => theirs(id)));
  script.executorRunning(5);
  return script;
}

function update(script: AgentScript, taskId: number, state: TaskState, name: string): string[] {
  const executor = script.executor(5);
  return script.step({ type: 'EXECUTOR_UPDATE', executor, taskId, state, update: name });
}

/** Another process of the agent, on what this one left. */
function restarted(script: AgentScript): AgentScript {
  const found = script.agent.checkpoint();
  const next = new AgentScript(found, TIMEOUTS);
  for (const executor of found?.executors ?? []) next.executors.set(5, executor);
  return next;
}

/** Registered again: nothing is sent before. */
function back(script: AgentScript): string[] {
  script.step({ type: 'START', backoffUs: 0 });
  script.step({ type: 'TIMER', timer: 'REGISTER' });
  return script.step({ type: 'AGENT_REREGISTERED', agentId: 0, missing: [] });
}

describe("an executor of a framework's own", () => {
  it('is given its tasks when it has subscribed', () => {
    const script = new AgentScript(null, TIMEOUTS).registered();
    expect(script.run(0, theirs(1))).toEqual(['launch executor 5', 'timer EXECUTORS 60 s']);
    expect(script.run(0, theirs(2))).toEqual([]);
    expect(script.executorRunning(5)).toEqual(['launch task 1', 'launch task 2']);
    expect(script.fire('EXECUTORS')).toEqual([]);
  });

  it('tells of its tasks, and of each of its updates once', () => {
    const script = withTasks(1);
    expect(update(script, 1, 'TASK_RUNNING', 'x')).toMatchInlineSnapshot(`
      [
        "send STATUS_UPDATE task 1 TASK_RUNNING (executor) uuid a",
        "timer RETRY_UPDATES 10 s",
        "acknowledge x of task 1",
      ]
    `);
    expect(update(script, 1, 'TASK_RUNNING', 'x')).toEqual(['acknowledge x of task 1']);
    expect(update(script, 1, 'TASK_FINISHED', 'y')).toEqual(['acknowledge y of task 1']);
    expect(script.acknowledge(1)[0]).toContain('TASK_FINISHED');
    // Of a task that nobody knows any more it must not ask for ever.
    script.acknowledge(1);
    expect(update(script, 1, 'TASK_FINISHED', 'y')).toEqual(['acknowledge y of task 1']);
  });

  it('lives on without tasks, and leaves groups alone', () => {
    const script = new AgentScript(null, TIMEOUTS).registered();
    script.run(0, theirs(1, { group: 1 }), theirs(2, { group: 1 }));
    script.executorRunning(5);
    expect(update(script, 1, 'TASK_FAILED', 'x')).not.toContain('kill task 2');
    expect(update(script, 2, 'TASK_FINISHED', 'y')).not.toContain('kill executor 5');
    expect(script.run(0, theirs(3))).toEqual(['launch task 3']);
  });

  it('is asked to kill; it says TASK_KILLING itself', () => {
    const script = new AgentScript(null, TIMEOUTS).registered();
    const framework = frameworkInfo(0, { capabilities: ['TASK_KILLING_STATE'] });
    const more = { launch: 7, newExecutors: [5] };
    script.step({ type: 'RUN_TASKS', framework, tasks: [theirs(1)], ...more });
    script.executorRunning(5);
    const kill = script.step({ type: 'KILL_TASK', frameworkId: 0, taskId: 1 });
    expect(kill).toEqual(['kill task 1']);
    expect(update(script, 1, 'TASK_KILLED', 'x')[0]).toContain('TASK_KILLED');
  });

  it('that does not subscribe in time is stopped, and its tasks have failed', () => {
    const script = new AgentScript(null, TIMEOUTS).registered();
    script.run(0, theirs(1));
    expect(script.fire('EXECUTORS')).toMatchInlineSnapshot(`
      [
        "send STATUS_UPDATE task 1 TASK_FAILED (agent, EXECUTOR_REGISTRATION_TIMEOUT) uuid a",
        "timer RETRY_UPDATES 10 s",
        "kill executor 5",
      ]
    `);
    expect(script.executorExited(5)).toEqual(['send EXITED_EXECUTOR executor 5 with 0']);
  });

  it('ends with its tasks', () => {
    const script = withTasks(1, 2);
    update(script, 1, 'TASK_FINISHED', 'x');
    const said = script.executorExited(5, 3);
    expect(said[0]).toMatch(/task 2 TASK_FAILED .*EXECUTOR_TERMINATED/);
    expect(said.at(-1)).toBe('send EXITED_EXECUTOR executor 5 with 3');
  });

  it('and its framework exchange messages', () => {
    const script = withTasks(1);
    const to = { frameworkId: 0, taskId: 5, data: 'RELEASE' } as const;
    const message = { type: 'FRAMEWORK_MESSAGE', ...to } as const;
    const toExecutor = { executorId: 5, bytes: 'aGk=' };
    const said = script.step({ ...message, toExecutor });
    expect(said).toEqual(['message aGk= to executor 5']);
    expect(script.step({ ...message, toExecutor: { ...toExecutor, executorId: 6 } })).toEqual([]);
    const executor = script.executor(5);
    expect(script.step({ type: 'EXECUTOR_MESSAGE', executor, bytes: 'eW8=' })).toEqual([
      'send EXECUTOR_TO_FRAMEWORK executor 5 eW8=',
    ]);
    script.step({ type: 'EXECUTOR_AWAY', executor });
    expect(script.step({ ...message, toExecutor })).toEqual([]);
  });

  it('is shut down by its framework', () => {
    const script = withTasks(1);
    const input = { type: 'SHUTDOWN_EXECUTOR', frameworkId: 0, executorId: 5 } as const;
    expect(script.step(input)).toEqual(['kill executor 5']);
    expect(script.run(0, theirs(2))[0]).toMatch(/task 2 TASK_LOST .*EXECUTOR_TERMINATED/);
  });
});

describe('an executor that the agent finds again', () => {
  it('goes on where it was, without what did not reach it', () => {
    const script = withTasks(1, 2, 3);
    update(script, 1, 'TASK_RUNNING', 'x');
    const next = restarted(script);
    expect(next.step({ type: 'RECOVERED' })).toEqual(['timer EXECUTORS 2 s']);
    back(next);
    const framework = frameworkInfo(0, { checkpoint: true });
    const launch = { type: 'RUN_TASKS', framework, launch: 99 } as const;
    expect(next.step({ ...launch, tasks: [theirs(4)] })).toEqual([]);
    const executor = next.executor(5);
    // Task 2 it has and has told nothing of, task 3 never came.
    const said = next.step({ type: 'EXECUTOR_RUNNING', executor, knows: [2] });
    expect(said[0]).toMatch(/task 3 TASK_LOST .*AGENT_RESTARTED/);
    expect(said.at(-1)).toBe('launch task 4');
    expect(said.join()).not.toContain('task 2');
    expect(next.fire('EXECUTORS')).toEqual([]);
    // What was told before is known.
    expect(update(next, 1, 'TASK_RUNNING', 'x')).toEqual(['acknowledge x of task 1']);
  });

  it('that stays away has lost its tasks', () => {
    const script = withTasks(1);
    update(script, 1, 'TASK_RUNNING', 'x');
    script.acknowledge(1);
    const next = restarted(script);
    next.step({ type: 'RECOVERED' });
    back(next);
    const said = next.fire('EXECUTORS');
    expect(said[0]).toMatch(/task 1 TASK_LOST .*EXECUTOR_REREGISTRATION_TIMEOUT/);
    expect(said.at(-1)).toBe('kill executor 5');
  });
});
