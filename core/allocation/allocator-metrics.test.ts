import { describe, expect, it } from 'vitest';
import { LcgStream } from '../../test/support/lcg-stream.ts';
import { parseScalars } from '../resources/notation.ts';
import { readResources } from '../resources/resource-notation.ts';
import { ResourceSpace } from '../resources/resource-space.ts';
import { Allocator } from './allocator.ts';
import { drf } from './policies/drf.ts';
import { type Portion, portionOf } from './portion.ts';

const space = new ResourceSpace(['cpus', 'mem', 'gpus']);
const SECOND = 1_000_000;

interface Offer extends Portion {
  readonly client: number;
  readonly agent: number;
}

class Fixture {
  readonly allocator = new Allocator({
    ...{ space, policy: drf, random: new LcgStream(1) },
    ...{ allocationIntervalUs: SECOND, maxOffersPerClient: 0 },
  });
  now = 0;
  readonly offers: Offer[] = [];

  constructor(...totals: unknown[]) {
    for (const [agent, total] of totals.entries()) {
      this.allocator.addAgent(agent, portionOf(space, readResources(total)));
    }
  }

  framework(id: number, roles: readonly string[]): void {
    const maps = { minAllocatable: new Map(), offerConstraints: new Map() };
    const facts = { name: `f${id}`, roles, capabilities: ['MULTI_ROLE'] as const, ...maps };
    const how = { active: true, suppressedRoles: [], used: [], nowUs: this.now };
    this.allocator.addFramework(id, facts, how);
  }

  batch(): void {
    this.now += SECOND;
    this.allocator.runBatch(this.now, {
      offer: (client, agent, plain, rest) => this.offers.push({ client, agent, plain, rest }),
    });
  }

  metric(name: string): number | undefined {
    return this.allocator.metrics(this.now).get(`allocator/mesos/${name}`);
  }

  quota(role: string, guarantees: string, limits: string): void {
    this.allocator.setQuota(role, parseScalars(guarantees), parseScalars(limits));
  }
}

it('cycles are counted', () => {
  const fixture = new Fixture();
  fixture.batch();
  fixture.batch();
  expect(fixture.metric('allocation_runs')).toBe(2);
  expect(fixture.metric('event_queue_dispatches')).toBe(0);
});

describe('resources', () => {
  it('are in units: of all agents, and what of them is offered or used', () => {
    const fixture = new Fixture('cpus:4;mem:64;cpus(a):1', 'cpus:2.5;mem:32');
    fixture.framework(0, ['a']);
    fixture.batch();
    expect(fixture.metric('resources/cpus/offered_or_allocated')).toBe(7.5);
    const [offer] = fixture.offers.filter(({ agent }) => agent === 1);
    fixture.allocator.recover(offer.client, 1, offer);
    expect(fixture.metric('resources/cpus/total')).toBe(7.5);
    expect(fixture.metric('resources/cpus/offered_or_allocated')).toBe(5);
    expect(fixture.metric('resources/mem/total')).toBe(96);
  });

  it('are reported where there are any, and cpus, mem and disk in any case', () => {
    const fixture = new Fixture('cpus:4');
    const names = [...fixture.allocator.metrics(0).keys()].filter((name) =>
      name.endsWith('/total'),
    );
    expect(names.map((name) => name.split('/')[3])).toEqual(['cpus', 'mem', 'disk']);
    expect(fixture.metric('resources/disk/total')).toBe(0);
    expect(new Fixture('gpus:2').metric('resources/gpus/total')).toBe(2);
  });
});

describe('roles', () => {
  it('have the dominant share of their own clients, divided by their weight', () => {
    const fixture = new Fixture('cpus:4;mem:64', 'cpus:4;mem:192');
    fixture.framework(0, ['a']);
    fixture.allocator.setWeight('a', 2);
    fixture.batch();
    expect(fixture.metric('roles/a/shares/dominant')).toBe(0.5);
    fixture.framework(1, ['a/x']);
    expect(fixture.metric('roles/a/x/shares/dominant')).toBe(0);
  });

  it('count refusals in force', () => {
    const fixture = new Fixture('cpus:4', 'cpus:4', 'cpus:4');
    fixture.framework(0, ['a']);
    fixture.framework(1, ['b']);
    fixture.batch();
    for (const { client, agent, ...portion } of fixture.offers) {
      fixture.allocator.decline(client, agent, portion, 10, fixture.now);
    }
    const counts = (): number[] =>
      ['a', 'b'].map((role) => fixture.metric(`offer_filters/roles/${role}/active`) ?? -1);
    const [a, b] = counts();
    expect([a + b, a > 0, b > 0]).toEqual([3, true, true]);
    fixture.allocator.revive(0, undefined, fixture.now);
    expect(counts()).toEqual([0, b]);
    fixture.now += 20 * SECOND;
    expect(counts()).toEqual([0, 0]);
  });

  it('are those that frameworks are in', () => {
    const fixture = new Fixture('cpus:4;cpus(r):1');
    fixture.framework(0, ['a']);
    const roles = [...fixture.allocator.metrics(0).keys()].filter((name) => /shares/.test(name));
    expect(roles).toEqual(['allocator/mesos/roles/a/shares/dominant']);
  });
});

describe('quota', () => {
  const of = (name: string): string => `quota/roles/a/resources/${name}`;

  it('is reported as set', () => {
    const fixture = new Fixture('cpus:4');
    fixture.quota('a', 'cpus:1.5', 'cpus:3;mem:64');
    expect(fixture.metric(of('cpus/guarantee'))).toBe(1.5);
    expect(fixture.metric(of('cpus/limit'))).toBe(3);
    expect(fixture.metric(of('mem/limit'))).toBe(64);
    expect(fixture.metric(of('mem/guarantee'))).toBeUndefined();
    fixture.allocator.clearQuota('a');
    expect(fixture.metric(of('cpus/guarantee'))).toBeUndefined();
  });

  it('counts what is offered apart from what tasks use', () => {
    const fixture = new Fixture('cpus:4;mem:64');
    fixture.quota('a', 'cpus:4', '');
    fixture.framework(0, ['a']);
    fixture.batch();
    const [{ client, plain, rest }] = fixture.offers;
    const task: Portion = { plain: [1000, 0, 0], rest };
    expect(fixture.metric(of('cpus/offered_or_allocated'))).toBe(4);
    expect(fixture.metric(of('cpus/consumed'))).toBe(0);
    fixture.allocator.launched(client, 0, task);
    expect(fixture.metric(of('cpus/consumed'))).toBe(1);
    const others = { plain: plain.map((amount, r) => amount - task.plain[r]), rest };
    fixture.allocator.recover(client, 0, others);
    expect(fixture.metric(of('cpus/offered_or_allocated'))).toBe(1);
    fixture.allocator.recover(client, 0, task, true);
    expect(fixture.metric(of('cpus/consumed'))).toBe(0);
  });

  it('consumes reservations, allocated or not', () => {
    const fixture = new Fixture('cpus:4;cpus(a/x):2');
    fixture.quota('a', 'cpus:4', '');
    expect(fixture.metric(of('cpus/consumed'))).toBe(2);
  });
});
