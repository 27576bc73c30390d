import type { Quantities } from '../resources/quantities.ts';
import type { Resources } from '../resources/resources.ts';
import type { ClientId } from './client-table.ts';

/** Told of the offers a cycle makes. */
export interface OfferSink {
  /**
   * Resources of `agent` are now offered to `client` and count as allocated to it.
   * @param plain thousandths by resource id
   * @param rest everything that is not plain; empty for most agents
   */
  offer(client: ClientId, agent: number, plain: Quantities, rest: Resources): void;
  /** A framework that holds something on an agent is asked to leave it (maintenance). */
  inverseOffer?(framework: number, agent: number): void;
}

interface Piece {
  readonly client: ClientId;
  readonly agent: number;
  plain: Quantities;
  rest: Resources;
}

/**
 * The offers of one cycle. What a client gets of an agent in the two stages is one offer, so
 * that with guarantees all wait for the end of the cycle; without, each is told at once.
 */
export class OfferBatch {
  private readonly sink: OfferSink;
  private readonly twoStages: boolean;
  private readonly pieces: Piece[] = [];
  private readonly byAgent = new Map<number, Piece[]>();
  private made = 0;
  private readonly merged: ClientId[] = [];

  constructor(sink: OfferSink, twoStages: boolean) {
    this.sink = sink;
    this.twoStages = twoStages;
  }

  add(client: ClientId, agent: number, plain: Quantities, rest: Resources): void {
    if (!this.twoStages) {
      this.made++;
      this.sink.offer(client, agent, plain, rest);
      return;
    }
    const onAgent = this.byAgent.get(agent) ?? [];
    const before = onAgent.find((piece) => piece.client === client);
    if (before === undefined) {
      const piece = { client, agent, plain, rest };
      this.pieces.push(piece);
      onAgent.push(piece);
      this.byAgent.set(agent, onAgent);
    } else {
      before.plain = before.plain.map((amount, r) => amount + plain[r]);
      before.rest = before.rest.plus(rest);
      this.merged.push(client);
    }
  }

  /**
   * Tells of what waits.
   * @param onMerged told of each client for which two pieces became one offer
   * @returns offers made in all
   */
  flush(onMerged: (client: ClientId) => void): number {
    for (const { client, agent, plain, rest } of this.pieces) {
      this.made++;
      this.sink.offer(client, agent, plain, rest);
    }
    for (const client of this.merged) onMerged(client);
    return this.made;
  }
}
