import { copyInto } from '../collections/copy-into.ts';
import type { Quantities } from '../resources/quantities.ts';
import { Resources } from '../resources/resources.ts';

const END = -1;

/** The cycle that asks: when it runs, and after how many periodic ones. */
export interface CycleTime {
  readonly nowUs: number;
  /** Periodic cycles so far, a running one included. */
  readonly batch: number;
  /** Whether it is a periodic one. */
  readonly periodic: boolean;
}

/**
 * Refusals: "do not offer me this much of this agent until then".
 *
 * A filter holds back an offer it contains wholly; filters do not add up; a bigger offer passes
 * (Mesos `docs/app-framework-development-guide.md`; `mesos-semantics` part 5.6). They hang on
 * their agent as a linked list, so that a cycle looks at an agent's refusals once, however many
 * frameworks there are. A client that revives moves to a new epoch, which voids its filters
 * without finding them.
 */
export class OfferFilters {
  private readonly resources: number;
  private heads: Int32Array = new Int32Array(16).fill(END);
  private epochs: Int32Array = new Int32Array(16);
  private freeList = END;
  private used = 0;
  private next: Int32Array = new Int32Array(64);
  private client: Int32Array = new Int32Array(64);
  private epoch: Int32Array = new Int32Array(64);
  private expiresUs: Float64Array = new Float64Array(64);
  private bornInBatch: Int32Array = new Int32Array(64);
  private amounts: Float64Array;
  /** What of a refusal is not plain. */
  private readonly rests: Resources[] = [];

  constructor(resources: number) {
    this.resources = resources;
    this.amounts = new Float64Array(64 * resources);
  }

  /**
   * Adds a refusal.
   * @param refused,rest what must not be offered again, in plain amounts and in objects
   * @param expiresUs when it ends
   * @param batch number of periodic cycles so far: the first one after the refusal honours it
   *   even if it runs at the very instant of expiry
   */
  add(
    client: number,
    agent: number,
    refused: Quantities,
    rest: Resources,
    expiresUs: number,
    batch: number,
  ): void {
    const filter = this.allocate();
    while (agent >= this.heads.length) this.growHeads();
    while (client >= this.epochs.length) this.growEpochs();
    this.client[filter] = client;
    this.epoch[filter] = this.epochs[client];
    this.expiresUs[filter] = expiresUs;
    this.bornInBatch[filter] = batch;
    for (let r = 0; r < this.resources; r++) this.amounts[filter * this.resources + r] = refused[r];
    this.rests[filter] = rest;
    this.next[filter] = this.heads[agent];
    this.heads[agent] = filter;
  }

  /** Voids all filters of a client: it revived, was deactivated or left. */
  clearClient(client: number): void {
    while (client >= this.epochs.length) this.growEpochs();
    this.epochs[client]++;
  }

  /** Voids all filters on an agent: it was removed or its attributes changed. */
  clearAgent(agent: number): void {
    if (agent >= this.heads.length) return;
    for (let filter = this.heads[agent]; filter !== END; ) {
      const following = this.next[filter];
      this.release(filter);
      filter = following;
    }
    this.heads[agent] = END;
  }

  /**
   * Marks every client that refuses all that is free on an agent now, and hence any part of it;
   * drops what has ended.
   * @param free plain thousandths, read from `offset`
   * @param rest everything else that is free
   * @param marks set to `mark` for each client that refuses
   * @param eligible says which clients want offers at all
   * @returns how many of the eligible ones refuse
   */
  markRefusing(
    agent: number,
    free: Float64Array,
    offset: number,
    rest: Resources,
    time: CycleTime,
    marks: Int32Array,
    mark: number,
    eligible: { isEligible(client: number): boolean },
  ): number {
    if (agent >= this.heads.length) return 0;
    let refusing = 0;
    let before = END;
    for (let filter = this.heads[agent]; filter !== END; ) {
      const following = this.next[filter];
      const client = this.client[filter];
      if (this.isOver(filter, time)) {
        if (before === END) this.heads[agent] = following;
        else this.next[before] = following;
        this.release(filter);
      } else {
        before = filter;
        if (marks[client] !== mark && this.contains(filter, free, offset, rest)) {
          marks[client] = mark;
          if (eligible.isEligible(client)) refusing++;
        }
      }
      filter = following;
    }
    return refusing;
  }

  /** When the refusal ends for which an offer is held back, or null when nothing holds it back. */
  refusalUntil(
    client: number,
    agent: number,
    offered: ArrayLike<number>,
    rest: Resources,
    time: CycleTime,
    offset = 0,
  ): number | null {
    if (agent >= this.heads.length) return null;
    for (let filter = this.heads[agent]; filter !== END; filter = this.next[filter]) {
      if (this.client[filter] !== client || this.isOver(filter, time)) continue;
      if (this.contains(filter, offered, offset, rest)) return this.expiresUs[filter];
    }
    return null;
  }

  /** Refusals in force by client. */
  countActive(time: CycleTime): Map<number, number> {
    const counts = new Map<number, number>();
    for (const head of this.heads) {
      for (let filter = head; filter !== END; filter = this.next[filter]) {
        const client = this.client[filter];
        if (!this.isOver(filter, time)) counts.set(client, (counts.get(client) ?? 0) + 1);
      }
    }
    return counts;
  }

  /** At the very instant of its expiry a refusal holds in the first periodic cycle after it. */
  private isOver(filter: number, { nowUs, batch, periodic }: CycleTime): boolean {
    if (this.epoch[filter] !== this.epochs[this.client[filter]]) return true;
    const expires = this.expiresUs[filter];
    if (nowUs !== expires) return nowUs > expires;
    const cyclesSince = batch - this.bornInBatch[filter];
    return cyclesSince > 1 || (cyclesSince === 1 && !periodic);
  }

  private contains(
    filter: number,
    offered: ArrayLike<number>,
    offset: number,
    rest: Resources,
  ): boolean {
    const base = filter * this.resources;
    for (let r = 0; r < this.resources; r++) {
      if (offered[offset + r] > this.amounts[base + r]) return false;
    }
    const refused = this.rests[filter];
    return rest === refused || rest.isEmpty || refused.contains(rest);
  }

  private allocate(): number {
    if (this.freeList !== END) {
      const filter = this.freeList;
      this.freeList = this.next[filter];
      return filter;
    }
    if (this.used === this.next.length) this.growFilters();
    return this.used++;
  }

  private release(filter: number): void {
    this.rests[filter] = Resources.EMPTY;
    this.next[filter] = this.freeList;
    this.freeList = filter;
  }

  private growHeads(): void {
    this.heads = copyInto(new Int32Array(this.heads.length * 2).fill(END), this.heads);
  }

  private growEpochs(): void {
    this.epochs = copyInto(new Int32Array(this.epochs.length * 2), this.epochs);
  }

  private growFilters(): void {
    const capacity = this.next.length * 2;
    this.next = copyInto(new Int32Array(capacity), this.next);
    this.client = copyInto(new Int32Array(capacity), this.client);
    this.epoch = copyInto(new Int32Array(capacity), this.epoch);
    this.bornInBatch = copyInto(new Int32Array(capacity), this.bornInBatch);
    this.expiresUs = copyInto(new Float64Array(capacity), this.expiresUs);
    this.amounts = copyInto(new Float64Array(capacity * this.resources), this.amounts);
  }
}
