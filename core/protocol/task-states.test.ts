import { expect, it } from 'vitest';
import { type TaskState, holdsResources, isTerminal, mayFollow } from './task-states.ts';

const LIVE: readonly TaskState[] = [
  ...(['TASK_STAGING', 'TASK_STARTING', 'TASK_RUNNING', 'TASK_KILLING'] as const),
];
const OVER: readonly TaskState[] = [
  ...(['TASK_FINISHED', 'TASK_FAILED', 'TASK_KILLED', 'TASK_ERROR', 'TASK_LOST'] as const),
  ...(['TASK_DROPPED', 'TASK_GONE', 'TASK_GONE_BY_OPERATOR'] as const),
];
const AWAY: readonly TaskState[] = ['TASK_UNREACHABLE', 'TASK_UNKNOWN'];
const ALL = [...LIVE, ...OVER, ...AWAY];

it('tells states that are the end from those that are not', () => {
  expect(ALL.filter(isTerminal)).toEqual(OVER);
  expect(ALL.filter(holdsResources)).toEqual(LIVE);
});

it('leads nowhere from a terminal state, and to each of them from a live one', () => {
  for (const state of OVER) expect(ALL.filter((next) => mayFollow(state, next))).toEqual([]);
  for (const state of LIVE) {
    expect(OVER.filter((next) => mayFollow(state, next))).toEqual(OVER);
  }
});

it('never goes back, except from unreachable', () => {
  for (const [at, state] of LIVE.entries()) {
    expect(LIVE.filter((next) => mayFollow(state, next))).toEqual(LIVE.slice(at));
  }
  expect(LIVE.filter((next) => mayFollow('TASK_UNREACHABLE', next))).toEqual(LIVE);
  expect(ALL.filter((state) => mayFollow(state, 'TASK_UNKNOWN'))).toEqual([]);
});
