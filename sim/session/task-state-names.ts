import type { TaskState } from '../../core/protocol/task-states.ts';
import type { TaskStateName } from './session-pages.ts';

/** Mesos's states of tasks in the few words that people are shown. */
export const TASK_STATE_NAMES: { readonly [state in TaskState]: TaskStateName } = {
  TASK_STAGING: 'staging',
  TASK_STARTING: 'staging',
  TASK_RUNNING: 'running',
  TASK_KILLING: 'running',
  TASK_FINISHED: 'finished',
  TASK_FAILED: 'failed',
  TASK_KILLED: 'killed',
  TASK_ERROR: 'failed',
  TASK_LOST: 'lost',
  TASK_DROPPED: 'lost',
  TASK_UNREACHABLE: 'lost',
  TASK_GONE: 'lost',
  TASK_GONE_BY_OPERATOR: 'lost',
  TASK_UNKNOWN: 'lost',
};
