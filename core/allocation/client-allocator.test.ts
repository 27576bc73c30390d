import { describe, expect, it } from 'vitest';
import { type AllocatorDriver, byText, clusterOf } from '../../test/support/allocator-driver.ts';
import { InvariantError } from '../assert.ts';

describe('an offer', () => {
  it('is everything free on an agent, to one framework', () => {
    const cluster = clusterOf(['cpus:4;mem:4096', 'cpus:2;mem:1024']);
    cluster.framework('only');
    expect(cluster.texts(cluster.settle()).sort(byText)).toEqual([
      'only: agent 0 <4, 4096>',
      'only: agent 1 <2, 1024>',
    ]);
    expect(cluster.batch()).toEqual([]);
  });

  it('counts as allocated until it is answered', () => {
    const cluster = clusterOf('cpus:4;mem:4096');
    const client = cluster.framework('f');
    const [offer] = cluster.batch();
    expect(cluster.allocator.allocatedTo(client)).toEqual([4000, 4_096_000]);
    cluster.accept(offer, 'cpus:1;mem:96');
    expect(cluster.allocator.allocatedTo(client)).toEqual([1000, 96_000]);
    expect(cluster.texts(cluster.batch())).toEqual(['f: agent 0 <3, 4000>']);
  });

  it('of what tasks left is made again when they end', () => {
    const cluster = clusterOf('cpus:4;mem:4096');
    const client = cluster.framework('f');
    const used = cluster.accept(cluster.batch()[0], 'cpus:4;mem:4096');
    expect(cluster.batch()).toEqual([]);
    cluster.allocator.recover(client, 0, used);
    expect(cluster.texts(cluster.batch())).toEqual(['f: agent 0 <4, 4096>']);
  });

  it('charges at once, so that equal frameworks take turns within a cycle', () => {
    const cluster = clusterOf(Array.from({ length: 6 }, () => 'cpus:1;mem:512'));
    for (const name of ['c', 'a', 'b']) cluster.framework(name);
    expect(cluster.served(cluster.batch())).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
  });

  it('is not worth making below 0.01 CPU and 32 MB', () => {
    const cluster = clusterOf(['cpus:0.009;mem:31.999', 'cpus:0.01;mem:1', 'cpus:0;mem:32']);
    cluster.framework('f');
    expect(cluster.texts(cluster.batch()).sort(byText)).toEqual([
      'f: agent 1 <0.01, 1>',
      'f: agent 2 <0, 32>',
    ]);
  });

  it('needs a whole unit of something where there are neither CPUs nor memory', () => {
    const cluster = clusterOf(['slots:3', 'slots:0.9']);
    cluster.framework('f');
    expect(cluster.texts(cluster.batch())).toEqual(['f: agent 0 <3>']);
  });
});

describe('agents', () => {
  it('count in the total, offered or not', () => {
    const cluster = clusterOf(['cpus:4;mem:4096', 'cpus:2;mem:1024']);
    cluster.allocator.setAgentActive(0, false);
    expect(cluster.allocator.total).toEqual([6000, 5_120_000]);
    cluster.framework('f');
    expect(cluster.texts(cluster.batch())).toEqual(['f: agent 1 <2, 1024>']);
    cluster.allocator.removeAgent(0);
    expect(cluster.allocator.total).toEqual([2000, 1_024_000]);
  });

  it('are offered again once they are active, at the next periodic cycle', () => {
    const cluster = clusterOf('cpus:1;mem:512');
    cluster.framework('f');
    cluster.allocator.setAgentActive(0, false);
    expect(cluster.batch()).toEqual([]);
    cluster.allocator.setAgentActive(0, true);
    expect(cluster.settle()).toEqual([]);
    expect(cluster.texts(cluster.batch())).toEqual(['f: agent 0 <1, 512>']);
  });

  it('are not offered any more once they are removed', () => {
    const cluster = clusterOf(['cpus:1;mem:512', 'cpus:1;mem:512']);
    cluster.framework('f');
    cluster.allocator.removeAgent(1);
    expect(cluster.texts(cluster.settle())).toEqual(['f: agent 0 <1, 512>']);
  });

  it('that left before the cycle their coming asked for are not offered', () => {
    const cluster = clusterOf('cpus:1;mem:512');
    cluster.framework('f');
    cluster.batch();
    const [gone, away] = [cluster.agent('cpus:1;mem:512'), cluster.agent('cpus:1;mem:512')];
    cluster.allocator.removeAgent(gone);
    cluster.allocator.setAgentActive(away, false);
    expect(cluster.settle()).toEqual([]);
  });

  it('may be many', () => {
    const cluster = clusterOf(Array.from({ length: 1000 }, () => 'cpus:1;mem:512'));
    for (const name of ['a', 'b', 'c']) cluster.framework(name);
    const offers = cluster.batch();
    expect(new Set(offers.map(({ agent }) => agent)).size).toBe(1000);
    const shares = ['a', 'b', 'c'].map(
      (name) => cluster.served(offers).filter((served) => served === name).length,
    );
    expect(shares).toEqual([334, 333, 333]);
  });

  it('never have more free than they have: that would be a defect', () => {
    const cluster = clusterOf('cpus:1;mem:512');
    const client = cluster.framework('f');
    expect(() => cluster.allocator.recover(client, 0, [1, 0])).toThrow(InvariantError);
  });
});

