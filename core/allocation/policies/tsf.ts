import type { Policy } from '../policy.ts';
import { agentKinds } from './agent-kinds.ts';
import { tasksIn } from './shares.ts';
import { towardsTargets } from './targets.ts';

/**
 * Task share fairness: a framework's share is its tasks over those it could run alone on all
 * agents, were it free to use them; the smallest is served first. Refused agents and placement
 * constraints do not count, which is what keeps the sharing incentive and strategy-proofness under
 * them (Wang, Li, Liang and Li, SC 2016).
 *
 * What one could run alone is computed for those who wait when their tasks or the agents change,
 * in O(kinds of tasks × kinds of agents). Who has not told its task stands by its dominant share,
 * as under drf.
 */
export const tsf: Policy = {
  name: 'tsf',
  summary: 'task share fairness: smallest part of the tasks it could run alone on all agents',
  source: 'Wang, Li, Liang and Li, SC 2016',
  properties: [
    'sharing incentive',
    'strategy-proofness',
    'envy-freeness',
    'Pareto efficiency',
    'single-resource fairness',
  ],
  needs: ['taskDemand'],
  start: (accounts, _random, agents) => {
    const kinds = agentKinds(agents, accounts.resources);
    return towardsTargets(
      accounts,
      ({ demands, weights }) =>
        demands.map((demand, i) => {
          let alone = 0;
          for (const { total, count } of kinds()) alone += tasksIn(total, 0, demand) * count;
          return alone * weights[i];
        }),
      () => agents.version,
    );
  },
};
