import { describe, expect, it } from 'vitest';
import {
  AgentScript,
  executorsOf,
  frameworkInfo,
  taskOf,
  vectorOf,
} from '../../test/support/machine-scripts.ts';
import type { FrameworkInfo } from '../protocol/framework-info.ts';
import type { ExecutorInfo, TaskInfo } from '../protocol/tasks.ts';

const TASK = 'cpus:1;mem:64';
const KILLING = frameworkInfo(0, { capabilities: ['TASK_KILLING_STATE'] });
const kill = (taskId: number) => ({ type: 'KILL_TASK', frameworkId: 0, taskId }) as const;

/** An agent on which a framework has launched tasks. */
function withTasks(framework: FrameworkInfo, ...tasks: TaskInfo[]): AgentScript {
  const script = new AgentScript().registered();
  script.step({ type: 'RUN_TASKS', framework, launch: 0, tasks, ...executorsOf(tasks) });
  return script;
}

describe('KILL_TASK for a framework that knows TASK_KILLING', () => {
  it('says that the task stops, once, and then how it ended', () => {
    const script = withTasks(KILLING, taskOf(1, TASK));
    script.running(1);
    script.acknowledge(1);
    expect(script.step({ ...kill(1), graceUs: 5e6 })).toMatchInlineSnapshot(`
      [
        "send STATUS_UPDATE task 1 TASK_KILLING (executor) uuid b",
        "kill task 1 in 5 s",
      ]
    `);
    // Less time than before reaches the container; the framework knows already.
    expect(script.step({ ...kill(1), graceUs: 1e6 })).toEqual(['kill task 1 in 1 s']);
    expect(script.exited(1, 'KILLED')).toEqual([]);
    expect(script.acknowledge(1)).toMatchInlineSnapshot(`
      [
        "send STATUS_UPDATE task 1 TASK_KILLED (executor) uuid c",
      ]
    `);
  });

  it('does not say afterwards that the task runs', () => {
    const script = withTasks(KILLING, taskOf(1, TASK));
    script.step(kill(1));
    script.acknowledge(1);
    expect(script.running(1)).toEqual([]);
    expect(script.exited(1, 'FINISHED')[0]).toContain('TASK_FINISHED');
  });

  it('says so of the others of a group too, each with the time of its own kill policy', () => {
    const executor: ExecutorInfo = {
      ...{ executorId: 5, type: 'DEFAULT', resources: vectorOf('cpus:0.1') },
    };
    const tasks = [1, 2].map((id) =>
      taskOf(id, TASK, { executor, group: 1, killGraceUs: id * 1e6 }),
    );
    const script = withTasks(KILLING, ...tasks);
    script.executorRunning(5);
    expect(script.exited(1, 'FAILED')).toMatchInlineSnapshot(`
      [
        "send STATUS_UPDATE task 1 TASK_FAILED (executor) uuid a",
        "timer RETRY_UPDATES 10 s",
        "send STATUS_UPDATE task 2 TASK_KILLING (executor) uuid b",
        "kill task 2 in 2 s",
      ]
    `);
  });
});

it('a task that is not here is not killed, and nothing is said of it', () => {
  const script = withTasks(frameworkInfo(0), taskOf(7, TASK));
  expect(script.step(kill(8))).toEqual([]);
});
