import { describe, expect, it } from 'vitest';
import { AllocatorDriver, clusterOf } from '../../../test/support/allocator-driver.ts';
import { fillAgentByAgent, tally } from '../../../test/support/progressive-filling.ts';
import { POLICIES, policyNamed } from './index.ts';
import { slotsPerAgent } from './slots.ts';

const AGENT = 'cpus:11;mem:9216';
const A = 'cpus:2;mem:1024';
const B = 'cpus:1;mem:2048';

/** Tasks of A and of B on two agents that are filled one after the other. */
function outcome(
  policy: string,
  prepare: (cluster: AllocatorDriver, a: number, b: number) => void = () => undefined,
): Record<string, number> {
  const cluster = clusterOf([AGENT, AGENT], { policy });
  const [a, b] = [cluster.framework('A'), cluster.framework('B')];
  prepare(cluster, a, b);
  const steps = fillAgentByAgent(cluster, 2, [
    { client: a, demand: cluster.vector(A) },
    { client: b, demand: cluster.vector(B) },
  ]);
  return tally(steps);
}

/**
 * Two agents of 11 CPUs and 9 GB, 22 and 18 together; A runs tasks of <2 CPUs, 1 GB>, B of
 * <1 CPU, 2 GB>. On one agent x of A's and y of B's fit if 2x + y <= 11 and x + 2y <= 9.
 * Equal keys go to whoever was offered less often, then to A.
 */
describe('one small cluster under nine policies, worked out by hand', () => {
  it('drf: a task is 2/22 = 1/11 to A and 2/18 = 1/9 to B', () => {
    // They take turns: 3 and 3 fill the memory of the first agent, at 3/11 and 3/9. On the second
    // A is behind: A B A B A A to 7/11 and 5/9, which leaves <1 CPU, 1 GB>.
    expect(outcome('drf')).toEqual({ A: 7, B: 5 });
  });

  it('wdrf: with weights <2, 1> a task is max(1/11 / 2, 1/18 / 1) = 1/18 to A', () => {
    // Two of A's for each of B's: (4, 2) on each agent, where <1 CPU, 1 GB> is left.
    const weigh = (cluster: AllocatorDriver): void => cluster.allocator.setWeight('A', [2, 1]);
    expect(outcome('wdrf', weigh)).toEqual({ A: 8, B: 4 });
  });

  it('asset: a task is 2/22 + 1/18 = 29/198 to A and 1/22 + 2/18 = 31/198 to B', () => {
    // Turns, (3, 3) on each agent: 87 against 93 198ths, then 174 against 186.
    expect(outcome('asset')).toEqual({ A: 6, B: 6 });
  });

  it('maxmin:cpus: a task is 2/22 to A and 1/22 to B', () => {
    // Two of B's for each of A's until memory is full, x + 2y = 9. First agent: A B B A B, then
    // B does not fit any more and A takes the last gigabyte: (3, 3). Second: B is three tasks
    // behind, B B B, and with equal shares again one each: (1, 4).
    expect(outcome('maxmin:cpus')).toEqual({ A: 4, B: 7 });
  });

  it('maxmin:mem: a task is 1/18 to A and 2/18 to B', () => {
    // Two of A's for each of B's, as under wdrf above.
    expect(outcome('maxmin:mem')).toEqual({ A: 8, B: 4 });
  });

  it('static: agent 0 is for A, agent 1 for B', () => {
    // 11 CPUs hold five of A's tasks, 9 GB four of B's.
    expect(outcome('static')).toEqual({ A: 5, B: 4 });
  });

  it('fifo: whoever waits longer takes all it can', () => {
    // A first: (5, 0) on each agent, which leaves <1 CPU, 4 GB> for one of B's.
    const first = (which: 'a' | 'b') => (cluster: AllocatorDriver, a: number, b: number) => {
      cluster.allocator.setWaitingSince(a, which === 'a' ? 1 : 2);
      cluster.allocator.setWaitingSince(b, which === 'a' ? 2 : 1);
    };
    expect(outcome('fifo', first('a'))).toEqual({ A: 10, B: 2 });
    // B first: (0, 4) leaves <7 CPUs, 1 GB> for one of A's.
    expect(outcome('fifo', first('b'))).toEqual({ A: 2, B: 8 });
  });

  it('slots: 11 CPUs are cut into 8 slots, and a task takes one whatever it needs', () => {
    expect(slotsPerAgent(11_000)).toBe(8);
    const cluster = clusterOf(['slots:8', 'slots:8'], { policy: 'slots' });
    const appetites = ['A', 'B'].map((name) => ({
      client: cluster.framework(name),
      demand: cluster.vector('slots:1'),
    }));
    // Four each on an agent: 4 × 2 + 4 × 1 = 12 of 11 CPUs and 12 of 9 GB, over-committed.
    expect(tally(fillAgentByAgent(cluster, 2, appetites))).toEqual({ A: 8, B: 8 });
  });

  it('random: every task by a fair coin, until one or both do not fit', () => {
    const runs = 3000;
    let sum = 0;
    for (let seed = 0; seed < runs; seed++) {
      const cluster = clusterOf(AGENT, { policy: 'random', seed });
      const appetites = [A, B].map((demand, i) => ({
        client: cluster.framework(['A', 'B'][i]),
        demand: cluster.vector(demand),
      }));
      sum += tally(fillAgentByAgent(cluster, 1, appetites)).A ?? 0;
    }
    const { mean, square } = coinTosses(11, 9);
    const sigma = Math.sqrt((square - mean * mean) / runs);
    expect(Math.abs(sum / runs - mean)).toBeLessThan(3 * sigma);
    expect(mean).toBe(197 / 64);
  });
});

