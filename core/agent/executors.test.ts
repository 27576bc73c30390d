import { describe, expect, it } from 'vitest';
import {
  AgentScript,
  frameworkInfo,
  taskOf,
  vectorOf,
} from '../../test/support/machine-scripts.ts';
import { reserved } from '../../test/support/whole-scripts.ts';
import type { ReregisterAgent } from '../protocol/agent-api.ts';
import type { ExecutorInfo, TaskInfo } from '../protocol/tasks.ts';
import type { AgentOutput } from './agent-io.ts';

const BY: ExecutorInfo = { executorId: 5, type: 'DEFAULT', resources: vectorOf('cpus:0.1') };

/** Tasks of one group, under executor 5. */
function group(...ids: number[]): TaskInfo[] {
  return ids.map((id) => taskOf(id, 'cpus:1;mem:64', { executor: BY, group: ids[0] }));
}

function last(lines: readonly string[]): string | undefined {
  return lines.at(-1);
}

/** An agent on which executor 5 runs tasks of a framework. */
function withTasks(...tasks: TaskInfo[]): AgentScript {
  const script = new AgentScript().registered();
  script.run(0, ...tasks);
  script.executorRunning(5);
  return script;
}

/** What an agent says when it comes back. */
function comesBack({ agent, now }: AgentScript): ReregisterAgent | undefined {
  let told: ReregisterAgent | undefined;
  const out: AgentOutput = {
    send: (said) => {
      if (said.type === 'REREGISTER_AGENT') told = said;
    },
    ...{ setTimer: () => undefined, message: () => undefined },
    ...{ launch: () => undefined, kill: () => undefined },
    ...{ launchExecutor: () => undefined, killExecutor: () => undefined },
  };
  agent.step(now, { type: 'DISCONNECTED', backoffUs: 0 }, out);
  agent.step(now, { type: 'TIMER', timer: 'REGISTER' }, out);
  return told;
}

function executorsTold(script: AgentScript): unknown {
  return comesBack(script)?.executors?.map(({ frameworkId, info }) => [frameworkId, info]);
}

