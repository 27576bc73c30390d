import type { Experiment } from '../experiment/experiment.ts';
import type { RunResult } from '../experiment/run-result.ts';
import type { FaultDocument, ScenarioDocument } from '../scenario/scenario-document.ts';
import type { Workload } from '../../traces/model/workload.ts';
import type { Frame, FrameRequest } from './session-frame.ts';
import type {
  EventPage,
  EventQuery,
  Inspection,
  InspectionTarget,
  JobPage,
  JobQuery,
  OfferPage,
  OfferQuery,
  TaskPage,
  TaskQuery,
  Why,
  WhyQuery,
} from './session-pages.ts';

/**
 * The controllable simulation as whoever drives it sees it: a page through a worker, a terminal,
 * a test. Everything is plain data that crosses `postMessage`; arrays of numbers are typed and
 * made anew for each answer, so that they can be transferred.
 *
 * Numbers stand for names: agents by their place in the cluster, frameworks by their place in the
 * workload, roles by their place in {@link RunSummary.roles}. Times are microseconds since the
 * start of the run, quantities thousandths, -1 is nobody.
 */
export interface SessionApi {
  /** Puts another run in the place of what was there. Bad input is an answer, not an error. */
  open(request: OpenRequest): OpenAnswer;
  /** Where the run stands. */
  position(): Position;
  /** Goes on to a goal; short work that is not cut in slices. */
  advance(goal: Goal): Position;
  /** Goes to any event or time, forward by running, back by running again. */
  seek(to: Cursor): Position;
  frame(request: FrameRequest): Frame;
  events(query: EventQuery): EventPage;
  tasks(query: TaskQuery): TaskPage;
  jobs(query: JobQuery): JobPage;
  offers(query: OfferQuery): OfferPage;
  inspect(target: InspectionTarget): Inspection;
  /** The decisions of an allocation cycle: runs again up to it, so it may take a while. */
  why(query: WhyQuery): Why | null;
  /** What goes wrong from the cursor on: a new branch, equal to its parent up to the cursor. */
  inject(fault: FaultDocument): BranchAnswer;
  /** A branch with one thing changed; the cursor goes to `at` in it. The parent is kept. */
  fork(at: Cursor, change: Change): BranchAnswer;
  /** Goes to another branch, to where its cursor was left. */
  select(branch: number): Position;
  branches(): readonly Branch[];
  /** Where two branches part: the first event or decision that differs; null when none does. */
  firstDifference(one: number, other: number, of: DifferenceOf): Difference | null;
  addBookmark(label: string): Bookmark;
  removeBookmark(id: number): void;
  bookmarks(): readonly Bookmark[];
  /** Runs to the end of the branch. Its hash is that of `evenhand run`. */
  finish(): RunResult;
  /** What reproduces the branch at its cursor elsewhere: for links, files and restarts. */
  recipe(): Recipe;
  /** The branch as an experiment: for sweeps and comparisons in workers of their own. */
  experiment(): Experiment;
}

export interface OpenRequest {
  readonly source: ScenarioSource;
  /** Instead of what the scenario says. */
  readonly policy?: string;
  readonly seed?: string;
  /** Workloads of the traces that the scenario names, by their paths in it. */
  readonly traces?: ReadonlyMap<string, Workload>;
  /** Faults that are added to those of the scenario, as a link or a restart has them. */
  readonly faults?: readonly FaultDocument[];
  /** Where to go at once. */
  readonly cursor?: Cursor;
  /** What a session had that ended with its worker; the cursor is that of its current branch. */
  readonly kept?: KeptTree;
}

/** The branches and bookmarks of a session, for another that takes its place. */
export interface KeptTree {
  /** By id; the first is what the request opens. */
  readonly branches: readonly KeptBranch[];
  readonly bookmarks: readonly Bookmark[];
  /** The branch that is shown. */
  readonly current: number;
}

export interface KeptBranch extends Omit<Branch, 'id' | 'isCurrent'> {
  readonly source: ScenarioSource;
}

