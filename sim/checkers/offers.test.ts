import { describe, expect, it } from 'vitest';
import { CheckedMaster, runningMaster } from '../../test/support/checked-master.ts';
import { agentCapacity } from './agent-capacity.ts';
import { filtersHold } from './filters-hold.ts';
import { freeIsOffered } from './free-is-offered.ts';
import { offersEndOnce } from './offers-end-once.ts';
import { offersToTheLiving } from './offers-to-the-living.ts';

describe('offers-end-once', () => {
  it('has nothing against offers that are used, declined and rescinded', () => {
    const checked = runningMaster(offersEndOnce);
    expect(checked.offers[0].length + checked.offers[1].length).toBe(3);
    const [first, second] = checked.offers[0];
    checked.launch(0, first.id, 1).decline(0, second.id, 5).disconnect(0).batch().batch();
    expect(checked.violations).toEqual([]);
  });

  it('has nothing against a call that comes twice: the second time it launches nothing', () => {
    const checked = runningMaster(offersEndOnce);
    const [{ id }] = checked.offers[0];
    checked.launch(0, id, 1).launch(0, id, 1).decline(0, id, 5).batch();
    expect(checked.violations).toEqual([]);
  });

  it('sees an offer that ends twice', () => {
    const checked = runningMaster(offersEndOnce);
    const [offer] = checked.offers[0];
    checked.decline(0, offer.id, 5);
    checked.hooks.offerEnded(0, offer, 'RESCINDED');
    expect(checked.violations).toEqual([`offer ${offer.id} has ended a second time`]);
  });

  it('sees an offer whose end was kept from the books', () => {
    const checked = runningMaster(offersEndOnce);
    const { id } = checked.offers[0][0];
    // A lost rescind: the resources are back, and the offer is still open.
    checked.master.offers.delete = () => undefined;
    checked.decline(0, id, 5).batch();
    expect(checked.violations[0]).toMatch(/^the master has \d open offers: \d have not ended$/);
  });

  it('sees one offer made or sent twice', () => {
    const made = runningMaster(offersEndOnce);
    const [offer] = made.offers[0];
    made.hooks.offerMade(0, offer);
    expect(made.violations[0]).toContain('there was one of that id before');
    const sent = runningMaster(offersEndOnce);
    sent.hooks.saidToScheduler(0, 0, { type: 'OFFERS', offers: [sent.offers[0][0]] });
    expect(sent.violations[0]).toContain('wanted one that was made');
  });

  it('sees an offer sent otherwise than it was made, or not sent at all', () => {
    const other = runningMaster(offersEndOnce);
    const [offer] = other.offers[0];
    other.hooks.offerMade(0, { ...offer, id: 99 });
    other.hooks.saidToScheduler(0, 0, {
      type: 'OFFERS',
      offers: [{ ...offer, id: 99, agentId: 7 }],
    });
    expect(other.violations).toEqual(['offer 99 was sent otherwise than it was made']);
    const unsent = runningMaster(offersEndOnce);
    const made = { ...unsent.offers[0][0], id: 99 };
    unsent.master.offers.set(99, made);
    unsent.hooks.offerMade(0, made);
    unsent.batch();
    expect(unsent.violations).toEqual(['1 offers were made and not sent when the cycle was over']);
  });

  it('sees an end of what was never made, and a rescind of what has not ended', () => {
    const never = runningMaster(offersEndOnce);
    never.hooks.offerEnded(0, { ...never.offers[0][0], id: 99 }, 'DECLINED');
    expect(never.violations).toEqual(['offer 99 has ended and was never made']);
    const open = runningMaster(offersEndOnce);
    open.hooks.saidToScheduler(0, 0, { type: 'RESCIND', offerId: open.offers[0][0].id });
    expect(open.violations[0]).toContain('was rescinded to its scheduler and has not ended');
  });

  it('sees a task on another agent than the one offered', () => {
    const checked = runningMaster(offersEndOnce);
    const [first, second] = checked.offers[0];
    checked.launch(0, first.id, 1);
    const task = checked.master.framework(0)?.tasks.get(1);
    if (task === undefined) throw new Error('task 1 was launched');
    const launches = [checked.taskOf(2)];
    const call = { type: 'ACCEPT', framework: 0, offers: [second.id], launches } as const;
    checked.hooks.called(0, 0, { ...call, refuseSeconds: 0 });
    checked.hooks.taskEntered(0, { ...task, info: launches[0] });
    expect(checked.violations[0]).toMatch(/^task 2 of framework ads \(0\) is on agent 2, offered/);
  });

  it('sees ids of an earlier leader come again', () => {
    const checked = runningMaster(offersEndOnce);
    checked.hooks.masterLeads(1, 1);
    checked.hooks.offerMade(1, checked.offers[0][0]);
    expect(checked.violations[0]).toContain('there was one of that id before');
  });

  it('sees a task launched on an offer that has ended', () => {
    const checked = runningMaster(offersEndOnce);
    const [first, other] = checked.offers[0];
    checked.decline(0, first.id, 5);
    const launches = [checked.taskOf(7)];
    const call = { type: 'ACCEPT', framework: 0, offers: [first.id], launches } as const;
    checked.hooks.called(0, 0, { ...call, refuseSeconds: 0 });
    // The master takes another one for it.
    checked.master.step(checked.now, { ...call, offers: [other.id], refuseSeconds: 0 }, SILENT);
    expect(checked.violations[0]).toContain('was launched on offers that cannot be used');
  });
});

