import { OPERATOR_CALLS } from './operator-api.ts';

/**
 * The event log as text: one JSON object a line (NDJSON), the same for simulated and live runs.
 *
 * The first line is an {@link EventHeader}, the last an {@link EventEnd}; between them stands one
 * {@link EventRecord} for each event, in the order in which they happened. A log without its last
 * line is that of a run that was stopped. Fields and kinds may be added within a version of the
 * format; what is written never changes its meaning.
 */

/** The first field of the first line. */
export const EVENT_FORMAT = 'evenhand-events/1';

/** The first line: of what run this is the log. */
export interface EventHeader {
  readonly format: typeof EVENT_FORMAT;
  /** Of the engine: with scenario, policy and seed it decides a simulated run. */
  readonly version: string;
  readonly host: 'simulated' | 'live';
  readonly scenario: string;
  readonly policy: string;
  /** Null in a live run, which has none. */
  readonly seed: string | null;
  /** Names in the order of their numbers, as far as they were known when the run began. */
  readonly frameworks: readonly string[];
  /** Hostnames in the order of their numbers, as far as they were known when the run began. */
  readonly agents: readonly string[];
  /** The scenario whole, as its file has it, so that the run can be done again; of simulated runs. */
  readonly document?: object;
}

/**
 * One event. Which of the optional fields a kind has stands in `EVENT_MEANINGS`, what they mean in
 * {@link EVENT_FIELDS}; a field that does not apply is left out.
 */
export interface EventRecord extends EventFields {
  /** Position in the log, from 0, without gaps. */
  readonly seq: number;
  /** Seconds since the start of the run, exact to the microsecond; never less than before. */
  readonly t: number;
  /** A name of `EVENT_MEANINGS`. */
  readonly kind: string;
}

export type EventFields = { readonly [field in EventFieldName]?: string | number };

/** The last line. */
export interface EventEnd {
  /** How many records there are. */
  readonly events: number;
  /** When the run ended, seconds. */
  readonly t: number;
  /** The run's rolling hash, 16 hexadecimal digits; null where the host keeps none. */
  readonly hash: string | null;
}

export type EventFieldName =
  | 'framework'
  | 'agent'
  | 'job'
  | 'name'
  | 'task'
  | 'offer'
  | 'tasks'
  | 'offers'
  | 'wants'
  | 'waitingSince'
  | 'missedPings'
  | 'allocation'
  | 'fault'
  | 'target'
  | 'master'
  | 'epoch'
  | 'leading'
  | 'operation'
  | 'call'
  | 'subject'
  | 'detail';

/**
 * How a field is written: a name or a word as text, an id or a count as a whole number, a time in
 * seconds. A word stands for a number of the log, its place in `words`; a number without a word
 * stands as it is.
 */
export type EventFieldForm = 'name' | 'word' | 'id' | 'count' | 'seconds';

export interface EventField {
  readonly form: EventFieldForm;
  readonly meaning: string;
  /** For people, where the field's own name is none. */
  readonly label?: string;
  readonly words?: readonly string[];
}

/** Every field a record may have besides `seq`, `t` and `kind`. */
export const EVENT_FIELDS: { readonly [field in EventFieldName]: EventField } = {
  framework: { form: 'name', meaning: 'whose event it is' },
  agent: { form: 'name', meaning: 'hostname of the agent it concerns' },
  job: {
    form: 'id',
    meaning: 'number of the job in the workload, or of the app or cron job, from 0',
  },
  name: { form: 'name', meaning: "the job's name" },
  task: { form: 'id', meaning: 'task, numbered within its framework; the first where several' },
  offer: {
    form: 'id',
    meaning: 'offer, numbered by the master; the first where there are several',
  },
  tasks: { form: 'count', meaning: 'how many tasks' },
  offers: { form: 'count', meaning: 'how many offers' },
  wants: { form: 'count', meaning: 'how many properties of its demand it states' },
  waitingSince: {
    form: 'seconds',
    label: 'waiting since',
    meaning: 'since when its oldest work waits, seconds since the start of the run',
  },
  missedPings: { form: 'count', label: 'missed pings', meaning: 'PINGs unanswered in a row' },
  allocation: {
    form: 'word',
    meaning: 'what the timer of the allocator is for',
    words: ['BATCH_ALLOCATION', 'EVENT_ALLOCATION'],
  },
  fault: { form: 'name', meaning: 'kind of fault, as scenarios call it' },
  target: { form: 'id', meaning: 'whom the fault hits: number of what its kind is for, from 0' },
  master: { form: 'id', meaning: 'number of the master, from 0' },
  epoch: { form: 'id', meaning: 'number of the term for which it was elected' },
  leading: {
    form: 'word',
    meaning: 'whether the master led',
    words: ['STOOD_BY', 'LED'],
  },
  operation: { form: 'id', meaning: 'number of the operation in the scenario, from 0' },
  call: { form: 'word', meaning: "the operator's call", words: OPERATOR_CALLS },
  subject: { form: 'id', meaning: 'what it is about, for kinds not described yet' },
  detail: { form: 'id', meaning: 'a number more, for kinds not described yet' },
};

/** The words for fields of the form `name`, without which a record cannot be written. */
export interface EventNames {
  /** By number of the framework. */
  readonly frameworks: readonly string[];
  /** By number of the agent. */
  readonly agents: readonly string[];
  /** By number of the framework, then of the job: of the workload, or an app, or a cron job. */
  readonly jobs: readonly (readonly string[])[];
  /** By number of the kind of fault. */
  readonly faults: readonly string[];
}
