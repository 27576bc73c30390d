import { describe, expect, it } from 'vitest';

import { divideBy, poolProblem } from '../pool-problem.ts';
import { cheat } from './cheating.ts';
import { INSTANCES } from './instances.ts';

describe('lesson 3, lying', () => {
  it('pays under CEEI as in theorem 4: 25/6 for <16, 8> instead of 100/31', () => {
    const { honest, lying } = cheat('ceei', [16, 8]);
    expect([honest, lying].map(String)).toEqual(['100/31', '25/6']);
  });

  it.each(['drf', 'asset'])('never pays under %s', (policy) => {
    for (let cpus = 1; cpus <= 32; cpus += 5) {
      for (let mem = 1; mem <= 32; mem += 5) {
        const { honest, lying } = cheat(policy, [cpus, mem]);
        expect(lying.compare(honest)).toBeLessThanOrEqual(0);
      }
    }
  });
});

describe('lesson 3, promises', () => {
  const judge = (instance: string, policy: string): (string | boolean)[] => {
    const fields = INSTANCES.find(({ name }) => name === instance)?.fields;
    if (fields === undefined) throw new Error(`no instance ${instance}`);
    const { users, properties } = divideBy(policy, poolProblem(fields));
    const { sharingIncentive, envyFree, paretoEfficient } = properties;
    const tasks = users.map((user) => user.tasks.toString());
    return [...tasks, sharingIncentive, envyFree, paretoEfficient];
  };

  it.each([
    ['running', 'drf', ['3', '2', true, true, true]],
    ['running', 'asset', ['63/25', '54/25', true, true, true]],
    ['running', 'ceei', ['45/11', '18/11', true, true, true]],
    ['running', 'static', ['9/4', '3/2', true, true, false]],
    ['theorem-1', 'asset', ['6', '12', false, true, true]],
    ['theorem-1', 'drf', ['5', '15', true, true, true]],
  ])('%s by %s', (instance, policy, wanted) => {
    expect(judge(instance, policy)).toEqual(wanted);
  });
});
