import { describe, expect, it } from 'vitest';
import { MasterScript, masterOptions, taskOf } from '../../test/support/machine-scripts.ts';
import type { TaskStatus } from '../protocol/tasks.ts';
import { Books } from './books.ts';
import type { MasterOutput } from './master-io.ts';
import { answer, mayComeBack } from './reconciliation.ts';
import type { FrameworkRecord } from './records.ts';

/** The books of a master and what it says about task 5, with this agent or none. */
function asked(books: Books, framework: FrameworkRecord, agentId: number | null): TaskStatus[] {
  const told: TaskStatus[] = [];
  const out: MasterOutput = {
    ...{ setTimer: () => undefined, store: () => undefined, reject: () => undefined },
    send: (_, message) => {
      if (message.type === 'UPDATE') told.push(message.status);
    },
  };
  answer(books, framework, { taskId: 5, agentId }, out);
  return told;
}

function subscribed(partitionAware: boolean): FrameworkRecord {
  const script = new MasterScript();
  script.subscribe(1, 'spark', 'spark', { partitionAware });
  return script.master.framework(0) as FrameworkRecord;
}

describe('a task that the master does not know', () => {
  it('is not answered for while an agent may come back with it', () => {
    const books = new Books(masterOptions());
    const framework = subscribed(true);
    books.recovered.set(3, 'node3');
    expect(asked(books, framework, 3)).toEqual([]);
    expect(asked(books, framework, null)).toEqual([]);
    expect(asked(books, framework, 4).map(({ state }) => state)).toEqual(['TASK_UNKNOWN']);
    books.recovered.delete(3);
    expect(asked(books, framework, null).map(({ state }) => state)).toEqual(['TASK_UNKNOWN']);
  });

  it('is unreachable since its agent is', () => {
    const books = new Books(masterOptions());
    books.unreachable.set(3, { hostname: 'node3', mode: 'active', sinceUs: 7e6, tasks: [] });
    const [aware] = asked(books, subscribed(true), 3);
    expect([aware.state, aware.unreachableUs, aware.uuid]).toEqual(['TASK_UNREACHABLE', 7e6, null]);
    const [other] = asked(books, subscribed(false), 3);
    expect([other.state, other.unreachableUs]).toEqual(['TASK_LOST', 7e6]);
  });

  it('may come back with any agent when it is not said with which', () => {
    const recovered = new Map([[3, 'node3']]);
    const books = { recovered, changing: new Set([5]) };
    const verdicts = [null, 3, 4, 5].map((agentId) => mayComeBack(books, agentId));
    expect(verdicts).toEqual([true, true, false, true]);
    expect(mayComeBack({ ...books, recovered: new Map() }, null)).toBe(false);
  });
});

it('a task is as healthy as its agent last said, also when it is asked about', () => {
  const script = new MasterScript();
  script.register(10, 'node0', 'cpus:4;mem:4096');
  script.subscribe(1, 'spark', 'spark');
  script.step({ type: 'TIMER', timer: 'EVENT_ALLOCATION' });
  const launches = [taskOf(5, 'cpus:1;mem:1024')];
  script.step({ type: 'ACCEPT', framework: 0, offers: [0], launches, refuseSeconds: 0 });
  const ask = { type: 'RECONCILE', framework: 0, tasks: [{ taskId: 5, agentId: null }] } as const;
  expect(script.step(ask)[0]).not.toContain('healthy');
  const status: TaskStatus = {
    ...{ frameworkId: 0, taskId: 5, agentId: 0, state: 'TASK_RUNNING', message: '', uuid: 1 },
    ...{ source: 'SOURCE_EXECUTOR', reason: 'TASK_HEALTH_CHECK_STATUS_UPDATED', healthy: false },
  };
  script.step({ type: 'STATUS_UPDATE', status, latestState: 'TASK_RUNNING' });
  expect(script.step(ask)[0]).toMatch(/TASK_RUNNING.*not healthy/);
});

it('the id of a task on an unreachable agent is in use', () => {
  const script = new MasterScript();
  script.register(10, 'node0', 'cpus:4;mem:4096');
  script.subscribe(1, 'spark', 'spark', { checkpoint: true });
  script.allocate();
  script.accept(0, [taskOf(1, 'cpus:1')]);
  script.step({ type: 'DISCONNECTED', connection: 10 });
  script.wait(600);
  script.register(11, 'node1', 'cpus:4;mem:4096');
  script.allocate();
  expect(script.accept(1, [taskOf(1, 'cpus:1')])).toMatchInlineSnapshot(`
    [
      "to 1: UPDATE task 1 TASK_ERROR (master, TASK_INVALID, task id 1 is in use) no uuid",
    ]
  `);
});
