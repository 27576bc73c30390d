import { describe, expect, it } from 'vitest';
import { InvariantError } from '../assert.ts';
import { NONE, ROOT, RoleTree } from './role-tree.ts';

/** A tree ordered by the part of the CPUs held over weight; the cluster has 100. */
function treeOf(clients: readonly (readonly [role: string, name: string])[]) {
  const tree = new RoleTree(['cpus']);
  tree.orderBy({ key: (node) => tree.allocated[node] / tree.total[0] / tree.weight[node] });
  tree.addToTotal(0, 100);
  const byName = new Map<string, number>();
  const add = (role: string, name: string): number => {
    const client = tree.addClient(tree.role(role), name);
    byName.set(name, client);
    tree.join(client);
    return client;
  };
  for (const [role, name] of clients) add(role, name);
  const id = (name: string): number => byName.get(name) ?? NONE;
  return {
    tree,
    add,
    id,
    charge: (name: string, cpus: number): void =>
      tree.charge(id(name), [Math.abs(cpus)], 0, cpus > 0 ? 1 : -1),
    served: (name: string): void => tree.served(id(name)),
    /** Eligible clients, first to be served first. */
    order: (): string[] => {
      tree.settle();
      const marks = new Int32Array(tree.size);
      const names: string[] = [];
      for (
        let next = tree.first(ROOT, marks, 1);
        next !== NONE;
        next = tree.first(ROOT, marks, 1)
      ) {
        marks[next] = 1;
        names.push(tree.nameOf(next));
      }
      return names;
    },
  };
}

describe('order of clients', () => {
  it('is by share, whatever the order of coming', () => {
    const { order, charge } = treeOf([
      ['c', 'third'],
      ['b', 'first'],
      ['a', 'second'],
    ]);
    charge('third', 30);
    charge('second', 20);
    charge('first', 10);
    expect(order()).toEqual(['first', 'second', 'third']);
    charge('first', 25);
    expect(order()).toEqual(['second', 'third', 'first']);
    charge('third', -20);
    expect(order()).toEqual(['third', 'second', 'first']);
  });

  it('is by number of allocations when shares are equal, then by name', () => {
    const { order, served } = treeOf([
      ['b', 'fb'],
      ['a', 'fa'],
      ['c', 'fc'],
    ]);
    expect(order()).toEqual(['fa', 'fb', 'fc']);
    served('fa');
    expect(order()).toEqual(['fb', 'fc', 'fa']);
    served('fb');
    served('fc');
    expect(order()).toEqual(['fa', 'fb', 'fc']);
  });

  it('compares names by code units, not by any language', () => {
    const { order } = treeOf(['ä', 'a', 'Z', '10', '9', 'a-'].map((role) => [role, role]));
    expect(order()).toEqual(['10', '9', 'Z', 'a', 'a-', 'ä']);
  });

  it('is by share over weight; a weight may come before its role has clients', () => {
    const { tree, order, charge, add } = treeOf([['light', 'l']]);
    tree.setWeight(tree.role('heavy'), 3);
    add('heavy', 'h');
    charge('l', 20);
    charge('h', 50);
    expect(order()).toEqual(['h', 'l']);
    tree.setWeight(tree.role('heavy'), 2);
    expect(order()).toEqual(['l', 'h']);
  });

  it('follows the total', () => {
    // Under a key that is not proportional to the total: a head start of a tenth.
    const tree = new RoleTree(['cpus']);
    const [a, b] = ['a', 'b'].map((name) => tree.addClient(tree.role(name), name));
    tree.orderBy({
      key: (node) => tree.allocated[node] / tree.total[0] + (tree.nameOf(node) === 'b' ? 0.1 : 0),
    });
    tree.addToTotal(0, 100);
    for (const client of [a, b]) tree.join(client);
    tree.charge(a, [20], 0, 1);
    const marks = new Int32Array(tree.size);
    tree.settle();
    expect(tree.first(ROOT, marks, 1)).toBe(b);
    tree.addToTotal(0, 300);
    tree.settle();
    expect(tree.first(ROOT, marks, 1)).toBe(a);
  });
});

