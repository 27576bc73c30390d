import { describe, expect, it } from 'vitest';
import { CheckedMaster, runningMaster } from '../../test/support/checked-master.ts';
import type { TaskState } from '../../core/protocol/tasks.ts';
import { SETTLING_US } from './accounts/calm.ts';
import { jobsEnd } from './jobs-end.ts';
import { lostTasksEnd } from './lost-tasks-end.ts';
import { offersCome } from './offers-come.ts';
import { reconciled } from './reconciled.ts';

const SECOND = 1_000_000;

/** Both jobs are submitted; frameworks answer nothing. */
function submitted(checked: CheckedMaster): CheckedMaster {
  checked.hooks.jobSubmitted(0);
  checked.hooks.jobSubmitted(1);
  return checked;
}

function hears(checked: CheckedMaster, taskId: number, state: TaskState): void {
  const status = checked.statusOf(0, 0, taskId, state, null);
  checked.hooks.schedulerHears(0, { type: 'UPDATE', status }, 0);
}

describe('offers-come', () => {
  it('has nothing against frameworks that are offered, run or have nothing to do', () => {
    const checked = submitted(runningMaster(offersCome));
    checked.hooks.jobFinished(1);
    checked.hooks.containerStarted(0, checked.containerOf(0, 1));
    checked.wait(900);
    expect(checked.violations).toEqual([]);
    checked.hooks.containerEnded(0, checked.containerOf(0, 1));
    for (let second = 0; second < 400; second += 100) {
      for (const offer of checked.offers[0]) checked.decline(0, offer.id, 5);
      checked.offers[0].length = 0;
      checked.wait(100);
    }
    expect(checked.violations).toEqual([]);
  });

  it('has nothing against one for whom there is no room', () => {
    const checked = submitted(runningMaster(offersCome)).wait(700);
    expect(checked.violations).toEqual([]);
  });

  it.each([
    ['it has no scheduler; the master has 0 tasks of it', (c: CheckedMaster) => c.disconnect(3)],
    [
      'it has suppressed offers; the master has 0 tasks of it',
      (c: CheckedMaster) => c.call(0, { type: 'SUPPRESS', framework: 0 }),
    ],
    [
      'the master does not know it',
      (c: CheckedMaster) => c.call(0, { type: 'TEARDOWN', framework: 0 }),
    ],
    [
      'job 0 needs cpus:1;mem:1024, agent 2 has cpus:4;mem:4096 free and is refused until 1001 s',
      (c: CheckedMaster) => {
        c.call(1, { type: 'TEARDOWN', framework: 1 });
        for (const offer of c.offers[0]) c.decline(0, offer.id, 1000);
        for (const agentId of [0, 1]) c.step({ type: 'DEACTIVATE_AGENT', agentId });
      },
    ],
    [
      'job 0 needs cpus:1;mem:1024, agent 0 has cpus:4;mem:4096 free and is disconnected',
      (c: CheckedMaster) => c.disconnect(0).disconnect(1).disconnect(2),
    ],
  ])('says why nothing comes: %s', (reason, happens) => {
    const checked = runningMaster(offersCome);
    checked.hooks.jobSubmitted(0);
    happens(checked);
    checked.wait(290);
    expect(checked.violations).toEqual([]);
    checked.wait(30);
    expect(checked.violations).toEqual([
      `framework ads has 1 jobs to do, and nothing has come to it since 1 s: ${reason}`,
    ]);
  });

  it('owes nothing to a framework that is told that it was removed, until it subscribes', () => {
    const checked = runningMaster(offersCome);
    checked.hooks.jobSubmitted(0);
    checked.call(0, { type: 'TEARDOWN', framework: 0 });
    checked.subscribe(0).wait(700);
    expect(checked.violations).toEqual([]);
  });

  it('says so when no master leads, at the end', () => {
    const checked = runningMaster(offersCome);
    checked.hooks.jobSubmitted(0);
    checked.hooks.masterEnds(0);
    checked.now += 400 * SECOND;
    checked.hooks.ended(false);
    expect(checked.violations[0]).toContain('no master leads');
  });

  it('says so when an allocator forgets an agent', () => {
    const checked = runningMaster(offersCome);
    checked.hooks.jobSubmitted(0);
    for (const offer of checked.offers[0]) checked.decline(0, offer.id, 0);
    checked.master.allocator.runBatch = () => undefined;
    checked.wait(320);
    expect(checked.violations[0]).toContain('free and was not offered');
  });
});

