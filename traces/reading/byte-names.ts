import { copyInto } from '../../core/collections/copy-into.ts';
import { FNV_OFFSET, mix32 } from '../../core/random/mix.ts';
import { GrowingColumn, newInts } from './growing-column.ts';
import { encodeUtf8 } from './utf8-encoder.ts';
import { Utf8Decoder } from './utf8-decoder.ts';

/** What {@link ByteNames.find} gives for a name that was never met. */
export const NO_NAME = -1;

/**
 * Names out of a file, each once, numbered by first occurrence.
 *
 * They are kept as bytes in one piece: a table of millions of jobs' names takes some twenty bytes
 * a name, where texts in a map take a hundred, and a name that is known costs no text at all.
 */
export class ByteNames {
  private bytes: Uint8Array = new Uint8Array(1024);
  /** Where each name ends; it begins where the one before ends. */
  private readonly ends = new GrowingColumn(newInts);
  /** Numbers by hash, plus one; 0 is free. At most half are taken. */
  private slots: Int32Array = new Int32Array(64);
  /** One for all names: it has room for a long one. */
  private readonly decoder = new Utf8Decoder();

  get size(): number {
    return this.ends.length;
  }

  /** Number of the name in bytes `from` to before `to`, which is kept when it is new. */
  idOf(bytes: Uint8Array, from: number, to: number): number {
    const slot = this.slotOf(bytes, from, to);
    const known = this.slots[slot] - 1;
    return known === NO_NAME ? this.add(bytes, from, to, slot) : known;
  }

  /** As {@link idOf}, by a text. */
  idOfText(text: string): number {
    const bytes = encodeUtf8(text);
    return this.idOf(bytes, 0, bytes.length);
  }

  /** The name of a number. */
  text(id: number): string {
    const { decoder } = this;
    return decoder.push(this.bytes.subarray(this.startOf(id), this.ends.at(id))) + decoder.end();
  }

  private startOf(id: number): number {
    return id === 0 ? 0 : this.ends.at(id - 1);
  }

  private slotOf(bytes: Uint8Array, from: number, to: number): number {
    const mask = this.slots.length - 1;
    let slot = hashBytes(bytes, from, to) & mask;
    while (this.slots[slot] !== 0 && !this.isAt(this.slots[slot] - 1, bytes, from, to)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private isAt(id: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.startOf(id);
    if (this.ends.at(id) - start !== to - from) return false;
    for (let i = from; i < to; i++) {
      if (bytes[i] !== this.bytes[start + i - from]) return false;
    }
    return true;
  }

  private add(bytes: Uint8Array, from: number, to: number, slot: number): number {
    const id = this.size;
    const start = this.startOf(id);
    const end = start + to - from;
    if (end > this.bytes.length) {
      const longer = new Uint8Array(Math.max(end, Math.ceil(this.bytes.length * 1.5)));
      this.bytes = copyInto(longer, this.bytes);
    }
    for (let i = from; i < to; i++) this.bytes[start + i - from] = bytes[i];
    this.ends.push(end);
    this.slots[slot] = id + 1;
    if (this.size * 2 > this.slots.length) this.spread();
    return id;
  }

  /** Twice as many slots. */
  private spread(): void {
    this.slots = new Int32Array(this.slots.length * 2);
    for (let id = 0; id < this.size; id++) {
      const slot = this.slotOf(this.bytes, this.startOf(id), this.ends.at(id));
      this.slots[slot] = id + 1;
    }
  }
}

/** Names out of a file as texts, each made once: for rows that are kept as objects. */
export class ByteTexts {
  private readonly names = new ByteNames();
  private readonly texts: string[] = [];

  textOf(bytes: Uint8Array, from: number, to: number): string {
    const id = this.names.idOf(bytes, from, to);
    if (id === this.texts.length) this.texts.push(this.names.text(id));
    return this.texts[id];
  }
}

/** FNV-1a over bytes, then scrambled: names that count upwards would else lie side by side. */
function hashBytes(bytes: Uint8Array, from: number, to: number): number {
  let h = FNV_OFFSET;
  for (let i = from; i < to; i++) h = Math.imul(h ^ bytes[i], 0x01000193);
  return mix32(h);
}
