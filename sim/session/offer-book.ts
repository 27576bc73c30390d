import type { OfferEnd } from '../../core/master/master-observer.ts';
import type { OpenOffer } from '../../core/master/records.ts';
import type { Call } from '../../core/protocol/scheduler-api.ts';
import { Column, placesAfterForgetting } from './column.ts';
import { OFFER_ENDS, type OfferEndName } from './session-pages.ts';

/** Rows at which those of offers that ended long ago are forgotten. */
const MOST_OFFERS = 1 << 18;

const NUMBERS: ReadonlyMap<string, number> = new Map(
  OFFER_ENDS.map((name, number) => [name, number]),
);

export function offerEndNumber(name: OfferEndName): number {
  return NUMBERS.get(name) ?? -1;
}

/**
 * The offers of all masters by row, in the order in which they were made: all that are open, and the
 * latest of the others.
 */
export class OfferBook {
  readonly offer: Column = new Column();
  readonly framework: Column = new Column();
  readonly agent: Column = new Column();
  readonly madeUs: Column = new Column();
  readonly endedUs: Column = new Column();
  readonly end: Column = new Column();
  /** By resource. */
  readonly resources: readonly Column[];
  readonly filterUntilUs: Column = new Column();
  readonly tasks: Column = new Column();
  private readonly timeoutUs: number;
  private readonly most: number;
  /** Rows at which some are forgotten next. */
  private limit: number;
  /** Rows of open offers by master and offer. */
  private readonly open = new Map<number, Map<number, number>>();
  /** The call that is being carried out, which may end offers. */
  private call: Call | null = null;

  /**
   * @param width resources that the allocator counts
   * @param timeoutUs after which offers are taken back; Infinity for never
   */
  constructor(width: number, timeoutUs: number, most: number = MOST_OFFERS) {
    this.resources = Array.from({ length: width }, () => new Column());
    this.timeoutUs = timeoutUs;
    this.most = most;
    this.limit = most;
  }

  get count(): number {
    return this.offer.length;
  }

  /** The latest row of an offer; -1 when none is remembered. */
  rowOf(offer: number): number {
    for (let row = this.count - 1; row >= 0; row--) {
      if (this.offer.at(row) === offer) return row;
    }
    return -1;
  }

  /** Rows of a master's open offers by agent. */
  openBy(master: number): ReadonlyMap<number, readonly number[]> {
    const byAgent = new Map<number, number[]>();
    for (const row of this.open.get(master)?.values() ?? []) {
      const agent = this.agent.at(row);
      const own = byAgent.get(agent);
      if (own === undefined) byAgent.set(agent, [row]);
      else own.push(row);
    }
    return byAgent;
  }

  /** What an offer holds, thousandths by resource. */
  amounts(row: number): number[] {
    return this.resources.map((column) => column.at(row));
  }

  called(call: Call): void {
    this.call = call;
  }

  made(master: number, framework: number, offer: OpenOffer, agent: number, nowUs: number): void {
    if (this.count >= this.limit) this.forget();
    const own = this.open.get(master) ?? new Map<number, number>();
    this.open.set(master, own);
    own.set(offer.id, this.offer.push(offer.id));
    this.framework.push(framework);
    this.agent.push(agent);
    this.madeUs.push(nowUs);
    this.endedUs.push(Number.NaN);
    this.end.push(0);
    this.filterUntilUs.push(Number.NaN);
    this.tasks.push(0);
    for (const [r, column] of this.resources.entries()) column.push(offer.resources[r] ?? 0);
  }

  ended(master: number, offer: OpenOffer, end: OfferEnd, nowUs: number): void {
    const row = this.open.get(master)?.get(offer.id);
    if (row === undefined) return;
    this.open.get(master)?.delete(offer.id);
    this.close(row, this.nameOf(row, end, nowUs), nowUs);
    const { call } = this;
    if (call === null || (call.type !== 'ACCEPT' && call.type !== 'DECLINE')) return;
    if (!call.offers.includes(offer.id)) return;
    const isFirst = call.offers[0] === offer.id;
    if (call.type === 'ACCEPT' && isFirst) this.tasks.set(row, call.launches.length);
    const isRefused = end === 'DECLINED' || this.leavesSome(row, call);
    if (isRefused && call.refuseSeconds > 0) {
      this.filterUntilUs.set(row, nowUs + Math.round(call.refuseSeconds * 1e6));
    }
  }

  /** A master is gone, and its offers with it. */
  masterEnded(master: number, nowUs: number): void {
    for (const row of this.open.get(master)?.values() ?? []) this.close(row, 'discarded', nowUs);
    this.open.delete(master);
  }

  private nameOf(row: number, end: OfferEnd, nowUs: number): OfferEndName {
    switch (end) {
      case 'ACCEPTED':
        return 'accepted';
      case 'DECLINED':
        return 'declined';
      case 'DISCARDED':
        return 'discarded';
      case 'RESCINDED':
        return nowUs - this.madeUs.at(row) >= this.timeoutUs ? 'expired' : 'rescinded';
    }
  }

  private leavesSome(row: number, call: Call): boolean {
    if (call.type !== 'ACCEPT' || call.offers.length !== 1) return false;
    return this.resources.some((column, r) => {
      const used = call.launches.reduce((sum, { resources }) => sum + resources[r], 0);
      return used < column.at(row);
    });
  }

  private close(row: number, end: OfferEndName, nowUs: number): void {
    this.endedUs.set(row, nowUs);
    this.end.set(row, offerEndNumber(end));
  }

  private forget(): void {
    const places = placesAfterForgetting(this.count, (row) => Number.isNaN(this.endedUs.at(row)));
    for (const own of this.open.values()) {
      for (const [offer, row] of own) own.set(offer, places[row]);
    }
    const { offer, framework, agent, madeUs, endedUs, end, filterUntilUs, tasks } = this;
    const columns = [offer, framework, agent, madeUs, endedUs, end, filterUntilUs, tasks];
    for (const column of [...columns, ...this.resources]) column.keep(places);
    // Where nearly all is open, little was won.
    this.limit = Math.max(this.most, this.count + this.most / 2);
  }
}
