import { describe, expect, it } from 'vitest';
import { WholeScript, wholeTask } from '../../test/support/whole-scripts.ts';
import type { FrameworkFields } from '../protocol/framework-info.ts';
import type { Subscribe } from '../protocol/scheduler-api.ts';
import { readResources } from '../resources/resource-notation.ts';
import { auditMaster } from '../../test/support/master-audit.ts';

const NODE = 'cpus:4;mem:4096;disk:2000';

/** A framework of roles `a` and `b` on two agents. */
function both(more: Partial<Subscribe> = {}): WholeScript {
  const script = new WholeScript();
  script.agent(10, 'node0', NODE);
  script.agent(11, 'node1', NODE);
  script.framework(1, 'spark', { roles: ['a', 'b', 'a'], failoverTimeoutUs: 60e6, ...more });
  script.allocate();
  return script;
}

function offersByRole(script: WholeScript): string[] {
  return script.master.offers.values().map(({ id, role }) => `${id} to ${role}`);
}

function update(script: WholeScript, info: Partial<FrameworkFields>, more: object = {}): string[] {
  return script.step({
    ...{ type: 'UPDATE_FRAMEWORK', framework: 0 },
    info: { name: 'spark', failoverTimeoutUs: 60e6, ...info },
    ...more,
  });
}

describe('a framework in several roles', () => {
  it('is offered agents in each of them, and accepts offers of one at a time', () => {
    const script = both();
    expect(offersByRole(script)).toEqual(['0 to a', '1 to b']);
    script.operate([0], [], { launches: [wholeTask(1, readResources('cpus:1'))] });
    const task = script.master.framework(0)?.tasks.get(1);
    expect(task?.info.role).toBe('a');
    script.batch();
    const [two] = script.master.offers.values().filter(({ role }) => role === 'a');
    const strange = wholeTask(2, readResources('cpus:1'), { role: 'b' });
    expect(script.operate([two?.id ?? -1], [], { launches: [strange] })).toHaveLength(1);
  });

  it('suppresses and revives some of them', () => {
    const script = both({ suppressedRoles: ['b'] });
    expect(offersByRole(script)).toEqual(['0 to a', '1 to a']);
    script.step({ type: 'DECLINE', framework: 0, offers: [0, 1], refuseSeconds: 0 });
    script.step({ type: 'SUPPRESS', framework: 0, roles: ['a'] });
    expect(script.batch()).toEqual([]);
    expect(script.step({ type: 'REVIVE', framework: 0, roles: ['b', 'c'] })).toMatchInlineSnapshot(`
      [
        "reject REVIVE: framework 0 is not in role "c"",
      ]
    `);
    script.step({ type: 'REVIVE', framework: 0, roles: ['b'] });
    script.allocate();
    expect(offersByRole(script)).toEqual(['2 to b', '3 to b']);
  });

  it('leaves a role: its offers are taken back, its tasks run on', () => {
    const script = both();
    script.operate([0], [], { launches: [wholeTask(1, readResources('cpus:1'))] });
    script.batch();
    expect(update(script, { roles: ['b'] })).toMatchInlineSnapshot(`
      [
        "to 1: RESCIND offer 2",
      ]
    `);
    expect(offersByRole(script)).toEqual(['1 to b']);
    script.batch();
    expect(new Set(offersByRole(script).map((text) => text.slice(-1)))).toEqual(new Set(['b']));
    expect(script.master.allocator.tree.rolePaths()).toEqual(['a', 'b']);
    expect(auditMaster(script.master)).toBeNull();
    script.update(0, 1, 'TASK_FINISHED', 100);
    script.update(1, 1, 'TASK_FINISHED', 100);
    expect(script.master.allocator.tree.rolePaths()).toEqual(['b']);
    expect(auditMaster(script.master)).toBeNull();
  });

  it('joins a role with the next periodic cycle', () => {
    const script = both({ roles: ['a'], suppressedRoles: ['a'] });
    expect(update(script, { roles: ['a', 'c'] }, { suppressedRoles: ['a'] })).toEqual([]);
    script.batch();
    expect(offersByRole(script)).toEqual(['0 to c', '1 to c']);
  });

  it('states its suppressed roles anew when it comes back', () => {
    const script = both({ suppressedRoles: ['a', 'b'] });
    expect(offersByRole(script)).toEqual([]);
    script.framework(1, 'renamed', { framework: 0, suppressedRoles: ['b'] });
    script.allocate();
    expect(offersByRole(script)).toEqual(['0 to a', '1 to a']);
    expect(script.master.framework(0)?.name).toBe('renamed');
  });
});