describe('who is passed over', () => {
  it('a suppressed framework, until it revives', () => {
    const cluster = clusterOf('cpus:1;mem:512');
    const [a] = ['a', 'b'].map((name) => cluster.framework(name));
    cluster.allocator.suppress(a);
    expect(cluster.served(cluster.batch())).toEqual(['b']);
    cluster.declineAll();
    cluster.allocator.revive(a, cluster.now);
    expect(cluster.served(cluster.settle())).toEqual(['a']);
  });

  it('everybody, when all are suppressed', () => {
    const cluster = clusterOf('cpus:1;mem:512');
    const client = cluster.framework('f');
    cluster.allocator.suppress(client);
    expect(cluster.batch()).toEqual([]);
    expect(cluster.random.drawn).toBe(0);
  });

  it('a disconnected framework, which keeps what it holds', () => {
    const cluster = clusterOf('cpus:2;mem:1024');
    const client = cluster.framework('f');
    cluster.accept(cluster.batch()[0], 'cpus:1;mem:512');
    cluster.allocator.setClientActive(client, false);
    expect(cluster.batch()).toEqual([]);
    expect(cluster.allocator.allocatedTo(client)).toEqual([1000, 512_000]);
    cluster.allocator.setClientActive(client, true);
    expect(cluster.texts(cluster.settle())).toEqual(['f: agent 0 <1, 512>']);
  });

  it('one who refuses: the next in order gets it', () => {
    const cluster = clusterOf('cpus:1;mem:512');
    for (const name of ['a', 'b', 'c']) cluster.framework(name);
    const served: string[] = [];
    for (let i = 0; i < 4; i++) {
      const offers = cluster.batch();
      served.push(...cluster.served(offers));
      cluster.declineAll(100);
    }
    expect(served).toEqual(['a', 'b', 'c']);
  });
});

describe('the bound on unanswered offers', () => {
  it('leaves the rest to others, and starts a cycle when half are answered', () => {
    const agents = Array.from({ length: 10 }, () => 'cpus:1;mem:512');
    const cluster = clusterOf(agents, { maxOffersPerClient: 4 });
    cluster.framework('f');
    expect(cluster.settle()).toHaveLength(4);
    expect(cluster.batch()).toHaveLength(0);
    cluster.accept(cluster.open[0], 'cpus:1;mem:512');
    expect(cluster.allocator.cyclePending).toBe(false);
    cluster.accept(cluster.open[0], 'cpus:1;mem:512');
    expect(cluster.allocator.cyclePending).toBe(true);
    expect(cluster.settle()).toHaveLength(2);
    cluster.framework('g');
    expect(cluster.served(cluster.settle())).toEqual(['g', 'g', 'g', 'g']);
  });

  it('does not suppress: suppressing and reviving at the bound offers nothing more', () => {
    const cluster = clusterOf(['cpus:1;mem:512', 'cpus:1;mem:512'], { maxOffersPerClient: 1 });
    const client = cluster.framework('f');
    expect(cluster.settle()).toHaveLength(1);
    cluster.allocator.suppress(client);
    cluster.allocator.revive(client, cluster.now);
    expect(cluster.settle()).toEqual([]);
    cluster.decline(cluster.open[0], 100);
    expect(cluster.settle()).toHaveLength(1);
  });

  it('counts each offer that ends once', () => {
    const cluster = clusterOf('cpus:1;mem:512', { maxOffersPerClient: 1 });
    const client = cluster.framework('f');
    cluster.decline(cluster.batch()[0]);
    expect(() => cluster.allocator.offerEnded(client)).toThrow(/an offer ends once/);
  });
});

describe('what starts a cycle at once', () => {
  const busyWith = (name: string): { cluster: AllocatorDriver; client: number } => {
    const cluster = clusterOf(['cpus:1;mem:512', 'cpus:1;mem:512']);
    const client = cluster.framework(name);
    cluster.batch();
    expect(cluster.allocator.cyclePending).toBe(false);
    return { cluster, client };
  };

  it('a new framework: all agents', () => {
    const { cluster } = busyWith('f');
    cluster.declineAll();
    cluster.framework('g');
    expect(cluster.served(cluster.settle())).toEqual(['g', 'f']);
  });

  it('a new agent: that agent only', () => {
    const { cluster } = busyWith('f');
    cluster.declineAll();
    cluster.agent('cpus:8;mem:8192');
    expect(cluster.texts(cluster.settle())).toEqual(['f: agent 2 <8, 8192>']);
    expect(cluster.batch()).toHaveLength(2);
  });

  it('reviving, suppressed before or not, and coming back', () => {
    const { cluster } = busyWith('f');
    cluster.declineAll();
    const client = cluster.framework('g');
    cluster.settle();
    cluster.declineAll();
    cluster.allocator.revive(client, cluster.now);
    expect(cluster.settle()).toHaveLength(2);
    cluster.declineAll();
    cluster.allocator.setClientActive(client, false);
    expect(cluster.allocator.cyclePending).toBe(false);
    cluster.allocator.setClientActive(client, true);
    expect(cluster.settle()).toHaveLength(2);
  });

  it('nothing else: what is declined or recovered waits for the periodic cycle', () => {
    const { cluster, client } = busyWith('f');
    const { allocator } = cluster;
    cluster.decline(cluster.open[0]);
    const used = cluster.accept(cluster.open[0], 'cpus:1;mem:512');
    allocator.recover(client, 0, used);
    allocator.setWeight('f', 3);
    allocator.setWaitingSince(client, 0);
    allocator.suppress(client);
    allocator.setAgentActive(0, false);
    allocator.setAgentActive(0, true);
    allocator.removeAgent(1);
    expect(allocator.cyclePending).toBe(false);
    allocator.removeClient(client);
    expect(allocator.cyclePending).toBe(false);
  });
});
