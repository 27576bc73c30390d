import type { Micros } from '../../core/machine.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { Draws } from '../random/draws.ts';
import { FaultSchedule } from './fault-schedule.ts';
import {
  FAULT_KINDS,
  FAULT_NAMES,
  type FaultKind,
  type FaultPopulation,
  type FaultSpec,
} from './fault-spec.ts';

/** What the cluster does when a fault begins or ends for one of its parts. */
export interface FaultHandler {
  begin(kind: FaultKind, target: number, spec: FaultSpec): void;
  /** Told once the injector counts the fault as over. */
  end(kind: FaultKind, target: number, spec: FaultSpec): void;
}

/** Kinds of the kernel's events that faults use. */
export interface FaultEvents {
  /** A group is struck; the subject is its number. */
  readonly strike: number;
  /** A fault of a target begins late or is over; the payload knows which. */
  readonly turn: number;
}

/** The payload of an event of the injector's own. */
export interface FaultTurn {
  readonly kind: FaultKind;
  readonly target: number;
  readonly spec: FaultSpec;
  /** Until when it lasts, where it begins; null where it may be over. */
  readonly untilUs: Micros | null;
}

export interface FaultPlan {
  readonly faults: readonly FaultSpec[];
  readonly seed: string;
  readonly population: FaultPopulation;
  /** From then on nothing is broken; never unless given. */
  readonly healAtUs?: Micros;
}

/**
 * Breaks a cluster as planned. What several faults of one kind hit at once is broken until the
 * last of them is over.
 */
export class FaultInjector {
  /** Times an agent was taken away: stopped, its process restarted, or cut off. */
  outages = 0;
  private readonly kernel: Kernel;
  private readonly events: FaultEvents;
  private readonly target: FaultHandler;
  private readonly schedule: FaultSchedule;
  private readonly healAtUs: Micros;
  private readonly swizzle: Draws;
  /** By kind and target: what is not over, the latest last; absent where there is none. */
  private readonly active = new Map<FaultKind, Map<number, ActiveFault[]>>();
  private affected = 0;

  constructor(kernel: Kernel, events: FaultEvents, target: FaultHandler, plan: FaultPlan) {
    this.kernel = kernel;
    this.events = events;
    this.target = target;
    this.schedule = new FaultSchedule(plan.faults, plan.seed);
    this.swizzle = new Draws(plan.seed, 'swizzle');
    this.healAtUs = plan.healAtUs ?? Number.POSITIVE_INFINITY;
  }

  start(): void {
    for (const group of this.schedule.groups.keys()) this.plan(group, 0);
  }

  has(kind: FaultKind, target: number): boolean {
    return this.active.get(kind)?.has(target) === true;
  }

  /** Targets that a kind of fault has hit and that are not well again, in no order. */
  hitBy(kind: FaultKind): readonly number[] {
    return [...(this.active.get(kind)?.keys() ?? [])];
  }

  /** Whether anything is broken. */
  get someAway(): boolean {
    return this.affected > 0;
  }

  strike(group: number): void {
    const { targets, spec } = this.schedule.groups[group];
    const { now } = this.kernel;
    const backUs = Math.min(now + spec.forUs, this.healAtUs);
    for (const target of targets) {
      if (spec.kind === 'swizzle-clog') this.strikeLater(target, spec, backUs);
      else this.begin(spec.kind, target, spec, backUs);
    }
    this.plan(group, backUs);
  }

  /** An event of kind {@link FaultEvents.turn}. */
  turn({ kind, target, spec, untilUs }: FaultTurn): void {
    if (untilUs === null) this.recover(kind, target);
    else this.begin(kind, target, spec, untilUs);
  }

  /** Each of the targets in a moment of its own, and well again in another. */
  private strikeLater(target: number, spec: FaultSpec, backUs: Micros): void {
    const { now } = this.kernel;
    const third = (backUs - now) / 3;
    const atUs = now + Math.floor(this.swizzle.unit(target, 0) * third);
    const untilUs = backUs - Math.floor(this.swizzle.unit(target, 1) * third);
    const turn: FaultTurn = { kind: spec.kind, target, spec, untilUs };
    this.kernel.scheduleAt(atUs, this.events.turn, 0, turn);
  }

  private recover(kind: FaultKind, target: number): void {
    const own = this.active.get(kind);
    const faults = own?.get(target);
    if (own === undefined || faults === undefined) return;
    const { now } = this.kernel;
    const left = faults.filter(({ untilUs }) => untilUs > now);
    if (left.length === faults.length) return;
    own.set(target, left);
    const latest = left.at(-1);
    if (latest === undefined) {
      own.delete(target);
      this.affected--;
      this.target.end(kind, target, faults[faults.length - 1].spec);
    } else if (hasSize(kind) && latest !== faults.at(-1)) {
      this.target.begin(kind, target, latest.spec);
    }
  }

  private begin(kind: FaultKind, target: number, spec: FaultSpec, untilUs: Micros): void {
    if (untilUs <= this.kernel.now) return;
    const own = this.active.get(kind) ?? new Map<number, ActiveFault[]>();
    this.active.set(kind, own);
    const before = own.get(target) ?? [];
    own.set(target, [...before, { untilUs, spec }]);
    const turn: FaultTurn = { kind, target, spec, untilUs: null };
    this.kernel.scheduleAt(untilUs, this.events.turn, 0, turn);
    // One that is down is not down twice; of two ratios the later one holds.
    if (before.length > 0 && !hasSize(kind)) return;
    if (before.length === 0) {
      if (OUTAGES.has(kind)) this.outages++;
      this.affected++;
    }
    this.target.begin(kind, target, spec);
  }

  private plan(group: number, freshUs: Micros): void {
    const atUs = this.schedule.next(group, freshUs);
    if (atUs === null || atUs >= this.healAtUs) return;
    this.kernel.scheduleAt(atUs, this.events.strike, group, null);
  }
}

interface ActiveFault {
  readonly untilUs: Micros;
  readonly spec: FaultSpec;
}

/** Whether there is more and less of a kind of fault. */
function hasSize(kind: FaultKind): boolean {
  return FAULT_KINDS[kind].needs.length > 0;
}

/** Faults that take an agent away. */
const OUTAGES: ReadonlySet<FaultKind> = new Set(
  FAULT_NAMES.filter((kind) => {
    const { target } = FAULT_KINDS[kind];
    const away = ['crash', 'wipe', 'outage', 'restart', 'partition', 'disk-lost', 'disk-torn'];
    return target === 'agent' && away.some((word) => kind.includes(word));
  }),
);
