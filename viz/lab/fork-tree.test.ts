import { expect, it } from 'vitest';

import type { Branch } from '../../sim/session/session-api.ts';
import { branchInWords, inOrder } from './fork-tree.ts';

function branch(id: number, parent: number, label = ''): Branch {
  const cursor = { at: 'event', seq: 0 } as const;
  return {
    ...{ id, parent, label, at: null, change: null, policy: 'drf', seed: '1', faults: [] },
    ...{ cursor, seq: 0, timeUs: 0, isCurrent: false },
  };
}

it('has children below their parent, in the order in which they were made', () => {
  const branches = [branch(0, -1), branch(1, 0), branch(2, 0), branch(3, 1)];
  const order = inOrder(branches).map(({ branch: { id }, depth }) => [id, depth]);
  expect(order).toEqual([
    [0, 0],
    [1, 1],
    [3, 2],
    [2, 1],
  ]);
});

it('tells times as clocks', () => {
  const label = 'agent-crash of agent 0 at 60897185us for 1m';
  expect(branchInWords(branch(1, 0, label))).toBe('agent-crash of agent 0 at 1:00.8 for 1m');
});
