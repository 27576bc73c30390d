import { describe, expect, it } from 'vitest';
import { parseScalars } from '../resources/notation.ts';
import { readResources, writeResources } from '../resources/resource-notation.ts';
import { ResourceSpace } from '../resources/resource-space.ts';
import { AgentTable, DEACTIVATED, NOT_LISTED } from './agent-table.ts';
import { Minimums } from './minimums.ts';
import { portionOf } from './portion.ts';

const space = new ResourceSpace(['cpus', 'mem']);
const PROVIDED = { name: 'cpus', value: 3, provider: 'rp' };

class Fixture {
  readonly minimums = new Minimums(space, [parseScalars('cpus:1'), parseScalars('mem:32')]);
  readonly table = new AgentTable(space, this.minimums);

  /** Agents 0, 1, … */
  constructor(...totals: unknown[]) {
    for (const [agent, total] of totals.entries()) this.add(agent, total);
  }

  add(agent: number, total: unknown): void {
    this.table.add(agent, portionOf(space, readResources(total)));
  }

  setTotal(agent: number, total: unknown): void {
    this.table.setTotal(agent, portionOf(space, readResources(total)));
  }

  take(agent: number, given: unknown): void {
    const { plain, rest } = portionOf(space, readResources(given));
    this.table.take(agent, plain, rest);
  }

  give(agent: number, given: unknown): void {
    const { plain, rest } = portionOf(space, readResources(given));
    this.table.give(agent, plain, rest);
  }

  free(agent = 0): string {
    const [cpus, mem] = this.table.freeOf(agent).map((milli) => milli / 1000);
    return `${cpus} ${mem} ${writeResources(this.table.rest[agent])}`.trim();
  }

  candidates(): number[] {
    const { candidates, candidateCount } = this.table;
    return [...candidates.slice(0, candidateCount)].sort((a, b) => a - b);
  }

  /** Agents in the order in which they are visited, the first unvisited one each time. */
  visits(): number[] {
    const visited: number[] = [];
    while (this.table.unvisited > 0) visited.push(this.table.visit(0));
    return visited.sort((a, b) => a - b);
  }

  unreservedFree(): number[] {
    return [...this.table.unreservedFree];
  }
}

describe('what is free', () => {
  it('is what was not taken, of plain amounts and of objects', () => {
    const fixture = new Fixture('cpus:4;mem:64;ports:[1-4];cpus(a):2');
    fixture.take(0, 'cpus:1;ports:[2-3];cpus(a):0.5');
    expect(fixture.free()).toBe('3 64 cpus(a):1.5;ports:[1-1,4-4]');
    fixture.give(0, 'cpus:0.5;ports:[2-2]');
    expect(fixture.free()).toBe('3.5 64 cpus(a):1.5;ports:[1-2,4-4]');
    fixture.give(0, 'cpus:0.5;ports:[3-3];cpus(a):0.5');
    expect(fixture.free()).toBe('4 64 cpus(a):2;ports:[1-4]');
  });

  it('is the same object again when an offer comes back as it was made', () => {
    const { table } = new Fixture('cpus:4;ports:[1-4];cpus(a):2');
    const before = table.rest[0];
    const { plain, rest } = portionOf(space, readResources('cpus:1;ports:[1-2]'));
    table.take(0, plain, rest);
    const during = table.rest[0];
    table.give(0, plain, rest);
    expect(table.rest[0]).toBe(before);
    table.take(0, plain, rest);
    expect(table.rest[0]).toBe(during);
    expect(writeResources(during)).toBe('cpus(a):2;ports:[3-4]');
  });

  it('follows a total that changes between an offer and its return', () => {
    const { table } = new Fixture('cpus:4;ports:[1-4]');
    const { plain, rest } = portionOf(space, readResources('cpus:1;ports:[1-2]'));
    table.take(0, plain, rest);
    table.setTotal(0, portionOf(space, readResources('cpus:4;ports:[1-9]')));
    table.give(0, plain, rest);
    expect(writeResources(table.rest[0])).toBe('ports:[1-9]');
  });

  it('includes shared volumes, whoever uses them', () => {
    const reservations = [{ type: 'STATIC', role: 'a' }];
    const disk = { persistence: 'v' };
    const volume = { name: 'disk', value: 10, reservations, disk, shared: true };
    const fixture = new Fixture(['cpus:4', volume]);
    fixture.take(0, ['cpus:1', volume]);
    fixture.take(0, [volume]);
    expect(fixture.free()).toBe(`3 0 ${writeResources(readResources([volume]))}`);
  });

  it('is all taken at once', () => {
    const fixture = new Fixture('cpus:4;mem:64;ports:[1-4]');
    fixture.take(0, 'cpus:1;ports:[1-1]');
    fixture.table.takeAll(0);
    expect([fixture.free(), fixture.unreservedFree()]).toEqual(['0 0', [0, 0]]);
    fixture.give(0, 'cpus:4;mem:64;ports:[1-4]');
    expect(fixture.free()).toBe('4 64 ports:[1-4]');
  });

  it('is never more than there is', () => {
    const fixture = new Fixture('cpus:4;mem:64');
    expect(() => fixture.give(0, 'cpus:1')).toThrow('an agent has no more free than it has');
  });

  it('is of each agent its own, also of many', () => {
    const fixture = new Fixture(...Array.from({ length: 40 }, (_, agent) => `cpus:${agent + 1}`));
    fixture.take(33, 'cpus:4');
    expect([32, 33, 34].map((agent) => fixture.free(agent))).toEqual(['33 0', '30 0', '35 0']);
  });
});

