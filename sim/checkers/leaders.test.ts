import { describe, expect, it } from 'vitest';
import { CheckedMaster } from '../../test/support/checked-master.ts';
import { type Registry, emptyRegistry } from '../../core/master/registry-record.ts';
import { oneLeader } from './one-leader.ts';
import { registryHolds } from './registry-holds.ts';

const PING = { type: 'PING', connected: true } as const;

/** A registry with these agents admitted, `agent<id>` each. */
function registry(admitted: readonly number[], nextAgent: number, more = {}): Registry {
  const found = { ...emptyRegistry(), ...more };
  for (const id of admitted) found.admitted.set(id, { hostname: `agent${id}`, mode: 'active' });
  found.nextAgent = nextAgent;
  return found;
}

function away(...ids: number[]) {
  return new Map(
    ids.map((id) => [id, { hostname: `agent${id}`, mode: 'active', sinceUs: 0 }] as const),
  );
}

describe('one-leader', () => {
  it('has nothing against leaders one after the other', () => {
    const { hooks, violations } = new CheckedMaster(oneLeader);
    hooks.agentHears(0, PING, 0);
    hooks.registryWritten(0, emptyRegistry());
    hooks.masterEnds(0);
    hooks.masterLeads(1, 3);
    hooks.agentHears(0, PING, 3);
    // Who has not heard of the new one yet still listens to the old.
    hooks.agentHears(1, PING, 0);
    hooks.registryWritten(1, emptyRegistry());
    hooks.agentRestarted(0);
    hooks.agentHears(0, PING, 0);
    expect(violations).toEqual([]);
  });

  it('sees an epoch that does not grow, and a master that leads twice', () => {
    const older = new CheckedMaster(oneLeader);
    older.hooks.masterLeads(1, 5);
    older.hooks.masterLeads(2, 5);
    expect(older.violations).toEqual(['master 2 leads in epoch 5: there was epoch 5 before']);
    const twice = new CheckedMaster(oneLeader);
    twice.hooks.masterLeads(0, 2);
    expect(twice.violations).toEqual(['master 0 leads in epoch 2 and in 0 as well']);
  });

  it('sees who obeys a deposed master', () => {
    const agent = new CheckedMaster(oneLeader);
    agent.hooks.agentHears(0, PING, 4);
    agent.hooks.agentHears(0, PING, 3);
    expect(agent.violations).toEqual(['agent 0 obeys PING of epoch 3: it has heard of epoch 4']);
    const scheduler = new CheckedMaster(oneLeader);
    scheduler.hooks.schedulerHears(1, { type: 'SUBSCRIBED', framework: 0 }, 4);
    scheduler.hooks.schedulerHears(1, { type: 'RESCIND', offerId: 0 }, 3);
    expect(scheduler.violations[0]).toContain('scheduler 1 obeys RESCIND of epoch 3');
  });

  it('sees a write of a deposed master, also once it has ended', () => {
    const { hooks, violations } = new CheckedMaster(oneLeader);
    hooks.masterLeads(1, 3);
    hooks.registryWritten(1, emptyRegistry());
    hooks.masterEnds(0);
    hooks.registryWritten(0, emptyRegistry());
    expect(violations).toEqual(['master 0 of epoch 0 wrote the registry after one of epoch 3']);
  });
});

describe('registry-holds', () => {
  it('has nothing against agents that come, go, come back and are removed', () => {
    const checked = new CheckedMaster(registryHolds);
    const { hooks } = checked;
    hooks.registryWritten(0, registry([0, 1], 2));
    hooks.registryWritten(0, registry([0], 2, { unreachable: away(1) }));
    hooks.masterLeads(1, 1);
    hooks.registryWritten(1, registry([0, 1], 2));
    hooks.told(1, 0, { type: 'UNREGISTER_AGENT', agentId: 0 });
    hooks.registryWritten(1, registry([], 2, { gone: away(1) }));
    hooks.registryWritten(1, registry([2], 3, { gone: away(1) }));
    checked.register(0).register(1);
    expect(checked.violations).toEqual([]);
  });

  it.each([
    ['is not in it any more', registry([0], 2)],
    ['was agent1 and is other', registry([0], 2, { unreachable: renamed(1) })],
    ['agent id 2 is admitted: ids go up to 2', registry([0, 1, 2], 2)],
    ['the next ids of the registry went back: from 2 and 0 to 1 and 0', registry([0, 1], 1)],
    [
      'agent id 1 is admitted and unreachable at once',
      registry([0, 1], 2, { unreachable: away(1) }),
    ],
  ])('sees that one %s', (message, next) => {
    const { hooks, violations } = new CheckedMaster(registryHolds);
    hooks.registryWritten(0, registry([0, 1], 2));
    hooks.registryWritten(0, next);
    expect(violations[0]).toContain(message);
  });

  it('sees one come back that was gone, or that was removed', () => {
    const gone = new CheckedMaster(registryHolds);
    gone.hooks.registryWritten(0, registry([], 1, { gone: away(0) }));
    gone.hooks.registryWritten(0, registry([], 1, { unreachable: away(0) }));
    expect(gone.violations).toEqual(['agent id 0 was gone and is unreachable']);
    const removed = new CheckedMaster(registryHolds);
    removed.hooks.registryWritten(0, registry([0], 1));
    removed.hooks.told(0, 0, { type: 'UNREGISTER_AGENT', agentId: 0 });
    removed.hooks.registryWritten(0, registry([], 1));
    removed.hooks.registryWritten(0, registry([0], 1));
    expect(removed.violations[0]).toContain('was removed from the registry and is admitted');
  });

  it('sees an agent taken in before the registry has it, and one sent away that it has', () => {
    const early = new CheckedMaster(registryHolds);
    early.hooks.registryWritten(0, registry([], 1));
    early.register(0);
    expect(early.violations).toEqual([
      'agent id 0 was taken in by its master and is not in the registry',
    ]);
    const late = new CheckedMaster(registryHolds).register(0);
    late.hooks.registryWritten(0, registry([0], 1));
    late.hooks.saidToAgent(0, 0, { type: 'SHUTDOWN_AGENT', message: 'agent 0 is unknown' });
    expect(late.violations[0]).toContain(
      'agent id 0 is admitted in the registry and was sent away',
    );
  });

  it('sees an id given to two machines', () => {
    const { hooks, violations } = new CheckedMaster(registryHolds).register(0);
    hooks.saidToAgent(0, 1, { type: 'AGENT_REGISTERED', agentId: 0 });
    expect(violations).toEqual(['agent id 0 was given to machine 1: machine 0 had it']);
  });

  it('leaves what a deposed master does to its fence', () => {
    const checked = new CheckedMaster(registryHolds);
    checked.hooks.registryWritten(1, registry([], 5));
    expect(checked.register(0).violations).toEqual([]);
  });
});

function renamed(id: number) {
  return new Map([[id, { hostname: 'other', mode: 'active', sinceUs: 0 }]]);
}