/** A scenario as a document, or an experiment made elsewhere (a trace, a lesson). */
export type ScenarioSource =
  | { readonly kind: 'document'; readonly document: ScenarioDocument }
  | { readonly kind: 'experiment'; readonly experiment: Experiment; readonly name: string };

export type OpenAnswer =
  | { readonly ok: true; readonly summary: RunSummary; readonly position: Position }
  | {
      readonly ok: false;
      readonly problems: readonly Problem[];
      /** Paths of traces that were not given; with them the scenario may be fine. */
      readonly missingTraces: readonly string[];
    };

/** Why a scenario cannot be run. */
export interface Problem {
  /** Steps to the part of the document: `['faults', 0, 'rack']`; empty for the whole. */
  readonly path: readonly (string | number)[];
  /** What was found and what was wanted, in one line. */
  readonly message: string;
  /** Where the part stands in the text, both from 1; null where there is no text. */
  readonly line: number | null;
  readonly column: number | null;
}

/** What does not change while a branch runs. */
export interface RunSummary {
  readonly name: string;
  readonly policy: string;
  readonly seed: string;
  /** What the allocator counts (`slots` under a slot policy), in the order of all quantities. */
  readonly resources: readonly string[];
  /** What machines have: the resources of `HistoryColumns.utilization`. */
  readonly machineResources: readonly string[];
  /** Of the whole cluster, thousandths by resource. */
  readonly capacity: Float64Array;
  /** Hostnames by number. */
  readonly agents: readonly string[];
  /** By agent and resource, thousandths: `agent * resources + resource`. */
  readonly agentTotals: Float64Array;
  /** Names of the racks, and the rack of each agent (-1 for none). */
  readonly racks: readonly string[];
  readonly agentRack: Int32Array;
  readonly frameworks: readonly FrameworkSummary[];
  /** Every role with an ancestor before it: `eng`, `eng/ads`. */
  readonly roles: readonly RoleSummary[];
  readonly masters: number;
  /** Servers of the ZooKeeper ensemble; 0 without an election. */
  readonly zookeeperServers: number;
  readonly jobs: number;
  /** Tasks of all jobs of the workload. */
  readonly tasks: number;
  /** Microseconds; null runs until all jobs have finished. */
  readonly untilUs: number | null;
  readonly healAtUs: number | null;
  /** The fault plan in words, in its order. */
  readonly faults: readonly PlannedFault[];
  /** Kinds of events by their numbers in {@link EventPage}. */
  readonly eventKinds: readonly EventKindSummary[];
}

export interface FrameworkSummary {
  readonly name: string;
  /** `mapreduce`, `spark`, `spark-fine`, `service` or `cron`. */
  readonly kind: string;
  /** Place in {@link RunSummary.roles}. */
  readonly role: number;
  /** The largest of its weights by resource. */
  readonly weight: number;
  readonly jobs: number;
}

export interface RoleSummary {
  readonly path: string;
  /** Place of the role above; -1 for none. */
  readonly parent: number;
  readonly weight: number;
  /** Thousandths by resource, NaN where there is none; null without a quota. */
  readonly guarantee: Float64Array | null;
  readonly limit: Float64Array | null;
}

export interface PlannedFault {
  readonly kind: string;
  /** Null for one that comes at a rate. */
  readonly atUs: number | null;
  readonly forUs: number;
  readonly targets: readonly number[];
  /** What its targets are: `agent`, `master`, `framework` or `server`. */
  readonly target: string;
  /** `agent-crash of 3 agents at 00:05:00 for 60 s`. */
  readonly text: string;
}

export interface EventKindSummary {
  readonly name: string;
  readonly what: string;
  /** Something went wrong, or is well again. */
  readonly fault: boolean;
}

/** A place in a run that can be found again. */
export type Cursor =
  /** Right after this many events of the log; of those written together, after the last. */
  | { readonly at: 'event'; readonly seq: number }
  /** After everything up to this time. */
  | { readonly at: 'time'; readonly timeUs: number };

