import { describe, expect, it } from 'vitest';
import { type AllocatorDriver, clusterOf } from '../../test/support/allocator-driver.ts';

/** Seconds at which the one agent is offered in periodic cycles, when it is refused at time 0. */
function offeredAt(refuseSeconds: number, intervalSeconds: number, until: number): number {
  const cluster = clusterOf('cpus:1;mem:512', { intervalSeconds });
  cluster.framework('f');
  cluster.decline(cluster.settle()[0], refuseSeconds);
  while (cluster.now < until * 1e6) {
    if (cluster.batch().length > 0) return cluster.now / 1e6;
  }
  return Number.POSITIVE_INFINITY;
}

/** One agent, one framework, the first offer refused at time 0. */
function refused(seconds: number): { cluster: AllocatorDriver; client: number } {
  const cluster = clusterOf('cpus:4;mem:4096');
  const client = cluster.framework('f');
  cluster.decline(cluster.settle()[0], seconds);
  return { cluster, client };
}

describe('how long a refusal lasts', () => {
  it.each([
    // refuse_seconds, interval, first offer
    { refuse: 0, interval: 1, offered: 1, why: 'no refusal at all' },
    { refuse: 0.1, interval: 1, offered: 2, why: 'at least one interval, its end honoured' },
    { refuse: 1, interval: 1, offered: 2, why: 'the first periodic cycle always honours it' },
    { refuse: 2, interval: 1, offered: 2, why: 'over at the instant of a later cycle' },
    { refuse: 2.5, interval: 1, offered: 3, why: 'over between two cycles' },
    { refuse: 1, interval: 60, offered: 120, why: 'the interval is the shortest life' },
    { refuse: 60, interval: 60, offered: 120, why: 'it ends with the first cycle after it' },
    { refuse: 120, interval: 60, offered: 120, why: 'it ends with the second cycle after it' },
    { refuse: -1, interval: 1, offered: 5, why: 'below zero counts as 5 s' },
    { refuse: Number.NaN, interval: 1, offered: 5, why: 'not a number counts as 5 s' },
  ])('$refuse s at interval $interval s: offered at $offered s ($why)', (row) => {
    expect(offeredAt(row.refuse, row.interval, 1000)).toBe(row.offered);
  });

  it('is a year at most', () => {
    const day = 86_400;
    expect(offeredAt(1e12, day, 400 * day)).toBe(365 * day);
    expect(offeredAt(Number.POSITIVE_INFINITY, day, 400 * day)).toBe(365 * day);
  });

  it('counts from the refusal, not from a cycle', () => {
    const cluster = clusterOf('cpus:1;mem:512');
    cluster.framework('f');
    const [offer] = cluster.settle();
    cluster.advance(0.75);
    cluster.decline(offer, 1.5);
    // Until 2.25.
    expect([cluster.batch(), cluster.batch()]).toEqual([[], []]);
    expect(cluster.batch()).toHaveLength(1);
  });

  it('is up for cycles between periodic ones too', () => {
    const { cluster } = refused(1.5);
    const other = cluster.framework('g');
    cluster.allocator.suppress(other);
    cluster.batch();
    cluster.advance(0.4);
    cluster.allocator.setClientActive(other, true);
    expect(cluster.settle()).toEqual([]);
    cluster.advance(0.2);
    cluster.allocator.setClientActive(other, true);
    expect(cluster.served(cluster.settle())).toEqual(['f']);
  });
});

