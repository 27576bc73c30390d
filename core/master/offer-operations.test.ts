import { describe, expect, it } from 'vitest';
import {
  WholeScript,
  reserved,
  volume,
  whole,
  wholeTask,
} from '../../test/support/whole-scripts.ts';
import { readResources } from '../resources/resource-notation.ts';
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

function total(script: WholeScript): string {
  const { plain, rest } = script.master.allocator.agents.totalOf(0);
  return JSON.stringify(plain.map((milli) => milli / 1000)) + [...rest].length;
}

describe('operations of an ACCEPT', () => {
  it('are done in order: reserve, create, and launch on the volume', () => {
    const script = offered();
    const needs = volume('v', 100, 'a').plus(readResources('cpus:1'));
    const lines = script.operate(
      [0],
      [
        { type: 'RESERVE', resources: reserved('disk:100', 'a') },
        { type: 'CREATE', resources: volume('v', 100, 'a') },
        { type: 'LAUNCH', tasks: [wholeTask(1, needs)] },
      ],
    );
    expect(lines).toMatchInlineSnapshot(`
      [
        "to 10: CHECKPOINT_RESOURCES <4, 4096, 1900> + disk(reservations: [(DYNAMIC,a)])[v]:100;
          ports:[31000-31009]",
        "to 10: RUN_TASKS of framework 0: task 1 <1, 0, 0> + disk(reservations:
          [(DYNAMIC,a)])[v]:100",
      ]
    `);
    expect(script.batch()).toMatchInlineSnapshot(`
      [
        "to 1: OFFERS 1: agent 0 <3, 4096, 1900> + ports:[31000-31009]",
      ]
    `);
  });

  it('that are invalid are left out, those after them are done', () => {
    const script = offered();
    const lines = script.operate(
      [0],
      [
        { type: 'RESERVE', resources: reserved('cpus:9', 'a'), id: 1 },
        { type: 'RESERVE', resources: reserved('cpus:1', 'b'), id: 2 },
        { type: 'RESERVE', resources: reserved('cpus:1', 'a', 'somebody'), id: 3 },
        { type: 'RESERVE', resources: reserved('cpus:1', 'a'), id: 4 },
        { type: 'UNRESERVE', resources: readResources('cpus:1'), id: 5 },
        { type: 'REMOVE', resources: readResources('cpus:1'), id: 6 },
        { type: 'CREATE_DISK', source: readResources('disk:1'), id: 7 },
        { type: 'RESERVE', resources: reserved('mem:64', 'a'), id: 4 },
        { type: 'RESERVE', resources: reserved('mem:64', 'a'), id: -1 },
      ],
    );
    expect(lines).toMatchInlineSnapshot(`
      [
        "to 1: UPDATE_OPERATION_STATUS operation 1 OPERATION_ERROR (RESERVE: found cpus:4;mem:4096;
          disk:2000;ports:[31000-31009], wanted cpus:9 in it)",
        "to 1: UPDATE_OPERATION_STATUS operation 2 OPERATION_ERROR (RESERVE: found role "b",
          wanted that of the offer, "a")",
        "to 1: UPDATE_OPERATION_STATUS operation 3 OPERATION_ERROR (RESERVE: found principal
          "somebody", wanted none)",
        "to 1: UPDATE_OPERATION_STATUS operation 5 OPERATION_ERROR (UNRESERVE: found cpus:1,
          wanted a dynamic reservation on top)",
        "to 1: UPDATE_OPERATION_STATUS operation 6 OPERATION_ERROR (REMOVE is no operation to ask
          for)",
        "to 1: UPDATE_OPERATION_STATUS operation 7 OPERATION_ERROR ('source' is not managed by a
          resource provider)",
        "to 1: UPDATE_OPERATION_STATUS operation -1 OPERATION_ERROR (operation id -1 is not a
          whole number)",
        "to 10: CHECKPOINT_RESOURCES <3, 4096, 2000> + cpus(reservations: [(DYNAMIC,a)]):1;
          ports:[31000-31009] for operations 0",
      ]
    `);
  });

  it('decline what they did not touch, and give back without a refusal what they made', () => {
    const script = offered();
    script.operate([0], [{ type: 'RESERVE', resources: reserved('cpus:1', 'a') }], {
      refuseSeconds: 1000,
    });
    // More than the refusal contains: the reservation passes alone.
    expect(script.batch()).toMatchInlineSnapshot(`
      [
        "to 1: OFFERS 1: agent 0 <3, 4096, 2000> + cpus(reservations: [(DYNAMIC,a)]):1;
          ports:[31000-31009]",
      ]
    `);
  });

  it('resize a volume for the next offer, not for the next operation', () => {
    const script = offered();
    const v = volume('v', 100, 'a');
    script.operate(
      [0],
      [
        { type: 'RESERVE', resources: reserved('disk:150', 'a') },
        { type: 'CREATE', resources: v },
      ],
    );
    script.batch();
    const launch = wholeTask(1, volume('v', 150, 'a'));
    const lines = script.operate(
      [1],
      [
        { type: 'GROW_VOLUME', volume: v, addition: reserved('disk:50', 'a') },
        { type: 'LAUNCH', tasks: [launch] },
      ],
    );
    expect(lines).toMatchInlineSnapshot(`
      [
        "to 1: UPDATE task 1 TASK_ERROR (master, TASK_INVALID, task 1 needs disk(reservations:
          [(DYNAMIC,a)])[v]:150, left are ports:[31000-31009]) no uuid",
        "to 10: CHECKPOINT_RESOURCES <4, 4096, 1850> + disk(reservations: [(DYNAMIC,a)])[v]:150;
          ports:[31000-31009]",
      ]
    `);
    script.batch();
    const again = script.operate(
      [2],
      [
        { type: 'LAUNCH', tasks: [launch] },
        { type: 'SHRINK_VOLUME', volume: volume('v', 150, 'a'), subtract: 50_000, id: 1 },
      ],
    );
    expect(again).toMatchInlineSnapshot(`
      [
        "to 1: UPDATE_OPERATION_STATUS operation 1 OPERATION_ERROR (SHRINK_VOLUME: found cpus:4;
          mem:4096;disk:1850;ports:[31000-31009], wanted disk(reservations: [(DYNAMIC,a)])[v]:150
          in it)",
        "to 10: RUN_TASKS of framework 0: task 1 <0, 0, 0> + disk(reservations:
          [(DYNAMIC,a)])[v]:150",
      ]
    `);
  });

  it('want an id of its own for a volume, and no task on one that is destroyed', () => {
    const script = offered();
    const v = volume('v', 100, 'a', true);
    const lines = script.operate(
      [0],
      [
        { type: 'RESERVE', resources: reserved('disk:200', 'a') },
        { type: 'CREATE', resources: v },
        { type: 'CREATE', resources: volume('v', 100, 'a'), id: 1 },
        { type: 'LAUNCH', tasks: [wholeTask(1, v), wholeTask(2, v)] },
        { type: 'DESTROY', resources: v, id: 2 },
      ],
    );
    expect(lines).toMatchInlineSnapshot(`
      [
        "to 1: UPDATE_OPERATION_STATUS operation 1 OPERATION_ERROR (CREATE: the agent has a volume
          of that id: disk(reservations: [(DYNAMIC,a)])[v]<SHARED>:100)",
        "to 1: UPDATE_OPERATION_STATUS operation 2 OPERATION_ERROR (DESTROY: task 2 uses the
          volume)",
        "to 10: CHECKPOINT_RESOURCES <4, 4096, 1800> + disk(reservations:
          [(DYNAMIC,a)])[v]<SHARED>:100;disk(reservations: [(DYNAMIC,a)]):100;ports:[31000-31009]",
        "to 10: RUN_TASKS of framework 0: task 1 <0, 0, 0> + disk(reservations:
          [(DYNAMIC,a)])[v]<SHARED>:100, task 2 <0, 0, 0> + disk(reservations:
          [(DYNAMIC,a)])[v]<SHARED>:100",
      ]
    `);
    script.update(0, 1, 'TASK_FINISHED', 100);
    script.update(0, 2, 'TASK_FINISHED', 101);
    script.batch();
    expect(script.operate([1], [{ type: 'DESTROY', resources: v }])).toMatchInlineSnapshot(`
      [
        "to 10: CHECKPOINT_RESOURCES <4, 4096, 1800> + disk(reservations: [(DYNAMIC,a)]):200;
          ports:[31000-31009]",
      ]
    `);
    expect(total(script)).toBe('[4,4096,1800]2');
  });

  it('destroy a shared volume for all who were offered it', () => {
    const script = offered();
    script.framework(2, 'hadoop', { role: 'a' });
    const v = volume('v', 100, 'a', true);
    script.operate(
      [0],
      [
        { type: 'RESERVE', resources: reserved('disk:100', 'a') },
        { type: 'CREATE', resources: v },
      ],
      { launches: [wholeTask(1, readResources('cpus:2;mem:2000'))] },
    );
    expect(script.batch()).toMatchInlineSnapshot(`
      [
        "to 2: OFFERS 1: agent 0 <2, 2096, 1900> + disk(reservations:
          [(DYNAMIC,a)])[v]<SHARED>:100;ports:[31000-31009]",
      ]
    `);
    // The volume is free for others, whoever was offered it.
    script.update(0, 1, 'TASK_FINISHED', 100);
    expect(script.batch()).toMatchInlineSnapshot(`
      [
        "to 1: OFFERS 2: agent 0 <2, 2000, 0> + disk(reservations: [(DYNAMIC,a)])[v]<SHARED>:100",
      ]
    `);
    const destroy = { type: 'DESTROY', resources: v } as const;
    expect(script.operate([1], [destroy], { framework: 1 })).toMatchInlineSnapshot(`
      [
        "to 1: RESCIND offer 2",
        "to 10: CHECKPOINT_RESOURCES <4, 4096, 1900> + disk(reservations: [(DYNAMIC,a)]):100;
          ports:[31000-31009]",
      ]
    `);
    expect(script.master.offers.size).toBe(0);
    expect(script.batch()).toMatchInlineSnapshot(`
      [
        "to 2: OFFERS 3: agent 0 <4, 4096, 1900> + disk(reservations: [(DYNAMIC,a)]):100;
          ports:[31000-31009]",
      ]
    `);
  });

  it('come to nothing with an offer that is not open; who has an id is told', () => {
    const script = offered({ partitionAware: true });
    const lines = script.operate(
      [0, 7],
      [
        { type: 'RESERVE', resources: reserved('cpus:1', 'a'), id: 1 },
        { type: 'LAUNCH', tasks: [wholeTask(1, readResources('cpus:1'))] },
      ],
    );
    expect(lines).toMatchInlineSnapshot(`
      [
        "reject ACCEPT: offer 7 is not open",
        "to 1: UPDATE task 1 TASK_DROPPED (master, INVALID_OFFERS, offer 7 is not open) no uuid",
        "to 1: UPDATE_OPERATION_STATUS operation 1 OPERATION_ERROR (offer 7 is not open)",
      ]
    `);
    expect(script.master.offers.size).toBe(0);
  });

  it('need an agent that can do them', () => {
    const script = new WholeScript();
    script.framework(1, 'spark', { role: 'a/b' });
    const agent = { type: 'REGISTER_AGENT', connection: 10, hostname: 'node0' } as const;
    script.step({ ...agent, ...whole(NODE), capabilities: ['MULTI_ROLE', 'HIERARCHICAL_ROLE'] });
    script.allocate();
    const refined = reserved('cpus:1', 'a').map((cpus) => ({
      ...cpus,
      reservations: [...cpus.reservations, ...[...reserved('cpus:1', 'a/b')][0].reservations],
    }));
    const lines = script.operate(
      [0],
      [
        { type: 'RESERVE', resources: reserved('cpus:1', 'a/b'), id: 1 },
        { type: 'RESERVE', resources: refined },
        { type: 'RESERVE', resources: reserved('cpus:1', 'a/b') },
      ],
    );
    expect(lines).toMatchInlineSnapshot(`
      [
        "to 1: UPDATE_OPERATION_STATUS operation 1 OPERATION_ERROR (agent 0 has not the capability
          AGENT_OPERATION_FEEDBACK)",
        "to 10: CHECKPOINT_RESOURCES <3, 4096, 2000> + cpus(reservations: [(DYNAMIC,a/b)]):1;
          ports:[31000-31009]",
      ]
    `);
  });
});
