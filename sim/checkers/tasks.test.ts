import { describe, expect, it } from 'vitest';
import { CheckedMaster, runningMaster } from '../../test/support/checked-master.ts';
import type { FaultKind } from '../faults/fault-spec.ts';
import { SETTLING_US } from './accounts/calm.ts';
import { booksAgree } from './books-agree.ts';
import { taskLife } from './task-life.ts';
import { taskRunsOnce } from './task-runs-once.ts';
import { updatesRepeated } from './updates-repeated.ts';

const SECOND = 1_000_000;

/** A task of framework 0, launched on an agent, which is the one of its first offer. */
function launched(checked: CheckedMaster, taskId = 1): number {
  const [{ id, agentId }] = checked.offers[0];
  checked.launch(0, id, taskId);
  return agentId;
}

function fault(kind: FaultKind) {
  return { kind, targets: [0], when: { atUs: 0 }, forUs: SECOND } as const;
}

describe('task-life', () => {
  it('has nothing against a task that runs, ends and is forgotten', () => {
    const checked = runningMaster(taskLife);
    const agent = launched(checked);
    checked.update(0, agent, 1, 'TASK_RUNNING', 1);
    hears(checked, agent, 'TASK_RUNNING', 1);
    // The acknowledgement was lost: the same again.
    hears(checked, agent, 'TASK_RUNNING', 1);
    checked.update(0, agent, 1, 'TASK_FINISHED', 2);
    hears(checked, agent, 'TASK_FINISHED', 2);
    hears(checked, agent, 'TASK_LOST', null);
    expect(checked.violations).toEqual([]);
  });

  it('has nothing against tasks that are given up and come back', () => {
    const checked = runningMaster(taskLife);
    const agent = launched(checked);
    hears(checked, agent, 'TASK_RUNNING', 1);
    hears(checked, agent, 'TASK_LOST', null);
    hears(checked, agent, 'TASK_RUNNING', null);
    hears(checked, agent, 'TASK_RUNNING', 1);
    hears(checked, agent, 'TASK_FAILED', 3);
    expect(checked.violations).toEqual([]);
  });

  it('sees a state that cannot follow, at the master and at the scheduler', () => {
    const master = runningMaster(taskLife);
    launched(master);
    const task = master.master.framework(0)?.tasks.get(1);
    if (task === undefined) throw new Error('task 1 was launched');
    master.hooks.taskChanged(0, { ...task, state: 'TASK_STAGING' }, 'TASK_RUNNING');
    expect(master.violations).toEqual([
      'task 1 of framework ads (0) went from TASK_RUNNING to TASK_STAGING at the master',
    ]);
    const scheduler = runningMaster(taskLife);
    hears(scheduler, 0, 'TASK_KILLING', 1);
    hears(scheduler, 0, 'TASK_RUNNING', 2);
    expect(scheduler.violations[0]).toContain('TASK_KILLING, and in the next one TASK_RUNNING');
  });

  it.each([2, null])('sees a task live after its end, by update %s', (uuid) => {
    const checked = runningMaster(taskLife);
    hears(checked, 0, 'TASK_FINISHED', 1);
    hears(checked, 0, 'TASK_RUNNING', uuid);
    expect(checked.violations[0]).toContain('is TASK_RUNNING after it was over');
  });

  it('expects no order where messages are copied', () => {
    const checked = runningMaster(taskLife, { faults: [fault('message-copies')] });
    hears(checked, 0, 'TASK_FINISHED', 2);
    hears(checked, 0, 'TASK_RUNNING', 1);
    expect(checked.violations).toEqual([]);
  });

  it('sees a task in the books again whose scheduler has heard that it is over', () => {
    const checked = runningMaster(taskLife);
    const agent = launched(checked);
    const task = checked.master.framework(0)?.tasks.get(1);
    checked.update(0, agent, 1, 'TASK_FINISHED', 2);
    hears(checked, agent, 'TASK_FINISHED', 2);
    checked.call(0, { type: 'ACKNOWLEDGE', framework: 0, agentId: agent, taskId: 1, uuid: 2 });
    if (task === undefined) throw new Error('task 1 was launched');
    const back = { ...task, state: 'TASK_RUNNING' } as const;
    checked.latest = false;
    checked.hooks.taskEntered(0, back);
    expect(checked.violations).toEqual([]);
    checked.latest = true;
    checked.hooks.taskEntered(0, back);
    expect(checked.violations[0]).toContain('its scheduler has heard that it is over');
  });

  it('has nothing against an id that is used again', () => {
    const checked = runningMaster(taskLife);
    const agent = launched(checked);
    checked.update(0, agent, 1, 'TASK_FINISHED', 2);
    hears(checked, agent, 'TASK_FINISHED', 2);
    checked.call(0, { type: 'ACKNOWLEDGE', framework: 0, agentId: agent, taskId: 1, uuid: 2 });
    checked.launch(0, checked.offers[0][1].id, 1);
    hears(checked, checked.offers[0][1].agentId, 'TASK_RUNNING', 1);
    expect(checked.violations).toEqual([]);
  });
});

