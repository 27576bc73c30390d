import type { Kernel } from '../kernel/kernel.ts';
import { Draws } from '../random/draws.ts';
import type { LatencyDistribution } from './latency.ts';

/**
 * Links between the master and its peers, each way one. Messages on a link are delayed by the
 * latency distribution and delivered in the order sent, as on a TCP connection.
 *
 * What is sent on a link at one instant travels together, as one segment would: one delay, one
 * event. Its payload is the message, or an array of them.
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
  /** Packets that have come to their end, and those sent before the link last broke. */
  private readonly arrived: Float64Array;
  private readonly stale: Float64Array;

  /** @param links number of one-way links, dense from 0 */
  constructor(kernel: Kernel, latency: LatencyDistribution, seed: string, links: number) {
    this.kernel = kernel;
    this.latency = latency;
    this.draws = new Draws(seed, 'latency');
    this.packets = new Float64Array(links);
    this.sentUs = new Float64Array(links).fill(-1);
    this.sentDuring = new Float64Array(links);
    this.deliveryUs = new Float64Array(links);
    this.handle = new Int32Array(links);
    this.arrived = new Float64Array(links);
    this.stale = new Float64Array(links);
  }

  /** Sends a message: it becomes an event of `kind` for `subject` when it arrives. */
  send(link: number, kind: number, subject: number, message: object): void {
    if (this.isOpen(link)) this.join(link, message);
    else this.open(link, kind, subject, message);
  }

  /** Breaks a link: what is under way on it is lost. */
  cut(link: number): void {
    this.stale[link] = this.packets[link];
    this.sentUs[link] = -1;
  }

  /** Counts a packet that came to its end; whether it was sent since the link last broke. */
  arrives(link: number): boolean {
    return ++this.arrived[link] > this.stale[link];
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
    const arrival = Math.max(now + delay, this.deliveryUs[link]);
    this.sentUs[link] = now;
    this.sentDuring[link] = handled;
    this.deliveryUs[link] = arrival;
    this.handle[link] = this.kernel.scheduleAt(arrival, kind, subject, message);
  }

  private join(link: number, message: object): void {
    const { queue } = this.kernel;
    const packet = queue.peek(this.handle[link]);
    if (Array.isArray(packet)) packet.push(message);
    else queue.amend(this.handle[link], [packet, message]);
  }
}
