import { describe, expect, it } from 'vitest';

import { TestLife, usualLife } from '../../test/support/master-life.ts';

describe('the changes of a master', () => {
  it('tell what it does in its order', () => {
    const { changes } = usualLife();
    const types = changes.map(({ type }) => type);
    expect(types.slice(0, 5)).toEqual(['MASTER', 'AGENT', 'AGENT', 'FRAMEWORK', 'FRAMEWORK']);
    expect(types.filter((type) => type === 'OFFER')).toHaveLength(3);
    const launched = changes.filter((one) => one.type === 'TASK');
    expect(launched).toMatchObject([
      { framework: 0, task: 101, id: 'work-101', name: 'task 101', state: 'TASK_STAGING' },
      { framework: 0, task: 102, amounts: [1000, 1_024_000, 0, 0], standing: false },
      { framework: 1, task: 201, id: 'work-201' },
    ]);
    const states = changes.flatMap((one) => (one.type === 'TASK_STATE' ? [one.state] : []));
    expect(states).toEqual([...Array(3).fill('TASK_RUNNING'), 'TASK_FAILED']);
    const [last] = changes.filter((one) => one.type === 'AGENT').slice(-1);
    expect(last).toMatchObject({
      hostname: 'n2',
      connected: false,
      total: [4000, 8_192_000, 0, 0],
    });
  });

  it('are told again as all that stands', () => {
    const life = usualLife();
    const standing = [...life.feed.standing()];
    expect(standing[0]).toMatchObject({ type: 'MASTER', epoch: 1, policy: 'drf' });
    const tasks = standing.filter((one) => one.type === 'TASK');
    // The failed one is not acknowledged: the master has it still.
    expect(tasks.map(({ task, state }) => [task, state])).toEqual([
      [101, 'TASK_RUNNING'],
      [102, 'TASK_FAILED'],
      [201, 'TASK_RUNNING'],
    ]);
    expect(tasks.every((task) => task.standing)).toBe(true);
    const offers = standing.filter((one) => one.type === 'OFFER');
    expect(offers.map(({ offer }) => offer)).toEqual(
      life.master.offers.values().map(({ id }) => id),
    );
  });

  it('tell what operators set once it is stored, and what frameworks wish', () => {
    const life = new TestLife();
    life.agent(1, 'n1');
    life.framework(11, 'web');
    life.changes.length = 0;
    life.feeds({ type: 'UPDATE_WEIGHTS', weights: [{ role: 'ads', weight: 3 }] });
    expect(life.changes).toEqual([]);
    life.feeds({ type: 'STORED' }, { type: 'SUPPRESS', framework: 0 });
    life.feeds({ type: 'DEACTIVATE_AGENT', agentId: 0 }, { type: 'STORED' });
    expect(life.changes).toMatchObject([
      { type: 'ROLES', roles: [{ role: 'ads', weight: 3, guarantee: null }] },
      { type: 'FRAMEWORK', suppressed: true },
      { type: 'AGENT', mode: 'deactivated' },
    ]);
  });

  it('are not made while nobody listens', () => {
    const life = new TestLife();
    life.feed.listener = null;
    const told = life.changes.length;
    life.agent(1, 'n1');
    expect(life.changes).toHaveLength(told);
  });
});
