import type { Kernel } from '../kernel/kernel.ts';
import { Draws } from '../random/draws.ts';
import type { LatencyDistribution } from './latency.ts';

/**
 * Links between the master and its peers, each way one. Messages on a link are delayed by the
 * latency distribution and delivered in the order sent, as on a TCP connection.
 */
export class Network {
  private readonly kernel: Kernel;
  private readonly latency: LatencyDistribution;
  private readonly draws: Draws;
  private readonly sent: Float64Array;
  private readonly lastDeliveryUs: Float64Array;

  /** @param links number of one-way links, dense from 0 */
  constructor(kernel: Kernel, latency: LatencyDistribution, seed: string, links: number) {
    this.kernel = kernel;
    this.latency = latency;
    this.draws = new Draws(seed, 'latency');
    this.sent = new Float64Array(links);
    this.lastDeliveryUs = new Float64Array(links);
  }

  /** Sends a message: it becomes an event of `kind` for `subject` when it arrives. */
  send(link: number, kind: number, subject: number, message: unknown): void {
    const ordinal = this.sent[link]++;
    const delay = this.latency.delayUs(this.draws.bits(link, ordinal));
    const arrival = Math.max(this.kernel.now + delay, this.lastDeliveryUs[link]);
    this.lastDeliveryUs[link] = arrival;
    this.kernel.scheduleAt(arrival, kind, subject, message);
  }
}
