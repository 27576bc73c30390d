/**
 * Unpacks a stream piece by piece. Nothing in the bytes makes it throw: at the first damage it
 * stops, and what came before stays good.
 */
export interface Unpacker {
  /** What these bytes complete, in order. */
  push(bytes: Uint8Array): Uint8Array[];
  /** The end of the packed bytes: the rest, if any. Afterwards `damaged` is final. */
  end(): Uint8Array[];
  /** The stream ended early or is not what it said. */
  readonly damaged: boolean;
}

/** A block of a framed stream, met in the bytes so far. */
export type Framed =
  /** More bytes are needed, at least so many in all from the block's start. */
  | { readonly type: 'NEED'; readonly bytes: number }
  /** The block took so many bytes and gave these. */
  | { readonly type: 'BLOCK'; readonly length: number; readonly bytes: Uint8Array }
  | { readonly type: 'DAMAGE' };

export const DAMAGE: Framed = { type: 'DAMAGE' };

export function need(bytes: number): Framed {
  return { type: 'NEED', bytes };
}

/** Largest block taken, packed or unpacked: above every writer's limit (Spark's LZ4: 32 MiB). */
export const MAX_BLOCK_BYTES = 67_108_864;

/** How a stream is cut into blocks. Its state may change from block to block. */
export interface Framing {
  /**
   * The next block, from the start of `bytes`.
   * @param bytes not empty; begins where the last block ended
   */
  next(bytes: Uint8Array): Framed;
  /** Whether the stream may end here, between two blocks. */
  mayEnd(): boolean;
}

/** An unpacker of a stream that consists of blocks, each unpacked as a whole. */
export class BlockUnpacker implements Unpacker {
  damaged = false;
  private readonly framing: Framing;
  /** Bytes of the block begun, in pieces, and how many the framing has asked for. */
  private pieces: Uint8Array[] = [];
  private length = 0;
  private wanted = 1;

  constructor(framing: Framing) {
    this.framing = framing;
  }

  push(bytes: Uint8Array): Uint8Array[] {
    if (this.damaged || bytes.length === 0) return [];
    this.pieces.push(bytes);
    this.length += bytes.length;
    return this.length < this.wanted ? [] : this.drain(joined(this.pieces, this.length));
  }

  end(): Uint8Array[] {
    if (this.length > 0 || !this.framing.mayEnd()) this.damaged = true;
    return [];
  }

  private drain(bytes: Uint8Array): Uint8Array[] {
    const blocks: Uint8Array[] = [];
    let from = 0;
    this.wanted = 1;
    while (from < bytes.length) {
      const framed = this.framing.next(bytes.subarray(from));
      if (framed.type === 'DAMAGE' || (framed.type === 'NEED' && framed.bytes > MAX_BLOCK_BYTES)) {
        this.damaged = true;
        break;
      }
      if (framed.type === 'NEED') {
        this.wanted = framed.bytes;
        break;
      }
      if (framed.bytes.length > 0) blocks.push(framed.bytes);
      from += framed.length;
    }
    const rest = bytes.subarray(from);
    this.pieces = rest.length > 0 ? [rest] : [];
    this.length = rest.length;
    return blocks;
  }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  if (pieces.length === 1) return pieces[0];
  const all = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** An unsigned number of 32 bits, the low byte first. */
export function uint32le(bytes: Uint8Array, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}

/** An unsigned number of 32 bits, the high byte first. */
export function uint32be(bytes: Uint8Array, at: number): number {
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;
}