describe('what a refusal holds back', () => {
  it('the same and less, but not more of any one resource', () => {
    const cluster = clusterOf('cpus:4;mem:4096');
    const client = cluster.framework('f');
    const half = cluster.vector('cpus:2;mem:2048');
    cluster.accept(cluster.settle()[0], half, 100);
    expect(cluster.batch()).toEqual([]);
    cluster.allocator.recover(client, 0, cluster.vector('mem:1'));
    expect(cluster.texts(cluster.batch())).toEqual(['f: agent 0 <2, 2049>']);
  });

  it('an offer that one of several refusals contains; refusals do not add up', () => {
    const cluster = clusterOf('cpus:4;mem:4096');
    const client = cluster.framework('f');
    // Refuses <1, 3072>; then of <3, 3072> refuses <3, 1024>; then <3, 3072> are free again.
    cluster.accept(cluster.settle()[0], 'cpus:3;mem:1024', 100);
    expect(cluster.batch()).toEqual([]);
    const part = cluster.vector('cpus:2');
    cluster.allocator.recover(client, 0, part);
    const memory = cluster.accept(cluster.batch()[0], 'mem:2048', 100);
    expect(cluster.batch()).toEqual([]);
    cluster.allocator.recover(client, 0, memory);
    expect(cluster.texts(cluster.batch())).toEqual(['f: agent 0 <3, 3072>']);
  });

  it('that agent only', () => {
    const cluster = clusterOf(['cpus:1;mem:512', 'cpus:1;mem:512']);
    cluster.framework('f');
    const [first] = cluster.settle();
    cluster.decline(first, 100);
    cluster.declineAll();
    const other = 1 - first.agent;
    expect(cluster.texts(cluster.batch())).toEqual([`f: agent ${other} <1, 512>`]);
  });

  it('that framework only', () => {
    const { cluster } = refused(100);
    cluster.framework('g');
    expect(cluster.served(cluster.settle())).toEqual(['g']);
  });
});

describe('what ends a refusal early', () => {
  it('revive', () => {
    const { cluster, client } = refused(100);
    expect(cluster.batch()).toEqual([]);
    cluster.allocator.revive(client, cluster.now);
    expect(cluster.served(cluster.settle())).toEqual(['f']);
  });

  it('revive, but not for refusals made later', () => {
    const { cluster, client } = refused(100);
    cluster.allocator.revive(client, cluster.now);
    cluster.decline(cluster.settle()[0], 100);
    expect(cluster.batch()).toEqual([]);
  });

  it('disconnecting', () => {
    const { cluster, client } = refused(100);
    cluster.allocator.setClientActive(client, false);
    cluster.allocator.setClientActive(client, true);
    expect(cluster.served(cluster.settle())).toEqual(['f']);
  });

  it('removal of the agent', () => {
    const { cluster } = refused(100);
    cluster.allocator.removeAgent(0);
    cluster.allocator.addAgent(0, cluster.vector('cpus:4;mem:4096'));
    expect(cluster.served(cluster.settle())).toEqual(['f']);
  });

  it('not: suppressing, the agent going and coming, weights, or the revival of others', () => {
    const { cluster, client } = refused(100);
    const other = cluster.framework('g');
    cluster.decline(cluster.settle()[0], 100);
    cluster.allocator.setAgentActive(0, false);
    cluster.allocator.setAgentActive(0, true);
    cluster.allocator.setWeight('f', 7);
    cluster.allocator.revive(other, cluster.now);
    expect(cluster.served(cluster.settle())).toEqual(['g']);
    cluster.decline(cluster.open[0], 100);
    cluster.allocator.suppress(client);
    expect(cluster.batch()).toEqual([]);
  });
});

it('hundreds of refusals of one agent end one by one, in the order they were made', () => {
  const cluster = clusterOf('cpus:1;mem:512');
  const names = Array.from({ length: 300 }, (_, i) => `f${1000 + i}`);
  for (const name of names) cluster.framework(name);
  const round = (): string[] =>
    names.flatMap(() => {
      const offers = cluster.batch();
      cluster.declineAll(400);
      return cluster.served(offers);
    });
  expect(round()).toEqual(names);
  const quiet = Array.from({ length: 100 }, () => cluster.batch());
  expect(quiet.flat()).toEqual([]);
  expect(round()).toEqual(names);
});
