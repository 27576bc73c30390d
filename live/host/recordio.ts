/**
 * RecordIO as Mesos's streams use it (`mesos-semantics` part 18): each record is the length of
 * its bytes in decimal digits, a newline, and those bytes.
 */
export function encodeRecord(record: string | Uint8Array): Buffer {
  const body = typeof record === 'string' ? Buffer.from(record, 'utf8') : record;
  return Buffer.concat([Buffer.from(`${body.length}\n`, 'ascii'), body]);
}

/** A stream that is not RecordIO, or has a record above the bound. */
export class RecordError extends Error {
  override readonly name = 'RecordError';
}

/** Digits that a length may have: more are no length of ours. */
const LENGTH_DIGITS_MAX = 10;

/** Puts records together again from chunks of any size. */
export class RecordReader {
  private readonly maxBytes: number;
  private chunks: Buffer[] = [];
  private held = 0;
  /** Bytes of the record that is under way; null while its length is read. */
  private wanted: number | null = null;

  /** @param maxBytes of one record */
  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /**
   * The records that are complete with this chunk, in order.
   * @throws RecordError after which the stream is of no use
   */
  push(chunk: Buffer): string[] {
    this.chunks.push(chunk);
    this.held += chunk.length;
    const records: string[] = [];
    for (;;) {
      if (this.wanted === null && !this.readLength()) return records;
      if (this.wanted === null || this.held < this.wanted) return records;
      const all = this.together();
      records.push(all.toString('utf8', 0, this.wanted));
      this.keep(all.subarray(this.wanted));
      this.wanted = null;
    }
  }

  /** @returns whether the length is there */
  private readLength(): boolean {
    const all = this.together();
    const end = all.indexOf(10);
    if (end < 0 && all.length <= LENGTH_DIGITS_MAX) return false;
    const text = all.toString('latin1', 0, end < 0 ? LENGTH_DIGITS_MAX : end);
    if (!/^\d{1,10}$/.test(text) || end < 0) {
      throw new RecordError(`found ${JSON.stringify(text)}, wanted the length of a record`);
    }
    if (Number(text) > this.maxBytes) {
      throw new RecordError(`a record of ${text} bytes: wanted at most ${this.maxBytes}`);
    }
    this.wanted = Number(text);
    this.keep(all.subarray(end + 1));
    return true;
  }

  private together(): Buffer {
    if (this.chunks.length !== 1) this.chunks = [Buffer.concat(this.chunks)];
    return this.chunks[0];
  }

  private keep(rest: Buffer): void {
    this.chunks = rest.length === 0 ? [] : [rest];
    this.held = rest.length;
  }
}
