import type { Accounts, Policy, PolicyRule } from '../policy.ts';

const ROOT = 0;

/**
 * Hierarchical DRF: roles are nodes of a tree, and at each level the child with the smallest
 * dominant share is served. What a role's unblocked children hold is scaled down to the least
 * share among them, and resources that are used up do not count in its share; so a role is not
 * charged for what one of its frameworks got while another waited, and none starves (Bhattacharya
 * et al., SoCC 2013; rules as in Volcano's `docs/design/hdrf.md`).
 *
 * Blocked is a framework whose next task needs a resource that is used up; one that has not told
 * its task, while it cannot be served; a role whose children all are. Used up is a resource of
 * which less is free in the whole cluster than any waiting task needs, as of the beginning of the
 * cycle. Without roles it is drf. A change costs a look at all below the roles above it.
 */
export const hdrf: Policy = {
  name: 'hdrf',
  summary: 'hierarchical DRF: shares of roles rescaled so that no framework in them starves',
  source: 'Bhattacharya et al., SoCC 2013',
  // The incentive is to share what the role gives; with roles, one who leaves may cost others.
  properties: [
    'sharing incentive',
    'strategy-proofness',
    'Pareto efficiency',
    'single-resource fairness',
    'bottleneck fairness',
  ],
  needs: ['taskDemand'],
  start: (accounts) => new Hierarchy(accounts),
};

/** What a node counts as holding. */
interface Holding {
  readonly blocked: boolean;
  /** Thousandths by resource, scaled where the rule says so. */
  readonly amounts: readonly number[];
  /** The dominant share by weight. */
  readonly share: number;
}

class Hierarchy implements PolicyRule {
  private readonly accounts: Accounts;
  /** By resource. */
  private usedUp: boolean[] = [];

  constructor(accounts: Accounts) {
    this.accounts = accounts;
  }

  key(node: number): number {
    return this.holding(node).share;
  }

  prepare(): boolean {
    const { total, allocated, wants, resources } = this.accounts;
    const least = Array.from({ length: resources }, () => Number.POSITIVE_INFINITY);
    for (const { taskDemand } of wants) {
      taskDemand?.forEach((need, r) => {
        if (need > 0 && need < least[r]) least[r] = need;
      });
    }
    const before = this.usedUp;
    this.usedUp = least.map((need, r) => {
      const free = total[r] - allocated[ROOT * resources + r];
      return free <= 0 || (free < need && need !== Number.POSITIVE_INFINITY);
    });
    return this.usedUp.some((isUsedUp, r) => isUsedUp !== before[r]);
  }

  private holding(node: number): Holding {
    const { accounts, usedUp } = this;
    const { resources, allocated } = accounts;
    if (accounts.isClient(node)) {
      const amounts = [...allocated.subarray(node * resources, (node + 1) * resources)];
      return { blocked: this.isBlocked(node), amounts, share: this.shareOf(node, amounts) };
    }
    const children = accounts.childrenOf(node).map((child) => this.holding(child));
    const open = children.filter(({ blocked }) => !blocked);
    const least = open.reduce((min, { share }) => Math.min(min, share), Number.POSITIVE_INFINITY);
    const amounts = Array.from({ length: resources }, () => 0);
    for (const child of children) {
      // The least itself is scaled by just 1: nothing is rounded.
      const scale = child.blocked || child.share === 0 ? 1 : least / child.share;
      child.amounts.forEach((amount, r) => (amounts[r] += amount * scale));
    }
    const counted = amounts.map((amount, r) => (usedUp[r] ? 0 : amount));
    return { blocked: open.length === 0, amounts, share: this.shareOf(node, counted) };
  }

  private shareOf(node: number, amounts: readonly number[]): number {
    const { total, weight } = this.accounts;
    return amounts.reduce(
      // Rounded once: equal shares are equal numbers under any whole weights.
      (most, amount, r) =>
        total[r] > 0 ? Math.max(most, amount / (total[r] * weight[node])) : most,
      0,
    );
  }

  private isBlocked(client: number): boolean {
    const { taskDemand } = this.accounts.wants[client];
    if (taskDemand === null) return !this.accounts.isEligible(client);
    return taskDemand.some((need, r) => need > 0 && this.usedUp[r]);
  }
}