describe('clients come and go', () => {
  it('lists only those who joined and did not leave', () => {
    const { tree, order, id } = treeOf([
      ['a', 'fa'],
      ['b', 'fb'],
    ]);
    tree.leave(id('fa'));
    expect(order()).toEqual(['fb']);
    expect(tree.eligible).toBe(1);
    tree.leave(id('fb'));
    tree.leave(id('fb'));
    expect(order()).toEqual([]);
    expect(tree.eligible).toBe(0);
    tree.join(id('fa'));
    tree.join(id('fa'));
    expect(order()).toEqual(['fa']);
    expect(tree.eligible).toBe(1);
  });

  it('weighs on its role what one holds who left', () => {
    const { tree, order, charge, id } = treeOf([
      ['a', 'a1'],
      ['a', 'a2'],
      ['b', 'b1'],
    ]);
    charge('a1', 40);
    charge('b1', 30);
    tree.leave(id('a1'));
    expect(order()).toEqual(['b1', 'a2']);
  });

  it('forgets a removed one, whose name may come again and counts from zero', () => {
    const { tree, order, served, id, add } = treeOf([
      ['r', 'f1'],
      ['r', 'f2'],
    ]);
    served('f1');
    served('f1');
    served('f2');
    tree.leave(id('f1'));
    tree.removeClient(id('f1'));
    expect(order()).toEqual(['f2']);
    add('r', 'f1');
    expect(order()).toEqual(['f1', 'f2']);
  });

  it('takes it for a defect when a removed one holds something or a name is there twice', () => {
    const { tree, charge, id, add } = treeOf([['r', 'f']]);
    expect(() => tree.removeClient(id('f'))).toThrow(InvariantError);
    charge('f', 1);
    tree.leave(id('f'));
    expect(() => tree.removeClient(id('f'))).toThrow(/client f holds nothing/);
    expect(() => add('r', 'f')).toThrow(/client f is in its role once/);
  });
});

describe('nested roles', () => {
  it('serve a whole subtree before the next sibling', () => {
    const { order, charge } = treeOf([
      ['eng/dev', 'd1'],
      ['eng/ops', 'o1'],
      ['ads', 'a1'],
      ['eng/dev', 'd2'],
    ]);
    charge('d1', 10);
    charge('a1', 20);
    // eng holds 10, ads 20; in eng, ops holds nothing and dev 10; in dev, d2 holds nothing.
    expect(order()).toEqual(['o1', 'd2', 'd1', 'a1']);
    charge('o1', 15);
    // Now eng holds 25.
    expect(order()).toEqual(['a1', 'd2', 'd1', 'o1']);
  });

  it('weigh siblings only against each other', () => {
    const { tree, order, charge } = treeOf([
      ['eng/dev', 'd'],
      ['eng/ops', 'o'],
      ['ads', 'a'],
    ]);
    tree.setWeight(tree.role('eng/dev'), 100);
    charge('d', 30);
    charge('o', 1);
    charge('a', 20);
    // eng holds 31 against 20; inside, 30 / 100 is less than 1 / 1.
    expect(order()).toEqual(['a', 'd', 'o']);
  });

  it('give the clients of the parent a leaf of their own, named before all letters', () => {
    const { order, charge, served, add } = treeOf([
      ['eng', 'own'],
      ['eng/dev', 'd'],
    ]);
    expect(order()).toEqual(['own', 'd']);
    charge('own', 10);
    expect(order()).toEqual(['d', 'own']);
    add('eng', 'late');
    served('late');
    // `.` holds 10 through `own`, so `late` waits behind dev although it holds nothing.
    expect(order()).toEqual(['d', 'late', 'own']);
  });

  it('hand allocation and count of a role down to its own leaf when the first child comes', () => {
    const { order, charge, served, add } = treeOf([['eng', 'own']]);
    charge('own', 10);
    served('own');
    served('own');
    add('eng/dev', 'd');
    expect(order()).toEqual(['d', 'own']);
    charge('own', -10);
    served('d');
    // Equal shares; the leaf has been served twice, dev once.
    expect(order()).toEqual(['d', 'own']);
    served('d');
    expect(order()).toEqual(['own', 'd']);
  });

  it('do not weigh the own leaf with the weight of the role', () => {
    const { tree, order, charge } = treeOf([
      ['eng', 'own'],
      ['eng/dev', 'd'],
    ]);
    tree.setWeight(tree.role('eng'), 10);
    charge('own', 20);
    charge('d', 10);
    expect(order()).toEqual(['d', 'own']);
  });

  it('keep who is in and who is out when clients move to the own leaf', () => {
    const { tree, order, id, add } = treeOf([
      ['eng', 'in'],
      ['eng', 'out'],
    ]);
    tree.leave(id('out'));
    add('eng/dev/web', 'd');
    expect(order()).toEqual(['in', 'd']);
    tree.join(id('out'));
    expect(order()).toEqual(['in', 'out', 'd']);
    expect(tree.eligible).toBe(3);
  });
});
