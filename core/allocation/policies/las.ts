import { MICROS_PER_SECOND, type Micros } from '../../machine.ts';
import type { Accounts, Policy, PolicyRule } from '../policy.ts';
import { dominantShare } from './shares.ts';

/** Queues of the least attained service. */
export interface LasOptions {
  /**
   * Attained service at which a framework falls to the next queue, ascending: seconds for which
   * it held the whole cluster, or twice as long half of it, by its dominant share.
   */
  readonly thresholds: readonly number[];
}

/** 3250 and 7200 GPU seconds of Tiresias's repository, on its cluster of 60 GPUs. */
const PRESET: LasOptions = { thresholds: [54, 120] };

/**
 * Least attained service, discretised: frameworks stand in queues by the service they have had,
 * resources times time; the first queue is served first, and in a queue the framework whose oldest
 * job has waited longest (Gu et al., Tiresias, NSDI 2019, 2D-LAS). Needs no word about how long
 * jobs are: those that turn out long fall behind. Tasks that run are not preempted.
 *
 * Service adds up over cycles, at what is held when a cycle begins, so that tasks shorter than
 * the allocation interval may go unseen. It counts from the last time a framework was idle: when
 * the job it would serve next was submitted after it last held anything, it begins anew. A cycle
 * costs O(n log n).
 */
export const las: Policy = leastAttained(PRESET);

export function leastAttained(options: LasOptions): Policy {
  return {
    name: 'las',
    summary: 'least attained service in queues: those who have had little come first',
    source: 'Gu et al., NSDI 2019 (Tiresias), 2D-LAS',
    properties: ['Pareto efficiency'],
    parameters: [
      {
        name: 'thresholds',
        preset: PRESET.thresholds.map((seconds) => `${seconds} s`).join(', '),
        meaning: 'service at which a framework falls a queue, seconds of the whole cluster',
      },
    ],
    needs: ['jobSubmittedUs'],
    start: (accounts) => new Queues(accounts, options),
  };
}

class Queues implements PolicyRule {
  readonly inherits = true;
  private readonly accounts: Accounts;
  private readonly thresholds: readonly number[];
  /** Whole-cluster seconds by client. */
  private readonly attained: number[] = [];
  /** By client, when it last held anything; and the last cycle that saw it: ids are used again. */
  private readonly heldUs: Micros[] = [];
  private readonly seen: number[] = [];
  private readonly places: number[] = [];
  private lastUs: Micros = 0;
  private cycle = 0;

  constructor(accounts: Accounts, { thresholds }: LasOptions) {
    this.accounts = accounts;
    this.thresholds = thresholds;
  }

  key(client: number): number {
    return this.places[client] ?? 0;
  }

  prepare(nowUs: Micros): boolean {
    const { accounts, places } = this;
    const elapsedUs = nowUs - this.lastUs;
    this.lastUs = nowUs;
    this.cycle++;
    const waiting: { client: number; queue: number; sinceUs: Micros }[] = [];
    for (let node = 0; node < accounts.wants.length; node++) {
      if (!accounts.isClient(node)) continue;
      this.count(node, nowUs, elapsedUs);
      if (!accounts.isEligible(node)) continue;
      const sinceUs = accounts.wants[node].waitingSinceUs;
      waiting.push({ client: node, queue: this.queueOf(node), sinceUs });
    }
    waiting.sort((a, b) => a.queue - b.queue || a.sinceUs - b.sinceUs);
    let [place, changed] = [0, false];
    waiting.forEach(({ client, queue, sinceUs }, i) => {
      const before = waiting[i - 1];
      if (i > 0 && (before.queue !== queue || before.sinceUs !== sinceUs)) place = i;
      if (places[client] !== place) changed = true;
      places[client] = place;
    });
    return changed;
  }

  private count(client: number, nowUs: Micros, elapsedUs: Micros): void {
    const { accounts, attained, heldUs, seen, cycle } = this;
    const { jobSubmittedUs } = accounts.wants[client];
    const isNew = seen[client] !== cycle - 1;
    seen[client] = cycle;
    if (isNew || (jobSubmittedUs !== null && jobSubmittedUs > heldUs[client])) {
      attained[client] = 0;
      heldUs[client] = nowUs;
    }
    const share = dominantShare(accounts, client, 1);
    if (share === 0) return;
    heldUs[client] = nowUs;
    if (!isNew) attained[client] += (share * elapsedUs) / MICROS_PER_SECOND;
  }

  private queueOf(client: number): number {
    const { thresholds } = this;
    let queue = 0;
    while (queue < thresholds.length && this.attained[client] >= thresholds[queue]) queue++;
    return queue;
  }
}
