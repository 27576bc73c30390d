import { describe, expect, it } from 'vitest';
import { type AllocatorDriver, byText, clusterOf } from '../../../test/support/allocator-driver.ts';

function partitioned(agents: number, weights: Record<string, number>): AllocatorDriver {
  const totals = Array.from({ length: agents }, () => 'cpus:1;mem:512');
  const cluster = clusterOf(totals, { policy: 'static' });
  for (const [role, weight] of Object.entries(weights)) {
    cluster.allocator.setWeight(role, weight);
    cluster.framework(role);
  }
  return cluster;
}

/** Whose each agent is: `aab` says that the first two are a's. */
function owners(cluster: AllocatorDriver): string {
  const owner = new Map(
    cluster.batch().map(({ agent, client }) => [agent, cluster.nameOf(client)]),
  );
  const agents = [...owner.keys()].sort((a, b) => a - b);
  return agents.map((agent) => owner.get(agent)).join('');
}

describe('static partitions', () => {
  it('divide every prefix of the agents as evenly as whole agents allow', () => {
    expect(owners(partitioned(7, { a: 1, b: 1 }))).toBe('abababa');
    expect(owners(partitioned(9, { a: 1, b: 1, c: 1 }))).toBe('abcabcabc');
  });

  it('divide by weight', () => {
    expect(owners(partitioned(8, { a: 3, b: 1 }))).toBe('aaabaaab');
    expect(owners(partitioned(7, { a: 1, b: 4, c: 2 }))).toBe('bbcbabc');
  });

  it('are not lent: what one does not want stays free', () => {
    const cluster = partitioned(4, { a: 1, b: 1 });
    for (const offer of cluster.batch()) {
      if (cluster.nameOf(offer.client) === 'a') cluster.decline(offer, 1000);
      else cluster.decline(offer);
    }
    expect(owners(cluster)).toBe('bb');
  });

  it('are shared inside a role', () => {
    const cluster = partitioned(4, { a: 1, b: 1 });
    cluster.framework('A', 'a');
    const served = cluster.served(cluster.batch()).sort(byText);
    expect(served).toEqual(['A', 'a', 'b', 'b']);
  });

  it('go to the top-level role of a nested one', () => {
    const cluster = partitioned(4, { 'a/x': 1, b: 1 });
    expect(cluster.served(cluster.batch()).sort(byText)).toEqual(['a/x', 'a/x', 'b', 'b']);
  });

  it('are divided anew when a role comes or a weight changes', () => {
    const cluster = partitioned(6, { a: 1, b: 1 });
    expect(owners(cluster)).toBe('ababab');
    cluster.declineAll();
    cluster.framework('c');
    expect(owners(cluster)).toBe('abcabc');
    cluster.declineAll();
    cluster.allocator.setWeight('c', 4);
    expect(owners(cluster)).toBe('cccabc');
  });
});
