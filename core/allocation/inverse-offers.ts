import type { Micros } from '../machine.ts';
import { refusalUs } from './refusal-time.ts';
import type { CycleTime } from './offer-filters.ts';

/** A framework's answer to an inverse offer: advice, nothing more. */
export type InverseOfferStatus = 'ACCEPT' | 'DECLINE';

interface Maintenance {
  readonly startUs: Micros;
  readonly outstanding: Set<number>;
  readonly answers: Map<number, InverseOfferStatus>;
  readonly refusals: Map<number, { readonly expiresUs: Micros; readonly bornInBatch: number }>;
}

/**
 * Inverse offers: who holds something on an agent that is to be maintained is asked to leave it
 * (Mesos `docs/maintenance.md`; `mesos-semantics` part 15). At most one is outstanding for a
 * framework and an agent; a refusal keeps the next one back, unlike an offer's for exactly as
 * long as it says.
 */
export class InverseOffers {
  private readonly byAgent = new Map<number, Maintenance>();

  /** Maintenance of an agent starts then, or is cancelled; answers and refusals are void. */
  schedule(agent: number, startUs: Micros | null): void {
    if (startUs === null) {
      this.byAgent.delete(agent);
      return;
    }
    const [outstanding, answers, refusals] = [new Set<number>(), new Map(), new Map()];
    this.byAgent.set(agent, { startUs, outstanding, answers, refusals });
  }

  forgetAgent(agent: number): void {
    this.byAgent.delete(agent);
  }

  forgetFramework(framework: number): void {
    for (const { outstanding, answers, refusals } of this.byAgent.values()) {
      outstanding.delete(framework);
      answers.delete(framework);
      refusals.delete(framework);
    }
  }

  /** A framework lost its connection: what it was asked is void, what it answered stands. */
  disconnect(framework: number): void {
    for (const { outstanding, refusals } of this.byAgent.values()) {
      outstanding.delete(framework);
      refusals.delete(framework);
    }
  }

  /** When maintenance of an agent starts, or null when none is scheduled. */
  startOf(agent: number): Micros | null {
    return this.byAgent.get(agent)?.startUs ?? null;
  }

  get scheduled(): boolean {
    return this.byAgent.size > 0;
  }

  /** Agents to be maintained, in the order in which that was scheduled. */
  agents(): number[] {
    return [...this.byAgent.keys()];
  }

  /** Whether a framework is to be asked now; counts as asked when so. */
  ask(framework: number, agent: number, time: CycleTime): boolean {
    const maintenance = this.byAgent.get(agent);
    if (maintenance === undefined || maintenance.outstanding.has(framework)) return false;
    const refusal = maintenance.refusals.get(framework);
    if (refusal !== undefined && holds(refusal, time)) return false;
    maintenance.refusals.delete(framework);
    maintenance.outstanding.add(framework);
    return true;
  }

  answer(
    framework: number,
    agent: number,
    status: InverseOfferStatus,
    filterSeconds: number,
    nowUs: Micros,
    batch: number,
  ): void {
    const maintenance = this.byAgent.get(agent);
    if (maintenance === undefined) return;
    maintenance.outstanding.delete(framework);
    maintenance.answers.set(framework, status);
    const lifetimeUs = refusalUs(filterSeconds);
    if (lifetimeUs === 0) return;
    maintenance.refusals.set(framework, { expiresUs: nowUs + lifetimeUs, bornInBatch: batch });
  }

  /** REVIVE voids a framework's refusals. */
  revive(framework: number): void {
    for (const { refusals } of this.byAgent.values()) refusals.delete(framework);
  }

  /** Last answers by agent and framework; agents without answers left out. */
  statuses(): Map<number, ReadonlyMap<number, InverseOfferStatus>> {
    const statuses = new Map<number, ReadonlyMap<number, InverseOfferStatus>>();
    for (const [agent, { answers }] of this.byAgent) {
      if (answers.size > 0) statuses.set(agent, answers);
    }
    return statuses;
  }
}

/** A refusal ends as an offer's does: at its very instant the first periodic cycle honours it. */
function holds(
  refusal: { readonly expiresUs: Micros; readonly bornInBatch: number },
  { nowUs, batch, periodic }: CycleTime,
): boolean {
  if (nowUs !== refusal.expiresUs) return nowUs < refusal.expiresUs;
  const cyclesSince = batch - refusal.bornInBatch;
  return cyclesSince < 1 || (cyclesSince === 1 && periodic);
}
