import type { Quantities } from '../../resources/quantities.ts';
import type { Accounts, ClientOrder, Policy, PolicyRule } from '../policy.ts';
import { ClientParts } from './client-parts.ts';
import { ListedOrder, clientsByKey, sortByScore } from './listed-order.ts';
import { dominantShare, shareOfTask, taskFits } from './shares.ts';

/** What is equal but for rounding counts as equal. */
const ROUNDING = 1 + 1e-9;

/**
 * DRF on unlike servers: the framework with the smallest dominant share of the whole cluster is
 * served next, on the server whose room is most like its task (Wang, Li and Liang, IEEE TPDS
 * 2015, best-fit heuristic).
 *
 * In a cycle it is the agent that is given, and a framework is looked for: of those whose task
 * fits and whose share is at most one task above the smallest, the one whose task is most like
 * what is free. So shares differ by little more than a task, which whole tasks make them do
 * anyway, and each agent finds its kind. Then come the others by share, then those whose task does
 * not fit or is not known. Weights are those of {@link ClientParts}. An agent costs O(n log n).
 */
export const drfh: Policy = {
  name: 'drfh',
  summary: 'DRF on unlike agents: smallest share of the cluster, on agents shaped like its tasks',
  source: 'Wang, Li and Liang, IEEE TPDS 2015',
  properties: [
    'strategy-proofness',
    'envy-freeness',
    'Pareto efficiency',
    'single-resource fairness',
    'bottleneck fairness',
    'population monotonicity',
  ],
  needs: ['taskDemand'],
  start: (accounts) => new ShapedAgents(accounts),
};

class ShapedAgents implements PolicyRule {
  private readonly accounts: Accounts;
  private readonly parts: ClientParts;

  constructor(accounts: Accounts) {
    this.accounts = accounts;
    this.parts = new ClientParts(accounts);
  }

  key(node: number): number {
    return dominantShare(this.accounts, node, this.accounts.weight[node]);
  }

  prepare(): boolean {
    this.parts.refresh();
    return false;
  }

  orderFor(agent: number, free: Float64Array): ClientOrder {
    const { accounts, parts } = this;
    const { wants, total, resources } = accounts;
    const room = free.subarray(agent * resources, (agent + 1) * resources);
    const share = (client: number): number => dominantShare(accounts, client, parts.of(client));
    const clients = sortByScore(clientsByKey(accounts), share);
    const fitting: { client: number; demand: Quantities }[] = [];
    const others: number[] = [];
    for (const client of clients) {
      const demand = wants[client].taskDemand;
      if (demand !== null && taskFits(room, 0, demand)) fitting.push({ client, demand });
      else others.push(client);
    }
    if (fitting.length === 0) return new ListedOrder(others);
    const [{ client: lowest, demand: task }] = fitting;
    const band = share(lowest) + shareOfTask(task, total) / parts.of(lowest);
    const near = fitting.filter(({ client }) => share(client) <= band * ROUNDING);
    const unlike = new Map(
      near.map(({ client, demand }) => [client, mismatch(demand, room, total)]),
    );
    const alike = sortByScore(
      near.map(({ client }) => client),
      (client) => unlike.get(client) ?? 0,
    );
    const rest = fitting.slice(near.length).map(({ client }) => client);
    return new ListedOrder([...alike, ...rest, ...others]);
  }
}

/**
 * How unlike a task and a room are: Σ_r |d_r/d_1 − f_r/f_1| in parts of the cluster, with the
 * first resource the task needs as 1.
 */
export function mismatch(
  demand: Quantities,
  free: ArrayLike<number>,
  total: ArrayLike<number>,
): number {
  const one = demand.findIndex((need, r) => need > 0 && total[r] > 0);
  if (one < 0) return 0;
  let sum = 0;
  for (let r = 0; r < demand.length; r++) {
    if (total[r] <= 0) continue;
    const scale = total[one] / total[r];
    sum += Math.abs((demand[r] * scale) / demand[one] - (free[r] * scale) / free[one]);
  }
  return sum;
}
