import { expect, it } from 'vitest';

import { WholeScript, executor, reserved, wholeTask } from '../../test/support/whole-scripts.ts';
import { readResources } from '../resources/resource-notation.ts';

const UNAUTHORIZED = { unauthorized: 'may not' };

function task(id: number) {
  return wholeTask(id, readResources('cpus:1'));
}

it('What a framework may not ask for is refused by itself, in words and with its reason', () => {
  const script = new WholeScript();
  script.agent(10, 'node0', 'cpus:4;mem:4096');
  script.framework(1, 'spark', { role: 'a' });
  script.allocate();
  const lines = script.operate(
    [0],
    [
      { type: 'RESERVE', resources: reserved('cpus:1', 'a'), id: 1, ...UNAUTHORIZED },
      { type: 'LAUNCH', tasks: [{ ...task(1), ...UNAUTHORIZED }, task(2)] },
      {
        type: 'LAUNCH_GROUP',
        executor: executor(5, 'cpus:0.5;mem:32'),
        tasks: [task(3), { ...task(4), ...UNAUTHORIZED }],
      },
    ],
  );
  expect(lines).toMatchInlineSnapshot(`
    [
      "to 1: UPDATE_OPERATION_STATUS operation 1 OPERATION_ERROR (may not)",
      "to 1: UPDATE task 1 TASK_ERROR (master, TASK_UNAUTHORIZED, may not) no uuid",
      "to 1: UPDATE task 3 TASK_ERROR (master, TASK_GROUP_UNAUTHORIZED, may not) no uuid",
      "to 1: UPDATE task 4 TASK_ERROR (master, TASK_GROUP_UNAUTHORIZED, may not) no uuid",
      "to 10: RUN_TASKS of framework 0: task 2 <1, 0, 0>",
    ]
  `);
});
