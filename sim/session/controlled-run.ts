import type { Explainer } from '../../core/allocation/explanation.ts';
import { policyNamed } from '../../core/allocation/policies/index.ts';
import type { Policy } from '../../core/allocation/policy.ts';
import { meaningOf } from '../../core/protocol/event-meanings.ts';
import type { CheckedWorld } from '../checkers/checker.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { RunPatience, runGoesOn } from '../experiment/run-end.ts';
import { resultOf } from '../experiment/run-outcome.ts';
import type { RunResult } from '../experiment/run-result.ts';
import { EVENT_KINDS, KIND } from '../log/event-kinds.ts';
import { SimulatedCluster } from '../world/simulated-cluster.ts';
import { AgentBook } from './agent-columns.ts';
import { Column } from './column.ts';
import { EventStore } from './event-store.ts';
import { RunWatch } from './run-watch.ts';
import type { Cursor, Goal, RunEnd } from './session-api.ts';

/** Events of the kernel that are carried out at a time, and records that end a slice before. */
export const SLICE_STEPS = 500;
const SLICE_RECORDS = 500;

const IS_FAULT: readonly boolean[] = EVENT_KINDS.map((kind) => meaningOf(kind).fault);

/**
 * A run of an experiment that stops wherever one wants. It carries out the same events as
 * `runExperiment`, in the same order and to the same end, so that the hashes are equal.
 */
export class ControlledRun {
  readonly experiment: Experiment;
  readonly cluster: SimulatedCluster;
  readonly store: EventStore = new EventStore();
  readonly watch: RunWatch;
  readonly agents: AgentBook;
  /** Sequence numbers of the records with which allocation cycles begin. */
  readonly cycles: Column = new Column();
  end: RunEnd | null = null;
  /** Where the run stands in a way that can be found again. */
  cursor: Cursor = { at: 'event', seq: 0 };
  /** Where the run stood before the records that were written last. */
  seqBefore = 0;
  private readonly patience: RunPatience;
  /** Records that have been looked at. */
  private seen = 0;
  private faults = 0;

  constructor(experiment: Experiment) {
    const policy = policyOf(experiment);
    this.experiment = experiment;
    let watch: RunWatch | null = null;
    this.cluster = new SimulatedCluster(experiment, policy, this.store.log, {
      watch: (world: CheckedWorld) => (watch = new RunWatch(world)),
    });
    this.watch = watch as unknown as RunWatch;
    this.agents = new AgentBook(this);
    this.patience = new RunPatience(experiment, this.cluster);
    this.cluster.start();
    this.patience.begin();
    this.look();
    this.checkEnd(true);
  }

  get seq(): number {
    return this.store.end;
  }

  get timeUs(): number {
    return this.cluster.kernel.now;
  }

  /**
   * Goes on towards a goal, at most {@link SLICE_STEPS} events of the kernel; fewer where each
   * does much, as one that carries a thousand messages.
   * @returns whether there is more to do
   */
  slice(goal: RunGoal): boolean {
    const enough = this.seq + SLICE_RECORDS;
    for (let step = 0; step < SLICE_STEPS && this.seq < enough; step++) {
      if (this.isThere(goal)) return false;
      if (!this.step(goal.timeUs)) return this.reachTime(goal.timeUs);
    }
    return true;
  }

  /** What a goal means from here. */
  goalOf(goal: Goal): RunGoal {
    switch (goal.to) {
      case 'event':
        return { ...FAR, seq: this.seq + (goal.count ?? 1) };
      case 'seq':
        return { ...FAR, seq: goal.seq };
      case 'cycle':
        return { ...FAR, cycles: this.cycles.length + (goal.count ?? 1) };
      case 'time':
        return { ...FAR, timeUs: Math.max(goal.timeUs, this.timeUs) };
      case 'fault':
        return { ...FAR, faults: this.faults + 1 };
      case 'end':
        return FAR;
    }
  }

  /** Tells somebody of every decision of the leading master's allocator from now on; null ends it. */
  explain(explainer: Explainer | null): void {
    const { leader } = this.cluster;
    if (leader !== null) leader.allocator.explainer = explainer;
  }

  /** What the run has come to; the whole of it once it has ended. */
  result(): RunResult {
    return resultOf(this.experiment, this.cluster, this.store.log);
  }

  private isThere({ seq, cycles, faults }: RunGoal): boolean {
    if (this.end !== null) return true;
    return this.seq >= seq || this.cycles.length >= cycles || this.faults >= faults;
  }

  /** Carries out one event of the kernel; false when none is left up to a time. */
  private step(untilUs: number): boolean {
    const { cluster, patience } = this;
    const { kernel } = cluster;
    // Patience is tried at the times at which it is in a run without pauses.
    if (kernel.queue.nextTime > patience.windowEndUs) {
      if (patience.windowEndUs > untilUs) return false;
      kernel.run(cluster, patience.windowEndUs);
      this.cursor = { at: 'time', timeUs: kernel.now };
      const stuck = patience.windowOver();
      if (stuck !== null) this.end = { kind: 'stuck', message: stuck };
      else this.checkEnd(true);
      patience.begin();
      return true;
    }
    if (!kernel.step(cluster, untilUs)) return false;
    this.look();
    this.checkEnd(false);
    return true;
  }

  /** The clock reaches a time up to which nothing is left to do. */
  private reachTime(timeUs: number): false {
    const { cluster } = this;
    if (timeUs < Number.POSITIVE_INFINITY) {
      cluster.kernel.run(cluster, timeUs);
      this.cursor = { at: 'time', timeUs };
    }
    return false;
  }

  private look(): void {
    const { store } = this;
    if (this.seen === store.end && this.seen > 0) return;
    this.cursor = { at: 'event', seq: store.end };
    this.seqBefore = this.seen;
    for (; this.seen < store.end; this.seen++) {
      const { kind, framework, agent } = store.at(this.seen);
      if (kind === KIND.TIMER && framework === -1 && agent === -1) this.cycles.push(this.seen);
      if (IS_FAULT[kind]) this.faults++;
    }
  }

  /** The last job stops a run at once; its time is over when nothing is left to do in it. */
  private checkEnd(isTimeOver: boolean): void {
    const { cluster, experiment } = this;
    const { count } = experiment.workload.jobs;
    if (count > 0 && cluster.jobs.ended === count) this.end = { kind: 'jobs finished' };
    else if (isTimeOver && !runGoesOn(cluster, experiment)) this.end = { kind: 'time over' };
  }
}

/** The policy that an experiment names. */
export function policyOf({ policy: name }: Experiment): Policy {
  const policy = policyNamed(name);
  if (policy === undefined) throw new Error(`unknown policy "${name}"`);
  return policy;
}

/** A goal as numbers: the first that is reached ends the way. */
export interface RunGoal {
  readonly seq: number;
  readonly timeUs: number;
  readonly cycles: number;
  readonly faults: number;
}

const FAR: RunGoal = {
  seq: Number.POSITIVE_INFINITY,
  timeUs: Number.POSITIVE_INFINITY,
  cycles: Number.POSITIVE_INFINITY,
  faults: Number.POSITIVE_INFINITY,
};