describe('lost-tasks-end', () => {
  it('has nothing against ends that are heard, in either order', () => {
    const checked = runningMaster(lostTasksEnd);
    checked.hooks.containerStarted(0, checked.containerOf(0, 1));
    checked.hooks.containerEnded(0, checked.containerOf(0, 1));
    hears(checked, 1, 'TASK_FINISHED');
    checked.hooks.containerStarted(0, checked.containerOf(0, 2));
    hears(checked, 2, 'TASK_UNREACHABLE');
    checked.hooks.containerLost(0, checked.containerOf(0, 2));
    checked.hooks.containerStarted(0, checked.containerOf(1, 3));
    checked.hooks.containerEnded(0, checked.containerOf(1, 3));
    checked.call(1, { type: 'TEARDOWN', framework: 1 });
    checked.wait(1600).hooks.ended(true);
    expect(checked.violations).toEqual([]);
  });

  it('has nothing against one that starts late, given up as its scheduler has heard', () => {
    const checked = runningMaster(lostTasksEnd);
    hears(checked, 1, 'TASK_LOST');
    checked.hooks.containerStarted(2, checked.containerOf(0, 1));
    checked.hooks.containerEnded(2, checked.containerOf(0, 1));
    checked.wait(1600);
    expect(checked.violations).toEqual([]);
  });

  it('has nothing against tasks that end after their framework was removed', () => {
    const checked = runningMaster(lostTasksEnd);
    checked.hooks.containerStarted(2, checked.containerOf(0, 1));
    checked.call(0, { type: 'TEARDOWN', framework: 0 });
    checked.hooks.containerEnded(2, checked.containerOf(0, 1));
    checked.wait(1600);
    expect(checked.violations).toEqual([]);
  });

  it('has nothing against tasks of an id that its scheduler has given up for another', () => {
    const checked = runningMaster(lostTasksEnd);
    checked.hooks.containerStarted(2, checked.containerOf(0, 1));
    checked.hooks.containerLost(2, checked.containerOf(0, 1));
    checked.hooks.saidToScheduler(0, 0, { type: 'SUBSCRIBED', framework: 7 });
    checked.wait(1600);
    expect(checked.violations).toEqual([]);
  });

  it('sees a lost task of which nobody hears', () => {
    const checked = runningMaster(lostTasksEnd);
    checked.hooks.containerStarted(2, checked.containerOf(0, 1));
    hears(checked, 1, 'TASK_RUNNING');
    checked.hooks.containerLost(2, checked.containerOf(0, 1));
    checked.wait(1490);
    expect(checked.violations).toEqual([]);
    checked.wait(20);
    expect(checked.violations).toEqual([
      'task 1 of framework ads (0) ended on agent 2 at 1 s: ' +
        'its scheduler still takes it to be live',
    ]);
  });

  it('sees one that was given up, came back, and is forgotten then', () => {
    const checked = runningMaster(lostTasksEnd);
    checked.hooks.containerStarted(2, checked.containerOf(0, 1));
    hears(checked, 1, 'TASK_LOST');
    checked.hooks.containerLost(2, checked.containerOf(0, 1));
    hears(checked, 1, 'TASK_RUNNING');
    checked.wait(1510);
    expect(checked.violations).toHaveLength(1);
  });
});

describe('reconciled', () => {
  it('has nothing against what a scheduler says before it hears that it was removed', () => {
    const checked = runningMaster(reconciled);
    const [{ id }] = checked.offers[0];
    checked.call(0, { type: 'TEARDOWN', framework: 0 });
    checked.launch(0, id, 1).wait(1600).hooks.ended(true);
    expect(checked.violations).toEqual([]);
  });

  it('has nothing against tasks that both have and both lose', () => {
    const checked = runningMaster(reconciled);
    const [{ id, agentId }] = checked.offers[0];
    checked.launch(0, id, 1);
    hears(checked, 1, 'TASK_RUNNING');
    checked.wait(1600).update(0, agentId, 1, 'TASK_FINISHED');
    hears(checked, 1, 'TASK_FINISHED');
    checked.wait(1600).hooks.ended(true);
    expect(checked.violations).toEqual([]);
  });

  it('sees a launch that never arrived', () => {
    const checked = runningMaster(reconciled);
    const launches = [checked.taskOf(5)];
    const call = { type: 'ACCEPT', framework: 0, offers: [0], launches, refuseSeconds: 0 } as const;
    checked.hooks.schedulerSays(0, call);
    checked.wait(1510);
    expect(checked.violations).toEqual([
      'task 5 of framework ads (0) has been live to the scheduler alone since 1 s',
    ]);
  });

  it('sees a task that its scheduler has given up', () => {
    const checked = runningMaster(reconciled);
    checked.launch(0, checked.offers[0][0].id, 1);
    hears(checked, 1, 'TASK_LOST');
    checked.wait(1510);
    expect(checked.violations[0]).toContain('has been live to the master alone since 1 s');
  });

  it('waits for the agents of a new leader, and not for ever', () => {
    const checked = runningMaster(reconciled);
    checked.launch(0, checked.offers[0][0].id, 1).wait(1600);
    checked.hooks.masterLeads(1, 1);
    checked.wait(1400);
    expect(checked.violations).toEqual([]);
    checked.wait(110);
    expect(checked.violations[0]).toContain('live to the scheduler alone since 1601 s');
  });
});

describe('jobs-end', () => {
  it('has nothing against jobs that go on, or are done', () => {
    const checked = submitted(runningMaster(jobsEnd)).wait(1000);
    checked.hooks.containerStarted(0, checked.containerOf(0, 1));
    checked.wait(1000);
    checked.hooks.containerEnded(0, checked.containerOf(0, 1));
    checked.hooks.jobFinished(0);
    checked.wait(1000).hooks.jobFinished(1);
    checked.wait(2000).hooks.ended(true);
    expect(checked.violations).toEqual([]);
  });

  it('sees work that stands still, be it that a task never ends', () => {
    const checked = submitted(runningMaster(jobsEnd));
    checked.hooks.containerStarted(0, checked.containerOf(0, 1));
    checked.wait(1599);
    expect(checked.violations).toEqual([]);
    checked.wait(5);
    expect(checked.violations).toEqual([
      '2 jobs are not finished, and no task has begun or ended since 1 s: 1 have not ended; ' +
        'the first is job 0 of framework ads',
    ]);
  });

  it('waits for the calm after faults', () => {
    const spec = { kind: 'partition', targets: [0], when: { atUs: 0 }, forUs: SECOND } as const;
    const changes = { faults: [spec], healAtUs: 3000 * SECOND };
    const checked = submitted(runningMaster(jobsEnd, changes));
    checked.wait(3000 + SETTLING_US / SECOND + 1500);
    checked.hooks.ended(false);
    expect(checked.violations).toEqual([]);
    checked.quiet = true;
    checked.wait(110).hooks.ended(false);
    expect(checked.violations).toHaveLength(1);
  });
});
