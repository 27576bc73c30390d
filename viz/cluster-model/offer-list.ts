import {
  OFFER_ENDS,
  type OfferEndName,
  type OfferPage,
  type OfferQuery,
} from '../../sim/session/session-pages.ts';
import type { Directory } from './directory.ts';

/** An offer that was made; numbers are the master's. */
export interface OfferRow {
  readonly offer: number;
  readonly framework: number;
  readonly agent: number;
  readonly amounts: readonly number[];
  /** Since the start of what is shown. */
  readonly madeUs: number;
  /** NaN while open. */
  endedUs: number;
  end: OfferEndName;
  /** Tasks launched on it. */
  tasks: number;
}

/** The offers of a cluster in the order in which they were made: open ones, and the latest others. */
export class OfferList {
  /** Offers made so far. */
  made = 0;
  readonly open: Map<number, OfferRow> = new Map();
  private readonly most: number;
  private rows: OfferRow[] = [];

  /** @param most that are kept, unless more are open */
  constructor(most: number) {
    this.most = most;
  }

  add(row: OfferRow): void {
    this.rows.push(row);
    this.open.set(row.offer, row);
    this.made++;
    if (this.rows.length > this.most * 1.5) this.forget();
  }

  end(row: OfferRow, end: OfferEndName, timeUs: number): void {
    this.open.delete(row.offer);
    row.end = end;
    row.endedUs = timeUs;
  }

  /** The latest with this number. */
  find(offer: number): OfferRow | undefined {
    return this.open.get(offer) ?? this.rows.findLast((row) => row.offer === offer);
  }

  page(query: OfferQuery, directory: Directory): OfferPage {
    const width = directory.resources.length;
    const rows: OfferRow[] = [];
    let matching = 0;
    for (const row of this.rows.toReversed()) {
      if (row.madeUs > query.toUs || row.endedUs < query.fromUs) continue;
      const framework = directory.frameworkPlace(row.framework);
      if (query.framework !== undefined && framework !== query.framework) continue;
      const agent = directory.agentPlace(row.agent);
      if (query.agent !== undefined && agent !== query.agent) continue;
      matching++;
      if (rows.length < query.limit) rows.push(row);
    }
    rows.reverse();
    const resources = new Float64Array(rows.length * width);
    for (const [at, { amounts }] of rows.entries()) resources.set(amounts, at * width);
    return {
      ...{ count: rows.length, matching, resources },
      offer: Float64Array.from(rows, ({ offer }) => offer),
      framework: Int32Array.from(rows, ({ framework }) => directory.frameworkPlace(framework)),
      agent: Int32Array.from(rows, ({ agent }) => directory.agentPlace(agent)),
      madeUs: Float64Array.from(rows, ({ madeUs }) => madeUs),
      endedUs: Float64Array.from(rows, ({ endedUs }) => endedUs),
      end: Uint8Array.from(rows, ({ end }) => OFFER_ENDS.indexOf(end)),
      filterUntilUs: new Float64Array(rows.length).fill(Number.NaN),
      tasks: Int32Array.from(rows, ({ tasks }) => tasks),
    };
  }

  private forget(): void {
    const from = this.rows.length - this.most;
    this.rows = this.rows.filter((row, place) => place >= from || row.end === 'open');
  }
}
