import type { Accounts, Policy, PolicyRule } from '../policy.ts';

const ROOT = 0;

/**
 * Strict priority: the weight of a role is its priority, and nobody gets anything a role of
 * larger weight would take. Equal roles, and frameworks in a role, in the order of their oldest
 * waiting jobs (a role's is the oldest below it). Level by level: a child role's weight counts
 * among its siblings. Whoever is of little weight may starve.
 *
 * Places are found anew before each cycle, in O(n log n).
 */
export const priority: Policy = {
  name: 'priority',
  summary: 'strict priority by weight, then the oldest waiting job',
  source: 'Hadoop 1 JobQueueTaskScheduler, with weights as JobPriority',
  properties: ['strategy-proofness', 'Pareto efficiency'],
  start: (accounts) => new Places(accounts),
};

/** The place of every node among its siblings. */
class Places implements PolicyRule {
  private readonly accounts: Accounts;
  private readonly places: number[] = [];

  constructor(accounts: Accounts) {
    this.accounts = accounts;
  }

  key(node: number): number {
    return this.places[node] ?? 0;
  }

  prepare(): boolean {
    return this.placeBelow(ROOT).changed;
  }

  private placeBelow(role: number): { readonly changed: boolean; readonly oldestUs: number } {
    const { accounts, places } = this;
    let changed = false;
    const children = accounts
      .childrenOf(role)
      .filter((child) => accounts.isEligible(child))
      .map((child) => {
        if (accounts.isClient(child)) {
          return { child, weight: 1, sinceUs: accounts.wants[child].waitingSinceUs };
        }
        const below = this.placeBelow(child);
        changed ||= below.changed;
        return { child, weight: accounts.weight[child], sinceUs: below.oldestUs };
      });
    children.sort((a, b) => b.weight - a.weight || a.sinceUs - b.sinceUs);
    let place = 0;
    children.forEach(({ child, weight, sinceUs }, i) => {
      const before = children[i - 1];
      if (i > 0 && (before.weight !== weight || before.sinceUs !== sinceUs)) place = i;
      if (places[child] !== place) changed = true;
      places[child] = place;
    });
    const oldestUs = children.reduce((oldest, { sinceUs }) => Math.min(oldest, sinceUs), Infinity);
    return { changed, oldestUs };
  }
}
