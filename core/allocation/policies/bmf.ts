import type { Policy } from '../policy.ts';
import { type TargetProblem, towardsTargets } from './targets.ts';

/** Rounds over the resources after which the levels are taken as they are. */
const ROUNDS_MAX = 200;
/** Change of a level in a round, relative, that counts as none. */
const STILL = 1e-12;

/**
 * Bottleneck max fairness: every user has a bottleneck, a resource that is used up and of which
 * nobody has a larger share by weight (Bonald and Roberts, 2015; "no justified complaints",
 * Dolev et al., 2012).
 *
 * Solved for among those who wait ({@link towardsTargets}): each resource has a level, the largest
 * share by weight anyone may have of it; a user has as many tasks as all levels allow, and each
 * level in turn is set so that its resource is just used up, until none changes. Levels that
 * have not come to rest after 200 rounds (possible with three resources and more) are taken as
 * they are. O(kinds of tasks × log kinds × resources) a round. There may be several such
 * divisions; one is found. Who has not told its task stands by its dominant share, as under drf.
 */
export const bmf: Policy = {
  name: 'bmf',
  summary: 'towards bottleneck max fairness: everyone has the largest share of a full resource',
  source: 'Bonald and Roberts, ACM SIGMETRICS PER, 2015; Dolev et al., ITCS 2012',
  properties: [
    'sharing incentive',
    'envy-freeness',
    'Pareto efficiency',
    'single-resource fairness',
    'bottleneck fairness',
  ],
  needs: ['taskDemand'],
  start: (accounts) => towardsTargets(accounts, bottleneckFair),
};

/** Tasks by kind in a division that is bottleneck max fair. */
export function bottleneckFair({ demands, weights, total }: TargetProblem): readonly number[] {
  // Tasks per unit of level, by kind and resource: a level is a share by weight.
  const rates = demands.map((demand, i) =>
    total.map((amount, r) =>
      demand[r] > 0 ? (weights[i] * amount) / demand[r] : Number.POSITIVE_INFINITY,
    ),
  );
  const levels = total.map(() => Number.POSITIVE_INFINITY);
  const tasksBut = (i: number, without: number): number => {
    let tasks = Number.POSITIVE_INFINITY;
    levels.forEach((level, r) => {
      if (r !== without && demands[i][r] > 0) tasks = Math.min(tasks, level * rates[i][r]);
    });
    return tasks;
  };
  for (let round = 0; round < ROUNDS_MAX; round++) {
    let change = 0;
    levels.forEach((before, r) => {
      const caps = demands.map((_, i) => tasksBut(i, r) / rates[i][r]);
      const after = levelOf(
        caps,
        weights.map((weight, i) => (demands[i][r] > 0 ? weight : 0)),
      );
      levels[r] = after;
      if (before === after) return;
      const finite = Number.isFinite(before) && Number.isFinite(after);
      change = Math.max(change, finite ? Math.abs(before - after) / after : 1);
    });
    if (change <= STILL) break;
  }
  return demands.map((_, i) => tasksBut(i, -1));
}

/**
 * The level at which a resource is just used up: Σ weight × min(level, cap) = 1. Infinite when
 * the caps keep it from being used up.
 * @param caps by user, the share by weight that other resources allow
 * @param weights by user; zero for one who does not use the resource
 */
function levelOf(caps: readonly number[], weights: readonly number[]): number {
  const users = weights.flatMap((weight, i) => (weight > 0 ? [i] : []));
  users.sort((a, b) => (caps[a] === caps[b] ? a - b : caps[a] < caps[b] ? -1 : 1));
  let left = 1;
  let growing = users.reduce((sum, i) => sum + weights[i], 0);
  for (const i of users) {
    if (caps[i] * growing >= left) return left / growing;
    left -= caps[i] * weights[i];
    growing -= weights[i];
  }
  return Number.POSITIVE_INFINITY;
}
