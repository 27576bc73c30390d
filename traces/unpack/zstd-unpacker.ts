import type { Unpacker } from './unpacker.ts';

/** A streaming zstd decoder, as fzstd's `Decompress`; passed in, since traces imports only core. */
export type ZstdDecoder = new (
  give: (bytes: Uint8Array) => void,
) => {
  push(bytes: Uint8Array, final?: boolean): unknown;
};

/** Packed bytes given to the decoder at once. */
const PIECE_BYTES = 65_536;

/** Zstandard, frames behind each other. */
export class ZstdUnpacker implements Unpacker {
  damaged = false;
  private unpacked: Uint8Array[] = [];
  private readonly decoder: InstanceType<ZstdDecoder>;

  constructor(Decoder: ZstdDecoder) {
    this.decoder = new Decoder((bytes) => {
      if (bytes.length > 0) this.unpacked.push(bytes);
    });
  }

  push(bytes: Uint8Array): Uint8Array[] {
    for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
      this.feed(bytes.subarray(from, from + PIECE_BYTES), false);
    }
    return this.drain();
  }

  end(): Uint8Array[] {
    this.feed(new Uint8Array(0), true);
    return this.drain();
  }

  private feed(bytes: Uint8Array, final: boolean): void {
    if (this.damaged) return;
    try {
      this.decoder.push(bytes, final);
    } catch {
      // The decoder says damage by throwing; what it gave out before is good.
      this.damaged = true;
    }
  }

  private drain(): Uint8Array[] {
    const unpacked = this.unpacked;
    this.unpacked = [];
    return unpacked;
  }
}
