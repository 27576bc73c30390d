import type { Quantities } from '../../resources/quantities.ts';
import type { Accounts, Agents, ClientOrder, Policy, PolicyRule } from '../policy.ts';
import { ListedOrder, clientsByKey, sortByScore } from './listed-order.ts';
import { dominantShare, taskFits } from './shares.ts';

export interface TetrisOptions {
  /** From 0 up to, not including, 1: only the 1 − f of those who fit that are furthest behind compete. */
  readonly fairness: number;
  /** What short jobs weigh against packing: 1 equally, 0 nothing. */
  readonly shortJobs: number;
}

const PRESET: TetrisOptions = { fairness: 0.25, shortJobs: 1 };

/**
 * Tetris: packs agents with tasks whose demands are aligned with what is free, and finishes short
 * jobs early (Grandl et al., SIGCOMM 2014, sections 3.2 to 3.4). Of the frameworks whose next task
 * fits on the agent, the 1 − f with the smallest dominant shares compete by `a − ε p`: a is the
 * alignment, p the work left of the job, ε the mean of a over the mean of p, times `shortJobs`.
 * Then come the rest by their shares, and those whose task does not fit or is not known. One that
 * does not say what work is left counts as having the mean.
 *
 * An agent costs O(n log n).
 */
export const tetris: Policy = packing(PRESET);

export function packing(options: TetrisOptions): Policy {
  return {
    name: 'tetris',
    summary: 'packs agents with the tasks most like what is free, short jobs first',
    source: 'Grandl et al., SIGCOMM 2014',
    properties: ['Pareto efficiency'],
    parameters: [
      {
        name: 'fairness',
        preset: String(PRESET.fairness),
        meaning: 'knob f: only the 1 - f of frameworks furthest below their share compete',
      },
      {
        name: 'shortJobs',
        preset: String(PRESET.shortJobs),
        meaning: 'what short jobs weigh against packing',
      },
    ],
    needs: ['taskDemand', 'remainingWork'],
    jobOrder: 'least-remaining',
    start: (accounts, _random, agents) => new Packing(accounts, agents, options),
  };
}

/**
 * The dot product of a task's demand and what is free on an agent, both as parts of what the
 * agent has; vectors of the agent begin at an offset.
 */
export function alignment(
  demand: Quantities,
  free: ArrayLike<number>,
  total: ArrayLike<number>,
  offset: number,
): number {
  let sum = 0;
  for (let r = 0; r < demand.length; r++) {
    const has = total[offset + r];
    if (has > 0) sum += (demand[r] * free[offset + r]) / (has * has);
  }
  return sum;
}

/** A framework whose next task fits on the agent. */
interface Candidate {
  readonly client: number;
  readonly alignment: number;
  readonly remaining: number | null;
}

class Packing implements PolicyRule {
  private readonly accounts: Accounts;
  private readonly agents: Agents;
  private readonly options: TetrisOptions;

  constructor(accounts: Accounts, agents: Agents, options: TetrisOptions) {
    this.accounts = accounts;
    this.agents = agents;
    this.options = options;
  }

  key(node: number): number {
    return dominantShare(this.accounts, node, this.accounts.weight[node]);
  }

  orderFor(agent: number, free: Float64Array): ClientOrder {
    const { accounts, agents, options } = this;
    const offset = agent * accounts.resources;
    const fitting: Candidate[] = [];
    const others: number[] = [];
    for (const client of clientsByKey(accounts)) {
      const { taskDemand, remainingWork } = accounts.wants[client];
      if (taskDemand === null || !taskFits(free, offset, taskDemand)) {
        others.push(client);
        continue;
      }
      const aligned = alignment(taskDemand, free, agents.totals, offset);
      fitting.push({ client, alignment: aligned, remaining: remainingWork });
    }
    const behind = fitting.slice(0, Math.ceil((1 - options.fairness) * fitting.length));
    const rest = fitting.slice(behind.length).map(({ client }) => client);
    return new ListedOrder([...byScore(behind, options.shortJobs), ...rest, ...others]);
  }
}

function byScore(candidates: readonly Candidate[], shortJobs: number): number[] {
  const known = candidates.flatMap(({ remaining }) => remaining ?? []);
  const meanWork = mean(known);
  const price =
    meanWork > 0 ? (shortJobs * mean(candidates.map((one) => one.alignment))) / meanWork : 0;
  const scores = new Map(
    candidates.map(({ client, alignment: a, remaining }) => [
      client,
      a - price * (remaining ?? meanWork),
    ]),
  );
  return sortByScore(
    candidates.map(({ client }) => client),
    (client) => -(scores.get(client) ?? 0),
  );
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