describe('updates-repeated', () => {
  const ack = (uuid: number) =>
    ({ type: 'STATUS_UPDATE_ACKNOWLEDGEMENT', frameworkId: 0, taskId: 1, uuid }) as const;

  it('has nothing against an update that is repeated until it is acknowledged', () => {
    const checked = runningMaster(updatesRepeated);
    for (const seconds of [10, 20, 40, 80]) says(checked, 1).wait(seconds);
    checked.hooks.agentHears(0, ack(1), 0);
    says(checked, 2).wait(5);
    expect(checked.violations).toEqual([]);
  });

  it('sees one that is repeated after its acknowledgement', () => {
    const checked = runningMaster(updatesRepeated);
    says(checked, 1);
    checked.hooks.agentHears(0, ack(1), 0);
    checked.wait(900);
    says(checked, 1);
    expect(checked.violations[0]).toContain('it was told that its scheduler knows');
  });

  it('sees one that is not repeated', () => {
    const checked = runningMaster(updatesRepeated);
    says(checked, 1).wait(10);
    says(checked, 1).wait(20);
    expect(checked.violations).toEqual([]);
    checked.wait(6);
    expect(checked.violations[0]).toContain('at 11 s and not again: nobody has acknowledged it');
  });

  it('waits for the calm after faults', () => {
    const changes = { faults: [fault('partition')], healAtUs: 100 * SECOND };
    const checked = runningMaster(updatesRepeated, changes);
    says(checked, 1).wait(99 + SETTLING_US / SECOND);
    checked.quiet = true;
    expect(checked.violations).toEqual([]);
    checked.wait(20);
    expect(checked.violations).toHaveLength(1);
  });

  it.each([
    ['its framework', { type: 'SHUTDOWN_FRAMEWORK', frameworkId: 0 }],
    ['the agent', { type: 'SHUTDOWN_AGENT', message: 'gone' }],
    ['the machine', { type: 'AGENT_REGISTERED', agentId: 77 }],
  ] as const)('expects nothing once %s is another or none', (_, message) => {
    const checked = runningMaster(updatesRepeated);
    says(checked, 1);
    checked.hooks.agentHears(0, message, 0);
    checked.wait(100).hooks.ended(true);
    expect(checked.violations).toEqual([]);
  });

  it('expects nothing of a process that restarted', () => {
    const checked = runningMaster(updatesRepeated);
    says(checked, 1).hooks.agentRestarted(0);
    checked.wait(100).hooks.ended(true);
    expect(checked.violations).toEqual([]);
  });
});

