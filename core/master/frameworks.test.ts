import { describe, expect, it } from 'vitest';
import { MasterScript, taskOf } from '../../test/support/machine-scripts.ts';
import type { ReconciledTask, Subscribe } from '../protocol/scheduler-api.ts';
import { USUAL_HEALTH } from './agent-health.ts';
import type { MasterOptions } from './master.ts';

const NODE = 'cpus:4;mem:4096';
const CUT = { type: 'DISCONNECTED', connection: 1 } as const;

function running(
  more: Partial<Subscribe> = { failoverTimeoutUs: 60e6 },
  options: Partial<MasterOptions> = {},
): MasterScript {
  const script = new MasterScript(options);
  script.register(10, 'node0', NODE);
  script.subscribe(1, 'spark', 'spark', more);
  script.allocate();
  script.accept(0, [taskOf(7, 'cpus:1;mem:1024')]);
  script.update(0, 7, 'TASK_RUNNING', 100);
  script.acknowledge(0, 7, 100);
  return script;
}

function again(script: MasterScript, connection: number): string[] {
  return script.subscribe(connection, 'spark', 'spark', { framework: 0 });
}

describe('a framework whose scheduler is cut off', () => {
  it('keeps its tasks and has no offers until another one comes', () => {
    const script = running();
    script.batch();
    expect(script.master.offers.size).toBe(1);
    expect(script.step(CUT)).toMatchInlineSnapshot(`
      [
        "timer FRAMEWORK_FAILOVER 60 s",
      ]
    `);
    expect(script.master.offers.size).toBe(0);
    expect(script.batch()).toEqual([]);
    expect(script.update(0, 7, 'TASK_FINISHED', 101)).toEqual([]);
    expect(again(script, 2)).toMatchInlineSnapshot(`
      [
        "to 2: SUBSCRIBED framework 0",
        "timer EVENT_ALLOCATION 0 s",
      ]
    `);
    expect(script.allocate()).toMatchInlineSnapshot(`
      [
        "to 2: OFFERS 2: agent 0 <4, 4096>",
      ]
    `);
    // The agent repeats what nobody has acknowledged.
    expect(script.update(0, 7, 'TASK_FINISHED', 101)).toMatchInlineSnapshot(`
      [
        "to 2: UPDATE task 7 TASK_FINISHED (executor) uuid b",
      ]
    `);
  });

  it('is torn down when its time is over, counted from the last cut', () => {
    const script = running();
    script.step(CUT);
    script.wait(50);
    again(script, 1);
    script.step(CUT);
    expect(script.wait(59)).toEqual([]);
    expect(script.wait(1)).toMatchInlineSnapshot(`
      [
        "to 10: SHUTDOWN_FRAMEWORK framework 0",
      ]
    `);
    expect(script.master.framework(0)).toBeNull();
    expect(again(script, 2)).toMatchInlineSnapshot(`
      [
        "to 2: ERROR Framework has been removed",
      ]
    `);
  });

  it('fails over to a scheduler that comes before the old one is seen to be gone', () => {
    const script = running();
    script.batch();
    expect(again(script, 2)).toMatchInlineSnapshot(`
      [
        "to 1: ERROR Framework failed over",
        "to 2: SUBSCRIBED framework 0",
        "timer EVENT_ALLOCATION 0 s",
      ]
    `);
    expect(script.master.offers.size).toBe(0);
    // The end of the old connection concerns nobody.
    expect(script.step(CUT)).toEqual([]);
    expect(script.master.framework(0)?.connected).toBe(true);
    expect(script.subscribe(3, 'x', 'x', { framework: 9 })).toMatchInlineSnapshot(`
      [
        "to 3: ERROR framework 9 is unknown",
      ]
    `);
  });
});

describe('RECONCILE', () => {
  const ask = (script: MasterScript, ...tasks: ReconciledTask[]): string[] =>
    script.step({ type: 'RECONCILE', framework: 0, tasks });

  it('of a known task gives the state its framework was told last', () => {
    const script = running();
    script.step(CUT);
    script.update(0, 7, 'TASK_FINISHED', 101);
    again(script, 2);
    expect(ask(script, { taskId: 7, agentId: null })).toMatchInlineSnapshot(`
      [
        "to 2: UPDATE task 7 TASK_RUNNING (master, RECONCILIATION) no uuid",
      ]
    `);
  });

  it('of a task that has ended gives what was forwarded, while its resources are free', () => {
    const script = running();
    const status = {
      ...({ frameworkId: 0, taskId: 7, agentId: 0, state: 'TASK_RUNNING' } as const),
      ...({ source: 'SOURCE_EXECUTOR', reason: null, message: '', uuid: 101 } as const),
    };
    script.step({ type: 'STATUS_UPDATE', status, latestState: 'TASK_FINISHED' });
    const client = script.master.framework(0)?.client ?? -1;
    expect(script.master.allocator.allocatedTo(client)).toEqual([0, 0]);
    expect(ask(script, { taskId: 7, agentId: 0 })).toEqual([
      'to 1: UPDATE task 7 TASK_RUNNING (master, RECONCILIATION) no uuid',
    ]);
    script.acknowledge(0, 7, 101);
    expect(script.master.framework(0)?.tasks.size).toBe(1);
  });

  it.each([true, false])('of unknown tasks, partition aware: %s', (partitionAware) => {
    const script = running({ partitionAware }, { health: USUAL_HEALTH });
    for (const node of [11, 12, 13]) script.register(node, `node${node}`, NODE);
    script.step({ type: 'MARK_AGENT_GONE', agentId: 1 });
    // Agent 2 falls silent, the others answer.
    for (let ping = 0; ping < 5; ping++) {
      script.wait(14);
      for (const node of [10, 13]) script.step({ type: 'PONG', connection: node });
      script.wait(1);
    }
    const states = [3, 2, 1, 99, null].map((agentId) =>
      ask(script, { taskId: 50, agentId }).map((line) => / (TASK_\w+) /.exec(line)?.[1]),
    );
    const aware = ['GONE', 'UNREACHABLE', 'GONE_BY_OPERATOR', 'UNKNOWN', 'UNKNOWN'];
    expect(states).toEqual(aware.map((state) => [`TASK_${partitionAware ? state : 'LOST'}`]));
  });

  it('of no task in particular gives each that the master has', () => {
    const script = running();
    script.batch();
    script.accept(1, [taskOf(8, 'cpus:1'), taskOf(9, 'cpus:1')]);
    script.update(0, 9, 'TASK_FINISHED', 101);
    expect(ask(script)).toMatchInlineSnapshot(`
      [
        "to 1: UPDATE task 7 TASK_RUNNING (master, RECONCILIATION) no uuid",
        "to 1: UPDATE task 8 TASK_STAGING (master, RECONCILIATION) no uuid",
        "to 1: UPDATE task 9 TASK_FINISHED (master, RECONCILIATION) no uuid",
      ]
    `);
    script.acknowledge(0, 9, 101);
    expect(ask(script)).toHaveLength(2);
  });
});
