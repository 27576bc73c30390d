/**
 * Kinds of records in the event log. A record is made when the event happens: a message when it
 * is delivered, a timer when it fires. The number of a kind goes into the run's hash: append
 * only, never reorder.
 */
export const EVENT_KINDS = [
  'JOB_SUBMITTED',
  'JOB_FINISHED',
  'SUBSCRIBE',
  'REQUEST',
  'REVIVE',
  'SUPPRESS',
  'ACCEPT',
  'DECLINE',
  'ACKNOWLEDGE',
  'KILL',
  'MESSAGE',
  'TEARDOWN',
  'REGISTER_AGENT',
  'STATUS_UPDATE',
  'UNREGISTER_AGENT',
  'SUBSCRIBED',
  'OFFERS',
  'OFFER',
  'RESCIND',
  'UPDATE',
  'FAILURE',
  'ERROR',
  'AGENT_REGISTERED',
  'RUN_TASKS',
  'KILL_TASK',
  'STATUS_UPDATE_ACKNOWLEDGEMENT',
  'FRAMEWORK_MESSAGE',
  'SHUTDOWN_FRAMEWORK',
  'SHUTDOWN_AGENT',
  'TIMER',
  'CONTAINER_RUNNING',
  'CONTAINER_EXITED',
  'AGENT_DOWN',
  'AGENT_UP',
  'CONTAINER_LOST',
  'DISCONNECTED',
  'REREGISTER_AGENT',
  'AGENT_REREGISTERED',
  'RECONCILE',
  'PING_MISSED',
  'PONG_LATE',
  'AGENT_PROCESS_DOWN',
  'AGENT_PROCESS_UP',
  'PARTITION',
  'PARTITION_HEALED',
  'FAULT',
  'FAULT_OVER',
  'MASTER_LEADS',
  'MASTER_ENDED',
  'FOLLOWS',
  'JOB_FAILED',
  'EXECUTOR_TASK_RUNNING',
  'EXECUTOR_TASK_ENDED',
] as const;

export type EventKind = (typeof EVENT_KINDS)[number];

/** Number of each kind. */
export const KIND: { readonly [kind in EventKind]: number } = Object.fromEntries(
  EVENT_KINDS.map((kind, number) => [kind, number]),
) as { [kind in EventKind]: number };
