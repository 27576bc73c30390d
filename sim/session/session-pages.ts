/** Which rows of a long list are wanted: `offset` rows are left out. */
export interface Range {
  readonly offset: number;
  readonly limit: number;
}

/** A part of the event log. */
export interface EventQuery {
  /** Sequence number to begin with; a negative one counts back from the cursor. */
  readonly from: number;
  readonly limit: number;
  /** Only these kinds, by number; all unless given. */
  readonly kinds?: readonly number[];
  readonly framework?: number;
  readonly agent?: number;
  readonly subject?: number;
  /** Going back in the log instead of forth. */
  readonly backward?: boolean;
  /** Whether what lies behind the cursor after going back is wanted too; false unless given. */
  readonly known?: boolean;
}

/** Rows in ascending order of `seq`. */
export interface EventPage {
  readonly count: number;
  readonly seq: Float64Array;
  readonly timeUs: Float64Array;
  readonly kind: Uint8Array;
  readonly framework: Int32Array;
  readonly agent: Int32Array;
  readonly subject: Float64Array;
  readonly detail: Int32Array;
  /** What each is about, names of framework and agent left out: `offer 12, 3 tasks`. */
  readonly text: readonly string[];
  /** Where to ask on in the direction of the query; null at the end of what is known. */
  readonly next: number | null;
  /** Events before this one are kept no longer: go back to see them. */
  readonly oldest: number;
}

export const TASK_STATES = ['staging', 'running', 'finished', 'failed', 'killed', 'lost'] as const;

export type TaskStateName = (typeof TASK_STATES)[number];

export type TaskSort = 'started' | 'ended' | 'framework' | 'agent' | 'job' | 'state' | 'duration';

export interface TaskQuery extends Range {
  readonly states?: readonly TaskStateName[];
  readonly framework?: number;
  readonly agent?: number;
  readonly job?: number;
  /** Part of a framework's, an agent's or a job's name, or a task's number. */
  readonly search?: string;
  readonly sort?: TaskSort;
  readonly descending?: boolean;
}

/** Tasks in containers, those of Spark's executors as what their executor is. */
export interface TaskPage {
  readonly count: number;
  /** Rows that the query finds in all. */
  readonly matching: number;
  readonly framework: Int32Array;
  /** Numbered within the framework. */
  readonly task: Float64Array;
  readonly agent: Int32Array;
  /** Of the workload, or the app or cron job; -1 for none. */
  readonly job: Int32Array;
  /** Places in {@link TASK_STATES}. */
  readonly state: Uint8Array;
  /** NaN for what has not happened. */
  readonly launchedUs: Float64Array;
  readonly startedUs: Float64Array;
  readonly endedUs: Float64Array;
}

export const JOB_STATES = ['to come', 'waiting', 'running', 'finished', 'failed'] as const;

export type JobStateName = (typeof JOB_STATES)[number];

export type JobSort = 'submitted' | 'started' | 'finished' | 'framework' | 'state' | 'tasks';

export interface JobQuery extends Range {
  readonly states?: readonly JobStateName[];
  readonly framework?: number;
  readonly search?: string;
  readonly sort?: JobSort;
  readonly descending?: boolean;
}

export interface JobPage {
  readonly count: number;
  readonly matching: number;
  readonly job: Int32Array;
  readonly name: readonly string[];
  readonly framework: Int32Array;
  /** Places in {@link JOB_STATES}. */
  readonly state: Uint8Array;
  readonly submitUs: Float64Array;
  /** NaN for what has not happened. */
  readonly startUs: Float64Array;
  readonly finishUs: Float64Array;
  readonly tasks: Int32Array;
  readonly running: Int32Array;
  readonly finished: Int32Array;
}

export const OFFER_ENDS = [
  'open',
  'accepted',
  'declined',
  'rescinded',
  /** Rescinded because its time was over. */
  'expired',
  /** Its framework, or the master that made it, is gone. */
  'discarded',
] as const;

