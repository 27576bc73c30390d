import { describe, expect, it } from 'vitest';
import { frameworkInfo } from '../../test/support/machine-scripts.ts';
import { WholeScript, executor, whole, wholeTask } from '../../test/support/whole-scripts.ts';
import type { LaunchGroup } from '../protocol/offer-operations.ts';
import type { Subscribe } from '../protocol/scheduler-api.ts';
import { readResources } from '../resources/resource-notation.ts';

const NODE = 'cpus:4;mem:4096;disk:2000';

/** Task 1 has 30 s to end when it is killed, task 2 does not say. */
function running(more: Partial<Subscribe> = {}): WholeScript {
  const script = new WholeScript();
  script.agent(10, 'node0', NODE);
  const keep = { failoverTimeoutUs: 60e6, checkpoint: true };
  script.framework(1, 'spark', { role: 'a', ...keep, ...more });
  script.allocate();
  const needs = readResources('cpus:1');
  const launches = [wholeTask(1, needs, { killGraceUs: 30e6 }), wholeTask(2, needs)];
  script.operate([0], [], { launches });
  return script;
}

const drain = { type: 'DRAIN_AGENT', agentId: 0, markGone: false } as const;

describe('DRAIN_AGENT', () => {
  it('bounds the time of tasks also under the next leader', () => {
    const admitted = '[0,"node0","draining",1000000]';
    const registry = `{"nextAgent":1,"nextFramework":9,"admitted":[${admitted}],"unreachable":[],"gone":[]}`;
    const script = new WholeScript();
    script.step({ type: 'START', leadership: { epoch: 2, registry } });
    script.step({ type: 'STORED' });
    const info = wholeTask(2, readResources('cpus:1'));
    const lines = script.step({
      ...{
        type: 'REREGISTER_AGENT',
        connection: 10,
        agentId: 0,
        hostname: 'node0',
        ...whole(NODE),
      },
      tasks: [{ frameworkId: 0, info, state: 'TASK_RUNNING' }],
      frameworks: [frameworkInfo(0, { checkpoint: true })],
    });
    expect(lines).toContain('to 10: KILL_TASK task 2 in 1 s as TASK_KILLED (AGENT_DRAINING)');
  });

  it('waits for an agent that an earlier leader admitted, and knows its mode when it is back', () => {
    const registry =
      '{"nextAgent":1,"nextFramework":0,"admitted":[[0,"node0","active"]],"unreachable":[],"gone":[]}';
    const script = new WholeScript();
    script.step({ type: 'START', leadership: { epoch: 2, registry } });
    script.step({ type: 'STORED' });
    const [stored] = script.step(drain);
    expect(stored).toContain('[0,"node0","draining"]');
    script.step({ type: 'STORED' });
    const [bounded] = script.step({ ...drain, maxGraceUs: 1e6 });
    expect(bounded).toContain('[0,"node0","draining",1000000]');
    expect(script.step({ ...drain, agentId: 1 })).toEqual(['reject DRAIN_AGENT: unknown agent 1']);
  });

  it('bounds the time that tasks have to end, and says why they end', () => {
    expect(running().step({ ...drain, maxGraceUs: 10e6 })).toMatchInlineSnapshot(`
      [
        "to 10: KILL_TASK task 2 in 3 s as TASK_KILLED (AGENT_DRAINING)",
        "to 10: KILL_TASK task 1 in 10 s as TASK_KILLED (AGENT_DRAINING)",
      ]
    `);
    expect(running().step({ ...drain, maxGraceUs: 1e6 })).toMatchInlineSnapshot(`
      [
        "to 10: KILL_TASK task 2 in 1 s as TASK_KILLED (AGENT_DRAINING)",
        "to 10: KILL_TASK task 1 in 1 s as TASK_KILLED (AGENT_DRAINING)",
      ]
    `);
    expect(running().step(drain)).toMatchInlineSnapshot(`
      [
        "to 10: KILL_TASK task 2 as TASK_KILLED (AGENT_DRAINING)",
        "to 10: KILL_TASK task 1 in 30 s as TASK_KILLED (AGENT_DRAINING)",
      ]
    `);
    expect(running().step({ ...drain, maxGraceUs: -1 })).toMatchInlineSnapshot(`
      [
        "reject DRAIN_AGENT: a grace period of -1 µs: wanted 0 or more",
      ]
    `);
  });

  it('calls the end of a task that is not to come back by its name, for who knows it', () => {
    const aware = running({ partitionAware: true });
    expect(aware.step({ ...drain, markGone: true })[0]).toContain('TASK_GONE_BY_OPERATOR');
    expect(running().step({ ...drain, markGone: true })[0]).toContain('TASK_KILLED');
  });

  it('is over when executors and operations are, too', () => {
    const script = running();
    script.batch();
    const [offer] = script.master.offers.values();
    const group: LaunchGroup = {
      ...{ type: 'LAUNCH_GROUP', executor: executor(5, 'cpus:0.1') },
      tasks: [wholeTask(3, readResources('cpus:1'))],
    };
    script.operate([offer.id], [group]);
    script.step(drain);
    for (const taskId of [1, 2, 3]) {
      script.update(0, taskId, 'TASK_KILLED', taskId);
      script.acknowledge(0, taskId, taskId);
    }
    expect(script.master.agents[0]?.mode).toBe('draining');
    script.step({ type: 'EXITED_EXECUTOR', agentId: 0, frameworkId: 0, executorId: 5 });
    expect(script.master.agents[0]?.mode).toBe('drained');
  });

  it('of an agent that is away takes effect when it is back', () => {
    const script = running();
    script.step({ type: 'DISCONNECTED', connection: 10 });
    script.wait(600);
    expect(script.step(drain)).toEqual([]);
    expect(script.step({ ...drain, agentId: 7 })).toMatchInlineSnapshot(`
      [
        "reject DRAIN_AGENT: unknown agent 7",
      ]
    `);
    const { resources, rest } = wholeTask(0, readResources(NODE));
    const info = wholeTask(1, readResources('cpus:1'), { killGraceUs: 30e6 });
    const said = script.step({
      ...{ type: 'REREGISTER_AGENT', connection: 10, agentId: 0, hostname: 'node0', resources },
      ...(rest === undefined ? {} : { rest }),
      ...{ frameworks: [], tasks: [{ frameworkId: 0, info, state: 'TASK_RUNNING' }] },
    });
    expect(said.filter((line) => line.includes('KILL_TASK'))).toMatchInlineSnapshot(`
      [
        "to 10: KILL_TASK task 1 in 30 s as TASK_KILLED (AGENT_DRAINING)",
      ]
    `);
  });
});

describe('KILL', () => {
  it('carries the time the framework gives, which holds until it gives another', () => {
    const script = running();
    const kill = { type: 'KILL', framework: 0 } as const;
    expect(script.step({ ...kill, taskId: 2 })).toEqual(['to 10: KILL_TASK task 2']);
    expect(script.step({ ...kill, taskId: 1 })).toEqual(['to 10: KILL_TASK task 1 in 30 s']);
    expect(script.step({ ...kill, taskId: 1, gracePeriodUs: 5e6 })).toEqual([
      'to 10: KILL_TASK task 1 in 5 s',
    ]);
    expect(script.step({ ...kill, taskId: 1 })).toEqual(['to 10: KILL_TASK task 1 in 5 s']);
  });

  it('is void for a task on another agent, and answered for one that nobody knows', () => {
    const script = running();
    const kill = { type: 'KILL', framework: 0 } as const;
    expect(script.step({ ...kill, taskId: 1, agentId: 3 })).toEqual([]);
    expect(script.step({ ...kill, taskId: 9, agentId: 0 })).toMatchInlineSnapshot(`
      [
        "to 1: UPDATE task 9 TASK_LOST (master, RECONCILIATION, its agent does not have it) no uuid",
      ]
    `);
  });
});