describe('agent-capacity', () => {
  it('has nothing against agents that are given out whole and come back', () => {
    const checked = runningMaster(agentCapacity);
    const [{ id }] = checked.offers[0];
    checked.launch(0, id, 1).batch();
    const task = checked.master.framework(0)?.tasks.get(1);
    const agent = task?.agent.connection ?? -1;
    checked.update(0, agent, 1, 'TASK_RUNNING').update(0, agent, 1, 'TASK_FINISHED', 2);
    checked.batch().disconnect(agent).register(agent).batch().batch();
    expect(checked.violations).toEqual([]);
  });

  it('sees one agent offered twice', () => {
    const checked = runningMaster(agentCapacity);
    const [offer] = checked.offers[0];
    checked.hooks.offerMade(0, { ...offer, id: 99 });
    expect(checked.violations[0]).toContain(
      'cpus:8;mem:8192 of agent 2 is given out with offer 99: it has cpus:4;mem:4096',
    );
  });

  it('sees an offer of an agent that is not there, and an agent that leaves twice', () => {
    const checked = runningMaster(agentCapacity);
    checked.hooks.offerMade(0, { ...checked.offers[0][0], id: 99, agentId: 7 });
    expect(checked.violations[0]).toContain('has nothing to give out with offer 99');
    const left = runningMaster(agentCapacity);
    const agent = left.master.agents[2];
    if (!agent) throw new Error('agent 2 is registered');
    left.tell(2, { type: 'UNREGISTER_AGENT', agentId: 2 }).hooks.agentLeft(0, agent);
    expect(left.violations).toEqual(['agent 2 left and was not there']);
  });

  it('sees resources that come back twice', () => {
    const checked = runningMaster(agentCapacity);
    const [offer] = checked.offers[0];
    checked.decline(0, offer.id, 0);
    checked.hooks.offerEnded(0, offer, 'DECLINED');
    expect(checked.violations[0]).toMatch(/^more cpus of agent 2 came back from framework ads/);
  });

  it('sees an allocator that counts otherwise', () => {
    const agents = runningMaster(agentCapacity);
    const [offer] = agents.offers[0];
    agents.master.allocator.agents.give = () => undefined;
    agents.decline(0, offer.id, 100).batch();
    expect(agents.violations[0]).toContain('the allocator has nothing of agent 2 free');
    const tree = runningMaster(agentCapacity);
    tree.master.allocator.tree.charge = () => undefined;
    tree.decline(0, tree.offers[0][0].id, 100).batch();
    expect(tree.violations[0]).toContain('the allocator has charged framework ads (0) with');
  });

  it('sees a task forgotten with what it holds, and an agent that leaves with it', () => {
    const forgotten = runningMaster(agentCapacity);
    forgotten.launch(0, forgotten.offers[0][0].id, 1);
    const task = forgotten.master.framework(0)?.tasks.get(1);
    if (task === undefined) throw new Error('task 1 was launched');
    forgotten.hooks.taskForgotten(0, task);
    expect(forgotten.violations[0]).toContain('task 1 of agent 2 was forgotten as TASK_STAGING');
    const left = runningMaster(agentCapacity);
    const agent = left.master.agents[2];
    if (!agent) throw new Error('agent 2 is registered');
    left.hooks.agentLeft(0, agent);
    expect(left.violations[0]).toContain('agent 2 left while cpus:4;mem:4096 of it');
  });
});

