import { describe, expect, it } from 'vitest';
import { WholeScript, wholeTask } from '../../test/support/whole-scripts.ts';
import type { MachineId } from '../protocol/maintenance.ts';
import { readResources } from '../resources/resource-notation.ts';
import type { MaintenanceCall } from '../protocol/operator-api.ts';

const NODE = 'cpus:4;mem:4096;disk:2000';
const NODE0 = { hostname: 'Node0', ip: '' };

function scheduled(machines: readonly MachineId[], startSeconds = 100): MaintenanceCall {
  const unavailability = { startUs: startSeconds * 1e6, durationUs: null };
  return {
    type: 'UPDATE_MAINTENANCE_SCHEDULE',
    schedule: machines.length === 0 ? [] : [{ machines, unavailability }],
  };
}

function start(...machines: MachineId[]): MaintenanceCall {
  return { type: 'START_MAINTENANCE', machines };
}

function stop(...machines: MachineId[]): MaintenanceCall {
  return { type: 'STOP_MAINTENANCE', machines };
}

/** Task 7 of framework 0 runs on agent 0, of which the rest is offered to it. */
function running(): WholeScript {
  const script = new WholeScript();
  script.agent(10, 'node0', NODE);
  script.framework(1, 'spark', { role: 'a', failoverTimeoutUs: 60e6, checkpoint: true });
  script.allocate();
  script.operate([0], [], { launches: [wholeTask(7, readResources('cpus:1'))] });
  script.batch();
  return script;
}

describe('a machine that is to be maintained', () => {
  it('has its offers made anew, and those who hold something there asked to leave', () => {
    const script = running();
    expect(script.step(scheduled([NODE0]))).toMatchInlineSnapshot(`
      [
        "to 1: RESCIND offer 1",
        "timer EVENT_ALLOCATION 0 s",
      ]
    `);
    expect(script.allocate()).toMatchInlineSnapshot(`
      [
        "to 1: OFFERS 2: agent 0 <3, 4096, 2000> until 100 s",
        "to 1: INVERSE_OFFERS 3: agent 0 from 100 s",
      ]
    `);
    // Asked once; a framework that holds nothing is not.
    script.framework(2, 'hadoop', { role: 'b' });
    expect(script.batch()).toEqual([]);
    expect(script.step(scheduled([NODE0]))).toEqual([]);
    expect(script.step(scheduled([NODE0], 200))).toMatchInlineSnapshot(`
      [
        "to 1: RESCIND offer 2",
        "to 1: RESCIND_INVERSE_OFFER 3",
      ]
    `);
    expect(script.allocate()).toMatchInlineSnapshot(`
      [
        "to 2: OFFERS 4: agent 0 <3, 4096, 2000> until 200 s",
        "to 1: INVERSE_OFFERS 5: agent 0 from 200 s",
        "to 2: INVERSE_OFFERS 6: agent 0 from 200 s",
      ]
    `);
    expect(script.step(scheduled([]))).toMatchInlineSnapshot(`
      [
        "to 2: RESCIND offer 4",
        "to 1: RESCIND_INVERSE_OFFER 5",
        "to 2: RESCIND_INVERSE_OFFER 6",
        "timer EVENT_ALLOCATION 0 s",
      ]
    `);
    expect(script.allocate()).toMatchInlineSnapshot(`
      [
        "to 2: OFFERS 7: agent 0 <3, 4096, 2000>",
      ]
    `);
  });

  it('keeps the answers, and asks again when a refusal is over', () => {
    const script = running();
    script.step(scheduled([NODE0]));
    script.allocate();
    const answer = { framework: 0, inverseOffers: [3], refuseSeconds: 2 } as const;
    expect(script.step({ type: 'DECLINE_INVERSE_OFFERS', ...answer })).toEqual([]);
    expect(script.master.maintenanceStatus()).toEqual({
      draining: [{ machine: NODE0, statuses: [{ framework: 0, status: 'DECLINE' }] }],
      down: [],
    });
    expect(script.batch()).toEqual([]);
    expect(script.batch()).toMatchInlineSnapshot(`
      [
        "to 1: INVERSE_OFFERS 4: agent 0 from 100 s",
      ]
    `);
    script.step({ type: 'ACCEPT_INVERSE_OFFERS', ...answer, inverseOffers: [4], refuseSeconds: 0 });
    expect(script.master.maintenanceStatus().draining[0].statuses[0].status).toBe('ACCEPT');
    expect(script.batch()).toMatchInlineSnapshot(`
      [
        "to 1: INVERSE_OFFERS 5: agent 0 from 100 s",
      ]
    `);
    expect(
      script.step({ type: 'ACCEPT_INVERSE_OFFERS', ...answer, inverseOffers: [3] }),
    ).toMatchInlineSnapshot(`
      [
        "reject ACCEPT_INVERSE_OFFERS: inverse offer 3 is not open for framework 0",
      ]
    `);
  });

  it('is asked about anew when the scheduler comes back, and when the agent does', () => {
    const script = running();
    script.step(scheduled([NODE0]));
    script.allocate();
    script.step({ type: 'DISCONNECTED', connection: 1 });
    script.framework(1, 'spark', { framework: 0 });
    expect(script.allocate()).toMatchInlineSnapshot(`
      [
        "to 1: OFFERS 4: agent 0 <3, 4096, 2000> until 100 s",
        "to 1: INVERSE_OFFERS 5: agent 0 from 100 s",
      ]
    `);
    expect(script.step({ type: 'UNREGISTER_AGENT', agentId: 0 })).toMatchInlineSnapshot(`
      [
        "to 1: RESCIND offer 4",
        "to 1: UPDATE task 7 TASK_LOST (master, AGENT_REMOVED) no uuid",
        "to 1: RESCIND_INVERSE_OFFER 5",
        "to 1: FAILURE agent 0",
      ]
    `);
    script.agent(10, 'node0', NODE);
    expect(script.allocate()).toMatchInlineSnapshot(`
      [
        "to 1: OFFERS 6: agent 1 <4, 4096, 2000> until 100 s",
        "to 1: INVERSE_OFFERS 7: agent 1 from 100 s",
      ]
    `);
  });

  it('goes down: its agents are removed and turned away until it is up again', () => {
    const script = running();
    script.step(scheduled([NODE0]));
    expect(script.step(start(NODE0))).toMatchInlineSnapshot(`
      [
        "to 10: SHUTDOWN_AGENT the machine of agent 0 is down for maintenance",
        "to 1: UPDATE task 7 TASK_LOST (master, AGENT_REMOVED) no uuid",
        "to 1: FAILURE agent 0",
      ]
    `);
    expect(script.master.maintenanceStatus()).toEqual({ draining: [], down: [NODE0] });
    expect(script.agent(11, 'node0', NODE)).toMatchInlineSnapshot(`
      [
        "to 11: SHUTDOWN_AGENT machine node0 is down for maintenance",
      ]
    `);
    expect(script.step(stop({ hostname: 'node0', ip: '' }))).toEqual([]);
    expect(script.master.maintenance.schedule).toEqual([]);
    expect(script.agent(11, 'node0', NODE)).toMatchInlineSnapshot(`
      [
        "to 11: AGENT_REGISTERED agent 1",
      ]
    `);
  });
});

