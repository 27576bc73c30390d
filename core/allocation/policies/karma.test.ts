import { describe, expect, it } from 'vitest';
import { type AllocatorDriver, clusterOf } from '../../../test/support/allocator-driver.ts';
import { raisePoorest, settleCredits } from './karma-credits.ts';
import { lendingByCredits } from './karma.ts';

const SLICES = 6;

/**
 * Slices by user in each quantum: tasks of one slice that last just one quantum, of as many as
 * a user demands. A quantum is a second.
 */
function quanta(
  policy: Parameters<typeof clusterOf>[1],
  demands: readonly (readonly number[])[],
): { slices: string[]; cluster: AllocatorDriver; clients: number[] } {
  const cluster = clusterOf(`cpus:${SLICES}`, policy);
  const { allocator } = cluster;
  const clients = ['A', 'B', 'C'].map((name) => cluster.framework(name));
  for (const client of clients) allocator.suppress(client);
  let held = clients.map(() => 0);
  const slices = demands.map((demand) => {
    // The cycle at the end of the quantum sees all that was held in it.
    cluster.batch();
    clients.forEach((client, i) => {
      if (held[i] > 0) allocator.recover(client, 0, [held[i] * 1000]);
      if (demand[i] > 0) allocator.revive(client, cluster.now);
    });
    held = clients.map(() => 0);
    allocator.requestCycle();
    for (let offers = cluster.settle(); offers.length > 0; offers = cluster.settle()) {
      for (const offer of offers) {
        const user = clients.indexOf(offer.client);
        cluster.accept(offer, 'cpus:1');
        held[user]++;
        if (held[user] === demand[user]) allocator.suppress(offer.client);
      }
      allocator.requestCycle();
    }
    for (const client of clients) allocator.suppress(client);
    return held.join(' ');
  });
  return { slices, cluster, clients };
}

/** The example of the authors' library, and three quanta more. */
const DEMANDS = [
  [4, 1, 1],
  [0, 3, 0],
  [2, 2, 5],
  [2, 2, 2],
  [6, 0, 1],
  [0, 5, 5],
];

describe('Karma', () => {
  it('allocates as the authors’ library does', () => {
    const policy = lendingByCredits({ shared: 0.5, quantumUs: 1e6, initialCredits: 100 });
    const { slices } = quanta({ policy }, DEMANDS);
    expect(slices).toEqual(['4 1 1', '0 3 0', '1 1 4', '2 2 2', '5 0 1', '0 4 2']);
  });

  it('remembers where max-min fairness does not', () => {
    const { slices } = quanta({ policy: 'maxmin:cpus' }, DEMANDS);
    expect(slices).toEqual(['4 1 1', '0 3 0', '2 2 2', '2 2 2', '5 0 1', '0 3 3']);
  });

  it('guarantees a part to those who have no credits left', () => {
    // A takes what is lent for many quanta; when B comes, it has its two slices at once.
    const policy = lendingByCredits({ shared: 0, quantumUs: 1e6, initialCredits: 0 });
    const greedy = Array.from({ length: 20 }, () => [6, 0, 0]);
    const { slices } = quanta({ policy }, [...greedy, [6, 6, 0], [6, 6, 0]]);
    // Nobody else wants C's part: it is the richer's, B's.
    expect(slices.slice(-2)).toEqual(['2 4 0', '2 4 0']);
    expect(slices.slice(0, 20)).toEqual(greedy.map(() => '6 0 0'));
  });

  it('starts a newcomer with the mean of the others', () => {
    const policy = lendingByCredits({ shared: 0.5, quantumUs: 1e6, initialCredits: 3 });
    const { cluster, clients } = quanta({ policy }, [[0, 0, 0]]);
    const newcomer = cluster.framework('D');
    cluster.batch();
    cluster.declineAll();
    // Beyond the guarantee credits tell roles apart.
    const keys = [clients[0], newcomer].map((client) => {
      const { tree } = cluster.allocator;
      tree.charge(client, [6000], 0, 1);
      const key = tree.keyOf(tree.parent[client]);
      tree.charge(client, [6000], 0, -1);
      return key;
    });
    expect(keys[0]).toBe(keys[1]);
    expect(keys[0]).toBeLessThan(0.5);
  });
});

describe('credits after a quantum', () => {
  const user = (credits: number, used: number) => ({ credits, used, free: 1, guaranteed: 1 });

  it('pay for what is borrowed, and go to donors, the poorest first', () => {
    // Two slices are borrowed and two donated, of which the poorer donor's goes first.
    expect(settleCredits([user(5, 0), user(8, 0), user(7, 3)])).toEqual([7, 10, 6]);
    expect(settleCredits([user(5, 0), user(8, 0), user(7, 2)])).toEqual([7, 9, 7]);
    // What is nobody's is lent last: all donors are paid, and no more than they gave.
    expect(settleCredits([user(5, 0), user(8, 1), user(7, 4)])).toEqual([7, 9, 5]);
  });

  it('raise the poorest together', () => {
    expect(raisePoorest([1, 2, 9], [10, 10, 10], 5)).toEqual([3, 2, 0]);
    expect(raisePoorest([1, 2, 9], [0.5, 10, 10], 5)).toEqual([0.5, 4.5, 0]);
    expect(raisePoorest([1, 1], [3, 3], 100)).toEqual([3, 3]);
    expect(raisePoorest([], [], 1)).toEqual([]);
    expect(raisePoorest([4, 4], [0, 0], 1)).toEqual([0, 0]);
  });
});
