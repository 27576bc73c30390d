import { describe, expect, it } from 'vitest';
import { parseScalars } from '../resources/notation.ts';
import { readResources } from '../resources/resource-notation.ts';
import { ResourceSpace } from '../resources/resource-space.ts';
import { type Quota, QuotaTable } from './quota-table.ts';
import { RoleTree } from './role-tree.ts';

const space = new ResourceSpace(['cpus', 'mem']);

class Fixture {
  readonly tree = new RoleTree(space.names);
  readonly table = new QuotaTable(space, this.tree);

  set(role: string, guarantees: string, limits = ''): void {
    this.table.set(role, parseScalars(guarantees), parseScalars(limits));
  }

  quota(role: string): Quota {
    const quota = this.table.quotas.get(this.tree.findRole(role));
    if (quota === undefined) throw new Error(`${role} has no quota`);
    return quota;
  }

  /** A new client of a role holds an amount of cpus and mem. */
  hold(role: string, amounts: readonly number[]): number {
    const client = this.tree.addClient(this.tree.role(role), `f${this.tree.size}`);
    this.tree.charge(client, amounts, 0, 1);
    return client;
  }

  reserve(given: unknown, sign: 1 | -1 = 1): void {
    this.table.countReservations(readResources(given), sign);
  }

  all(of: 'consumed' | 'missing' | 'allowance', role: string): number[] {
    return space.names.map((_, r) => this.table[of](this.quota(role), r));
  }
}

describe('a quota', () => {
  it('is a guarantee of 0 and no limit where it says nothing', () => {
    const fixture = new Fixture();
    fixture.set('a', 'cpus:2', 'mem:64');
    expect(fixture.quota('a')).toMatchObject({
      ...{ role: 'a', hasGuarantee: true, hasLimit: true },
      guarantees: [2000, 0],
      limits: [Number.POSITIVE_INFINITY, 64_000],
    });
    expect([fixture.table.guarantees, fixture.table.limits]).toEqual([1, 1]);
  });

  it('replaces the one before', () => {
    const fixture = new Fixture();
    fixture.set('a', 'cpus:2', 'mem:64');
    fixture.set('a', '', 'cpus:3');
    expect(fixture.quota('a')).toMatchObject({ guarantees: [0, 0], hasGuarantee: false });
    expect([fixture.table.guarantees, fixture.table.limits]).toEqual([0, 1]);
  });

  it('of 0 guaranteed and no limits is none, a limit of 0 is one', () => {
    const fixture = new Fixture();
    fixture.table.set('a', new Map([['cpus', 0]]), new Map());
    fixture.table.set('b', new Map(), new Map([['cpus', 0]]));
    expect([...fixture.table.quotas.values()].map(({ role }) => role)).toEqual(['b']);
    expect(fixture.tree.rolePaths()).toEqual(['b']);
  });

  it('keeps its role known until it is cleared', () => {
    const fixture = new Fixture();
    fixture.set('a', 'cpus:2');
    fixture.set('a', 'cpus:3');
    expect(fixture.tree.rolePaths()).toEqual(['a']);
    fixture.table.clear('a');
    fixture.table.clear('a');
    fixture.table.clear('unknown');
    expect(fixture.tree.rolePaths()).toEqual([]);
    expect([fixture.table.guarantees, fixture.table.quotas.size]).toEqual([0, 0]);
  });
});

describe('consumed is', () => {
  it('what clients of the role and below hold', () => {
    const fixture = new Fixture();
    fixture.set('a', 'cpus:5', 'cpus:6;mem:64');
    fixture.hold('a', [1000, 8000]);
    fixture.hold('a/x', [2000, 0]);
    fixture.hold('ab', [500, 0]);
    expect(fixture.all('consumed', 'a')).toEqual([3000, 8000]);
    expect(fixture.all('missing', 'a')).toEqual([2000, 0]);
    expect(fixture.all('allowance', 'a')).toEqual([3000, 56_000]);
  });

  it('all reservations of the role and below, allocated or not', () => {
    const fixture = new Fixture();
    fixture.reserve('cpus(a):1;mem(a/x):8;cpus(ab):4;ports(a):[1-9]');
    fixture.set('a', 'cpus:5');
    fixture.reserve('cpus(a/x):2;cpus:100');
    expect(fixture.all('consumed', 'a')).toEqual([3000, 8000]);
    fixture.reserve('cpus(a):1', -1);
    expect(fixture.all('consumed', 'a')).toEqual([2000, 8000]);
  });

  it('not what is reserved or revocable and held: the one counts already, the other never', () => {
    const fixture = new Fixture();
    fixture.set('a', 'cpus:5');
    fixture.reserve('cpus(a):1');
    const client = fixture.hold('a', [1000, 0]);
    for (let node = client; node !== -1; node = fixture.tree.parent[node]) {
      fixture.tree.chargeSpecial(node, [1000, 0], 1);
    }
    expect(fixture.all('consumed', 'a')).toEqual([2000, 0]);
  });
});

