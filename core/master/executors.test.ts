import { describe, expect, it } from 'vitest';
import { WholeScript, executor, whole, wholeTask } from '../../test/support/whole-scripts.ts';
import { readResources } from '../resources/resource-notation.ts';
import type { ReregisterAgent } from '../protocol/agent-api.ts';
import type { OfferOperation } from '../protocol/offer-operations.ts';
import type { ExecutorInfo } from '../protocol/tasks.ts';

const NODE = 'cpus:4;mem:4096;disk:2000';
const SMALL = executor(5, 'cpus:0.5;mem:32');

function offered(checkpoint = true): WholeScript {
  const script = new WholeScript();
  script.agent(10, 'node0', NODE);
  script.framework(1, 'spark', { role: 'a', checkpoint, failoverTimeoutUs: 60e6 });
  script.allocate();
  return script;
}

function group(by: ExecutorInfo, ...needs: string[]): OfferOperation {
  const tasks = needs.map((text, i) => wholeTask(i, readResources(text)));
  return { type: 'LAUNCH_GROUP', executor: by, tasks };
}

function free(script: WholeScript): number[] {
  return script.master.allocator.agents.freeOf(0);
}

describe('LAUNCH_GROUP', () => {
  it('launches all tasks with their executor, which holds resources of its own', () => {
    const script = offered();
    expect(script.operate([0], [group(SMALL, 'cpus:1', 'cpus:2')])).toMatchInlineSnapshot(`
      [
        "to 10: RUN_TASKS of framework 0: task 0 <1, 0, 0>, task 1 <2, 0, 0>, new executor 5",
      ]
    `);
    expect(free(script)).toEqual([500, 4_064_000, 2_000_000]);
    const tasks = script.master
      .framework(0)
      ?.tasks.values()
      .map(({ info }) => info.group);
    expect(tasks).toEqual([0, 0]);
  });

  it.each([
    ['a task does not fit beside the executor', [group(SMALL, 'cpus:1', 'cpus:3')]],
    ['the executor does not fit', [group(executor(5, 'cpus:5'), 'cpus:1')]],
    ['it is not the default executor', [group({ ...SMALL, type: 'CUSTOM' }, 'cpus:1')]],
    ['its id is no whole number', [group({ ...SMALL, executorId: 0.5 }, 'cpus:1')]],
    ['two tasks have one id', [group(SMALL, 'cpus:1'), group(executor(6, 'cpus:1'), 'cpus:1')]],
  ])('launches none when %s', (_, operations) => {
    const script = offered();
    const lines = script.operate([0], operations);
    const refused = lines.filter((line) => line.includes('TASK_GROUP_INVALID'));
    const last = operations.at(-1);
    const wanted = last?.type === 'LAUNCH_GROUP' ? last.tasks.length : 0;
    expect(refused).toHaveLength(wanted);
  });

  it('refuses another executor under an id in use, and takes the same one again', () => {
    const script = offered();
    script.operate([0], [group(SMALL, 'cpus:1')]);
    script.batch();
    const next = (by: ExecutorInfo): OfferOperation => ({
      ...{ type: 'LAUNCH_GROUP', executor: by },
      tasks: [wholeTask(7, readResources('cpus:1'))],
    });
    expect(script.operate([1], [next(executor(5, 'cpus:1'))])).toMatchInlineSnapshot(`
      [
        "to 1: UPDATE task 7 TASK_ERROR (master, TASK_GROUP_INVALID, executor id 5 is in use) no
          uuid",
      ]
    `);
    script.batch();
    expect(script.operate([2], [next(SMALL)])).toMatchInlineSnapshot(`
      [
        "to 10: RUN_TASKS of framework 0: task 7 <1, 0, 0>",
      ]
    `);
    expect(free(script)[0]).toBe(4000 - 500 - 1000 - 1000);
  });
});

