import { copyInto } from '../../core/collections/copy-into.ts';

/**
 * Pending events in order of (time, sequence of scheduling): a binary heap on typed arrays.
 *
 * Two events at the same time come out in the order in which they went in, so that a run is
 * one sequence. An event is (kind, subject, payload); the queue holds the payload by reference.
 */
export class EventQueue {
  /** The event taken last by {@link pop}. */
  time = 0;
  kind = 0;
  subject = 0;
  payload: unknown = null;

  private times: Float64Array = new Float64Array(1024);
  private sequences: Float64Array = new Float64Array(1024);
  private slots: Int32Array = new Int32Array(1024);
  private kinds: Uint8Array = new Uint8Array(1024);
  /** Ids of offers do not fit 32 bits. */
  private subjects: Float64Array = new Float64Array(1024);
  private payloads: unknown[] = [];
  private freeSlots: Int32Array = new Int32Array(1024);
  private freeCount = 0;
  private usedSlots = 0;
  private count = 0;
  private nextSequence = 0;

  /** Pending events. */
  get size(): number {
    return this.count;
  }

  /** Time of the next event, Infinity when there is none. */
  get nextTime(): number {
    return this.count === 0 ? Number.POSITIVE_INFINITY : this.times[0];
  }

  /** @returns a handle for {@link amend}, good until the event is taken */
  push(time: number, kind: number, subject: number, payload: unknown): number {
    if (this.count === this.times.length) this.grow();
    const slot = this.freeCount > 0 ? this.freeSlots[--this.freeCount] : this.usedSlots++;
    this.kinds[slot] = kind;
    this.subjects[slot] = subject;
    this.payloads[slot] = payload;
    this.siftUp(this.count++, time, this.nextSequence++, slot);
    return slot;
  }

  /** The payload of a pending event. */
  peek(handle: number): unknown {
    return this.payloads[handle];
  }

  /** Replaces the payload of a pending event. */
  amend(handle: number, payload: unknown): void {
    this.payloads[handle] = payload;
  }

  /** Takes the next event into `time`, `kind`, `subject` and `payload`; false when there is none. */
  pop(): boolean {
    if (this.count === 0) return false;
    const slot = this.slots[0];
    this.time = this.times[0];
    this.kind = this.kinds[slot];
    this.subject = this.subjects[slot];
    this.payload = this.payloads[slot];
    this.payloads[slot] = null;
    this.freeSlots[this.freeCount++] = slot;
    const last = --this.count;
    if (last > 0) this.siftDown(this.times[last], this.sequences[last], this.slots[last]);
    return true;
  }

  private siftUp(from: number, time: number, sequence: number, slot: number): void {
    const { times, sequences, slots } = this;
    let at = from;
    while (at > 0) {
      const above = (at - 1) >> 1;
      // A new event has the highest sequence: at equal times it stays below.
      if (times[above] <= time) break;
      times[at] = times[above];
      sequences[at] = sequences[above];
      slots[at] = slots[above];
      at = above;
    }
    times[at] = time;
    sequences[at] = sequence;
    slots[at] = slot;
  }

  /** Fills the hole at the top: the hole sinks along the earlier children until the event fits. */
  private siftDown(time: number, sequence: number, slot: number): void {
    const { times, sequences, slots, count } = this;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= count) break;
      let belowTime = times[below];
      const right = below + 1;
      if (right < count) {
        const rightTime = times[right];
        if (
          rightTime < belowTime ||
          (rightTime === belowTime && sequences[right] < sequences[below])
        ) {
          below = right;
          belowTime = rightTime;
        }
      }
      if (belowTime > time || (belowTime === time && sequences[below] > sequence)) break;
      times[at] = belowTime;
      sequences[at] = sequences[below];
      slots[at] = slots[below];
      at = below;
    }
    times[at] = time;
    sequences[at] = sequence;
    slots[at] = slot;
  }

  private grow(): void {
    const capacity = this.times.length * 2;
    this.times = copyInto(new Float64Array(capacity), this.times);
    this.sequences = copyInto(new Float64Array(capacity), this.sequences);
    this.slots = copyInto(new Int32Array(capacity), this.slots);
    this.kinds = copyInto(new Uint8Array(capacity), this.kinds);
    this.subjects = copyInto(new Float64Array(capacity), this.subjects);
    this.freeSlots = copyInto(new Int32Array(capacity), this.freeSlots);
  }
}