describe('an executor', () => {
  it('is launched before its first task; others wait for it too', () => {
    const script = new AgentScript().registered();
    expect(script.run(0, ...group(1, 2), taskOf(3, 'cpus:1'))).toEqual([
      'launch executor 5',
      'launch task 3',
    ]);
    expect(script.run(0, ...group(4))).toEqual([]);
    expect(script.executorRunning(5)).toEqual(['launch task 1', 'launch task 2', 'launch task 4']);
    expect(script.executorRunning(5)).toEqual([]);
    expect(script.run(0, ...group(6))).toEqual(['launch task 6']);
    // Ids are those of a framework.
    expect(script.run(1, ...group(1))).toEqual(['launch executor 5']);
  });

  it('is stopped when the last of its tasks has ended, and then told of', () => {
    const script = withTasks(...group(1, 2));
    expect(script.exited(1, 'FINISHED')).toMatchInlineSnapshot(`
      [
        "send STATUS_UPDATE task 1 TASK_FINISHED (executor) uuid a",
        "timer RETRY_UPDATES 10 s",
      ]
    `);
    expect(last(script.exited(2, 'FINISHED'))).toBe('kill executor 5');
    expect(script.executorExited(5)).toEqual(['send EXITED_EXECUTOR executor 5 with 0']);
    expect(script.executorExited(5)).toEqual([]);
    // A task without one says nothing of executors.
    script.run(0, taskOf(3, 'cpus:1'));
    expect(last(script.exited(3, 'FINISHED'))).not.toContain('executor 5');
  });

  it('takes no more tasks when it is about to end; the next one does', () => {
    const script = withTasks(...group(1));
    script.exited(1, 'FINISHED');
    expect(script.run(0, ...group(2))[0]).toContain('TASK_LOST (agent, EXECUTOR_TERMINATED)');
    script.executorExited(5);
    expect(script.run(0, ...group(3))).toEqual(['launch executor 5']);
  });

  it('is not launched again for tasks that were meant for the one before', () => {
    const script = withTasks(...group(1));
    script.exited(1, 'FINISHED');
    script.executorExited(5);
    const tasks = group(2);
    const framework = frameworkInfo(0);
    const said = script.step({ type: 'RUN_TASKS', framework, launch: 99, tasks });
    expect(said[0]).toContain('TASK_LOST (agent, EXECUTOR_TERMINATED)');
    expect(said.join()).not.toContain('launch');
  });

  it('takes its tasks with it when it ends by itself, also those that wait', () => {
    const script = withTasks(...group(1, 2), taskOf(3, 'cpus:1'));
    script.exited(2, 'FINISHED');
    expect(script.executorExited(5, 137)).toMatchInlineSnapshot(`
      [
        "send STATUS_UPDATE task 1 TASK_FAILED (agent, EXECUTOR_TERMINATED) uuid b",
        "send EXITED_EXECUTOR executor 5 with 137",
      ]
    `);
    script.run(0, ...group(4));
    expect(script.executorExited(5, 1)[0]).toContain('task 4 TASK_FAILED');
    expect(script.executorRunning(5)).toEqual([]);
    expect(script.exited(3, 'FINISHED')[0]).toContain('TASK_FINISHED');
  });

  it('takes the others of a group with a task that fails or is killed', () => {
    const script = withTasks(...group(1, 2), ...group(3));
    expect(script.exited(1, 'FAILED')).toMatchInlineSnapshot(`
      [
        "send STATUS_UPDATE task 1 TASK_FAILED (executor) uuid a",
        "timer RETRY_UPDATES 10 s",
        "kill task 2",
      ]
    `);
    script.exited(2, 'KILLED');
    expect(last(script.exited(3, 'FINISHED'))).toBe('kill executor 5');
  });

  it('loses a group that waits as a whole when one task of it is killed', () => {
    const script = new AgentScript().registered();
    script.run(0, ...group(1, 2));
    expect(script.step({ type: 'KILL_TASK', frameworkId: 0, taskId: 2 })).toMatchInlineSnapshot(`
      [
        "send STATUS_UPDATE task 2 TASK_KILLED (agent, TASK_KILLED_DURING_LAUNCH) uuid a",
        "timer RETRY_UPDATES 10 s",
        "send STATUS_UPDATE task 1 TASK_KILLED (agent, TASK_KILLED_DURING_LAUNCH) uuid b",
        "kill executor 5",
      ]
    `);
    expect(script.executorRunning(5)).toEqual([]);
  });

  it('is shut down with all its tasks, and no others', () => {
    const script = withTasks(...group(1, 2), taskOf(3, 'cpus:1'));
    const shutdown = { type: 'SHUTDOWN_EXECUTOR', executorId: 5 } as const;
    expect(script.step({ ...shutdown, frameworkId: 1 })).toEqual([]);
    expect(script.step({ ...shutdown, frameworkId: 0 })).toEqual(['kill task 1', 'kill task 2']);
  });

  it('ends with its framework, and nobody is told', () => {
    const script = withTasks(...group(1, 2));
    const over = script.step({ type: 'SHUTDOWN_FRAMEWORK', frameworkId: 0 });
    expect(over).toEqual(['kill task 1', 'kill task 2', 'kill executor 5']);
    expect(script.executorExited(5)).toEqual([]);
  });

  it('is named to the master that its agent comes back to, by the next process too', () => {
    const script = withTasks(...group(1));
    expect(executorsTold(script)).toEqual([[0, BY]]);
    const later = new AgentScript(script.agent.checkpoint());
    expect(executorsTold(later)).toEqual([[0, BY]]);
    const [executor] = script.agent.checkpoint()?.executors ?? [];
    later.step({ type: 'EXECUTOR_EXITED', executor });
    expect(executorsTold(later)).toBeUndefined();
  });
});

describe('KILL_TASK', () => {
  it('carries how long the task has, and what its end is to be called', () => {
    const script = new AgentScript().registered();
    script.run(0, taskOf(1, 'cpus:1'), taskOf(2, 'cpus:1'));
    const kill = { type: 'KILL_TASK', frameworkId: 0, graceUs: 2e6 } as const;
    const endsAs = { state: 'TASK_GONE_BY_OPERATOR', reason: 'AGENT_DRAINING' } as const;
    expect(script.step({ ...kill, taskId: 1, endsAs })).toEqual(['kill task 1 in 2 s']);
    script.step({ ...kill, taskId: 2, endsAs });
    expect(script.exited(1, 'KILLED')).toMatchInlineSnapshot(`
      [
        "send STATUS_UPDATE task 1 TASK_GONE_BY_OPERATOR (executor, AGENT_DRAINING) uuid a",
        "timer RETRY_UPDATES 10 s",
      ]
    `);
    // It was not the kill that ended this one.
    expect(script.exited(2, 'FINISHED')[0]).toContain('TASK_FINISHED');
  });
});

describe('CHECKPOINT_RESOURCES', () => {
  it('is on the disk when it is said to be, and is what a later process has', () => {
    const script = new AgentScript().registered();
    const resources = vectorOf('cpus:3;mem:4096');
    const rest = reserved('cpus:1', 'a');
    const message = { type: 'CHECKPOINT_RESOURCES', resources, rest } as const;
    expect(script.step({ ...message, operations: [] })).toEqual([]);
    expect(script.step({ ...message, operations: [3, 4] })).toEqual([
      'send OPERATIONS_APPLIED 3, 4',
    ]);
    const found = script.agent.checkpoint();
    expect(found?.total).toEqual({ resources, rest });
    const told = comesBack(new AgentScript(found));
    expect([told?.resources, told?.rest]).toEqual([resources, rest]);
  });
});