describe('an agent with less than is allocated', () => {
  it('has nothing free until enough has come back', () => {
    const fixture = new Fixture('cpus:4;mem:64;ports:[1-4]', 'cpus:8;mem:64');
    fixture.take(0, 'cpus:3;ports:[1-3]');
    fixture.setTotal(0, 'cpus:2;mem:64;ports:[1-2]');
    expect(fixture.free()).toBe('0 64');
    expect(fixture.unreservedFree()).toEqual([7000, 128_000]);
    fixture.give(0, 'cpus:1;ports:[3-3]');
    expect([fixture.free(), fixture.unreservedFree()[0]]).toEqual(['0 64', 8000]);
    fixture.give(0, 'cpus:2;ports:[1-2]');
    expect([fixture.free(), fixture.unreservedFree()[0]]).toEqual(['2 64 ports:[1-2]', 10_000]);
  });

  it('may be one that says so when it comes', () => {
    const fixture = new Fixture('cpus:2;mem:64');
    fixture.take(0, 'cpus:5');
    expect([fixture.free(), fixture.unreservedFree()]).toEqual(['0 64', [-3000, 64_000]]);
    fixture.setTotal(0, 'cpus:6;mem:64');
    expect([fixture.free(), fixture.unreservedFree()]).toEqual(['1 64', [1000, 64_000]]);
  });

  it('is forgotten with what it owed', () => {
    const fixture = new Fixture('cpus:2;mem:64;ports:[1-2]', 'cpus:1');
    fixture.take(0, 'cpus:5;ports:[1-1]');
    fixture.table.remove(0);
    expect(fixture.unreservedFree()).toEqual([1000, 0]);
    fixture.add(0, 'cpus:3;ports:[1-2]');
    expect([fixture.free(), fixture.unreservedFree()]).toEqual(['3 0 ports:[1-2]', [4000, 0]]);
  });
});

describe('unreserved free', () => {
  it('is what quota could give: neither reserved nor revocable, of all agents', () => {
    const revocable = { name: 'cpus', value: 9, revocable: true };
    const fixture = new Fixture(['cpus:4;cpus(a):2', revocable, PROVIDED], 'cpus:1;mem:64');
    expect(fixture.unreservedFree()).toEqual([8000, 64_000]);
    fixture.take(0, ['cpus:1;cpus(a):1', PROVIDED]);
    fixture.table.block(1, DEACTIVATED, true);
    expect(fixture.unreservedFree()).toEqual([4000, 64_000]);
    fixture.give(0, [PROVIDED]);
    fixture.table.remove(1);
    expect(fixture.unreservedFree()).toEqual([6000, 0]);
  });
});