describe('a schedule is refused', () => {
  const other = { hostname: 'node1', ip: '10.0.0.1' };
  const window = { machines: [NODE0], unavailability: { startUs: 0, durationUs: null } };

  it.each([
    ['with a machine twice', [window, window]],
    ['with a window of no machines', [{ ...window, machines: [] }]],
    ['with a machine of no name', [{ ...window, machines: [{ hostname: '', ip: '' }] }]],
    ['of negative length', [{ ...window, unavailability: { startUs: 0, durationUs: -1 } }]],
    ['at no time', [{ ...window, unavailability: { startUs: Number.NaN, durationUs: null } }]],
  ])('%s', (_, schedule) => {
    const script = running();
    const lines = script.step({ type: 'UPDATE_MAINTENANCE_SCHEDULE', schedule });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^reject UPDATE_MAINTENANCE_SCHEDULE: /);
  });

  it('that leaves out a machine that is down', () => {
    const script = running();
    script.all(scheduled([NODE0, other]), start(other));
    expect(script.step(scheduled([NODE0]))).toMatchInlineSnapshot(`
      [
        "reject UPDATE_MAINTENANCE_SCHEDULE: machine node1 is down: wanted it in the schedule",
      ]
    `);
    // One that is only to be may be taken out.
    expect(script.step(scheduled([other])).join()).not.toContain('reject');
  });

  it.each([
    ['down, when it is not in the schedule', start(other)],
    ['down twice', start(NODE0, NODE0)],
    ['up, when it is not down', stop(NODE0)],
    ['which is none', start()],
  ])('a machine cannot be brought %s', (_, call) => {
    const script = running();
    script.step(scheduled([NODE0]));
    expect(script.step(call)).toHaveLength(1);
    expect(script.master.maintenanceStatus().draining).toHaveLength(1);
  });
});
