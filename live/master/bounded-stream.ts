import type { ServerResponse } from 'node:http';

import { encodeRecord } from '../host/recordio.ts';

/** Bytes that may wait for a slow reader before it is dropped. */
export const STREAM_BYTES_MAX: number = 16 * 1024 * 1024;

/**
 * The answer to a subscription: records, for as long as the reader keeps up. One that does not is
 * dropped, for what waits would have no end; its client subscribes again.
 */
export class BoundedStream {
  private readonly response: ServerResponse;
  private readonly maxBytes: number;
  private heartbeat: NodeJS.Timeout | null = null;
  private isOver = false;

  /** @param onClosed once, however it ends, unless {@link end} was called */
  constructor(response: ServerResponse, onClosed: () => void, maxBytes: number = STREAM_BYTES_MAX) {
    this.response = response;
    this.maxBytes = maxBytes;
    // Its reader is gone; what follows is said by 'close'.
    response.on('error', () => response.destroy());
    const closed = (): void => {
      const ended = this.isOver;
      this.stop();
      if (!ended) onClosed();
    };
    // Its reader may have gone before this was made.
    if (response.destroyed) queueMicrotask(closed);
    else response.on('close', closed);
  }

  /** Writes one record, in one piece: some clients take a chunk for a record. */
  write(record: string | Uint8Array): void {
    this.writeBytes(encodeRecord(record));
  }

  /** Bytes that have not been taken yet. */
  get waiting(): number {
    return this.response.writableLength;
  }

  /** Resolves when all of them were taken, or never will be. */
  drained(): Promise<void> {
    if (this.isOver || this.response.destroyed || !this.response.writableNeedDrain) {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const done = (): void => {
        this.response.off('drain', done).off('close', done);
        resolve();
      };
      this.response.on('drain', done).on('close', done);
    });
  }

  /** What is encoded already: several streams may share it. */
  writeBytes(bytes: Uint8Array): void {
    if (this.isOver || this.response.destroyed) return;
    this.response.write(bytes);
    if (this.response.writableLength > this.maxBytes) this.response.destroy();
  }

  /** Writes `record` now and then, from now on. */
  beat(record: string | Uint8Array, everyMs: number, onBeat: () => void = () => undefined): void {
    this.heartbeat = setInterval(() => {
      this.write(record);
      onBeat();
    }, everyMs);
    this.heartbeat.unref();
  }

  /** Ends it at once, as for a reader that is too slow. */
  drop(): void {
    this.response.destroy();
  }

  /** Ends it after all that was written. */
  end(): void {
    if (this.isOver) return;
    this.stop();
    this.response.end();
  }

  private stop(): void {
    this.isOver = true;
    if (this.heartbeat !== null) clearInterval(this.heartbeat);
  }
}