describe('offers-to-the-living', () => {
  it('has nothing against offers to who is there', () => {
    const checked = runningMaster(offersToTheLiving);
    checked.call(0, { type: 'SUPPRESS', framework: 0 }).disconnect(1).batch();
    checked.call(0, { type: 'REVIVE', framework: 0 }).register(1).batch();
    checked.disconnect(3).batch().subscribe(0).batch();
    expect(checked.violations).toEqual([]);
  });

  it.each([
    [
      'who has suppressed offers',
      (c: CheckedMaster) => c.call(0, { type: 'SUPPRESS', framework: 0 }),
    ],
    ['who has no scheduler', (c: CheckedMaster) => c.disconnect(3)],
    [
      'who is not subscribed or was removed',
      (c: CheckedMaster) => c.call(0, { type: 'TEARDOWN', framework: 0 }),
    ],
  ])('sees one to a framework %s', (why, happens) => {
    const checked = runningMaster(offersToTheLiving);
    const [offer] = checked.offers[0];
    happens(checked).hooks.offerMade(0, { ...offer, id: 99 });
    expect(checked.violations[0]).toBe(`offer 99 went to framework ads (0), ${why}`);
  });

  it.each([
    ['is disconnected', (c: CheckedMaster) => c.disconnect(2)],
    ['is deactivated', (c: CheckedMaster) => c.step({ type: 'DEACTIVATE_AGENT', agentId: 2 })],
    [
      'is draining',
      (c: CheckedMaster) => {
        c.launch(0, c.offers[0][0].id, 1);
        c.step({ type: 'DRAIN_AGENT', agentId: 2, markGone: false });
      },
    ],
    [
      'is not registered or was removed',
      (c: CheckedMaster) => c.tell(2, { type: 'UNREGISTER_AGENT', agentId: 2 }),
    ],
  ])('sees one of an agent who %s', (why, happens) => {
    const checked = runningMaster(offersToTheLiving);
    const [offer] = checked.offers[0];
    happens(checked);
    checked.hooks.offerMade(0, { ...offer, id: 99 });
    expect(checked.violations[0]).toBe(`offer 99 is of agent 2, who ${why}`);
  });

  it('sees one of nothing', () => {
    const checked = runningMaster(offersToTheLiving);
    checked.hooks.offerMade(0, { ...checked.offers[0][0], id: 99, resources: [0, 0] });
    expect(checked.violations).toEqual(['offer 99 is of nothing']);
  });
});

describe('filters-hold and free-is-offered', () => {
  const both = [filtersHold, freeIsOffered];

  it.each(both)('$name has nothing against refusals that are kept and end', (type) => {
    const checked = runningMaster(type);
    for (const { id } of checked.offers[0]) checked.decline(0, id, 5);
    checked.wait(12).call(0, { type: 'REVIVE', framework: 0 }).wait(2);
    for (const { id } of checked.offers[1]) checked.decline(1, id, -1);
    checked.disconnect(4).wait(2).subscribe(1).wait(7);
    expect(checked.violations).toEqual([]);
  });

  it.each(both)('$name knows that what an ACCEPT leaves is refused', (type) => {
    const checked = runningMaster(type);
    checked.call(1, { type: 'SUPPRESS', framework: 1 });
    checked.launch(0, checked.offers[0][0].id, 1, 3).wait(8);
    expect(checked.violations).toEqual([]);
    expect(checked.offers[0].some(({ resources }) => resources[0] === 3000)).toBe(true);
  });

  it('filters-hold sees a refusal that is not kept', () => {
    const checked = runningMaster(filtersHold);
    const { filters } = checked.master.allocator;
    filters.add = () => undefined;
    checked.call(1, { type: 'SUPPRESS', framework: 1 });
    checked.decline(0, checked.offers[0][0].id, 5).batch();
    expect(checked.violations[0]).toMatch(
      /^offer \d+ of cpus:4;mem:4096 on agent 2 went to framework ads \(0\), who refuses cpus:4/,
    );
  });

  it('filters-hold sees a refusal that ends at the cycle of its last instant', () => {
    const checked = runningMaster(filtersHold);
    checked.call(1, { type: 'SUPPRESS', framework: 1 });
    const [offer] = checked.offers[0];
    checked.decline(0, offer.id, 1);
    checked.now += 1_000_000;
    checked.hooks.offerMade(0, { ...offer, id: 99 });
    expect(checked.violations[0]).toContain('until 2 s');
  });

  it('free-is-offered sees a refusal that never ends', () => {
    const checked = runningMaster(freeIsOffered);
    const { filters } = checked.master.allocator;
    const add = filters.add.bind(filters);
    filters.add = (client, agent, refused, rest, _expires, batch) =>
      add(client, agent, refused, rest, 1e15, batch);
    checked.call(1, { type: 'SUPPRESS', framework: 1 });
    for (const { id } of checked.offers[0]) checked.decline(0, id, 5);
    checked.wait(5);
    expect(checked.violations).toEqual([]);
    checked.wait(5);
    expect(checked.violations[0]).toMatch(/^cpus:4;mem:4096 of agent \d was left by a cycle/);
  });

  it('free-is-offered leaves alone who is at its bound of offers', () => {
    const master = { allocationIntervalUs: 1_000_000, maxOffersPerFramework: 1 };
    const checked = runningMaster(freeIsOffered, { master }).wait(3);
    expect(checked.offers.flat()).toHaveLength(2);
    expect(checked.violations).toEqual([]);
  });
});

const SILENT = {
  send: () => undefined,
  setTimer: () => undefined,
  store: () => undefined,
  reject: () => undefined,
};
