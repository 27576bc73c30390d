import { describe, expect, it } from 'vitest';
import { CheckedMaster, runningMaster } from '../../test/support/checked-master.ts';
import { resourcesOf } from '../../test/support/plain-experiment.ts';
import { sampleExperiment } from '../../test/support/sample-experiment.ts';
import { drf } from '../../core/allocation/policies/drf.ts';
import type { Policy } from '../../core/allocation/policy.ts';
import { EventLog } from '../log/event-log.ts';
import { SimulatedCluster } from '../world/simulated-cluster.ts';
import { CANARY } from './canary.ts';
import { Shared } from './shared.ts';
import type { CheckedWorld, Violation } from './checker.ts';
import { fairShares } from './fair-shares.ts';
import { CHECKERS } from './index.ts';
import { quotaHolds } from './quota-holds.ts';

/** What the checkers find in a run of a real cluster under a policy that calls itself drf. */
function foundUnder(policy: Policy, checkers = CHECKERS): Violation | null {
  const cluster = new SimulatedCluster(sampleExperiment(), policy, new EventLog(null), {
    checkers,
  });
  cluster.start();
  cluster.kernel.run(cluster, 120 * 1_000_000);
  return cluster.violation;
}

describe('fair-shares', () => {
  it('finds nothing in a run under drf, and the canary in one under the canary', () => {
    expect(foundUnder(drf)).toBeNull();
    const violation = foundUnder(CANARY);
    expect(violation?.checker).toBe('fair-shares');
    expect(violation?.message).toMatch(
      /^offer \d+ of agent \d+.* went to framework \w+ \(\d\), whose/,
    );
  });

  it('says who has what and who was passed over', () => {
    const checked = runningMaster(fairShares);
    checked.hooks.offerMade(0, { ...checked.offers[0][0], id: 98 });
    checked.hooks.offerMade(0, { ...checked.offers[0][0], id: 99 });
    expect(checked.violations).toEqual([
      'offer 99 of agent 2 went to framework ads (0), whose dominant share is 1.0000: ' +
        'framework mail (1) wants it and has, with a task more, 0.3333',
    ]);
  });

  it.each([
    ['suppresses', (c: CheckedMaster) => c.call(1, { type: 'SUPPRESS', framework: 1 })],
    ['is away', (c: CheckedMaster) => c.disconnect(4)],
    ['refuses it', (c: CheckedMaster) => refuses(c)],
  ])('has nothing against passing over who %s', (_, happens) => {
    const checked = runningMaster(fairShares);
    happens(checked);
    const [offer] = checked.offers[0];
    for (const id of [98, 99]) checked.hooks.offerMade(0, { ...offer, id });
    expect(checked.violations).toEqual([]);
  });

  it('divides by weights', () => {
    const weights = [{ role: 'ads', weight: 3 }];
    const checked = runningMaster(fairShares, {}, { weights });
    // Two agents and a third of one's weight: 2/9 are less than 1/3.
    for (const id of [98, 99]) checked.hooks.offerMade(0, { ...checked.offers[0][0], id });
    expect(checked.violations).toEqual([]);
  });

  it('lets one get a task ahead', () => {
    const checked = runningMaster(fairShares);
    const [{ id }] = checked.offers[1];
    checked.call(1, { type: 'SUPPRESS', framework: 1 }).launch(1, id, 1, 5);
    const [first, second] = checked.offers[0];
    checked.decline(0, first.id, 5).launch(0, second.id, 1, 5);
    checked.call(1, { type: 'REVIVE', framework: 1 });
    // Each has a task of a twelfth.
    for (const made of [98, 99]) checked.hooks.offerMade(0, { ...second, id: made });
    expect(checked.violations[0]).toContain('wants it and has, with a task more, 0.1667');
  });
});

describe('quota-holds', () => {
  const guarantee = {
    quotas: new Map([
      ['ads', { guarantees: resourcesOf({ cpus: 8, mem: 8192 }), limits: new Map() }],
    ]),
  };
  const limit = {
    quotas: new Map([['ads', { guarantees: new Map(), limits: resourcesOf({ cpus: 3 }) }]]),
  };

  it('costs nothing where there is no quota', () => {
    const world = { experiment: new CheckedMaster(quotaHolds).experiment };
    expect(
      quotaHolds.make(world as CheckedWorld, () => undefined, new Shared(world as CheckedWorld)),
    ).toEqual({});
  });

  it.each([guarantee, limit])('has nothing against an allocator that keeps them', (changes) => {
    const checked = runningMaster(quotaHolds, changes);
    expect(checked.offers[0].length).toBeGreaterThan(0);
    for (const { id } of checked.offers[0]) checked.decline(0, id, 2);
    checked.call(0, { type: 'SUPPRESS', framework: 0 }).wait(6);
    checked.call(0, { type: 'REVIVE', framework: 0 }).wait(6);
    expect(checked.violations).toEqual([]);
  });

  it('sees a role above its limit', () => {
    const checked = runningMaster(quotaHolds, limit, { quotas: [] });
    expect(checked.violations[0]).toMatch(
      /^role ads has cpus:[48];mem:\d+ with offer \d: its limit of cpus is 3$/,
    );
  });

  it('sees that what is missing of a guarantee was given to others', () => {
    const checked = new CheckedMaster(quotaHolds, guarantee, { quotas: [] });
    for (const agent of [0, 1, 2]) checked.register(agent);
    checked.subscribe(1).batch();
    expect(checked.violations[0]).toBe(
      'offer 0 gave 4 cpus to role mail: 8 are missing of guarantees, 0 free',
    );
  });
});

/** Framework 1 refuses agent 2. */
function refuses(checked: CheckedMaster): void {
  checked.decline(1, checked.offers[1][0].id, 50);
  for (const { id } of checked.offers[0]) checked.decline(0, id, 50);
  checked.wait(3);
  const onSecond = checked.offers[1].find(({ agentId }) => agentId === 2);
  if (onSecond === undefined) throw new Error('framework 1 was offered agent 2');
  checked.decline(1, onSecond.id, 50);
}
