import { expect, it } from 'vitest';
import { attributesOf } from '../../../test/support/service-script.ts';
import type { KillSelection } from './app.ts';
import type { Condition, Instance } from './instance.ts';
import { selectToKill } from './kill-selection.ts';
import { readConstraint } from './placement-constraint.ts';

/** Instances 0, 1, …, as `rack` or `rack condition`. */
function instances(...texts: string[]): Instance[] {
  return texts.map((text, taskId) => {
    const [rack, condition = 'RUNNING'] = text.split(' ');
    return {
      ...{ taskId, version: 0, index: taskId, agentId: taskId, hostname: `node${taskId}` },
      ...{ attributes: attributesOf(`rack:${rack}`), checked: false, sinceUs: 0, healthy: null },
      ...{ condition: condition as Condition, failures: 0, checkUuid: null, killAgainUs: null },
    };
  });
}

function killed(
  all: Instance[],
  count: number,
  constraint: string[] | null = null,
  selection: KillSelection = 'YOUNGEST_FIRST',
): number[] {
  const constraints = constraint === null ? [] : [readConstraint(['rack', ...constraint])];
  const read = constraints.filter((one) => typeof one !== 'string');
  return selectToKill(all, count, read, selection).map(({ taskId }) => taskId);
}

it('kills the youngest or the oldest', () => {
  expect(killed(instances('a', 'b', 'c'), 2)).toEqual([2, 1]);
  expect(killed(instances('a', 'b', 'c'), 2, null, 'OLDEST_FIRST')).toEqual([0, 1]);
});

it('kills those that do not run before those that do', () => {
  expect(killed(instances('a UNREACHABLE', 'b STAGED', 'c'), 3)).toEqual([0, 1, 2]);
});

it('keeps groups even, and lets a constraint hold again', () => {
  expect(killed(instances('a', 'a', 'a', 'b', 'c'), 2, ['GROUP_BY'])).toEqual([2, 1]);
  expect(killed(instances('a', 'a', 'b', 'b', 'c'), 3, ['GROUP_BY'])).toEqual([3, 1, 4]);
  expect(killed(instances('a', 'b', 'a', 'c'), 1, ['UNIQUE'])).toEqual([2]);
  expect(killed(instances('a', 'b', 'a', 'c'), 1, ['CLUSTER'])).toEqual([3]);
  expect(killed(instances('a', 'a UNREACHABLE', 'b', 'c'), 1, ['MAX_PER', '1'])).toEqual([1]);
});
