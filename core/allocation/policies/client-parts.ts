import type { Accounts } from '../policy.ts';

/** The root of the tree. */
const ROOT = 0;

/**
 * The part of the cluster each active client is entitled to by the weights above it: a node
 * divides its part among its active children by weight. Active is who has told what it waits
 * for, and who can be served without having told. For policies that compare clients with each
 * other rather than level by level.
 */
export class ClientParts {
  /** In ascending order of their ids. */
  readonly active: number[] = [];
  private readonly accounts: Accounts;
  private readonly parts: number[] = [];

  constructor(accounts: Accounts) {
    this.accounts = accounts;
  }

  /** Finds the active clients and their parts. True when either is not what it was. */
  refresh(): boolean {
    const { accounts, active } = this;
    const { parent, weight } = accounts;
    const weightBelow = new Map<number, number>();
    let count = 0;
    let changed = false;
    for (let node = 0; node < accounts.wants.length; node++) {
      if (!this.isActive(node)) continue;
      if (active[count] !== node) changed = true;
      active[count++] = node;
      for (let at = node, seen = false; at !== ROOT && !seen; at = parent[at]) {
        const above = parent[at];
        seen = weightBelow.has(above);
        weightBelow.set(above, (weightBelow.get(above) ?? 0) + weight[at]);
      }
    }
    if (active.length !== count) changed = true;
    active.length = count;
    for (const client of active) {
      let part = 1;
      for (let at = client; at !== ROOT; at = parent[at]) {
        part *= weight[at] / (weightBelow.get(parent[at]) ?? 1);
      }
      if (this.parts[client] !== part) changed = true;
      this.parts[client] = part;
    }
    return changed;
  }

  /** A client's part, above 0, at most 1; 1 for one that is not active. */
  of(client: number): number {
    return this.parts[client] ?? 1;
  }

  private isActive(node: number): boolean {
    const { accounts } = this;
    if (node === ROOT || !accounts.isClient(node)) return false;
    return accounts.wants[node].taskDemand !== null || accounts.isEligible(node);
  }
}
