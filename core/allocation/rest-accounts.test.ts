import { describe, expect, it } from 'vitest';
import { readResources } from '../resources/resource-notation.ts';
import { ResourceSpace } from '../resources/resource-space.ts';
import { RestAccounts } from './rest-accounts.ts';
import { ROOT, RoleTree } from './role-tree.ts';

const space = new ResourceSpace(['cpus', 'disk']);

class Fixture {
  readonly tree = new RoleTree(space.names);
  readonly accounts = new RestAccounts(space, this.tree);

  client(role: string, name: string): number {
    return this.tree.addClient(this.tree.role(role), name);
  }

  charge(client: number, agent: number, given: unknown, sign: 1 | -1 = 1): void {
    this.accounts.charge(client, agent, readResources(given), sign);
  }

  /** What of cpus and disk a node holds, and what of it counts against quota. */
  of(node: number): { held: number[]; bound: number[] } {
    const base = node * space.size;
    return {
      held: [...this.tree.allocated.subarray(base, base + space.size)],
      bound: space.names.map((_, r) => this.tree.unreservedOf(node, r)),
    };
  }
}

function volume(value: number, rest: object = {}): object {
  return {
    ...{ name: 'disk', value, reservations: [{ type: 'STATIC', role: 'a' }] },
    ...{ disk: { persistence: 'v' }, shared: true, ...rest },
  };
}

const REVOCABLE = { name: 'cpus', value: 2, revocable: true };
const MOUNT = { name: 'disk', value: 40, disk: { source: { type: 'MOUNT', root: '/m' } } };

it('reserved and revocable scalars count in shares, and not against quota', () => {
  const fixture = new Fixture();
  const client = fixture.client('a/x', 'f');
  fixture.charge(client, 0, ['cpus(a):1;ports:[1-9]', REVOCABLE, MOUNT]);
  for (const node of [client, ...['a/x', 'a'].map((role) => fixture.tree.findRole(role)), ROOT]) {
    expect(fixture.of(node)).toEqual({ held: [3000, 40_000], bound: [0, 40_000] });
  }
  fixture.charge(client, 0, ['cpus(a):1', MOUNT], -1);
  expect(fixture.of(client)).toEqual({ held: [2000, 0], bound: [0, 0] });
  fixture.charge(client, 0, [REVOCABLE], -1);
  expect(fixture.of(ROOT).held).toEqual([0, 0]);
});

describe('a shared volume', () => {
  it('counts once for a client and agent, until the last copy has come back', () => {
    const fixture = new Fixture();
    const client = fixture.client('a', 'f');
    fixture.charge(client, 0, [volume(10)]);
    fixture.charge(client, 0, [volume(10, { count: 2 })]);
    expect(fixture.of(client)).toEqual({ held: [0, 10_000], bound: [0, 0] });
    fixture.charge(client, 0, [volume(10, { count: 2 })], -1);
    expect(fixture.of(client).held).toEqual([0, 10_000]);
    fixture.charge(client, 0, [volume(10)], -1);
    expect([client, fixture.tree.findRole('a')].map((node) => fixture.of(node).held)).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  it('counts on each agent', () => {
    const fixture = new Fixture();
    const client = fixture.client('a', 'f');
    fixture.charge(client, 0, [volume(10)]);
    fixture.charge(client, 1, [volume(10)]);
    expect(fixture.of(client).held).toEqual([0, 20_000]);
    fixture.charge(client, 0, [volume(10)], -1);
    expect(fixture.of(client).held).toEqual([0, 10_000]);
  });

  it('counts for each client that has it, and once for the role above them', () => {
    const fixture = new Fixture();
    const [f, g] = [fixture.client('a', 'f'), fixture.client('a/x', 'g')];
    for (const client of [f, g]) fixture.charge(client, 0, [volume(10)]);
    const [a, x] = ['a', 'a/x'].map((role) => fixture.tree.findRole(role));
    expect([f, g, a, x, ROOT].map((node) => fixture.of(node).held[1])).toEqual([
      10_000, 10_000, 10_000, 10_000, 10_000,
    ]);
    fixture.charge(f, 0, [volume(10)], -1);
    expect([f, g, a].map((node) => fixture.of(node).held[1])).toEqual([0, 10_000, 10_000]);
  });

  it('is known to the leaf that takes over the clients of a role', () => {
    const fixture = new Fixture();
    const f = fixture.client('a', 'f');
    const g = fixture.client('a', 'g');
    for (const client of [f, g]) fixture.charge(client, 0, [volume(10)]);
    fixture.client('a/x', 'h');
    const leaf = fixture.tree.homeOf(fixture.tree.findRole('a'));
    expect(fixture.tree.nameOf(leaf)).toBe('.');
    expect(fixture.of(leaf).held).toEqual([0, 10_000]);
    fixture.charge(f, 0, [volume(10)], -1);
    expect([leaf, fixture.tree.findRole('a')].map((node) => fixture.of(node).held[1])).toEqual([
      10_000, 10_000,
    ]);
    fixture.charge(g, 0, [volume(10)], -1);
    expect([leaf, fixture.tree.findRole('a')].map((node) => fixture.of(node).held[1])).toEqual([
      0, 0,
    ]);
  });
});
