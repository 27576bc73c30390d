import { describe, expect, it } from 'vitest';
import { type AllocatorDriver, clusterOf } from '../../../test/support/allocator-driver.ts';

function queue(): AllocatorDriver {
  return clusterOf(['cpus:1;mem:512', 'cpus:1;mem:512', 'cpus:1;mem:512'], { policy: 'fifo' });
}

/** Who is first; all offers are given back. */
function firstOf(cluster: AllocatorDriver): string {
  const names = new Set(cluster.served(cluster.batch()));
  cluster.declineAll();
  return [...names].join(' ');
}

describe('first in, first out', () => {
  it('serves whoever has waited longest, with all there is', () => {
    const cluster = queue();
    const [a, b] = ['a', 'b'].map((name) => cluster.framework(name));
    cluster.allocator.setWaitingSince(a, 200);
    cluster.allocator.setWaitingSince(b, 100);
    expect(firstOf(cluster)).toBe('b');
    cluster.allocator.setWaitingSince(b, 300);
    expect(firstOf(cluster)).toBe('a');
  });

  it('orders the frameworks of a role too', () => {
    const cluster = queue();
    const clients = ['a', 'b', 'c'].map((name) => cluster.framework(name, 'role'));
    for (const [i, since] of [30, 20, 10].entries()) {
      cluster.allocator.setWaitingSince(clients[i], since);
    }
    expect(firstOf(cluster)).toBe('c');
    cluster.allocator.setWaitingSince(clients[2], 25);
    expect(firstOf(cluster)).toBe('b');
  });

  it('counts from the subscription when nothing else was said', () => {
    const cluster = queue();
    cluster.framework('late starter');
    cluster.advance(0.5);
    cluster.framework('a');
    expect(firstOf(cluster)).toBe('late starter');
  });

  it('counts from the revival of one that was suppressed, until it says more', () => {
    const cluster = queue();
    const [a] = ['a', 'b'].map((name) => cluster.framework(name));
    cluster.advance(0.5);
    cluster.allocator.suppress(a);
    cluster.allocator.revive(a, cluster.now);
    expect(firstOf(cluster)).toBe('b');
    cluster.allocator.setWaitingSince(a, -1);
    expect(firstOf(cluster)).toBe('a');
    // It was not suppressed: it goes on waiting.
    cluster.allocator.revive(a, cluster.now);
    expect(firstOf(cluster)).toBe('a');
  });

  it('lets a role wait as long as the longest waiting framework below it', () => {
    const cluster = queue();
    const clients = new Map(
      [
        ['a1', 'a/x'],
        ['a2', 'a/y'],
        ['b1', 'b'],
      ].map(([name, role]) => [name, cluster.framework(name, role)]),
    );
    const wait = (name: string, sinceUs: number): void =>
      cluster.allocator.setWaitingSince(clients.get(name) ?? -1, sinceUs);
    wait('a1', 30);
    wait('a2', 10);
    wait('b1', 20);
    expect(firstOf(cluster)).toBe('a2');
    // The role falls back to its next when the first leaves, or has been served.
    cluster.allocator.suppress(clients.get('a2') ?? -1);
    expect(firstOf(cluster)).toBe('b1');
    wait('b1', 40);
    expect(firstOf(cluster)).toBe('a1');
    wait('a1', 50);
    expect(firstOf(cluster)).toBe('b1');
  });
});
