import { describe, expect, it } from 'vitest';

import { TestAgentLife, usualAgentLife } from '../../test/support/agent-life.ts';
import type { ClusterChange } from '../feed/cluster-change.ts';
import { Resources } from '../resources/resources.ts';
import { checkpointText } from './agent-checkpoint.ts';
import { recordedLife } from './recorded-life.ts';

/** What is told of a life, each change in a few words. */
function told(lines: readonly string[]): string[] {
  const words: string[] = [];
  const life = recordedLife('life', lines, (change) => words.push(inWords(change)));
  while (life.step() !== null);
  expect([life.machine, life.done]).toEqual(['agent', lines.length - 1]);
  return words;
}

function inWords(change: ClusterChange): string {
  const { type } = change;
  switch (type) {
    case 'AGENT':
      return `${type} ${change.connected ? 'up' : 'down'} ${change.total[0]}`;
    case 'TASK':
      return `${type} ${change.task} ${change.state}${change.standing ? ' standing' : ''}`;
    case 'TASK_STATE':
      return `${type} ${change.task} ${change.state}`;
    case 'TASK_NOTE':
      return `${change.note} ${change.task}${change.state === null ? '' : ` ${change.state}`}`;
    default:
      return type;
  }
}

describe("an agent's recorded life", () => {
  it('tells of its master, its tasks and what passes about them', () => {
    expect(told(usualAgentLife().lines)).toEqual([
      ...['AGENT_LIFE', 'AGENT up 4000', 'FRAMEWORK', 'TASK 7 TASK_STAGING'],
      ...['TASK_STATE 7 TASK_RUNNING', 'STATUS_UPDATE 7 TASK_RUNNING', 'ACKNOWLEDGE 7'],
      ...['TASK_STATE 7 TASK_FINISHED', 'STATUS_UPDATE 7 TASK_FINISHED', 'ACKNOWLEDGE 7'],
      ...['AGENT down 4000', 'AGENT up 4000', 'TASK 8 TASK_STAGING'],
      ...['TASK_STATE 8 TASK_RUNNING', 'STATUS_UPDATE 8 TASK_RUNNING', 'KILL 8', 'ACKNOWLEDGE 8'],
      ...['TASK_STATE 8 TASK_KILLED', 'STATUS_UPDATE 8 TASK_KILLED', 'ACKNOWLEDGE 8'],
    ]);
  });

  it('begins with what its process found on its disk', () => {
    const checkpoint = new TestAgentLife().registered().run(7).running(7).agent.checkpoint();
    if (checkpoint === null) throw new Error('found no checkpoint of an agent with an id');
    const found = checkpointText({ cluster: 'c', checkpoint });
    const life = new TestAgentLife(found);
    life.feeds({ type: 'START', backoffUs: 0 }, { type: 'TIMER', timer: 'REGISTER' });
    life.exited(7, 'FINISHED');
    expect(told(life.lines)).toEqual([
      ...['AGENT_LIFE', 'AGENT down 4000', 'FRAMEWORK', 'TASK 7 TASK_RUNNING standing'],
      'TASK_STATE 7 TASK_FINISHED',
    ]);
  });

  it('tells of the end of tasks whose framework was shut down, which the agent forgets', () => {
    const life = new TestAgentLife().registered().run(7).running(7);
    const task = life.task(7);
    life.feeds({ type: 'SHUTDOWN_FRAMEWORK', frameworkId: 3 });
    life.feeds({ type: 'CONTAINER_EXITED', task, exit: 'KILLED' });
    expect(told(life.lines).slice(-2)).toEqual(['FRAMEWORK_LEFT', 'TASK_STATE 7 TASK_KILLED']);
  });

  it('has what reservations have made of its resources', () => {
    const life = new TestAgentLife().registered();
    const total = { resources: [3000, 8_192_000, 0, 0], rest: Resources.EMPTY };
    life.feeds({ type: 'CHECKPOINT_RESOURCES', ...total, operations: [] });
    expect(told(life.lines).at(-1)).toBe('AGENT up 3000');
  });
});