export type OfferEndName = (typeof OFFER_ENDS)[number];

/** Offers that were open at some time of a span. */
export interface OfferQuery {
  readonly fromUs: number;
  readonly toUs: number;
  readonly limit: number;
  readonly framework?: number;
  readonly agent?: number;
}

/** By ascending time at which they were made; the latest ones where there are more than wanted. */
export interface OfferPage {
  readonly count: number;
  readonly matching: number;
  /** Numbered by the master that made them. */
  readonly offer: Float64Array;
  readonly framework: Int32Array;
  readonly agent: Int32Array;
  readonly madeUs: Float64Array;
  /** NaN while open. */
  readonly endedUs: Float64Array;
  /** Places in {@link OFFER_ENDS}. */
  readonly end: Uint8Array;
  /** Thousandths, `row * resources + resource`. */
  readonly resources: Float64Array;
  /** Until when a filter keeps the agent from the framework; NaN without one. */
  readonly filterUntilUs: Float64Array;
  /** Tasks launched on it. */
  readonly tasks: Int32Array;
}

export type InspectionTarget =
  | { readonly kind: 'agent'; readonly agent: number }
  | { readonly kind: 'framework'; readonly framework: number }
  | { readonly kind: 'task'; readonly framework: number; readonly task: number }
  | { readonly kind: 'offer'; readonly offer: number }
  | { readonly kind: 'job'; readonly job: number }
  | { readonly kind: 'master'; readonly master: number };

/** What is known of one thing, as lines of a table; empty rows where it is not known. */
export interface Inspection {
  readonly title: string;
  readonly rows: readonly InspectionRow[];
  /** Things it has to do with. */
  readonly links: readonly InspectionLink[];
}

export interface InspectionRow {
  readonly label: string;
  readonly value: string;
}

export interface InspectionLink {
  readonly label: string;
  readonly target: InspectionTarget;
}

/** The last allocation cycle at or before the cursor, or of an event. */
export interface WhyQuery {
  /** The last cycle that began before this event; the cursor unless given. */
  readonly seq?: number;
  /** Only what concerns them. */
  readonly agent?: number;
  readonly framework?: number;
  /** At most so many agents; the rest is counted. */
  readonly limit: number;
}

/** Every decision of an allocation cycle, in the order in which they were taken. */
export interface Why {
  readonly timeUs: number;
  /** Number of the cycle, from 1. */
  readonly cycle: number;
  readonly periodic: boolean;
  readonly visits: readonly WhyVisit[];
  /** Visits that concern who was asked for but exceed the limit. */
  readonly moreVisits: number;
  /** Who was offered no agent at all in this cycle, and why. */
  readonly leftOut: readonly WhyLeftOut[];
  /** Agents at which nobody was left to ask. */
  readonly unvisited: number;
  /** The whole in sentences, one a line. */
  readonly text: readonly string[];
}

/** An agent as the cycle came to it. */
export interface WhyVisit {
  readonly agent: number;
  readonly stage: 'guarantees' | 'fair shares';
  /** `cpus:4;mem:1024`. */
  readonly free: string;
  /** In the order in which they were asked. */
  readonly candidates: readonly WhyCandidate[];
  /** Who was chosen and the rule that decided, in a sentence. */
  readonly sentence: string;
}

export interface WhyCandidate {
  readonly framework: number;
  readonly role: string;
  /** The number by which the policy ordered it: the dominant share under DRF. */
  readonly key: number;
  /** The key as a fraction of the cluster, where it is one: `2/9 (mem)`. */
  readonly keyText: string;
  readonly offered: string | null;
  /** The rule that passed it over, and more about it. */
  readonly passedOver: string | null;
  readonly detail: string | null;
}

export interface WhyLeftOut {
  readonly framework: number;
  readonly role: string;
  readonly rule: string;
}
