import { describe, expect, it } from 'vitest';
import { WholeScript, reserved, wholeTask } from '../../test/support/whole-scripts.ts';
import type { QuotaConfig, UpdateQuota } from '../protocol/operator-api.ts';
import type { ResourceMap } from '../resources/quantities.ts';
import { parseScalars } from '../resources/notation.ts';
import { readResources } from '../resources/resource-notation.ts';

const NODE = 'cpus:4;mem:4096;disk:2000';

/** Two agents; framework 0 of role `a` has a task of 1 CPU and offers of all the rest. */
function running(): WholeScript {
  const script = new WholeScript();
  script.agent(10, 'node0', NODE);
  script.agent(11, 'node1', NODE);
  script.framework(1, 'spark', { role: 'a' });
  script.allocate();
  const [first] = script.master.offers.values();
  script.operate([first.id], [], { launches: [wholeTask(7, readResources('cpus:1;mem:64'))] });
  script.batch();
  return script;
}

function amounts(text: string): ResourceMap {
  return text === '' ? new Map() : parseScalars(text);
}

function update(role: string, guarantees: string, limits = '', force = false): UpdateQuota {
  const config: QuotaConfig = { role, guarantees: amounts(guarantees), limits: amounts(limits) };
  return { type: 'UPDATE_QUOTA', configs: [config], force };
}

describe('UPDATE_QUOTA', () => {
  const half: UpdateQuota = {
    ...{ type: 'UPDATE_QUOTA', force: true },
    configs: [{ role: 'a', guarantees: new Map([['cpus', 0.5]]), limits: new Map() }],
  };

  it('takes back offers of a role above its new limit, as many as that takes', () => {
    const script = running();
    expect(script.step(update('a', '', 'cpus:5'))).toMatchInlineSnapshot(`
      [
        "to 1: RESCIND offer 1",
      ]
    `);
    expect(script.batch()).toMatchInlineSnapshot(`
      [
        "to 1: OFFERS 3: agent 0 <1, 4096, 2000>",
      ]
    `);
  });

  it('takes back offers of others until the guarantee is free', () => {
    const script = running();
    script.framework(2, 'hadoop', { role: 'b' });
    expect(script.step(update('b', 'cpus:2'))).toMatchInlineSnapshot(`
      [
        "to 1: RESCIND offer 1",
      ]
    `);
    expect(script.step(update('b', 'cpus:2;mem:1'))).toEqual([]);
    expect(script.batch()).toMatchInlineSnapshot(`
      [
        "to 2: OFFERS 3: agent 0 <4, 4096, 2000>",
      ]
    `);
    expect(script.master.quotaConfigs()).toEqual([
      { role: 'b', guarantees: amounts('cpus:2;mem:1'), limits: new Map() },
    ]);
  });

  it.each([
    ['a nested role', update('a/x', 'cpus:1')],
    ['the default role', update('*', 'cpus:1')],
    ['a role of no name', update('', 'cpus:1')],
    ['a guarantee above the limit', update('a', 'cpus:2', 'cpus:1')],
    ['a limit below what is used', update('a', '', 'mem:63')],
    ['more than there is', update('b', 'cpus:8.001')],
    ['nothing', { type: 'UPDATE_QUOTA', configs: [], force: true } as const],
    ['half a thousandth', half],
  ])('is refused for %s', (_, call) => {
    const script = running();
    const lines = script.step(call);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^reject UPDATE_QUOTA: /);
    expect(script.master.quotaConfigs()).toEqual([]);
  });

  it('refuses what does not fit beside other guarantees, unless it is forced', () => {
    const script = running();
    script.step(update('b', 'cpus:5'));
    expect(script.step(update('c', 'cpus:4'))).toMatchInlineSnapshot(`
      [
        "reject UPDATE_QUOTA: guarantees of 9 cpus, the agents have 8",
      ]
    `);
    // Its own guarantee is replaced, not added to.
    expect(script.step(update('b', 'cpus:8')).join()).not.toContain('reject');
    expect(script.step(update('c', 'cpus:4', '', true))).toEqual([]);
    expect(script.step(update('a', '', 'cpus:0', true))).toEqual([]);
  });

  it('counts reservations as used, wherever they are', () => {
    const script = running();
    const [offer] = script.master.offers.values();
    script.operate([offer.id], [{ type: 'RESERVE', resources: reserved('cpus:2', 'a') }]);
    expect(script.step(update('a', '', 'cpus:2.9'))).toMatchInlineSnapshot(`
      [
        "reject UPDATE_QUOTA: role "a" has 3000 cpus, above the limit of 2900",
      ]
    `);
    expect(script.step(update('a', '', 'cpus:3')).join()).not.toContain('reject');
  });
});

describe('the older calls', () => {
  it('set a quota once, and remove it', () => {
    const script = running();
    const set = { type: 'SET_QUOTA', role: 'b', guarantee: amounts('cpus:9') } as const;
    expect(script.step({ ...set, force: false })).toMatchInlineSnapshot(`
      [
        "reject SET_QUOTA: guarantees of 9 cpus, the agents have 8",
      ]
    `);
    script.step({ ...set, force: true });
    expect(script.master.quotaConfigs()[0].limits).toEqual(amounts('cpus:9'));
    expect(script.step({ ...set, force: true })).toMatchInlineSnapshot(`
      [
        "reject SET_QUOTA: role "b" has a quota already",
      ]
    `);
    expect(script.step({ type: 'REMOVE_QUOTA', role: 'b' })).toEqual([]);
    expect(script.step({ type: 'REMOVE_QUOTA', role: 'b' })).toMatchInlineSnapshot(`
      [
        "reject REMOVE_QUOTA: role "b" has no quota",
      ]
    `);
  });
});

describe('UPDATE_WEIGHTS', () => {
  const weights = (...pairs: [string, number][]) =>
    ({
      type: 'UPDATE_WEIGHTS',
      weights: pairs.map(([role, weight]) => ({ role, weight })),
    }) as const;

  it('takes back all offers when somebody knows the role', () => {
    const script = running();
    expect(script.step(weights(['nobody', 2]))).toEqual([]);
    expect(script.step(weights(['a', 2]))).toMatchInlineSnapshot(`
      [
        "to 1: RESCIND offer 1",
        "to 1: RESCIND offer 2",
      ]
    `);
    // Without refusals: the next periodic cycle offers all of it.
    expect(script.batch()).toHaveLength(1);
  });

  it.each([[[]], [[['a', 0]]], [[['a', -1]]], [[['a', Number.POSITIVE_INFINITY]]], [[['/', 1]]]])(
    'refuses %j',
    (pairs) => {
      const script = running();
      const lines = script.step(weights(...(pairs as [string, number][])));
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(/^reject UPDATE_WEIGHTS: /);
    },
  );
});
