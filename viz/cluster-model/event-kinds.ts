import type { EventKindSummary } from '../../sim/session/session-api.ts';

/** What can be told of a cluster, with what it means and whether something went wrong. */
const KINDS = [
  ['MASTER_ELECTED', 'a master began to lead', true],
  ['AGENT_REGISTERED', 'an agent came', false],
  ['AGENT_DISCONNECTED', 'the connection to an agent broke', true],
  ['AGENT_RECONNECTED', 'an agent is back', true],
  ['AGENT_UNREACHABLE', 'an agent was given up', true],
  ['AGENT_REMOVED', 'an agent left for good', true],
  ['AGENT_CHANGED', 'an operator wants something else of an agent', false],
  ['FRAMEWORK_SUBSCRIBED', 'a framework came', false],
  ['SCHEDULER_DISCONNECTED', 'the connection to a scheduler broke', true],
  ['SCHEDULER_RECONNECTED', 'a scheduler speaks for its framework again', true],
  ['SUPPRESS', 'a framework wants no offers', false],
  ['REVIVE', 'a framework wants offers again', false],
  ['FRAMEWORK_REMOVED', 'a framework left', false],
  ['ROLES_SET', 'operators set weights or quota', false],
  ['OFFER', 'an offer was made', false],
  ['ACCEPT', 'an offer was accepted', false],
  ['DECLINE', 'an offer was declined', false],
  ['RESCIND', 'an offer was taken back', false],
  ['EXPIRE', 'an offer was not answered in time', false],
  ['DISCARD', 'an offer ended with its framework or its master', false],
  ['TASK_LAUNCHED', 'a task was launched', false],
  ['TASK_STAGING', 'a task is under way to its agent', false],
  ['TASK_STARTING', 'a task is being started', false],
  ['TASK_RUNNING', 'a task runs', false],
  ['TASK_KILLING', 'a task is being killed', false],
  ['TASK_FINISHED', 'a task ended well', false],
  ['TASK_FAILED', 'a task ended badly', false],
  ['TASK_KILLED', 'a task was killed', false],
  ['TASK_ERROR', 'a task cannot be run', false],
  ['TASK_LOST', 'a task is lost', true],
  ['TASK_DROPPED', 'a task did not reach its agent', true],
  ['TASK_UNREACHABLE', 'nobody knows what became of a task', true],
  ['TASK_GONE', 'a task is not on its agent', true],
  ['TASK_GONE_BY_OPERATOR', 'a task is gone with its agent', true],
  ['TASK_UNKNOWN', 'nobody knows the task', true],
  ['STATUS_UPDATE', "an agent told its master of a task's state", false],
  ['ACKNOWLEDGE', 'what an agent told of a task was acknowledged', false],
  ['KILL', 'an agent was asked to kill a task', false],
  ['TIMER', 'the allocator takes its turn', false],
] as const;

export type ClusterEventKind = (typeof KINDS)[number][0];

export const CLUSTER_EVENT_KINDS: readonly EventKindSummary[] = KINDS.map(
  ([name, what, fault]) => ({ name, what, fault }),
);

const NUMBERS: ReadonlyMap<string, number> = new Map(KINDS.map(([name], number) => [name, number]));

export function eventKindNumber(kind: ClusterEventKind): number {
  return NUMBERS.get(kind) ?? -1;
}

export function isFaultKind(kind: number): boolean {
  return KINDS[kind][2];
}
