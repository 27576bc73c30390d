import type { EventNames } from '../../core/protocol/event-record.ts';
import { assert } from '../../core/assert.ts';
import { eventNamesOf } from '../experiment/event-names.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { RunResult } from '../experiment/run-result.ts';
import { durationText } from '../scenario/duration-text.ts';
import type { FaultDocument } from '../scenario/scenario-document.ts';
import { resourceView } from '../world/resource-view.ts';
import type { Workload } from '../../traces/model/workload.ts';
import { type BranchNode, BranchTree } from './branch-tree.ts';
import { clusterFrame } from './cluster-frame.ts';
import { ControlledRun, policyOf } from './controlled-run.ts';
import { eventPage } from './event-page.ts';
import { firstDifference } from './first-difference.ts';
import { forward, goalAt } from './forward.ts';
import { inspection } from './inspection.ts';
import { jobPage, offerPage, taskPage } from './list-pages.ts';
import { faultText, runSummary } from './run-summary.ts';
import type {
  Bookmark,
  Branch,
  BranchAnswer,
  Change,
  Cursor,
  Difference,
  DifferenceOf,
  Goal,
  OpenAnswer,
  OpenRequest,
  Position,
  Recipe,
  RunSummary,
  SessionApi,
} from './session-api.ts';
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
import { type Variant, variantDocument, variantExperiment } from './variant.ts';
import { whyOf } from './why.ts';
import { type Work, done } from './work.ts';

/** What a session holds between opening one run and the next. */
interface OpenRun {
  readonly name: string;
  readonly traces: ReadonlyMap<string, Workload>;
  readonly tree: BranchTree;
  /** The run at the cursor of the current branch. */
  run: ControlledRun;
  names: EventNames;
}

/**
 * A run that one can drive: the {@link SessionApi} on the simulated cluster. Pure and synchronous;
 * what takes long is there a second time as {@link Work}, for hosts that have other things to do
 * meanwhile. Going back, branches and explanations are runs from the beginning: a run is a function
 * of its experiment, and nothing else of it is kept.
 */
export class Session implements SessionApi {
  private opened: OpenRun | null = null;

  open(request: OpenRequest): OpenAnswer {
    return done(this.opening(request));
  }

  /** Nothing is put in the place of what was open before this is done. */
  *opening(request: OpenRequest): Work<OpenAnswer> {
    const { source, policy = null, seed = null, faults = [] } = request;
    const traces = request.traces ?? new Map<string, Workload>();
    const cursor = request.cursor ?? { at: 'event', seq: 0 };
    const variant: Variant = { source, policy, seed, faults };
    const root = { ...variant, parent: -1, at: null, change: null, label: null, cursor };
    const { branches, bookmarks, current } = request.kept ?? { ...ALONE, branches: [root] };
    const tree = new BranchTree();
    let name = '';
    for (const branch of branches) {
      const made = variantExperiment(branch, traces);
      if (!made.ok) return made;
      const { experiment } = made;
      if (name === '') name = source.kind === 'experiment' ? source.name : experiment.workload.name;
      const summary = summaryOf(experiment, name);
      tree.add({ ...branch, label: branch.label ?? name, variant: branch, experiment, summary });
    }
    tree.current = current;
    tree.marked(bookmarks);
    const { node } = tree;
    const run = new ControlledRun(node.experiment);
    yield* forward(run, goalAt(cursor));
    this.opened = { name, traces, tree, run, names: eventNamesOf(node.experiment) };
    return { ok: true, summary: node.summary, position: this.position() };
  }

  position(): Position {
    const { run, tree } = this.here;
    const { cluster } = run;
    const { node } = tree;
    node.cursor = run.cursor;
    node.seq = run.seq;
    node.timeUs = run.timeUs;
    if (node.known === null || node.known.end <= run.seq) node.known = run.store;
    return {
      branch: node.id,
      seq: run.seq,
      timeUs: run.timeUs,
      hash: run.store.log.hash,
      cycles: run.cycles.length,
      jobsFinished: cluster.jobs.finished,
      ended: run.end,
      cursor: run.cursor,
      knownEvents: node.known.end,
      knownUs: Math.max(node.known.lastUs, run.timeUs),
    };
  }

