import type { Micros } from '../../core/machine.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { type FaultGroup, FaultSchedule } from './fault-schedule.ts';
import { EFFECTS, type FaultEffect, type FaultSpec, effectOf } from './fault-spec.ts';

/** What the cluster does when a fault begins or ends for an agent. */
export interface FaultTarget {
  begin(effect: FaultEffect, agent: number): void;
  /** Told once the injector counts the effect as over. */
  end(effect: FaultEffect, agent: number): void;
}

/** Kinds of the kernel's events that faults use. */
export interface FaultKinds {
  /** A group is struck; the subject is its number. */
  readonly strike: number;
  /** An effect on an agent is over; the subject is the agent, the payload the effect. */
  readonly recover: number;
}

/**
 * Breaks a cluster as planned. An agent that several faults hit in the same way at once is
 * affected until the last of them is over.
 */
export class FaultInjector {
  /** Times an agent was taken away: stopped, its process restarted, or cut off. */
  outages = 0;
  private readonly kernel: Kernel;
  private readonly kinds: FaultKinds;
  private readonly target: FaultTarget;
  private readonly schedule: FaultSchedule;
  /** When each effect on each agent is over; 0 where there is none. */
  private readonly untilUs: { readonly [effect in FaultEffect]: Float64Array };
  private affected = 0;

  constructor(
    kernel: Kernel,
    kinds: FaultKinds,
    target: FaultTarget,
    plan: { readonly faults: readonly FaultSpec[]; readonly seed: string; readonly agents: number },
  ) {
    this.kernel = kernel;
    this.kinds = kinds;
    this.target = target;
    this.schedule = new FaultSchedule(plan.faults, plan.seed);
    this.untilUs = {
      crash: new Float64Array(plan.agents),
      restart: new Float64Array(plan.agents),
      partition: new Float64Array(plan.agents),
    };
  }

  start(): void {
    for (const group of this.schedule.groups.keys()) this.plan(group, 0);
  }

  has(effect: FaultEffect, agent: number): boolean {
    return this.untilUs[effect][agent] > 0;
  }

  /** Whether an agent is neither stopped nor cut off. */
  isWell(agent: number): boolean {
    return this.affected === 0 || !EFFECTS.some((effect) => this.has(effect, agent));
  }

  get someAway(): boolean {
    return this.affected > 0;
  }

  strike(group: number): void {
    const { agents, spec }: FaultGroup = this.schedule.groups[group];
    const backUs = this.kernel.now + spec.forUs;
    for (const agent of agents) this.begin(effectOf(spec.kind), agent, backUs);
    this.plan(group, backUs);
  }

  recover(effect: FaultEffect, agent: number): void {
    // A later fault keeps it away longer.
    if (this.untilUs[effect][agent] !== this.kernel.now) return;
    this.untilUs[effect][agent] = 0;
    this.affected--;
    this.target.end(effect, agent);
  }

  private begin(effect: FaultEffect, agent: number, backUs: Micros): void {
    const already = this.has(effect, agent);
    if (backUs > this.untilUs[effect][agent]) {
      this.untilUs[effect][agent] = backUs;
      this.kernel.scheduleAt(backUs, this.kinds.recover, agent, effect);
    }
    if (already) return;
    this.outages++;
    this.affected++;
    this.target.begin(effect, agent);
  }

  private plan(group: number, freshUs: Micros): void {
    const atUs = this.schedule.next(group, freshUs);
    if (atUs !== null) this.kernel.scheduleAt(atUs, this.kinds.strike, group, null);
  }
}
