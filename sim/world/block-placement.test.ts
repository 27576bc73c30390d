import { describe, expect, it } from 'vitest';
import { chiSquare, chiSquareLimit } from '../../test/support/chi-square.ts';
import { RandomBlockPlacement } from './block-placement.ts';

const HOSTS = Array.from({ length: 20 }, (_, i) => `agent${i}`);

describe('RandomBlockPlacement', () => {
  const placement = new RandomBlockPlacement(HOSTS, 3, 'seed');

  it('puts a block on as many distinct hosts as it has replicas', () => {
    for (let task = 0; task < 2000; task++) {
      const hosts = placement.hostsOf(task % 5, task);
      expect(hosts).toHaveLength(3);
      expect(new Set(hosts).size).toBe(3);
      for (const host of hosts) expect(HOSTS).toContain(host);
    }
  });

  it('is a function of seed, stage and task', () => {
    const other = new RandomBlockPlacement(HOSTS, 3, 'seed');
    for (let task = 99; task >= 0; task--) {
      expect(other.hostsOf(1, task)).toEqual(placement.hostsOf(1, task));
    }
    const rows = [
      Array.from({ length: 20 }, (_, task) => placement.hostsOf(1, task)),
      Array.from({ length: 20 }, (_, task) => placement.hostsOf(2, task)),
      Array.from({ length: 20 }, (_, task) =>
        new RandomBlockPlacement(HOSTS, 3, 'other').hostsOf(1, task),
      ),
    ];
    expect(new Set(rows.map((row) => row.join())).size).toBe(3);
  });

  it('uses every host equally often, for the first replica and for all', () => {
    const first = new Float64Array(HOSTS.length);
    const any = new Float64Array(HOSTS.length);
    for (let task = 0; task < 20_000; task++) {
      const hosts = placement.hostsOf(0, task);
      first[HOSTS.indexOf(hosts[0])]++;
      for (const host of hosts) any[HOSTS.indexOf(host)]++;
    }
    expect(chiSquare(first)).toBeLessThan(chiSquareLimit(HOSTS.length));
    // Replicas of a block exclude each other: their counts spread less than independent ones.
    expect(chiSquare(any)).toBeLessThan(chiSquareLimit(HOSTS.length));
  });

  it.each([
    { one: 0, other: 0 },
    { one: 1, other: 0 },
    { one: 2, other: 1 },
  ])('places replica $one of a task and $other of the next independently', ({ one, other }) => {
    const pairs = new Float64Array(HOSTS.length * HOSTS.length);
    for (let task = 0; task < 40_000; task++) {
      const host = HOSTS.indexOf(placement.hostsOf(0, task)[one]);
      const next = HOSTS.indexOf(placement.hostsOf(0, task + 1)[other]);
      pairs[host * HOSTS.length + next]++;
    }
    expect(chiSquare(pairs)).toBeLessThan(chiSquareLimit(pairs.length));
  });

  it('draws as without racks where nobody has one', () => {
    const unracked = new RandomBlockPlacement(HOSTS, 3, 'seed', [null, null]);
    for (let task = 0; task < 100; task++) {
      expect(unracked.hostsOf(1, task)).toEqual(placement.hostsOf(1, task));
    }
  });

  it('uses all hosts when there are fewer than replicas', () => {
    const few = new RandomBlockPlacement(['a', 'b'], 3, 'seed');
    for (let task = 0; task < 200; task++) {
      expect(few.hostsOf(0, task).toSorted((x, y) => (x < y ? -1 : 1))).toEqual(['a', 'b']);
    }
  });
});

describe('RandomBlockPlacement over racks', () => {
  const rackOf = (host: string): string => `r${Number(host.slice(5)) % 4}`;
  const racked = new RandomBlockPlacement(HOSTS, 4, 'racks', HOSTS.map(rackOf));

  it('puts two replicas on hosts of one rack and the first in another', () => {
    for (let task = 0; task < 2000; task++) {
      const hosts = racked.hostsOf(0, task);
      const [first, second, third] = hosts.map(rackOf);
      if (first === second || second !== third) expect.fail(`task ${task} is on ${hosts.join()}`);
      expect(new Set(hosts).size).toBe(4);
    }
  });

  it.each([0, 1, 2, 3])('uses every host equally often for replica %i', (replica) => {
    const counts = new Float64Array(HOSTS.length);
    for (let task = 0; task < 20_000; task++) {
      counts[HOSTS.indexOf(racked.hostsOf(0, task)[replica])]++;
    }
    expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(HOSTS.length));
  });

  it.each([
    { what: 'one rack only', racks: ['a', 'a', 'a', 'a'] },
    { what: 'a rack of one host', racks: ['a', 'a', 'a', 'b'] },
    { what: 'every host its own rack', racks: ['a', 'b', 'c', 'd'] },
    { what: 'a host without a rack', racks: ['a', 'a', 'a', null] },
  ])('finds as many hosts as replicas with $what', ({ racks }) => {
    const few = new RandomBlockPlacement(['p', 'q', 'r', 's'], 4, 'seed', racks);
    for (let task = 0; task < 200; task++) {
      const hosts = few.hostsOf(0, task);
      expect(new Set(hosts).size).toBe(4);
      const [first, second] = hosts.map((host) => racks['pqrs'.indexOf(host)]);
      if (new Set(racks).size > 1) expect(first).not.toBe(second);
    }
  });
});
