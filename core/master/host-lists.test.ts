import { expect, it } from 'vitest';

import { MasterScript, taskOf } from '../../test/support/machine-scripts.ts';

it('A host off the list gets no offers, and what runs on it runs on', () => {
  const script = new MasterScript();
  script.step({ type: 'SET_WHITELIST', hosts: ['node0'] });
  script.register(10, 'node0', 'cpus:4;mem:4096');
  script.register(11, 'node1', 'cpus:4;mem:4096');
  script.subscribe(1, 'spark');
  expect(script.allocate()).toMatchInlineSnapshot(`
    [
      "to 1: OFFERS 0: agent 0 <4, 4096>",
    ]
  `);
  script.accept(0, [taskOf(1, 'cpus:1;mem:1024')]);
  // Nobody is on an empty list; the task goes on, and is heard of.
  expect(script.step({ type: 'SET_WHITELIST', hosts: [] })).toEqual([]);
  expect(script.batch()).toEqual([]);
  expect(script.update(0, 1, 'TASK_RUNNING', 100)).toMatchInlineSnapshot(`
    [
      "to 1: UPDATE task 1 TASK_RUNNING (executor) uuid a",
    ]
  `);
  script.step({ type: 'SET_WHITELIST', hosts: null });
  expect(script.batch()).toMatchInlineSnapshot(`
    [
      "to 1: OFFERS 1: agent 0 <3, 3072>, 2: agent 1 <4, 4096>",
    ]
  `);
});

it('An operator switches a host off and on again, listed or not', () => {
  const script = new MasterScript();
  script.register(10, 'node0', 'cpus:4;mem:4096');
  script.step({ type: 'SWITCH_HOSTS', hosts: ['node0'], on: false });
  script.subscribe(1, 'spark');
  expect(script.allocate()).toEqual([]);
  expect(script.batch()).toEqual([]);
  script.step({ type: 'SWITCH_HOSTS', hosts: ['node0'], on: true });
  expect(script.batch()).toHaveLength(1);
});
