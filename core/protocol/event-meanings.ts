import type { EventFieldName } from './event-record.ts';

/** What a kind of event is, and what the numbers of its record mean. */
export interface EventMeaning {
  readonly what: string;
  /** The field for the log's column `framework`; null where it is always empty. */
  readonly framework: EventFieldName | null;
  readonly agent: EventFieldName | null;
  readonly subject: EventFieldName | null;
  readonly detail: EventFieldName | null;
  /** Something went wrong, or is well again. */
  readonly fault: boolean;
}

/**
 * Every kind of event, in the order of its numbers in the log. Append only, as the log does; a
 * test of the simulator holds the two lists equal and the columns true to what is recorded.
 */
export const EVENT_MEANINGS: ReadonlyMap<string, EventMeaning> = new Map([
  ['JOB_SUBMITTED', work('a job reaches its framework')],
  ['JOB_FINISHED', work('the last task of a job is known to have ended')],
  ['SUBSCRIBE', call('a scheduler asks to be a framework')],
  ['REQUEST', call('a scheduler says what it waits for', 'waitingSince', 'wants')],
  ['REVIVE', call('a scheduler wants offers again, also of what it refused')],
  ['SUPPRESS', call('a scheduler wants no offers for now')],
  ['ACCEPT', call('a scheduler launches tasks on an offer', 'offer', 'tasks')],
  ['DECLINE', call('a scheduler gives offers back', 'offer', 'offers')],
  ['ACKNOWLEDGE', about('a scheduler has taken note of a status update', 'task')],
  ['KILL', call('a scheduler wants a task ended', 'task')],
  ['MESSAGE', about("a scheduler's message to an executor reaches the master", 'task')],
  ['TEARDOWN', call('a scheduler ends its framework')],
  ['REGISTER_AGENT', agent('an agent asks to be one of the cluster')],
  ['STATUS_UPDATE', about("an agent's status update reaches the master", 'task')],
  ['UNREGISTER_AGENT', agent('an agent says good-bye')],
  ['SUBSCRIBED', call('a scheduler learns that it is a framework')],
  ['OFFERS', call('offers made together have reached a scheduler', 'offer', 'offers')],
  ['OFFER', about('an offer reaches a scheduler', 'offer')],
  ['RESCIND', call('a scheduler learns that an offer is void', 'offer')],
  ['UPDATE', about('a status update reaches a scheduler', 'task')],
  ['FAILURE', fault('a scheduler learns that an agent is lost', 'framework')],
  ['ERROR', { ...call('a scheduler learns that it is no framework any more'), fault: true }],
  ['AGENT_REGISTERED', agent('an agent learns that it is one of the cluster')],
  ['RUN_TASKS', about('an agent is told to run tasks', 'task', 'tasks')],
  ['KILL_TASK', about('an agent is told to end a task', 'task')],
  ['STATUS_UPDATE_ACKNOWLEDGEMENT', about('an agent may forget a status update', 'task')],
  ['FRAMEWORK_MESSAGE', about("a scheduler's message to an executor reaches the agent", 'task')],
  ['SHUTDOWN_FRAMEWORK', about('an agent is told to end all tasks of a framework', null)],
  ['SHUTDOWN_AGENT', agent('an agent is told to end')],
  ['TIMER', about('a timer of a scheduler, an agent or the allocator fires', null, 'allocation')],
  ['CONTAINER_RUNNING', about("a task's container starts", 'task', 'job')],
  ['CONTAINER_EXITED', about("a task's container ends by itself or is killed", 'task', 'job')],
  ['AGENT_DOWN', fault("an agent's machine stops")],
  ['AGENT_UP', fault("an agent's machine is back, and empty")],
  ['CONTAINER_LOST', fault("a task's container is gone, unreported", 'framework', 'task', 'job')],
  ['DISCONNECTED', fault('the connection of an agent or a scheduler broke', 'framework')],
  ['REREGISTER_AGENT', agent('an agent that was one of the cluster asks to be one again')],
  ['AGENT_REREGISTERED', agent('an agent learns that it is one of the cluster again')],
  ['RECONCILE', call('a scheduler asks for the states of tasks')],
  ['PING_MISSED', fault('an agent did not answer in time', null, 'missedPings')],
  ['PONG_LATE', fault('an agent that missed PINGs answers again')],
  ['AGENT_PROCESS_DOWN', fault("an agent's process stops, its machine runs on")],
  ['AGENT_PROCESS_UP', fault("an agent's process is back")],
  ['PARTITION', fault('an agent is cut off: what is sent to or by it is lost')],
  ['PARTITION_HEALED', fault('an agent is cut off no longer')],
  ['FAULT', world('something breaks that no other kind is for', 'target', 'fault')],
  ['FAULT_OVER', world('what broke is well again', 'target', 'fault')],
  ['MASTER_LEADS', world('a master is elected', 'master', 'epoch')],
  ['MASTER_ENDED', world('the process of a master ends', 'master', 'leading')],
  ['FOLLOWS', about('an agent or a scheduler learns who leads', 'master')],
  ['JOB_FAILED', work('a job is given up')],
  ['EXECUTOR_TASK_RUNNING', about("a task starts in an executor of Spark's", 'task', 'job')],
  ['EXECUTOR_TASK_ENDED', about("a task in an executor of Spark's ends", 'task', 'job')],
  ['INVERSE_OFFERS', call('a scheduler is asked to leave agents', 'offer', 'offers')],
  ['RESCIND_INVERSE_OFFER', call('a scheduler need not leave an agent', 'offer')],
  ['ACCEPT_INVERSE_OFFERS', call('a scheduler says that it will leave', 'offer', 'offers')],
  ['DECLINE_INVERSE_OFFERS', call('a scheduler says that it will not leave', 'offer', 'offers')],
  ['OPERATOR_CALL', operator("an operator's call reaches a master")],
  ['OPERATOR_DONE', operator('an operator learns that a call is carried out')],
  ['OPERATOR_REFUSED', operator('an operator learns that a call is refused')],
]);

