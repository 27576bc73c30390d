import { describe, expect, it } from 'vitest';
import { LcgStream } from '../../test/support/lcg-stream.ts';
import { ResourceSpace } from '../resources/resource-space.ts';
import { Resources } from '../resources/resources.ts';
import { ClientAllocator } from './client-allocator.ts';
import { type FrameworkFacts, FrameworkTable } from './framework-table.ts';
import { Holdings } from './holdings.ts';
import { drf } from './policies/drf.ts';

class Fixture {
  readonly engine = new ClientAllocator({
    ...{ space: new ResourceSpace(['cpus', 'mem']), policy: drf, random: new LcgStream(1) },
    ...{ allocationIntervalUs: 1_000_000, maxOffersPerClient: 0 },
  });
  readonly holdings = new Holdings();
  readonly table = new FrameworkTable(this.engine, this.holdings);

  /** Framework 4 in roles. */
  constructor(roles: readonly string[], suppressed: readonly string[] = [], active = true) {
    this.engine.addAgent(0, [8000, 512_000]);
    this.table.add(4, facts(roles), active, suppressed, 0);
  }

  update(roles: readonly string[], suppressed: readonly string[] = []): void {
    this.table.update(4, facts(roles), suppressed, 0);
  }

  /** Roles of framework 4 in which it may be offered something. */
  eligible(): string[] {
    const { clients, tree } = this.engine;
    return this.table
      .allClients(4)
      .filter((client) => tree.isEligible(client))
      .map((client) => clients.role[client]);
  }

  /** Roles of framework 4 in which it is, or still holds something. */
  roles(): string[] {
    return this.table.allClients(4).map((client) => this.engine.clients.role[client]);
  }

  hold(role: string): number {
    const client = this.table.clientOf(4, role, 0);
    const portion = { plain: [1000, 0], rest: Resources.EMPTY };
    this.engine.occupy(0, portion);
    this.engine.charge(client, 0, portion);
    this.holdings.add(client, 0, portion);
    return client;
  }

  giveBack(client: number): void {
    const portion = { plain: [1000, 0], rest: Resources.EMPTY };
    this.engine.recover(client, 0, portion.plain);
    this.holdings.take(client, 0, portion);
    this.table.recovered(client);
  }
}

function facts(roles: readonly string[]): FrameworkFacts {
  const [minAllocatable, offerConstraints] = [new Map(), new Map()];
  return { name: 'f', roles, capabilities: ['MULTI_ROLE'], minAllocatable, offerConstraints };
}

describe('a framework', () => {
  it('is one client in each of its roles', () => {
    const { table, engine } = new Fixture(['a', 'b/x']);
    const clients = ['a', 'b/x'].map((role) => table.clientOf(4, role, 0));
    expect(new Set(clients).size).toBe(2);
    expect(clients.map((client) => table.frameworkOf(client))).toEqual([4, 4]);
    expect(clients.map((client) => engine.clients.role[client])).toEqual(['a', 'b/x']);
    expect(table.clientsIn(4, undefined)).toEqual(clients);
    expect(table.clientsIn(4, ['b/x', 'c'])).toEqual([clients[1]]);
  });

  it('is known once', () => {
    const { table } = new Fixture(['a']);
    expect(() => table.add(4, facts(['b']), true, [], 0)).toThrow('framework 4 is known already');
    expect(() => table.setActive(5, true)).toThrow('framework 5 is not known');
    expect([table.has(4), table.has(5)]).toEqual([true, false]);
  });

  it('may be called as a child role is', () => {
    const { table, engine } = new Fixture(['a']);
    table.add(5, { ...facts(['a', 'a/x']), name: 'x' }, true, [], 0);
    expect(engine.tree.rolePaths()).toEqual(['a', 'a/x']);
    expect(engine.tree.eligible).toBe(3);
    expect(table.clientsIn(5, ['a', 'a/x']).map((client) => engine.clients.role[client])).toEqual([
      'a',
      'a/x',
    ]);
  });

  it('goes with all its clients', () => {
    const { table, engine } = new Fixture(['a', 'b/x']);
    table.remove(4);
    expect([table.has(4), engine.clients.all(), engine.tree.rolePaths()]).toEqual([false, [], []]);
  });
});

describe('a framework is offered something', () => {
  it('in roles it has not suppressed', () => {
    expect(new Fixture(['a', 'b'], ['b']).eligible()).toEqual(['a']);
  });

  it('while it is connected, and suppression outlives a disconnect', () => {
    const fixture = new Fixture(['a', 'b'], ['b'], false);
    expect([fixture.table.isActive(4), fixture.eligible()]).toEqual([false, []]);
    fixture.table.setActive(4, true);
    expect([fixture.table.isActive(4), fixture.eligible()]).toEqual([true, ['a']]);
    fixture.table.setActive(4, false);
    expect(fixture.eligible()).toEqual([]);
  });
});

describe('an update', () => {
  it('adds roles, leaves roles, and states suppression anew', () => {
    const fixture = new Fixture(['a', 'b', 'c'], ['c']);
    fixture.update(['b', 'c', 'd'], ['b']);
    expect(fixture.roles()).toEqual(['b', 'c', 'd']);
    expect(fixture.eligible()).toEqual(['c', 'd']);
  });

  it('of a disconnected framework makes nothing eligible', () => {
    const fixture = new Fixture(['a'], [], false);
    fixture.update(['a', 'b']);
    expect([fixture.roles(), fixture.eligible()]).toEqual([['a', 'b'], []]);
  });

  it('gives each role its new minimum, constraints and capabilities', () => {
    const { table, engine } = new Fixture(['a', 'b']);
    const minAllocatable = new Map([['b', []]]);
    table.update(4, { ...facts(['a', 'b']), capabilities: [], minAllocatable }, [], 0);
    const [a, b] = table.clientsIn(4, ['a', 'b']);
    expect([engine.clients.rules[a].minimum, engine.clients.rules[b].minimum === null]).toEqual([
      null,
      false,
    ]);
    const before = engine.clients.traits[a];
    table.update(4, facts(['a', 'b']), [], 0);
    expect(engine.clients.rules[b].minimum).toBeNull();
    expect(engine.clients.traits[a]).not.toBe(before);
  });
});

describe('a role that was left', () => {
  it('is remembered while something is held in it, and not offered', () => {
    const fixture = new Fixture(['a', 'b']);
    const client = fixture.hold('b');
    fixture.update(['a']);
    expect([fixture.roles(), fixture.eligible()]).toEqual([['a', 'b'], ['a']]);
    fixture.table.setActive(4, false);
    fixture.table.setActive(4, true);
    expect(fixture.eligible()).toEqual(['a']);
    fixture.giveBack(client);
    expect([fixture.roles(), fixture.engine.tree.rolePaths()]).toEqual([['a'], ['a']]);
  });

  it('may be entered again by the same client', () => {
    const fixture = new Fixture(['a', 'b']);
    const client = fixture.hold('b');
    fixture.update(['a']);
    fixture.update(['a', 'b']);
    expect([fixture.table.clientOf(4, 'b', 0), fixture.eligible()]).toEqual([client, ['a', 'b']]);
    fixture.giveBack(client);
    expect(fixture.roles()).toEqual(['a', 'b']);
  });

  it('may be one that an agent says it uses something in', () => {
    const fixture = new Fixture(['a']);
    const client = fixture.hold('z');
    expect([fixture.roles(), fixture.eligible()]).toEqual([['a', 'z'], ['a']]);
    fixture.giveBack(client);
    expect(fixture.roles()).toEqual(['a']);
  });
});
