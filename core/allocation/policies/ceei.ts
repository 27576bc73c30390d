import { residual, searchProportional } from '../../division/proportional-fairness.ts';
import type { Policy } from '../policy.ts';
import { shareOfTask } from './shares.ts';
import { type TargetProblem, towardsTargets } from './targets.ts';

/** How far the conditions of an equilibrium may be from holding. */
const RESIDUAL_MAX = 1e-6;

/**
 * Competitive equilibrium from equal incomes: everyone gets an equal part (by weight) of every
 * resource and trades. With users who need resources in fixed proportions that is where the
 * product of their tasks is largest: the Nash bargaining solution, proportional fairness (Ghodsi
 * et al., NSDI 2011, section 5.2).
 *
 * The equilibrium is solved for among those who wait ({@link towardsTargets}) by an interior
 * point method on one price per resource: O(kinds of tasks × resources²) a step, about 30 steps.
 * Who has not told its task stands by its dominant share, as under drf.
 */
export const ceei: Policy = {
  name: 'ceei',
  summary: 'towards the competitive equilibrium from equal incomes: largest product of tasks',
  source: 'Ghodsi et al., NSDI 2011, section 5.2; Varian, 1974',
  properties: [
    'sharing incentive',
    'envy-freeness',
    'Pareto efficiency',
    'single-resource fairness',
    'bottleneck fairness',
  ],
  needs: ['taskDemand'],
  start: (accounts) => towardsTargets(accounts, equilibrium),
};

/** Tasks by kind at the equilibrium, or null where the search does not get there. */
export function equilibrium({ demands, weights, total }: TargetProblem): readonly number[] | null {
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = demands.map((demand) => shareOfTask(demand, total));
  const rows = total.flatMap((amount, r) => {
    if (!demands.some((demand) => demand[r] > 0)) return [];
    return [demands.map((demand, i) => demand[r] / (amount * shares[i]))];
  });
  const program = { rows, weights: weights.map((weight) => weight / all) };
  const solution = searchProportional(program);
  if (!(residual(program, solution) < RESIDUAL_MAX)) return null;
  return solution.amounts.map((amount, i) => amount / shares[i]);
}
