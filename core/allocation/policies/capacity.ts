import type { Accounts, Policy, PolicyRule } from '../policy.ts';
import { dominantShare } from './shares.ts';

const ROOT = 0;
/** 2^52, added to the key of a user over its limit: after all that are not, and waits stay exact. */
const OVER_LIMIT = 4_503_599_627_370_496;

export interface CapacityOptions {
  /** Least part of a queue's capacity that is a user's limit however many users there are. */
  readonly minUserLimit: number;
}

/** Hadoop's `minimum-user-limit-percent` of 100. */
const PRESET: CapacityOptions = { minUserLimit: 1 };

/**
 * Hadoop's capacity scheduler: roles are queues, their weights divide the capacity of the queue
 * above, among all siblings, busy or not. Served is the queue that uses the smallest part of its
 * capacity (by dominant share); in a queue the frameworks, which are its users, in the order of
 * their oldest waiting jobs, those beyond their limit after the others. What a queue does not
 * use is lent to others until tasks end; nothing is preempted, and limits hold nobody back from
 * what no other wants.
 *
 * A cycle costs O(nodes).
 */
export const capacity: Policy = capacityQueues(PRESET);

export function capacityQueues(options: CapacityOptions): Policy {
  return {
    name: 'capacity',
    summary: 'capacity scheduler: the queue that uses least of its capacity, first in, first out',
    source: 'Hadoop CapacityScheduler',
    properties: ['sharing incentive', 'Pareto efficiency', 'single-resource fairness'],
    parameters: [
      {
        name: 'minUserLimit',
        preset: '100 %',
        meaning: 'part of its queue a user may take before others in it, however many there are',
      },
    ],
    start: (accounts) => new Queues(accounts, options),
  };
}

/** The part of a queue a user may take before the others. */
export function userLimit(activeUsers: number, { minUserLimit }: CapacityOptions): number {
  return Math.max(1 / activeUsers, minUserLimit);
}

class Queues implements PolicyRule {
  private readonly accounts: Accounts;
  private readonly options: CapacityOptions;
  /** What a user of a queue may take, as part of the cluster, by queue. */
  private readonly limits: number[] = [];

  constructor(accounts: Accounts, options: CapacityOptions) {
    this.accounts = accounts;
    this.options = options;
  }

  key(node: number): number {
    const { accounts } = this;
    if (!accounts.isClient(node)) return dominantShare(accounts, node, accounts.weight[node]);
    const limit = this.limits[accounts.parent[node]] ?? 1;
    const isOver = dominantShare(accounts, node, 1) >= limit;
    return accounts.wants[node].waitingSinceUs + (isOver ? OVER_LIMIT : 0);
  }

  prepare(): boolean {
    return this.limitBelow(ROOT, 1);
  }

  /** Sets the limits of a queue and all below it; true when one changed. */
  private limitBelow(queue: number, part: number): boolean {
    const { accounts, limits } = this;
    let [weights, users, changed] = [0, 0, false];
    const children = accounts.childrenOf(queue);
    for (const child of children) {
      if (!accounts.isClient(child)) weights += accounts.weight[child];
      else if (accounts.isEligible(child)) users++;
    }
    for (const child of children) {
      if (accounts.isClient(child)) continue;
      const below = this.limitBelow(child, (part * accounts.weight[child]) / weights);
      changed ||= below;
    }
    const limit = part * userLimit(Math.max(1, users), this.options);
    if (limits[queue] !== limit) changed = true;
    limits[queue] = limit;
    return changed;
  }
}
