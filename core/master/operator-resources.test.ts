import { describe, expect, it } from 'vitest';
import { WholeScript, reserved, volume, wholeTask } from '../../test/support/whole-scripts.ts';
import { readResources } from '../resources/resource-notation.ts';

const NODE = 'cpus:4;mem:4096;disk:2000';

/** Framework 0 of role `b` is offered agent 0: offer 0. */
function offered(): WholeScript {
  const script = new WholeScript();
  script.agent(10, 'node0', NODE);
  script.framework(1, 'spark', { role: 'b' });
  script.allocate();
  return script;
}

const reserve = { type: 'RESERVE_RESOURCES', agentId: 0 } as const;
const v = volume('v', 100, 'a');

describe('an operator', () => {
  it('reserves what nobody holds without taking offers back', () => {
    const script = new WholeScript();
    script.agent(10, 'node0', NODE);
    expect(script.step({ ...reserve, resources: reserved('cpus:1', 'a') })).toMatchInlineSnapshot(`
      [
        "to 10: CHECKPOINT_RESOURCES <3, 4096, 2000> + cpus(reservations: [(DYNAMIC,a)]):1",
      ]
    `);
  });

  it('takes back the offer it needs, which is not offered again to the same for a while', () => {
    const script = offered();
    script.agent(11, 'node1', NODE);
    script.allocate();
    const resources = reserved('cpus:1;disk:100', 'a');
    expect(script.step({ ...reserve, resources })).toMatchInlineSnapshot(`
      [
        "to 1: RESCIND offer 0",
        "to 10: CHECKPOINT_RESOURCES <3, 4096, 1900> + cpus(reservations: [(DYNAMIC,a)]):1;
          disk(reservations: [(DYNAMIC,a)]):100",
      ]
    `);
    expect(script.batch()).toEqual([]);
    script.framework(2, 'hadoop', { role: 'a' });
    expect(script.allocate()).toMatchInlineSnapshot(`
      [
        "to 2: OFFERS 2: agent 0 <3, 4096, 1900> + cpus(reservations: [(DYNAMIC,a)]):1;
          disk(reservations: [(DYNAMIC,a)]):100",
      ]
    `);
  });

  it('makes, destroys and resizes volumes, and unreserves', () => {
    const script = new WholeScript();
    script.agent(10, 'node0', NODE);
    const onAgent = { agentId: 0 } as const;
    const grown = volume('v', 150, 'a');
    const said = script.all(
      { ...reserve, resources: reserved('disk:200', 'a') },
      { type: 'CREATE_VOLUMES', ...onAgent, volumes: v },
      { type: 'GROW_VOLUME', ...onAgent, volume: v, addition: reserved('disk:50', 'a') },
      { type: 'SHRINK_VOLUME', ...onAgent, volume: grown, subtract: 50_000 },
      { type: 'DESTROY_VOLUMES', ...onAgent, volumes: v },
      { type: 'UNRESERVE_RESOURCES', ...onAgent, resources: reserved('disk:200', 'a') },
    );
    expect(said).toMatchInlineSnapshot(`
      [
        "to 10: CHECKPOINT_RESOURCES <4, 4096, 1800> + disk(reservations: [(DYNAMIC,a)]):200",
        "to 10: CHECKPOINT_RESOURCES <4, 4096, 1800> + disk(reservations: [(DYNAMIC,a)])[v]:100;
          disk(reservations: [(DYNAMIC,a)]):100",
        "to 10: CHECKPOINT_RESOURCES <4, 4096, 1800> + disk(reservations: [(DYNAMIC,a)])[v]:150;
          disk(reservations: [(DYNAMIC,a)]):50",
        "to 10: CHECKPOINT_RESOURCES <4, 4096, 1800> + disk(reservations: [(DYNAMIC,a)])[v]:100;
          disk(reservations: [(DYNAMIC,a)]):100",
        "to 10: CHECKPOINT_RESOURCES <4, 4096, 1800> + disk(reservations: [(DYNAMIC,a)]):200",
        "to 10: CHECKPOINT_RESOURCES <4, 4096, 2000>",
      ]
    `);
  });

  it('cannot have what tasks use, nor destroy what they work on', () => {
    const script = new WholeScript();
    script.agent(10, 'node0', NODE);
    script.framework(1, 'spark', { role: 'a' });
    script.all(
      { ...reserve, resources: reserved('disk:100', 'a') },
      { type: 'CREATE_VOLUMES', agentId: 0, volumes: volume('v', 100, 'a', true) },
    );
    script.allocate();
    const needs = volume('v', 100, 'a', true).plus(readResources('cpus:4'));
    script.operate([0], [], { launches: [wholeTask(1, needs)] });
    const said = script.all(
      { ...reserve, resources: reserved('cpus:1', 'a') },
      { type: 'DESTROY_VOLUMES', agentId: 0, volumes: volume('v', 100, 'a', true) },
      { ...reserve, resources: reserved('cpus:1', 'a', 'somebody') },
      { ...reserve, resources: reserved('cpus:1', 'a'), agentId: 9 },
    );
    expect(said).toMatchInlineSnapshot(`
      [
        "reject RESERVE_RESOURCES: RESERVE: found mem:4096;disk:1900;disk(reservations:
          [(DYNAMIC,a)])[v]<SHARED>:100, wanted cpus:1 in it",
        "reject DESTROY_VOLUMES: DESTROY: task 1 uses the volume",
        "reject RESERVE_RESOURCES: RESERVE: found principal "somebody", wanted none",
        "reject RESERVE_RESOURCES: unknown agent 9",
      ]
    `);
  });

  it('waits for an agent that is not connected', () => {
    const script = offered();
    script.step({ type: 'DISCONNECTED', connection: 10 });
    const resources = reserved('cpus:1', 'a');
    expect(script.step({ ...reserve, resources })).toMatchInlineSnapshot(`
      [
        "reject RESERVE_RESOURCES: agent 0 is not connected",
      ]
    `);
  });
});
