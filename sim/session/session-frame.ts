import type { Position } from './session-api.ts';

/** What a frame is wanted to hold; what is not asked for is null in the frame. */
export interface FrameRequest {
  readonly agents?: boolean;
  readonly frameworks?: boolean;
  readonly roles?: boolean;
  readonly masters?: boolean;
  /** Who could do what with whose resources; with a history, fairness over time as well. */
  readonly fairness?: boolean;
  readonly links?: boolean;
  /** At most so many points in time. */
  readonly history?: number;
}

/** The state of the cluster at the cursor, as typed columns. All buffers are the reader's own. */
export interface Frame {
  readonly position: Position;
  readonly agents: AgentColumns | null;
  readonly frameworks: FrameworkColumns | null;
  readonly roles: RoleColumns | null;
  readonly masters: MasterColumns | null;
  /** Absent where the host knows nothing of it, as of a live cluster. */
  readonly fairness?: FairnessColumns | null;
  readonly history: HistoryColumns | null;
  /** Absent where the source knows nothing of its links, as that of a real cluster. */
  readonly links?: LinkColumns | null;
}

/** What an agent can be, by the numbers of {@link AgentColumns.state}. */
export const AGENT_STATES = [
  /** The leading master counts on it. */
  'up',
  /** Its machine and process run, but the leading master does not know it (yet). */
  'unregistered',
  /** The leading master has not heard from it, and does not offer it. */
  'disconnected',
  /** Given up by the leading master. */
  'unreachable',
  /** Its machine is off. */
  'down',
  /** Its process is off; checkpointed tasks run on. */
  'process down',
  /** Its process stands still. */
  'paused',
  /** Nothing that it sends or is sent arrives. */
  'cut off',
] as const;

export type AgentState = (typeof AGENT_STATES)[number];

/**
 * By agent. `free + offered + allocated = total` for each resource of an agent that the leading
 * master knows, as far as its books go; of others only what runs on them is known.
 */
export interface AgentColumns {
  readonly count: number;
  /** Places in {@link AGENT_STATES}. */
  readonly state: Uint8Array;
  /** Containers on the machine now, whatever masters know of them. */
  readonly running: Int32Array;
  /** Thousandths, `agent * resources + resource`. */
  readonly free: Float64Array;
  readonly offered: Float64Array;
  readonly allocated: Float64Array;
  /**
   * Who holds what, sparse: the holdings of agent `a` are rows `first[a]` up to `first[a + 1]`,
   * by ascending framework.
   */
  readonly first: Int32Array;
  readonly holdings: HoldingColumns;
}

/** One row for each framework on each agent where it holds or is offered something. */
export interface HoldingColumns {
  readonly count: number;
  readonly framework: Int32Array;
  /** Tasks in the master's books. */
  readonly tasks: Int32Array;
  /** Thousandths, `row * resources + resource`. */
  readonly allocated: Float64Array;
  readonly offered: Float64Array;
}

/** By framework. */
export interface FrameworkColumns {
  readonly count: number;
  /** 1 while a scheduler speaks for it. */
  readonly connected: Uint8Array;
  /** Dominant share of what it holds, offers left out; of the whole cluster's capacity. */
  readonly dominantShare: Float64Array;
  /** The resource that makes it; -1 where it holds nothing. */
  readonly dominantResource: Int32Array;
  /** Thousandths, `framework * resources + resource`. */
  readonly allocated: Float64Array;
  readonly offered: Float64Array;
  /** Offers that are not answered. */
  readonly openOffers: Int32Array;
  /** Tasks that run now. */
  readonly running: Int32Array;
  /** Tasks of submitted jobs that have yet to finish, running ones left out; -1 for services. */
  readonly waiting: Int32Array;
  /** 1 while it would launch more if it could. */
  readonly backlogged: Uint8Array;
  /** 1 while it has asked for no offers. */
  readonly suppressed: Uint8Array;
  readonly tasksFinished: Float64Array;
  readonly tasksFailed: Float64Array;
  /** Jobs submitted, finished, given up. */
  readonly jobsSubmitted: Int32Array;
  readonly jobsFinished: Int32Array;
  readonly jobsFailed: Int32Array;
  /** How its offers ended so far. */
  readonly offersMade: Float64Array;
  readonly offersAccepted: Float64Array;
  readonly offersDeclined: Float64Array;
  readonly offersRescinded: Float64Array;
}

/** By role; a role holds what the roles and frameworks below it hold. */
export interface RoleColumns {
  readonly count: number;
  readonly dominantShare: Float64Array;
  readonly allocated: Float64Array;
  readonly offered: Float64Array;
}

/** By master. */
export interface MasterColumns {
  readonly count: number;
  /** 1 for who leads, or takes itself to. */
  readonly leading: Uint8Array;
  readonly epoch: Float64Array;
  /** The leader with the highest epoch; -1 for none. */
  readonly leader: number;
}

/** What can be wrong with the link of a node to the others, the worst first after `sound`. */
export const LINK_STATES = [
  'sound',
  /** Nothing arrives, in both directions, to the node, or from it. */
  'cut',
  'cut in',
  'cut out',
  /** What is sent waits until it is over. */
  'clogged',
  /** Some messages are lost, come twice, or overtake others. */
  'troubled',
] as const;

export type LinkState = (typeof LINK_STATES)[number];

/** Places in {@link LINK_STATES}: the link of each agent, scheduler and master. */
export interface LinkColumns {
  readonly agents: Uint8Array;
  readonly frameworks: Uint8Array;
  readonly masters: Uint8Array;
}

/** Averages over equal spans of time from the start of the run up to now. */
export interface HistoryColumns {
  readonly bucketUs: number;
  readonly count: number;
  /** By framework: dominant share in use. */
  readonly dominantShare: readonly Float64Array[];
  /** By resource: part of the capacity in use. */
  readonly utilization: readonly Float64Array[];
  /** Jain's index; NaN where fewer than two frameworks had something to launch. */
  readonly jain: Float64Array;
  readonly jobsInSystem: Float64Array;
}

/** By framework: what it takes to say who would rather have whose resources. */
export interface FairnessColumns {
  readonly count: number;
  /** Tasks in the master's books. */
  readonly tasks: Int32Array;
  /** What they and their executors hold, thousandths, `framework * resources + resource`. */
  readonly allocated: Float64Array;
  /**
   * What the next of its tasks takes where it holds none; zeros where it holds some (its tasks
   * are then judged by their mean) or where nothing is known.
   */
  readonly nextTask: Float64Array;
  /** Tasks it would run now if it could; Infinity where there is no telling. */
  readonly wanted: Float64Array;
  /**
   * Its guaranteed part of the cluster by the weights that hold now, `over / under`: what it would
   * have if the cluster were cut up.
   */
  readonly over: Float64Array;
  readonly under: Float64Array;
  /** Null without a history. */
  readonly history: FairnessHistory | null;
}

/** Over the spans of {@link HistoryColumns}. */
export interface FairnessHistory {
  /** By role: dominant share in use. */
  readonly roleShare: readonly Float64Array[];
  /** Of the frameworks that wait for more, the part that has its guarantee; NaN while none does. */
  readonly guaranteed: Float64Array;
}
