/**
 * Consecutive records of the log as typed columns. -1 stands where a column does not apply.
 *
 * - `framework`: index in the workload's frameworks
 * - `agent`: number of the agent in the cluster's groups
 * - `subject`: task, offer or job, as the kind says (tasks are numbered within their framework)
 * - `detail`: a count (offers, tasks), or for OFFERS and RUN_TASKS how many
 */
export interface EventChunk {
  /** Sequence number of the first record. */
  readonly first: number;
  readonly count: number;
  readonly timeUs: Float64Array;
  readonly kind: Uint8Array;
  readonly framework: Int32Array;
  readonly agent: Int32Array;
  readonly subject: Float64Array;
  readonly detail: Int32Array;
}

const CHUNK = 1 << 15;

/**
 * The one log of a run. Keeps a rolling hash of every record; keeps the records themselves only
 * while a reader wants them, one chunk at a time, so that memory does not grow with the run.
 */
export class EventLog {
  /** Records so far. */
  count = 0;
  private high = 0x811c9dc5 | 0;
  private low = 0x9e3779b9 | 0;
  private readonly reader: ((chunk: EventChunk) => void) | null;
  private chunk: MutableChunk | null = null;

  /** @param reader gets each chunk once, in order; the last with {@link close} */
  constructor(reader: ((chunk: EventChunk) => void) | null) {
    this.reader = reader;
  }

  append(
    timeUs: number,
    kind: number,
    framework: number,
    agent: number,
    subject: number,
    detail: number,
  ): void {
    this.count++;
    let a = this.high;
    let b = this.low;
    // Times and ids are below 2^53: their low 32 bits and the other 21 are hashed apart, with
    // what needs no more than the bits left.
    a = Math.imul(a ^ (timeUs | 0), 0x01000193);
    b = Math.imul(b ^ Math.floor(timeUs / 4294967296) ^ (kind << 21), 0x85ebca6b);
    a = Math.imul(a ^ framework ^ (b >>> 15), 0xc2b2ae35);
    b = Math.imul(b ^ agent ^ (a >>> 13), 0x27d4eb2f);
    a = Math.imul(a ^ (subject | 0) ^ (b >>> 16), 0x165667b1);
    b = Math.imul(b ^ Math.floor(subject / 4294967296) ^ (a >>> 14), 0x9e3779b1);
    a = Math.imul(a ^ detail ^ (b >>> 17), 0x2545f491);
    this.high = a;
    this.low = b;
    if (this.reader !== null) this.keep(timeUs, kind, framework, agent, subject, detail);
  }

  /** Hash of all records so far, 16 hexadecimal digits. */
  get hash(): string {
    return hex(this.high) + hex(this.low);
  }

  /** The records that no chunk handed out has yet; it grows. */
  get partial(): EventChunk | null {
    return this.chunk;
  }

  /** Hands out the last, partial chunk. */
  close(): void {
    if (this.chunk !== null && this.chunk.count > 0) this.reader?.(this.chunk);
    this.chunk = null;
  }

  private keep(
    timeUs: number,
    kind: number,
    framework: number,
    agent: number,
    subject: number,
    detail: number,
  ): void {
    this.chunk ??= newChunk(this.count - 1);
    const { chunk } = this;
    const at = chunk.count++;
    chunk.timeUs[at] = timeUs;
    chunk.kind[at] = kind;
    chunk.framework[at] = framework;
    chunk.agent[at] = agent;
    chunk.subject[at] = subject;
    chunk.detail[at] = detail;
    if (chunk.count === CHUNK) {
      this.reader?.(chunk);
      this.chunk = null;
    }
  }
}

type MutableChunk = { -readonly [K in keyof EventChunk]: EventChunk[K] };

function newChunk(first: number): MutableChunk {
  return {
    first,
    count: 0,
    timeUs: new Float64Array(CHUNK),
    kind: new Uint8Array(CHUNK),
    framework: new Int32Array(CHUNK),
    agent: new Int32Array(CHUNK),
    subject: new Float64Array(CHUNK),
    detail: new Int32Array(CHUNK),
  };
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