describe('what a framework says of itself', () => {
  it.each<[string, Partial<Subscribe>]>([
    ['role and roles', { role: 'a', roles: ['b'] }],
    ['roles without the capability for them', { roles: ['a'], capabilities: [] }],
    ['a role with the capability for several', { role: 'a', capabilities: ['MULTI_ROLE'] }],
    ['no role', { roles: [] }],
    ['a role that is none', { roles: ['a', 'b//c'] }],
    ['a suppressed role that is not its own', { role: 'a', suppressedRoles: ['b'] }],
    ['a filter for a role that is not its own', { role: 'a', offerFilters: new Map([['b', []]]) }],
    ['constraints for one', { role: 'a', offerConstraints: new Map([['b', null as never]]) }],
    ['a filter of no amount', { offerFilters: new Map([['*', [new Map([['cpus', -1]])]]]) }],
    ['a failover timeout below zero', { failoverTimeoutUs: -1 }],
  ])('cannot be %s', (_, said) => {
    const script = new WholeScript();
    const lines = script.framework(1, 'spark', said);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^to 1: ERROR /);
  });

  it('may not change in principal, user and checkpoint', () => {
    const script = both({ principal: 'p', user: 'u' });
    const again = (said: Partial<Subscribe>) =>
      script.framework(2, 'spark', { framework: 0, ...said });
    expect(again({ principal: 'q' })).toMatchInlineSnapshot(`
      [
        "to 2: ERROR principal is p and cannot become q",
      ]
    `);
    expect(again({ user: 'v' })).toMatchInlineSnapshot(`
      [
        "to 2: ERROR user is u and cannot become v",
      ]
    `);
    expect(again({ checkpoint: true })).toMatchInlineSnapshot(`
      [
        "to 2: ERROR checkpoint is false and cannot become true",
      ]
    `);
    expect(update(script, { roles: ['a'], user: 'u' })).toMatchInlineSnapshot(`
      [
        "reject UPDATE_FRAMEWORK: principal is p and cannot become not set",
      ]
    `);
    const same = update(script, { roles: ['a'], user: 'u', principal: 'p' });
    expect(same.join()).not.toContain('reject');
    // What is not said stays.
    expect(again({})[0]).toBe('to 1: ERROR Framework failed over');
    expect(script.master.framework(0)?.info.principal).toBe('p');
  });

  it('decides what it is offered', () => {
    const script = new WholeScript();
    script.agent(10, 'node0', NODE, { name: 'cpus', value: 1, revocable: true });
    script.agent(11, 'node1', NODE, 'gpus:1');
    const offerFilters = new Map([['a', [new Map([['cpus', 9000]])]]]);
    script.framework(1, 'choosy', { role: 'a', offerFilters });
    expect(script.allocate()).toEqual([]);
    script.framework(2, 'plain', { role: 'b', capabilities: [] });
    expect(script.allocate()).toMatchInlineSnapshot(`
      [
        "to 2: OFFERS 0: agent 0 <4, 4096, 2000>",
      ]
    `);
  });

  it('knows partitions by capability, too', () => {
    const script = both({ capabilities: ['MULTI_ROLE', 'PARTITION_AWARE'] });
    expect(script.master.framework(0)?.partitionAware).toBe(true);
    script.framework(1, 'spark', { framework: 0, capabilities: ['MULTI_ROLE'] });
    expect(script.master.framework(0)?.partitionAware).toBe(false);
  });
});