/** Mean and mean square of the number of A's tasks that are still to come. */
function coinTosses(cpus: number, memory: number): { mean: number; square: number } {
  const next = [];
  if (cpus >= 2 && memory >= 1) next.push({ a: 1, rest: coinTosses(cpus - 2, memory - 1) });
  if (cpus >= 1 && memory >= 2) next.push({ a: 0, rest: coinTosses(cpus - 1, memory - 2) });
  let [mean, square] = [0, 0];
  for (const { a, rest } of next) {
    mean += (a + rest.mean) / next.length;
    square += (a + 2 * a * rest.mean + rest.square) / next.length;
  }
  return { mean, square };
}

describe('the list of policies', () => {
  it('names each, in the order of `evenhand policies`', () => {
    expect(POLICIES.map(({ name }) => name)).toEqual([
      ...['drf', 'wdrf', 'hdrf', 'hdrf-naive', 'asset', 'ceei', 'bmf'],
      ...['maxmin:cpus', 'maxmin:mem', 'slots', 'static'],
      ...['fifo', 'priority', 'sjf', 'srpt', 'las', 'capacity', 'random'],
      ...['tetris', 'drfh', 'tsf', 'ps-dsf', 'choosy', 'karma', 'themis'],
    ]);
    for (const policy of POLICIES) expect(policyNamed(policy.name)).toBe(policy);
    expect(policyNamed('DRF')).toBeUndefined();
  });

  it('says of each what it is, where it comes from, and what holds for it', () => {
    for (const { summary, source, properties } of POLICIES) {
      expect(summary.length).toBeGreaterThan(20);
      expect(summary.length).toBeLessThan(90);
      expect(source).not.toBe('');
      expect(new Set(properties).size).toBe(properties.length);
    }
  });

  it('knows that a resource must be there to be shared', () => {
    expect(() => new AllocatorDriver(['mem', 'disk'], { policy: 'maxmin:cpus' })).toThrow(
      'policy maxmin:cpus: the cluster has no cpus, it has mem, disk',
    );
    expect(() => new AllocatorDriver(['cpus', 'mem'], { policy: 'slots' })).toThrow(/no slots/);
  });

  it.each([
    [500, 1],
    [1000, 1],
    [2000, 1],
    [4000, 3],
    [8000, 6],
    [16_000, 12],
  ])('cuts an agent of %i thousandths of a CPU into %i slots', (cpusMilli, slots) => {
    expect(slotsPerAgent(cpusMilli)).toBe(slots);
  });

  it.each(POLICIES)('$name: has a key for a cluster without agents', ({ name }) => {
    const cluster = new AllocatorDriver(['cpus', 'mem', 'slots'], { policy: name });
    for (const framework of ['b', 'a']) cluster.framework(framework);
    expect(cluster.batch()).toEqual([]);
    cluster.agent('cpus:1;mem:512;slots:1');
    expect(cluster.settle()).toHaveLength(1);
  });

  it.each(POLICIES.filter(({ name }) => name !== 'random'))(
    '$name: serves those alike who say nothing and have come together',
    ({ name }) => {
      const totals = Array.from({ length: 8 }, () => 'cpus:1;mem:512;slots:1');
      const cluster = clusterOf(totals, { policy: name });
      for (const framework of ['a', 'b']) cluster.framework(framework);
      const served = cluster.served(cluster.batch());
      expect(served.filter((framework) => framework === 'a')).toHaveLength(4);
      expect(served.filter((framework) => framework === 'b')).toHaveLength(4);
    },
  );

  it.each(POLICIES)('$name: says what its parameters are', ({ parameters = [] }) => {
    for (const { preset, meaning } of parameters) {
      expect(preset).not.toBe('');
      expect(meaning.length).toBeGreaterThan(20);
    }
  });
});
