import type { Accounts, Policy } from '../policy.ts';

/**
 * Static partitioning: agents are divided among the top-level roles by weight once and never
 * lent. The baseline of the Mesos and DRF papers (Hindman et al., NSDI 2011, section 6.1).
 *
 * Agent number a goes to the role that is furthest below its weighted part of agents 0 … a, so
 * that every prefix of the agents is divided as evenly as whole agents allow. The division is
 * made anew when the set of roles changes.
 */
export const staticPartition: Policy = {
  name: 'static',
  summary: 'static partitions of whole agents by weight, never lent',
  source: 'Hindman et al., NSDI 2011, section 6.1',
  properties: ['sharing incentive', 'strategy-proofness', 'envy-freeness'],
  start: (accounts) => {
    const division = new Division(accounts);
    return {
      key: () => 0,
      ownerOf: (agent) => division.ownerOf(agent),
    };
  },
};

class Division {
  private readonly accounts: Accounts;
  private roles: readonly number[] = [];
  private weights: number[] = [];
  private given: number[] = [];
  private owners: number[] = [];

  constructor(accounts: Accounts) {
    this.accounts = accounts;
  }

  ownerOf(agent: number): number {
    this.refresh();
    while (this.owners.length <= agent) this.owners.push(this.nextOwner());
    return this.owners[agent];
  }

  private refresh(): void {
    const roles = this.accounts.topLevel();
    const weights = roles.map((role) => this.accounts.weight[role]);
    const same =
      roles.length === this.roles.length &&
      roles.every((role, i) => role === this.roles[i] && weights[i] === this.weights[i]);
    if (same) return;
    this.roles = [...roles];
    this.weights = weights;
    this.given = roles.map(() => 0);
    this.owners = [];
  }

  private nextOwner(): number {
    let best = 0;
    for (let i = 1; i < this.roles.length; i++) {
      const ahead = (this.given[i] + 1) * this.weights[best];
      if (ahead < (this.given[best] + 1) * this.weights[i]) best = i;
    }
    this.given[best]++;
    return this.roles[best];
  }
}