/** For kinds that are not in the table: all numbers, under the names of their columns. */
export const UNDESCRIBED: EventMeaning = {
  what: 'not described yet',
  framework: 'framework',
  agent: 'agent',
  subject: 'subject',
  detail: 'detail',
  fault: false,
};

export function meaningOf(kind: string): EventMeaning {
  return EVENT_MEANINGS.get(kind) ?? UNDESCRIBED;
}

/** Of a job. */
function work(what: string): EventMeaning {
  return { what, framework: 'framework', agent: null, subject: 'job', detail: null, fault: false };
}

/** Of a framework alone. */
function call(
  what: string,
  subject: EventFieldName | null = null,
  detail: EventFieldName | null = null,
): EventMeaning {
  return { what, framework: 'framework', agent: null, subject, detail, fault: false };
}

/** Of an agent alone. */
function agent(what: string): EventMeaning {
  return { what, framework: null, agent: 'agent', subject: null, detail: null, fault: false };
}

/** Of a framework and an agent. */
function about(
  what: string,
  subject: EventFieldName | null,
  detail: EventFieldName | null = null,
): EventMeaning {
  return { what, framework: 'framework', agent: 'agent', subject, detail, fault: false };
}

/** Of an operator, perhaps about an agent. */
function operator(what: string): EventMeaning {
  const subject = 'operation';
  return { what, framework: null, agent: 'agent', subject, detail: 'call', fault: false };
}

/** Of neither a framework nor an agent. */
function world(what: string, subject: EventFieldName, detail: EventFieldName): EventMeaning {
  return { what, framework: null, agent: null, subject, detail, fault: true };
}

function fault(
  what: string,
  framework: EventFieldName | null = null,
  subject: EventFieldName | null = null,
  detail: EventFieldName | null = null,
): EventMeaning {
  return { what, framework, agent: 'agent', subject, detail, fault: true };
}
