import { copyInto } from '../collections/copy-into.ts';
import type { Quantities } from '../resources/quantities.ts';

const END = -1;

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

  constructor(resources: number) {
    this.resources = resources;
    this.amounts = new Float64Array(64 * resources);
  }

  /**
   * Adds a refusal.
   * @param expiresUs when it ends
   * @param batch number of periodic cycles so far: the first one after the refusal honours it
   *   even if it runs at the very instant of expiry
   */
  add(client: number, agent: number, refused: Quantities, expiresUs: number, batch: number): void {
    const filter = this.allocate();
    while (agent >= this.heads.length) this.growHeads();
    while (client >= this.epochs.length) this.growEpochs();
    this.client[filter] = client;
    this.epoch[filter] = this.epochs[client];
    this.expiresUs[filter] = expiresUs;
    this.bornInBatch[filter] = batch;
    for (let r = 0; r < this.resources; r++) this.amounts[filter * this.resources + r] = refused[r];
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
   * Marks every client that refuses what is free on an agent now, and drops what has ended.
   * @param free thousandths, read from `offset`
   * @param marks set to `mark` for each client that refuses
   * @param eligible says which clients want offers at all
   * @returns how many of the eligible ones refuse
   */
  markRefusing(
    agent: number,
    free: Float64Array,
    offset: number,
    nowUs: number,
    batch: number,
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
      if (this.isOver(filter, nowUs, batch)) {
        if (before === END) this.heads[agent] = following;
        else this.next[before] = following;
        this.release(filter);
      } else {
        before = filter;
        if (marks[client] !== mark && this.contains(filter, free, offset)) {
          marks[client] = mark;
          if (eligible.isEligible(client)) refusing++;
        }
      }
      filter = following;
    }
    return refusing;
  }

  private isOver(filter: number, nowUs: number, batch: number): boolean {
    if (this.epoch[filter] !== this.epochs[this.client[filter]]) return true;
    const expires = this.expiresUs[filter];
    if (nowUs !== expires) return nowUs > expires;
    return batch > this.bornInBatch[filter] + 1;
  }

  private contains(filter: number, free: Float64Array, offset: number): boolean {
    const base = filter * this.resources;
    for (let r = 0; r < this.resources; r++) {
      if (free[offset + r] > this.amounts[base + r]) return false;
    }
    return true;
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
