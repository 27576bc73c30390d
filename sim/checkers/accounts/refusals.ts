import { MICROS_PER_SECOND, type Micros } from '../../../core/machine.ts';
import type { OpenOffer, TaskRecord } from '../../../core/master/records.ts';
import type { Accept, Decline } from '../../../core/protocol/scheduler-api.ts';
import type { Quantities } from '../../../core/resources/quantities.ts';
import { Resources } from '../../../core/resources/resources.ts';
import { PerMaster } from './per-master.ts';

const USUAL_SECONDS = 5;
const LONGEST_SECONDS = 365 * 86_400;

/** "Do not offer me this much of this agent until then." */
export interface Refusal {
  readonly amounts: Quantities;
  /** What of it is reserved, or more than an amount: who refuses less does not refuse that. */
  readonly rest: Resources;
  readonly expiresUs: Micros;
  /** Periodic cycles of the master before it. */
  readonly cycles: number;
}

interface Book {
  cycles: number;
  /** By framework, then agent. */
  readonly byFramework: (Map<number, Refusal[]> | undefined)[];
}

/** A refusal that is being worked out: what an ACCEPT leaves is known when its tasks are. */
interface Pending {
  readonly master: number;
  readonly frameworkId: number;
  readonly agentId: number;
  readonly amounts: number[];
  readonly rest: Resources;
  readonly seconds: number;
  readonly nowUs: Micros;
}

/**
 * The refusals in force at each master, by the rules of `mesos-semantics` part 5.6: of the whole
 * offer, for the longer of the allocation interval and the time asked for, until a revival, a new
 * subscription, a lost connection, or the agent's end.
 */
export class Refusals {
  private readonly intervalUs: Micros;
  private readonly books = new PerMaster<Book>(() => ({ cycles: 0, byFramework: [] }));
  private pending: Pending | null = null;

  constructor(intervalUs: Micros) {
    this.intervalUs = intervalUs;
  }

  masterLeads(master: number): void {
    this.settle();
    this.books.forget(master);
  }

  /** An offer that is open is declined. */
  declined(master: number, call: Decline, offer: OpenOffer, nowUs: Micros): void {
    this.settle();
    const { agentId, resources: amounts, rest } = offer;
    this.add(master, call.framework, agentId, { amounts, rest }, call.refuseSeconds, nowUs);
  }

  /** @param offers of one agent, those the call names */
  accepted(master: number, call: Accept, offers: readonly OpenOffer[], nowUs: Micros): void {
    this.settle();
    // Nothing to work out: what is left is not refused.
    if (call.refuseSeconds === 0) return;
    const [{ agentId, resources, rest: first }] = offers;
    const amounts = resources.slice();
    let rest = first;
    for (let i = 1; i < offers.length; i++) {
      rest = rest.plus(offers[i].rest);
      for (let r = 0; r < amounts.length; r++) amounts[r] += offers[i].resources[r];
    }
    const { framework: frameworkId, refuseSeconds: seconds } = call;
    this.pending = { master, frameworkId, agentId, amounts, rest, seconds, nowUs };
  }

  /** A task of the ACCEPT at hand is in the books. */
  launched({ info }: TaskRecord): void {
    if (this.pending === null) return;
    const { amounts } = this.pending;
    for (let r = 0; r < amounts.length; r++) amounts[r] -= info.resources[r];
  }

  /** All of a framework's are void. */
  drop(master: number, frameworkId: number): void {
    this.settle();
    const refusals = this.books.of(master).byFramework[frameworkId];
    if (refusals !== undefined && refusals.size > 0) refusals.clear();
  }

  agentLeft(master: number, { id }: { readonly id: number }): void {
    this.settle();
    for (const refusals of this.books.of(master).byFramework) refusals?.delete(id);
  }

  cycleEnded(master: number): void {
    this.settle();
    this.books.of(master).cycles++;
  }

  /** A refusal for which these amounts must not be offered now, or null. */
  covering(
    master: number,
    frameworkId: number,
    agentId: number,
    amounts: Quantities,
    nowUs: Micros,
    rest: Resources = Resources.EMPTY,
  ): Refusal | null {
    this.settle();
    const { byFramework, cycles } = this.books.of(master);
    const refusals = byFramework[frameworkId]?.get(agentId);
    if (refusals === undefined) return null;
    for (const refusal of refusals) {
      if (isOver(refusal, nowUs, cycles)) continue;
      if (contains(refusal.amounts, amounts) && refusal.rest.contains(rest)) return refusal;
    }
    return null;
  }

  private settle(): void {
    const { pending } = this;
    if (pending === null) return;
    this.pending = null;
    const { master, frameworkId, agentId, amounts, rest, seconds, nowUs } = pending;
    const some = !rest.isEmpty || amounts.some((amount) => amount > 0);
    if (some) this.add(master, frameworkId, agentId, { amounts, rest }, seconds, nowUs);
  }

  private add(
    master: number,
    frameworkId: number,
    agentId: number,
    { amounts, rest }: Pick<Refusal, 'amounts' | 'rest'>,
    seconds: number,
    nowUs: Micros,
  ): void {
    const asked = seconds >= 0 ? Math.min(seconds, LONGEST_SECONDS) : USUAL_SECONDS;
    if (asked === 0) return;
    const lifetimeUs = Math.max(Math.round(asked * MICROS_PER_SECOND), this.intervalUs);
    const { byFramework, cycles } = this.books.of(master);
    const refusal: Refusal = { amounts, rest, expiresUs: nowUs + lifetimeUs, cycles };
    let byAgent = byFramework[frameworkId];
    if (byAgent === undefined) {
      byAgent = new Map();
      byFramework[frameworkId] = byAgent;
    }
    const before = byAgent.get(agentId);
    if (before === undefined) {
      byAgent.set(agentId, [refusal]);
      return;
    }
    // What is over, or says less than the new one, is never asked again.
    let kept = 0;
    for (const old of before) {
      const isPart = contains(amounts, old.amounts) && rest.contains(old.rest);
      const less = isPart && old.expiresUs <= refusal.expiresUs;
      if (!less && old.expiresUs >= nowUs) before[kept++] = old;
    }
    before.length = kept;
    before.push(refusal);
  }
}

/** At the instant of its expiry a refusal holds until a periodic cycle has ended. */
function isOver({ expiresUs, cycles }: Refusal, nowUs: Micros, ended: number): boolean {
  return nowUs === expiresUs ? ended > cycles : nowUs > expiresUs;
}

function contains(refused: Quantities, offered: Quantities): boolean {
  for (let r = 0; r < offered.length; r++) if (offered[r] > refused[r]) return false;
  return true;
}
