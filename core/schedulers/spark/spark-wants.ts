import type { SaidWants, Want } from '../../allocation/wants.ts';
import type { Micros } from '../../machine.ts';
import type { Quantities } from '../../resources/quantities.ts';

/**
 * What an application tells the policy of the job that has waited longest. How much work is in it
 * Spark does not know.
 *
 * @param needs what the policy needs to be told
 * @param demand of the next thing that it would launch
 * @returns null when it needs nothing
 */
export function sparkWants(
  needs: readonly Want[],
  demand: Quantities,
  submitUs: Micros,
): SaidWants | null {
  if (needs.length === 0) return null;
  const wants: Required<SaidWants> = {
    taskDemand: demand,
    jobSubmittedUs: submitUs,
    jobWork: null,
    remainingWork: null,
  };
  return Object.fromEntries(needs.map((want) => [want, wants[want]]));
}
