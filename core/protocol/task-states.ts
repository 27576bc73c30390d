/**
 * Mesos v1's task states (`mesos-semantics` part 11.1). UNREACHABLE and the terminal states after
 * LOST are told to frameworks that are partition aware; the others hear TASK_LOST instead.
 */
export type TaskState =
  | 'TASK_STAGING'
  | 'TASK_STARTING'
  | 'TASK_RUNNING'
  | 'TASK_KILLING'
  | 'TASK_FINISHED'
  | 'TASK_FAILED'
  | 'TASK_KILLED'
  | 'TASK_ERROR'
  | 'TASK_LOST'
  | 'TASK_DROPPED'
  | 'TASK_UNREACHABLE'
  | 'TASK_GONE'
  | 'TASK_GONE_BY_OPERATOR'
  | 'TASK_UNKNOWN';

/** What may happen to a task on an agent that can be reached, from any state that is not the end. */
const ENDS: readonly TaskState[] = [
  ...(['TASK_FINISHED', 'TASK_FAILED', 'TASK_KILLED', 'TASK_ERROR', 'TASK_LOST'] as const),
  ...(['TASK_DROPPED', 'TASK_GONE', 'TASK_GONE_BY_OPERATOR', 'TASK_UNREACHABLE'] as const),
];

/**
 * Where a task may go from a state; none from a terminal one. A state may follow itself: health
 * and retries repeat it. An unreachable task comes back in whatever state its agent reports.
 */
const NEXT: { readonly [state in TaskState]: readonly TaskState[] } = {
  TASK_STAGING: ['TASK_STAGING', 'TASK_STARTING', 'TASK_RUNNING', 'TASK_KILLING', ...ENDS],
  TASK_STARTING: ['TASK_STARTING', 'TASK_RUNNING', 'TASK_KILLING', ...ENDS],
  TASK_RUNNING: ['TASK_RUNNING', 'TASK_KILLING', ...ENDS],
  TASK_KILLING: ['TASK_KILLING', ...ENDS],
  TASK_UNREACHABLE: [
    ...(['TASK_STAGING', 'TASK_STARTING', 'TASK_RUNNING', 'TASK_KILLING'] as const),
    ...ENDS,
  ],
  TASK_UNKNOWN: [],
  TASK_FINISHED: [],
  TASK_FAILED: [],
  TASK_KILLED: [],
  TASK_ERROR: [],
  TASK_LOST: [],
  TASK_DROPPED: [],
  TASK_GONE: [],
  TASK_GONE_BY_OPERATOR: [],
};

/** A state that no task leaves. Unreachable and unknown are not: such a task may come back. */
export function isTerminal(state: TaskState): boolean {
  switch (state) {
    case 'TASK_FINISHED':
    case 'TASK_FAILED':
    case 'TASK_KILLED':
    case 'TASK_ERROR':
    case 'TASK_LOST':
    case 'TASK_DROPPED':
    case 'TASK_GONE':
    case 'TASK_GONE_BY_OPERATOR':
      return true;
    default:
      return false;
  }
}

/** Whether a task may go from one state to the other. */
export function mayFollow(from: TaskState, to: TaskState): boolean {
  return NEXT[from].includes(to);
}

/** Whether a task in this state has resources of its agent. */
export function holdsResources(state: TaskState): boolean {
  return state !== 'TASK_UNREACHABLE' && state !== 'TASK_UNKNOWN' && !isTerminal(state);
}