  advance(goal: Goal): Position {
    return done(this.advancing(goal));
  }

  *advancing(goal: Goal): Work<Position> {
    const { run } = this.here;
    yield* forward(run, run.goalOf(goal));
    return this.position();
  }

  seek(to: Cursor): Position {
    return done(this.seeking(to));
  }

  /** Until the run has come there again, the old one stays what frames show. */
  *seeking(to: Cursor): Work<Position> {
    const { here } = this;
    const { run } = here;
    const isBehind = to.at === 'event' ? to.seq < run.seq : to.timeUs < run.timeUs;
    const isThere = !isBehind && isSame(to, run.cursor);
    if (isThere) return this.position();
    // Records that were written together are one step: back is before all of them.
    const inLastStep = isBehind && to.at === 'event' && to.seq > run.seqBefore;
    const goal = goalAt(inLastStep ? { at: 'event', seq: run.seqBefore } : to);
    if (!isBehind) {
      yield* forward(run, goal);
    } else {
      const again = new ControlledRun(run.experiment);
      yield* forward(again, goal);
      this.position();
      here.run = again;
    }
    return this.position();
  }

  frame(request: FrameRequest): Frame {
    const { run, tree } = this.here;
    return clusterFrame(run, tree.node.summary, this.position(), request);
  }

  events(query: EventQuery): EventPage {
    const { run, tree, names } = this.here;
    this.position();
    const { known } = tree.node;
    const store = query.known === true && known !== null ? known : run.store;
    return eventPage(store, store.end, query, names);
  }

  tasks(query: TaskQuery): TaskPage {
    return taskPage(this.here.run, query, this.here.names);
  }

  jobs(query: JobQuery): JobPage {
    return jobPage(this.here.run, query, this.here.names);
  }

  offers(query: OfferQuery): OfferPage {
    const { run, tree } = this.here;
    return offerPage(run, query, tree.node.summary.resources.length);
  }

  inspect(target: InspectionTarget): Inspection {
    const { run, tree, names } = this.here;
    return inspection(run, tree.node.summary, names, this.position(), target);
  }

  why(query: WhyQuery): Why | null {
    return done(this.explaining(query));
  }

  explaining(query: WhyQuery): Work<Why | null> {
    return whyOf(this.here.run, query);
  }

  inject(fault: FaultDocument): BranchAnswer {
    return done(this.injecting(fault));
  }

  /** The fault strikes after all that has happened at the time of the cursor. */
  *injecting(fault: FaultDocument): Work<BranchAnswer> {
    const { cursor } = this.here.run;
    return yield* this.forking(cursor, { kind: 'fault', fault });
  }

  fork(at: Cursor, change: Change): BranchAnswer {
    return done(this.forking(at, change));
  }

  *forking(at: Cursor, change: Change): Work<BranchAnswer> {
    const { here } = this;
    const { tree, name, traces } = here;
    const parent = tree.node;
    this.position();
    const atUs = change.kind === 'fault' ? yield* this.timeAt(at) : 0;
    const variant = changedVariant(parent.variant, change, atUs);
    const made = variantExperiment(variant, traces);
    if (!made.ok) return { ok: false, problems: made.problems };
    const { experiment } = made;
    const run = new ControlledRun(experiment);
    yield* forward(run, goalAt(at));
    const summary = summaryOf(experiment, name);
    const label = labelOf(change, experiment);
    const node = { parent: parent.id, at, change, label, variant, experiment, summary, cursor: at };
    tree.current = tree.add(node).id;
    here.run = run;
    here.names = eventNamesOf(experiment);
    const position = this.position();
    return { ok: true, branch: this.branchOf(tree.current), summary, position };
  }

  select(branch: number): Position {
    return done(this.selecting(branch));
  }

  *selecting(branch: number): Work<Position> {
    const { here } = this;
    const { tree } = here;
    const node = this.nodeOf(branch);
    if (branch === tree.current) return this.position();
    const run = new ControlledRun(node.experiment);
    yield* forward(run, goalAt(node.cursor));
    this.position();
    tree.current = branch;
    here.run = run;
    here.names = eventNamesOf(node.experiment);
    return this.position();
  }

