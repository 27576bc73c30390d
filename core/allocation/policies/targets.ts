import type { Quantities } from '../../resources/quantities.ts';
import type { Accounts, PolicyRule } from '../policy.ts';
import { ClientParts } from './client-parts.ts';
import { dominantShare, tasksHeld } from './shares.ts';

/** A division to be solved for: users who want as many tasks of one kind as they can get. */
export interface TargetProblem {
  /** By kind: thousandths one task takes, of each resource. */
  readonly demands: readonly Quantities[];
  /** By kind: the part of the cluster its users are entitled to together. */
  readonly weights: readonly number[];
  /** Total of the cluster, thousandths by resource; above zero where a task needs any. */
  readonly total: Quantities;
}

/** Tasks by kind of task; null when no division was found. */
export type TargetSolver = (problem: TargetProblem) => readonly number[] | null;

/** Kinds of tasks beyond which no division is solved for: what a solver costs stays bounded. */
export const KINDS_MAX = 256;

/**
 * The rule of policies that know a division of the whole cluster, but not how to get there: who
 * holds least of what the division gives it is served first, `held / target` in tasks.
 *
 * The users are the clients that wait and have told what their next task needs, each with the
 * part of the cluster the weights above it give it; users with equal tasks are solved for as one
 * and divide what it gets by their parts. It is solved at most once a cycle, and only when those
 * users, their tasks, parts, or the cluster's total changed. A client that has not told its task
 * stands by its dominant share over its part, and so do all when no division is found or there
 * are more than {@link KINDS_MAX} kinds of tasks.
 *
 * A cycle costs O(nodes) besides the solver.
 */
export function towardsTargets(
  accounts: Accounts,
  solve: TargetSolver,
  versionOf: () => number = () => 0,
): PolicyRule {
  const targets = new Targets(accounts, solve, versionOf);
  return {
    inherits: true,
    prepare: () => targets.refresh(),
    key: (client) => targets.key(client),
  };
}

class Targets {
  private readonly accounts: Accounts;
  private readonly solve: TargetSolver;
  private readonly versionOf: () => number;
  private readonly parts: ClientParts;
  /** What was solved for: by active client, its task. */
  private demands: (Quantities | null)[] = [];
  private total: readonly number[] = [];
  private version = 0;
  /** Tasks by client; a client without one stands by its dominant share. */
  private targets = new Map<number, number>();

  constructor(accounts: Accounts, solve: TargetSolver, versionOf: () => number) {
    this.accounts = accounts;
    this.solve = solve;
    this.versionOf = versionOf;
    this.parts = new ClientParts(accounts);
  }

  key(client: number): number {
    const { accounts, targets, parts } = this;
    const { taskDemand } = accounts.wants[client];
    const target = targets.get(client);
    return target === undefined || taskDemand === null
      ? dominantShare(accounts, client, parts.of(client))
      : tasksHeld(accounts, client, taskDemand, target);
  }

  /** Solves anew if anything changed; true when it did. */
  refresh(): boolean {
    const { accounts, parts } = this;
    const partsChanged = parts.refresh();
    const demands = parts.active.map((client) => accounts.wants[client].taskDemand);
    const version = this.versionOf();
    const same =
      !partsChanged &&
      version === this.version &&
      demands.every((demand, i) => isSame(demand, this.demands[i])) &&
      isSame(accounts.total, this.total);
    if (same) return false;
    this.demands = demands;
    this.total = [...accounts.total];
    this.version = version;
    this.divide();
    return true;
  }

  private divide(): void {
    const { parts, demands, total } = this;
    this.targets = new Map();
    const kinds = new Map<string, { demand: Quantities; weight: number; clients: number[] }>();
    for (const [i, client] of parts.active.entries()) {
      const demand = demands[i];
      if (demand === null || demand.some((amount, r) => amount > 0 && total[r] <= 0)) continue;
      const name = demand.join();
      const kind = kinds.get(name) ?? { demand, weight: 0, clients: [] };
      kind.weight += parts.of(client);
      kind.clients.push(client);
      kinds.set(name, kind);
    }
    if (kinds.size === 0 || kinds.size > KINDS_MAX) return;
    const users = [...kinds.values()];
    const tasks = this.solve({
      demands: users.map(({ demand }) => demand),
      weights: users.map(({ weight }) => weight),
      total,
    });
    for (const [i, { weight, clients }] of users.entries()) {
      const most = tasks?.[i] ?? 0;
      if (!(most > 0)) continue;
      for (const client of clients) {
        this.targets.set(client, (most * parts.of(client)) / weight);
      }
    }
  }
}

function isSame(one: ArrayLike<number> | null, two: ArrayLike<number> | null): boolean {
  if (one === two) return true;
  if (one === null || two === null || one.length !== two.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== two[i]) return false;
  return true;
}