describe('a guarantee', () => {
  it('is satisfied when nothing of what it names is missing', () => {
    const fixture = new Fixture();
    fixture.set('a', 'cpus:2');
    const satisfied: boolean[] = [fixture.table.isSatisfied(fixture.quota('a'))];
    for (const amounts of [
      [1999, 999_000],
      [1, 0],
      [5000, 0],
    ]) {
      fixture.hold('a', amounts);
      satisfied.push(fixture.table.isSatisfied(fixture.quota('a')));
    }
    expect(satisfied).toEqual([false, false, true, true]);
    expect(fixture.all('missing', 'a')).toEqual([0, 0]);
  });

  it('holds back what is missing of all, of roles without frameworks too', () => {
    const fixture = new Fixture();
    expect(fixture.table.requiredHeadroom()).toEqual([0, 0]);
    fixture.set('a', 'cpus:2;mem:64');
    fixture.set('b', 'cpus:3', 'cpus:9');
    fixture.set('c', '', 'cpus:1');
    fixture.hold('a', [500, 65_000]);
    expect(fixture.table.requiredHeadroom()).toEqual([4500, 0]);
  });
});

describe('a limit', () => {
  it('is never below what may still be consumed', () => {
    const fixture = new Fixture();
    fixture.set('a', '', 'cpus:2');
    fixture.hold('a', [5000, 7000]);
    expect(fixture.all('allowance', 'a')).toEqual([0, Number.POSITIVE_INFINITY]);
  });

  it('is reached when nothing at all may be consumed any more', () => {
    const fixture = new Fixture();
    fixture.set('a', '', 'cpus:2;mem:32');
    const reached: boolean[] = [];
    for (const amounts of [
      [2000, 31_000],
      [0, 1000],
    ]) {
      fixture.hold('a', amounts);
      reached.push(fixture.table.isExhausted(fixture.quota('a')));
    }
    fixture.set('a', '', 'cpus:2');
    expect([...reached, fixture.table.isExhausted(fixture.quota('a'))]).toEqual([
      false,
      true,
      false,
    ]);
  });
});

describe('a reservation', () => {
  it('keeps its role known, whatever is reserved', () => {
    const fixture = new Fixture();
    fixture.reserve('ports(a/x):[1-2];cpus(b):1');
    expect(fixture.tree.rolePaths()).toEqual(['a', 'a/x', 'b']);
    fixture.reserve('cpus(b):1');
    fixture.reserve('ports(a/x):[1-2];cpus(b):1', -1);
    expect(fixture.tree.rolePaths()).toEqual(['b']);
    fixture.reserve('cpus(b):1', -1);
    expect(fixture.tree.rolePaths()).toEqual([]);
  });

  it('is of the top entry of its stack', () => {
    const fixture = new Fixture();
    const refined = [
      { type: 'STATIC', role: 'a' },
      { type: 'DYNAMIC', role: 'a/x' },
    ];
    fixture.reserve([{ name: 'cpus', value: 2, reservations: refined }]);
    expect(fixture.tree.rolePaths()).toEqual(['a', 'a/x']);
    fixture.set('a', 'cpus:3');
    expect(fixture.all('consumed', 'a')).toEqual([2000, 0]);
  });

  it('of a shared volume counts once, however many copies', () => {
    const disks = new ResourceSpace(['disk']);
    const tree = new RoleTree(disks.names);
    const table = new QuotaTable(disks, tree);
    table.set('a', new Map([['disk', 50_000]]), new Map());
    const reservations = [{ type: 'STATIC', role: 'a' }];
    const volume = { disk: { persistence: 'v' }, shared: true, count: 3 };
    const rest = readResources([{ name: 'disk', value: 10, reservations, ...volume }]);
    table.countReservations(rest, 1);
    const [quota] = table.quotas.values();
    expect(table.consumed(quota, 0)).toBe(10_000);
  });
});