describe('task-runs-once', () => {
  it('has nothing against tasks that are launched, run and end', () => {
    const checked = runningMaster(taskRunsOnce);
    const agent = launched(checked);
    const container = checked.containerOf(0, 1);
    checked.hooks.containerStarted(agent, container);
    checked.hooks.containerEnded(agent, container);
    const [, { id, agentId }] = checked.offers[0];
    checked.launch(0, id, 2).hooks.containerStarted(agentId, checked.containerOf(0, 2));
    checked.hooks.containerLost(agentId, checked.containerOf(0, 2));
    expect(checked.violations).toEqual([]);
  });

  it('sees one that nobody launched', () => {
    const checked = runningMaster(taskRunsOnce);
    checked.hooks.containerStarted(1, checked.containerOf(0, 9));
    expect(checked.violations[0]).toContain('started on agent 1: no master has ordered it');
  });

  it('sees one in two containers, and one that runs again', () => {
    const twice = runningMaster(taskRunsOnce);
    const agent = launched(twice);
    twice.hooks.containerStarted(agent, twice.containerOf(0, 1));
    twice.hooks.containerStarted(0, twice.containerOf(0, 1));
    expect(twice.violations[0]).toContain(`started on agent 0 while it runs on agent ${agent}`);
    const again = runningMaster(taskRunsOnce);
    again.hooks.containerStarted(launched(again), again.containerOf(0, 1));
    again.hooks.containerEnded(agent, again.containerOf(0, 1));
    again.hooks.containerStarted(agent, again.containerOf(0, 1));
    expect(again.violations[0]).toContain('it ran before');
  });

  it('sees an order that no ACCEPT is behind, and an end of what did not run', () => {
    const order = runningMaster(taskRunsOnce);
    launched(order);
    const said = order.saidToAgents.find(({ type }) => type === 'RUN_TASKS');
    if (said === undefined) throw new Error('the agent was told to run task 1');
    order.hooks.saidToAgent(0, 0, said);
    expect(order.violations[0]).toContain('which no ACCEPT at hand has launched');
    const end = runningMaster(taskRunsOnce);
    end.hooks.containerEnded(0, end.containerOf(0, 1));
    expect(end.violations[0]).toContain('ended on agent 0, where it did not run');
  });

  it('sees an id that is used while one of it runs', () => {
    const checked = runningMaster(taskRunsOnce);
    const agent = launched(checked);
    checked.hooks.containerStarted(agent, checked.containerOf(0, 1));
    checked.update(0, agent, 1, 'TASK_FAILED', 1);
    checked.call(0, { type: 'ACKNOWLEDGE', framework: 0, agentId: agent, taskId: 1, uuid: 1 });
    checked.launch(0, checked.offers[0][1].id, 1);
    expect(checked.violations[0]).toContain('was launched while one of this id runs');
  });
});

describe('books-agree', () => {
  it('has nothing against books as they should be', () => {
    const checked = runningMaster(booksAgree);
    const agent = launched(checked);
    checked.wait(6).update(0, agent, 1, 'TASK_RUNNING', 1).wait(3);
    checked.disconnect(0).wait(3).call(1, { type: 'TEARDOWN', framework: 1 }).wait(6);
    expect(checked.violations).toEqual([]);
  });

  it('sees a task that stands under its agent alone', () => {
    const checked = runningMaster(booksAgree);
    const agent = launched(checked);
    checked.master.framework(0)?.tasks.delete(1);
    checked.wait(6);
    expect(checked.violations[0]).toContain(`stands under agent ${agent} and not under framework`);
  });

  it('sees one that stands under its framework alone', () => {
    const checked = runningMaster(booksAgree);
    const agent = checked.master.agents[launched(checked)];
    if (agent) agent.firstTask = null;
    checked.wait(6);
    expect(checked.violations[0]).toContain('has 0 tasks in the books: 1 were entered');
  });

  it('sees a task that its framework has under two ids', () => {
    const checked = runningMaster(booksAgree);
    launched(checked);
    const tasks = checked.master.framework(0)?.tasks;
    const task = tasks?.get(1);
    if (task === undefined) throw new Error('task 1 was launched');
    tasks?.set(2, task);
    checked.wait(6);
    expect(checked.violations[0]).toBe(
      'framework ads (0) has 2 tasks in the books: 1 were entered and not forgotten',
    );
  });

  it('sees an allocator that counts other offers', () => {
    const checked = runningMaster(booksAgree);
    checked.master.allocator.clients.outstanding[checked.master.framework(0)?.client ?? 0]--;
    checked.wait(6);
    expect(checked.violations[0]).toContain('the allocator has');
  });
});

/** Framework 0's scheduler hears of task 1. */
function hears(
  checked: CheckedMaster,
  agent: number,
  state: Parameters<CheckedMaster['statusOf']>[3],
  uuid: number | null,
): void {
  const status = checked.statusOf(0, agent, 1, state, uuid);
  checked.hooks.schedulerHears(0, { type: 'UPDATE', status }, 0);
}

/** Agent 0 says that task 1 of framework 0 runs. */
function says(checked: CheckedMaster, uuid: number): CheckedMaster {
  const status = checked.statusOf(0, 0, 1, 'TASK_RUNNING', uuid);
  checked.hooks.agentSays(0, { type: 'STATUS_UPDATE', status, latestState: 'TASK_RUNNING' });
  return checked;
}