describe('candidates', () => {
  it('are agents with enough free to be worth an offer', () => {
    const fixture = new Fixture(
      'cpus:1',
      'cpus:0.999;mem:31.999',
      'mem:32',
      'cpus:0.5;cpus(a):0.5',
    );
    expect(fixture.candidates()).toEqual([0, 2, 3]);
    fixture.take(0, 'cpus:0.001');
    fixture.give(0, 'cpus:0.001');
    fixture.take(2, 'mem:1');
    expect(fixture.candidates()).toEqual([0, 3]);
    fixture.setTotal(1, 'cpus:1');
    expect([fixture.candidates(), fixture.table.isCandidate(2)]).toEqual([[0, 1, 3], false]);
  });

  it('are so for any amount while somebody has a minimum of its own', () => {
    const fixture = new Fixture('cpus:0.001', 'ports:[1-1]', 'cpus:0');
    fixture.minimums.add([]);
    fixture.table.reviewAll();
    expect(fixture.candidates()).toEqual([0, 1]);
    fixture.minimums.drop();
    fixture.table.reviewAll();
    expect(fixture.candidates()).toEqual([]);
  });

  it('are blocked while any reason is set', () => {
    const fixture = new Fixture('cpus:1', 'cpus:1');
    fixture.table.block(0, DEACTIVATED, true);
    fixture.table.block(0, NOT_LISTED, true);
    fixture.table.block(0, DEACTIVATED, false);
    expect([fixture.candidates(), fixture.table.isBlocked(0, NOT_LISTED)]).toEqual([[1], true]);
    fixture.take(0, 'cpus:1');
    fixture.give(0, 'cpus:1');
    expect(fixture.candidates()).toEqual([1]);
    fixture.table.block(0, NOT_LISTED, false);
    expect(fixture.candidates()).toEqual([0, 1]);
  });

  it('come and go with their agents', () => {
    const fixture = new Fixture('cpus:1', 'cpus:1');
    fixture.table.remove(0);
    expect([fixture.candidates(), fixture.table.isKnown(0)]).toEqual([[1], false]);
    fixture.add(0, 'cpus:2');
    expect([fixture.candidates(), fixture.table.isKnown(0)]).toEqual([[0, 1], true]);
    expect(() => fixture.add(0, 'cpus:1')).toThrow('agent 0 is added once');
  });
});

describe('visits', () => {
  it('come to each candidate once', () => {
    const fixture = new Fixture('cpus:1', 'cpus:0', 'cpus:1', 'cpus:1');
    fixture.table.beginVisits();
    expect(fixture.visits()).toEqual([0, 2, 3]);
    expect(fixture.candidates()).toEqual([0, 2, 3]);
  });

  it('leave out what becomes a candidate, and what ceases to be one, in between', () => {
    const fixture = new Fixture('cpus:1', 'cpus:0', 'cpus:1', 'cpus:1');
    fixture.table.beginVisits();
    fixture.setTotal(1, 'cpus:1');
    fixture.take(2, 'cpus:1');
    expect(fixture.visits()).toEqual([0, 3]);
    expect(fixture.candidates()).toEqual([0, 1, 3]);
  });

  it('come to a single agent that is asked for', () => {
    const fixture = new Fixture('cpus:1', 'cpus:1', 'cpus:0', 'cpus:1');
    for (const agent of [3, 2, 3]) fixture.table.unvisit(agent);
    expect(fixture.visits()).toEqual([3]);
  });

  it('end when they are ended', () => {
    const fixture = new Fixture('cpus:1', 'cpus:1');
    fixture.table.beginVisits();
    fixture.table.endVisits();
    expect([fixture.visits(), fixture.candidates()]).toEqual([[], [0, 1]]);
  });

  it('survive agents that leave while they go on', () => {
    const fixture = new Fixture('cpus:1', 'cpus:1', 'cpus:1', 'cpus:1', 'cpus:1');
    fixture.table.beginVisits();
    const first = fixture.table.visit(2);
    for (const agent of [first, 0]) fixture.table.remove(agent);
    expect(fixture.visits()).toEqual([1, 2, 3, 4].filter((agent) => agent !== first));
  });
});

it('agents with anything reserved, revocable or shared are counted', () => {
  const fixture = new Fixture('cpus:1;ports:[1-2]', 'cpus(a):1', 'cpus:1');
  const counts = [fixture.table.special];
  fixture.setTotal(2, [{ name: 'cpus', value: 1, revocable: true }]);
  counts.push(fixture.table.special);
  fixture.take(1, 'cpus(a):1');
  fixture.setTotal(1, 'cpus:1');
  counts.push(fixture.table.special);
  fixture.table.remove(2);
  counts.push(fixture.table.special);
  expect(counts).toEqual([1, 2, 1, 0]);
});
