import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Bounds of long answers. */
export interface AnswerLimits {
  /** Under way at a time: each keeps what it tells of until its reader has it. */
  readonly atOnce: number;
  /** How long a reader may take nothing of one, milliseconds. */
  readonly stallMs: number;
}

/**
 * Lets so many long answers be under way at a time, and ends those whose readers stand still: a
 * thousand who ask and do not read cost little.
 */
export class AnswerSlots {
  private readonly limits: AnswerLimits;
  private readonly waiting: (() => void)[] = [];
  /** What ends with a connection: answers that wait behind another one do not hear of it. */
  private readonly bySocket = new WeakMap<Socket, Set<() => void>>();
  private underWay = 0;

  constructor(limits: AnswerLimits) {
    this.limits = limits;
  }

  /** Resolves when an answer may begin. Its place is free again when the response is over. */
  async take(response: ServerResponse): Promise<void> {
    const { atOnce, stallMs } = this.limits;
    if (this.underWay >= atOnce) await new Promise<void>((go) => this.waiting.push(go));
    this.underWay++;
    const { socket } = response.req;
    const ends = this.endsOf(socket);
    const release = (): void => {
      if (!ends.delete(release)) return;
      this.underWay--;
      this.waiting.shift()?.();
    };
    ends.add(release);
    if (response.destroyed || socket.destroyed) return release();
    response.once('close', release);
    response.setTimeout(stallMs, () => {
      // Where nothing waits to be read, it is the master who is slow.
      if (socket.writableLength > 0) socket.destroy();
      else socket.setTimeout(stallMs);
    });
  }

  private endsOf(socket: Socket): Set<() => void> {
    const known = this.bySocket.get(socket);
    if (known !== undefined) return known;
    const ends = new Set<() => void>();
    this.bySocket.set(socket, ends);
    socket.once('close', () => {
      for (const end of ends) end();
    });
    return ends;
  }
}

/** Of all masters of this process. */
export const ANSWER_SLOTS: AnswerSlots = new AnswerSlots({ atOnce: 48, stallMs: 10_000 });