  branches(): readonly Branch[] {
    this.position();
    return this.here.tree.list();
  }

  firstDifference(one: number, other: number, of: DifferenceOf): Difference | null {
    return done(this.comparing(one, other, of));
  }

  comparing(one: number, other: number, of: DifferenceOf): Work<Difference | null> {
    return firstDifference(this.nodeOf(one).experiment, this.nodeOf(other).experiment, of);
  }

  addBookmark(label: string): Bookmark {
    this.position();
    const { tree } = this.here;
    return tree.mark(tree.node, label);
  }

  removeBookmark(id: number): void {
    this.here.tree.unmark(id);
  }

  bookmarks(): readonly Bookmark[] {
    return this.here.tree.bookmarks.slice();
  }

  finish(): RunResult {
    return done(this.finishing());
  }

  *finishing(): Work<RunResult> {
    yield* this.advancing({ to: 'end' });
    return this.here.run.result();
  }

  recipe(): Recipe {
    const { tree, run } = this.here;
    const { variant, experiment } = tree.node;
    const { source, faults } = variant;
    const { policy, seed } = experiment;
    const exact = { ...variant, policy, seed };
    return {
      ...{ source, policy, seed, faults, cursor: run.cursor },
      document: source.kind === 'document' ? variantDocument(source.document, exact) : null,
    };
  }

  experiment(): Experiment {
    return this.here.run.experiment;
  }

  private get here(): OpenRun {
    assert(this.opened !== null, 'a session is opened before it is driven');
    return this.opened;
  }

  private nodeOf(branch: number): BranchNode {
    const node = this.here.tree.nodes[branch];
    assert(node !== undefined, `there is a branch ${branch}`);
    return node;
  }

  private branchOf(id: number): Branch {
    return this.here.tree.list()[id];
  }

  /** What time it is at a cursor of the current branch. */
  private *timeAt(cursor: Cursor): Work<number> {
    const { run } = this.here;
    if (cursor.at === 'time') return cursor.timeUs;
    if (cursor.seq === run.seq) return run.timeUs;
    const again = new ControlledRun(run.experiment);
    yield* forward(again, goalAt(cursor));
    return again.timeUs;
  }
}

/** What a session begins with beside its first branch. */
const ALONE = { bookmarks: [], current: 0 };

function summaryOf(experiment: Experiment, name: string): RunSummary {
  const view = resourceView(experiment.cluster, experiment.workload, policyOf(experiment));
  return runSummary(experiment, view, name);
}

function isSame(one: Cursor, other: Cursor): boolean {
  if (one.at === 'event') return other.at === 'event' && one.seq === other.seq;
  return other.at === 'time' && one.timeUs === other.timeUs;
}

/** What strikes at the time of the cursor would strike before what happened then. */
const AFTER_US = 1;

function changedVariant(variant: Variant, change: Change, atUs: number): Variant {
  switch (change.kind) {
    case 'fault': {
      const { rate: _rate, ...fault } = change.fault;
      const struck = { ...fault, at: durationText(atUs + AFTER_US) };
      return { ...variant, faults: [...variant.faults, struck] };
    }
    case 'policy':
      return { ...variant, policy: change.policy };
    case 'seed':
      return { ...variant, seed: change.seed };
    case 'edit':
      return {
        source: { kind: 'document', document: change.document },
        policy: change.document.policy === undefined ? variant.policy : null,
        seed: change.document.seed === undefined ? variant.seed : null,
        faults: [],
      };
  }
}

function labelOf(change: Change, { faults, workload, policy, seed }: Experiment): string {
  switch (change.kind) {
    case 'fault': {
      const latest = faults.findLast(({ kind }) => kind === change.fault.kind);
      return latest === undefined ? change.fault.kind : faultText(latest, workload.frameworks);
    }
    case 'policy':
      return `policy ${policy}`;
    case 'seed':
      return `seed ${seed}`;
    case 'edit':
      return 'edited';
  }
}
