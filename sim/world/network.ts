import type { Kernel } from '../kernel/kernel.ts';
import { Draws } from '../random/draws.ts';
import type { LatencyDistribution } from './latency.ts';
import type { LinkTroubles } from './link-troubles.ts';

/** Messages that travel together where links may break; `life` is that of the link then. */
export interface Packet {
  readonly life: number;
  /** A message, or an array of them. */
  body: object;
}

/**
 * Links between masters and their peers, each way one. Messages on a link are delayed by the
 * latency distribution and delivered in the order sent, as on a TCP connection.
 *
 * What is sent on a link at one instant travels together, as one segment would: one delay, one
 * event. Its payload is the message, or an array of them; where links may break it is a
 * {@link Packet} with that in it.
 */
export class Network {
  private readonly kernel: Kernel;
  private readonly latency: LatencyDistribution;
  private readonly draws: Draws;
  private readonly packets: Float64Array;
  private readonly sentUs: Float64Array;
  private readonly sentDuring: Float64Array;
  private readonly deliveryUs: Float64Array;
  private readonly handle: Int32Array;
  /** Times each link has broken: what was sent before the last is lost. */
  private readonly lives: Uint32Array;
  /** Reasons for which nothing passes. */
  private readonly blocks: Uint8Array;
  private readonly troubles: LinkTroubles | null;
  /** When the last handshake on a link arrives: nothing sent after it comes before. */
  private readonly barriers = new Map<number, number>();

  /**
   * @param links number of one-way links, dense from 0
   * @param troubles what may go wrong; null where nothing can
   */
  constructor(
    kernel: Kernel,
    latency: LatencyDistribution,
    seed: string,
    links: number,
    troubles: LinkTroubles | null,
  ) {
    this.kernel = kernel;
    this.latency = latency;
    this.draws = new Draws(seed, 'latency');
    this.packets = new Float64Array(links);
    this.sentUs = new Float64Array(links).fill(-1);
    this.sentDuring = new Float64Array(links);
    this.deliveryUs = new Float64Array(links);
    this.handle = new Int32Array(links);
    this.lives = new Uint32Array(links);
    this.blocks = new Uint8Array(links);
    this.troubles = troubles;
  }

  /** Sends a message: it becomes an event of `kind` for `subject` when it arrives. */
  send(link: number, kind: number, subject: number, message: object): void {
    if (this.blocks[link] > 0) return;
    if (this.troubles?.holds(link, kind, subject, message) === true) return;
    if (this.isOpen(link)) this.join(link, message);
    else this.open(link, kind, subject, message);
  }

  /** Breaks a link: what is under way on it is lost. */
  cut(link: number): void {
    this.lives[link]++;
    this.sentUs[link] = -1;
    this.troubles?.forget(link);
  }

  /** Nothing passes from now on, what is under way included, until each block is taken away. */
  block(link: number): void {
    this.blocks[link]++;
    this.cut(link);
  }

  unblock(link: number): void {
    this.blocks[link]--;
  }

  isBlocked(link: number): boolean {
    return this.blocks[link] > 0;
  }

  /** What a packet brings; null when its link has broken since it was sent. */
  arrival(link: number, packet: Packet): object | null {
    return packet.life === this.lives[link] ? packet.body : null;
  }

  /** Whether the last packet was sent at this instant and has certainly not been delivered. */
  private isOpen(link: number): boolean {
    const { now, handled } = this.kernel;
    if (this.sentUs[link] !== now) return false;
    return this.deliveryUs[link] > now || this.sentDuring[link] === handled;
  }

  private open(link: number, kind: number, subject: number, message: object): void {
    const { now, handled } = this.kernel;
    const ordinal = this.packets[link]++;
    const delay = this.latency.delayUs(this.draws.bits(link, ordinal));
    const { troubles } = this;
    if (troubles !== null) {
      const packet: Packet = { life: this.lives[link], body: message };
      if (troubles.mayTouch(link, message)) {
        const again = troubles.fateOf(link, ordinal);
        if (again === 'lost') return troubles.onLost(link);
        if (again === 'twice') this.repeat(link, kind, subject, packet, ordinal);
        if (again === 'late') {
          const lateUs = delay + this.latency.delayUs(this.draws.bits(link, -1 - ordinal));
          const atUs = Math.max(now + lateUs, this.barriers.get(link) ?? 0);
          this.kernel.scheduleAt(atUs, kind, subject, packet);
          return;
        }
      }
      this.deliver(link, kind, subject, packet, now + delay, handled);
      if (troubles.isHandshake(message)) this.barriers.set(link, this.deliveryUs[link]);
      return;
    }
    this.deliver(link, kind, subject, message, now + delay, handled);
  }

  private deliver(
    link: number,
    kind: number,
    subject: number,
    payload: object,
    atUs: number,
    handled: number,
  ): void {
    const arrival = Math.max(atUs, this.deliveryUs[link]);
    this.sentUs[link] = this.kernel.now;
    this.sentDuring[link] = handled;
    this.deliveryUs[link] = arrival;
    this.handle[link] = this.kernel.scheduleAt(arrival, kind, subject, payload);
  }

  /** A copy comes after the packet itself, whatever has come in between. */
  private repeat(
    link: number,
    kind: number,
    subject: number,
    packet: Packet,
    ordinal: number,
  ): void {
    const delay = this.latency.delayUs(this.draws.bits(link, -1 - ordinal));
    const atUs = Math.max(this.kernel.now, this.deliveryUs[link]) + delay;
    this.kernel.scheduleAt(atUs, kind, subject, packet);
  }

  private join(link: number, message: object): void {
    const { queue } = this.kernel;
    const pending = queue.peek(this.handle[link]);
    if (this.troubles !== null) {
      const packet = pending as Packet;
      if (Array.isArray(packet.body)) packet.body.push(message);
      else packet.body = [packet.body, message];
    } else if (Array.isArray(pending)) {
      pending.push(message);
    } else {
      queue.amend(this.handle[link], [pending, message]);
    }
  }
}
