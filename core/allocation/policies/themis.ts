import type { Micros } from '../../machine.ts';
import type { Accounts, Policy, PolicyRule } from '../policy.ts';
import { ClientParts } from './client-parts.ts';
import { tasksHeld, tasksIn } from './shares.ts';

/**
 * Finish-time fairness: served first is the framework whose job is worst off by ρ, the time it
 * takes from submission to end in the shared cluster over the time it would take on its own part
 * of the cluster (Mahajan et al., Themis, NSDI 2020, section 4; without the auction among the
 * worst off, which needs bids).
 *
 * The time in the shared cluster is what has passed and what the remaining work takes at the
 * tasks now held, one at least; the time alone is the job's whole work by as many tasks as fit
 * into its part (by weight, one n-th among n equals), one at least. A framework that has not told
 * its job counts as having ρ = 1. A cycle costs O(n).
 */
export const themis: Policy = {
  name: 'themis',
  summary: 'finish-time fairness: whose job is slowed down most by sharing comes first',
  source: 'Mahajan et al., NSDI 2020, section 4',
  properties: ['Pareto efficiency'],
  needs: ['taskDemand', 'jobSubmittedUs', 'jobWork', 'remainingWork'],
  start: (accounts) => new FinishTimes(accounts),
};

class FinishTimes implements PolicyRule {
  readonly inherits = true;
  private readonly accounts: Accounts;
  private readonly parts: ClientParts;
  private nowUs: Micros = 0;

  constructor(accounts: Accounts) {
    this.accounts = accounts;
    this.parts = new ClientParts(accounts);
  }

  prepare(nowUs: Micros): boolean {
    this.parts.refresh();
    const before = this.nowUs;
    this.nowUs = nowUs;
    return nowUs !== before;
  }

  key(client: number): number {
    return -this.rho(client);
  }

  private rho(client: number): number {
    const { accounts, parts, nowUs } = this;
    const { taskDemand, jobSubmittedUs, jobWork, remainingWork } = accounts.wants[client];
    if (taskDemand === null || jobSubmittedUs === null || remainingWork === null) return 1;
    if (jobWork === null || jobWork <= 0) return 1;
    const elapsedUs = Math.max(0, nowUs - jobSubmittedUs);
    const held = Math.max(1, tasksHeld(accounts, client, taskDemand, 1));
    const alone = Math.max(1, tasksIn(accounts.total, 0, taskDemand) * parts.of(client));
    return ((elapsedUs + remainingWork / held) * alone) / jobWork;
  }
}