export interface Position {
  readonly branch: number;
  /** Events in the log so far: the sequence number of the next one. */
  readonly seq: number;
  readonly timeUs: number;
  /** Hash of the log so far, 16 hexadecimal digits. */
  readonly hash: string;
  /** Allocation cycles so far. */
  readonly cycles: number;
  readonly jobsFinished: number;
  /** Nothing more happens in this run, and why. */
  readonly ended: RunEnd | null;
  /** Gives the same state again with {@link SessionApi.seek}. */
  readonly cursor: Cursor;
  /** Events of this branch that are known: more than `seq` after going back. */
  readonly knownEvents: number;
  /** Latest time of them. */
  readonly knownUs: number;
}

export type RunEnd =
  | { readonly kind: 'jobs finished' }
  | { readonly kind: 'time over' }
  /** Nothing can happen any more, in words why. */
  | { readonly kind: 'stuck'; readonly message: string };

/** Until what a run goes on. */
export type Goal =
  /** So many records of the log more; one unless given. */
  | { readonly to: 'event'; readonly count?: number }
  /** So many allocation cycles more. */
  | { readonly to: 'cycle'; readonly count?: number }
  | { readonly to: 'time'; readonly timeUs: number }
  | { readonly to: 'seq'; readonly seq: number }
  /** Until something breaks or is well again. */
  | { readonly to: 'fault' }
  | { readonly to: 'end' };

/** A change that makes a branch of a run. */
export type Change =
  /** Equal to the parent up to the cursor. */
  | { readonly kind: 'fault'; readonly fault: FaultDocument }
  /** Of the whole run: the branch is another run at the same time, not a continuation. */
  | { readonly kind: 'policy'; readonly policy: string }
  | { readonly kind: 'seed'; readonly seed: string }
  | { readonly kind: 'edit'; readonly document: ScenarioDocument };

/** A node of the fork tree. The first one is what was opened. */
export interface Branch {
  readonly id: number;
  /** -1 for the first. */
  readonly parent: number;
  /** Where it left its parent. */
  readonly at: Cursor | null;
  readonly change: Change | null;
  /** In words: `agent-crash of agent 3 at 61.2 s`. */
  readonly label: string;
  readonly policy: string;
  readonly seed: string;
  /** Faults added by hand, in their order. */
  readonly faults: readonly FaultDocument[];
  /** Where its cursor stands or was left. */
  readonly cursor: Cursor;
  readonly seq: number;
  readonly timeUs: number;
  readonly isCurrent: boolean;
}

export type BranchAnswer =
  | {
      readonly ok: true;
      readonly branch: Branch;
      readonly summary: RunSummary;
      readonly position: Position;
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Any event, or only offers: to whom an agent is offered is what an allocator decides. */
export type DifferenceOf = 'event' | 'offer';

/** Where two branches part. */
export interface Difference {
  /** In each, sequence number of the first event that differs from the other's. */
  readonly seq: readonly [number, number];
  readonly timeUs: readonly [number, number];
  /** Each one's event in words; null where its log is over. */
  readonly events: readonly [string | null, string | null];
}

export interface Bookmark {
  readonly id: number;
  readonly branch: number;
  readonly cursor: Cursor;
  readonly seq: number;
  readonly timeUs: number;
  readonly label: string;
}

/** Everything that decides what a branch shows, but for the engine's version. */
export interface Recipe {
  readonly source: ScenarioSource;
  readonly policy: string;
  readonly seed: string;
  /** Faults added by hand, in their order; `at` is set in each. */
  readonly faults: readonly FaultDocument[];
  readonly cursor: Cursor;
  /**
   * The document with policy, seed and faults in it: what a scenario file holds; null where the
   * session was opened with an experiment.
   */
  readonly document: ScenarioDocument | null;
}

/** How far long work is: to a goal, or on the way back. */
export interface WorkProgress {
  /** From 0 to 1, as far as can be told. */
  readonly part: number;
  readonly position: Pick<Position, 'seq' | 'timeUs'>;
}
