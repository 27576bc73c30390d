import { describe, expect, it } from 'vitest';
import { WholeScript, reserved, whole } from '../../test/support/whole-scripts.ts';
import type { ReregisterAgent } from '../protocol/agent-api.ts';
import type { Subscribe } from '../protocol/scheduler-api.ts';

const NODE = 'cpus:4;mem:4096;disk:2000;ports:[31000-31009]';

/** Agent 0 is offered to framework 0 of role `a`: offer 0. */
function offered(more: Partial<Subscribe> = {}): WholeScript {
  const script = new WholeScript();
  script.agent(10, 'node0', NODE);
  script.framework(1, 'spark', { role: 'a', failoverTimeoutUs: 60e6, checkpoint: true, ...more });
  script.allocate();
  return script;
}

describe('an operation with an id', () => {
  it('is pending until its agent has it, and told until that is acknowledged', () => {
    const script = offered();
    const reserve = { type: 'RESERVE', resources: reserved('cpus:1', 'a'), id: 8 } as const;
    expect(script.operate([0], [reserve])).toMatchInlineSnapshot(`
      [
        "to 10: CHECKPOINT_RESOURCES <3, 4096, 2000> + cpus(reservations: [(DYNAMIC,a)]):1;
          ports:[31000-31009] for operations 0",
      ]
    `);
    const ask = { type: 'RECONCILE_OPERATIONS', framework: 0, operations: [] } as const;
    expect(script.step(ask)).toMatchInlineSnapshot(`
      [
        "to 1: UPDATE_OPERATION_STATUS operation 8 OPERATION_PENDING (reconciliation)",
        "to 10: CHECKPOINT_RESOURCES <3, 4096, 2000> + cpus(reservations: [(DYNAMIC,a)]):1;
          ports:[31000-31009] for operations 0",
      ]
    `);
    expect(
      script.step({ type: 'OPERATIONS_APPLIED', agentId: 0, operations: [0] }),
    ).toMatchInlineSnapshot(`
      [
        "to 1: UPDATE_OPERATION_STATUS operation 8 OPERATION_FINISHED to acknowledge",
      ]
    `);
    const acknowledge = { type: 'ACKNOWLEDGE_OPERATION_STATUS', framework: 0, agentId: 0 } as const;
    script.step({ ...acknowledge, operationId: 8, uuid: 1 });
    expect(script.step(ask)).toHaveLength(1);
    script.step({ ...acknowledge, operationId: 8, uuid: 0 });
    expect(script.step(ask)).toEqual([]);
  });

  it('is asked of its agent once more when its framework asks for it', () => {
    const script = offered();
    script.operate([0], [{ type: 'RESERVE', resources: reserved('cpus:1', 'a'), id: 8 }]);
    const operations = [{ operationId: 8, agentId: null }];
    const ask = { type: 'RECONCILE_OPERATIONS', framework: 0, operations } as const;
    expect(script.step(ask)).toMatchInlineSnapshot(`
      [
        "to 1: UPDATE_OPERATION_STATUS operation 8 OPERATION_PENDING (reconciliation)",
        "to 10: CHECKPOINT_RESOURCES <3, 4096, 2000> + cpus(reservations: [(DYNAMIC,a)]):1;
          ports:[31000-31009] for operations 0",
      ]
    `);
  });

  it('is told once more to an agent that comes back without it', () => {
    const script = offered();
    script.operate([0], [{ type: 'RESERVE', resources: reserved('cpus:1', 'a'), id: 8 }]);
    script.step({ type: 'DISCONNECTED', connection: 10 });
    const back: ReregisterAgent = {
      ...{ type: 'REREGISTER_AGENT', connection: 10, agentId: 0, hostname: 'node0' },
      ...{ tasks: [], frameworks: [], ...whole(NODE) },
    };
    expect(script.step(back)).toMatchInlineSnapshot(`
      [
        "to 10: AGENT_REREGISTERED agent 0",
        "to 10: CHECKPOINT_RESOURCES <3, 4096, 2000> + cpus(reservations: [(DYNAMIC,a)]):1;
          ports:[31000-31009] for operations 0",
      ]
    `);
    // One that has it, and whose answer came through, is left alone.
    script.step({ type: 'OPERATIONS_APPLIED', agentId: 0, operations: [0] });
    const { plain: resources, rest } = script.master.allocator.agents.totalOf(0);
    expect(script.step({ ...back, resources, rest })).toMatchInlineSnapshot(`
      [
        "to 10: AGENT_REREGISTERED agent 0",
      ]
    `);
  });

  it.each([
    ['that is unreachable', 'OPERATION_UNREACHABLE'],
    ['that is gone', 'OPERATION_GONE_BY_OPERATOR'],
  ])('is lost with an agent %s', (_, state) => {
    const script = offered();
    script.operate([0], [{ type: 'RESERVE', resources: reserved('cpus:1', 'a'), id: 8 }]);
    script.step({ type: 'DISCONNECTED', connection: 10 });
    const said =
      state === 'OPERATION_UNREACHABLE'
        ? script.wait(600)
        : script.step({ type: 'MARK_AGENT_GONE', agentId: 0 });
    const told = said.filter((line) => line.includes('OPERATION_STATUS'));
    expect(told).toEqual([`to 1: UPDATE_OPERATION_STATUS operation 8 ${state}`]);
    const operations = [
      { operationId: 8, agentId: 0 },
      { operationId: 9, agentId: null },
    ];
    expect(script.step({ type: 'RECONCILE_OPERATIONS', framework: 0, operations })).toEqual([
      `to 1: UPDATE_OPERATION_STATUS operation 8 ${state} (reconciliation)`,
      'to 1: UPDATE_OPERATION_STATUS operation 9 OPERATION_UNKNOWN (reconciliation)',
    ]);
  });
});
