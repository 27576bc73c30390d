import type { Quantities } from '../../resources/quantities.ts';
import type { Accounts } from '../policy.ts';

/**
 * The largest part of any one resource of the cluster that a node holds, divided by a weight
 * (Ghodsi et al., NSDI 2011, section 4.1).
 */
export function dominantShare(accounts: Accounts, node: number, weight: number): number {
  const { allocated, total, resources } = accounts;
  const base = node * resources;
  let share = 0;
  for (let r = 0; r < resources; r++) {
    if (total[r] > 0) {
      // Rounded once: equal shares are equal numbers under any whole weights.
      const part = allocated[base + r] / (total[r] * weight);
      if (part > share) share = part;
    }
  }
  return share;
}

/** The largest part of any one resource of the cluster that a task takes. */
export function shareOfTask(demand: Quantities, total: ArrayLike<number>): number {
  let share = 0;
  for (let r = 0; r < demand.length; r++) {
    if (total[r] > 0) share = Math.max(share, demand[r] / total[r]);
  }
  return share;
}

/**
 * How many tasks a node's holdings are worth, over `per`: the largest part of the resources the
 * task needs. Offers not answered yet count as what they hold most of.
 */
export function tasksHeld(
  accounts: Accounts,
  node: number,
  demand: Quantities,
  per: number,
): number {
  const { allocated, resources } = accounts;
  const base = node * resources;
  let tasks = 0;
  for (let r = 0; r < resources; r++) {
    if (demand[r] > 0) tasks = Math.max(tasks, allocated[base + r] / (demand[r] * per));
  }
  return tasks;
}

/**
 * How many tasks fit into amounts that begin at an offset, parts of tasks counted; zero where a
 * resource the task needs is missing.
 */
export function tasksIn(amounts: ArrayLike<number>, offset: number, demand: Quantities): number {
  let tasks = Number.POSITIVE_INFINITY;
  for (let r = 0; r < demand.length; r++) {
    if (demand[r] > 0) tasks = Math.min(tasks, amounts[offset + r] / demand[r]);
  }
  return tasks === Number.POSITIVE_INFINITY ? 0 : tasks;
}

/** Whether a task fits into amounts that begin at an offset. */
export function taskFits(amounts: ArrayLike<number>, offset: number, demand: Quantities): boolean {
  for (let r = 0; r < demand.length; r++) if (demand[r] > amounts[offset + r]) return false;
  return true;
}