describe('an executor', () => {
  it('holds its resources until its agent says that it ended', () => {
    const script = offered();
    script.operate([0], [group(SMALL, 'cpus:1')]);
    script.update(0, 0, 'TASK_FINISHED', 100);
    expect(free(script)[0]).toBe(3500);
    const exited = { type: 'EXITED_EXECUTOR', agentId: 0, frameworkId: 0, executorId: 5 } as const;
    expect(script.step(exited)).toMatchInlineSnapshot(`
      [
        "to 1: FAILURE executor 5 on agent 0",
      ]
    `);
    expect(free(script)[0]).toBe(4000);
    expect(script.step(exited)).toEqual([]);
  });

  it('ends with a status, which its framework is told', () => {
    const script = offered();
    script.operate([0], [group(SMALL, 'cpus:1')]);
    const exited = { type: 'EXITED_EXECUTOR', agentId: 0, frameworkId: 0, executorId: 5 } as const;
    expect(script.step({ ...exited, status: 137 })).toEqual([
      'to 1: FAILURE executor 5 on agent 0, exit 137',
    ]);
  });

  it('is ended by SHUTDOWN, if it is there', () => {
    const script = offered();
    script.operate([0], [group(SMALL, 'cpus:1')]);
    const shutdown = { type: 'SHUTDOWN', framework: 0, agentId: 0 } as const;
    expect(script.step({ ...shutdown, executorId: 5 })).toMatchInlineSnapshot(`
      [
        "to 10: SHUTDOWN_EXECUTOR executor 5",
      ]
    `);
    expect(script.step({ ...shutdown, executorId: 6 })).toMatchInlineSnapshot(`
      [
        "reject SHUTDOWN: agent 0 has no executor 6",
      ]
    `);
  });

  it('goes with its framework, with its agent, and with a process that it does not outlive', () => {
    const torn = offered();
    torn.operate([0], [group(SMALL, 'cpus:1')]);
    torn.update(0, 0, 'TASK_FINISHED', 100);
    torn.acknowledge(0, 0, 100);
    expect(torn.call('TEARDOWN', 0)).toMatchInlineSnapshot(`
      [
        "to 10: SHUTDOWN_FRAMEWORK framework 0",
      ]
    `);
    expect(free(torn)[0]).toBe(4000);

    const cut = offered(false);
    cut.operate([0], [group(SMALL, 'cpus:1')]);
    cut.step({ type: 'DISCONNECTED', connection: 10 });
    expect(free(cut)[0]).toBe(4000);

    const gone = offered();
    gone.operate([0], [group(SMALL, 'cpus:1')]);
    gone.step({ type: 'MARK_AGENT_GONE', agentId: 0 });
    expect(gone.master.allocator.allocatedTo(gone.master.framework(0)?.client ?? -1)[0]).toBe(0);
  });

  it('is compared when its agent comes back', () => {
    const script = offered();
    script.operate([0], [group(SMALL, 'cpus:1')]);
    script.step({ type: 'DISCONNECTED', connection: 10 });
    const task = wholeTask(0, readResources('cpus:1'));
    const back: ReregisterAgent = {
      ...{ type: 'REREGISTER_AGENT', connection: 10, agentId: 0, hostname: 'node0' },
      ...{ frameworks: [], ...whole(NODE) },
      tasks: [{ frameworkId: 0, info: task, state: 'TASK_RUNNING' }],
    };
    const other = { frameworkId: 0, info: executor(6, 'cpus:0.25') };
    const executors = [{ frameworkId: 0, info: SMALL }];
    expect(script.step({ ...back, executors })).toMatchInlineSnapshot(`
      [
        "to 10: AGENT_REREGISTERED agent 0",
      ]
    `);
    expect(free(script)[0]).toBe(2500);
    expect(script.step({ ...back, executors: [other] })).toMatchInlineSnapshot(`
      [
        "to 1: FAILURE executor 5 on agent 0",
        "to 10: AGENT_REREGISTERED agent 0",
      ]
    `);
    expect(free(script)[0]).toBe(2750);
  });
});
