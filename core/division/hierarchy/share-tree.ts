import { type DivisionProblem, capacityOf, scalarWeight, taskShares } from '../problem.ts';
import { Rational } from '../rational.ts';

/** A node of the tree of roles: a role with what is under it, or a user. */
export type ShareNode = RoleNode | UserNode;

export interface RoleNode {
  readonly kind: 'role';
  readonly weight: Rational;
  /** In the order of the first user under each, by rank. */
  readonly children: readonly ShareNode[];
}

export interface UserNode {
  readonly kind: 'user';
  readonly weight: Rational;
  readonly user: number;
  /** The part of each resource of the cluster that one task takes. */
  readonly perTask: readonly Rational[];
}

/** The users of a problem under their roles; users without a role stand at the top. */
export function shareTree(problem: DivisionProblem): RoleNode {
  const capacity = capacityOf(problem);
  const byRank = problem.users
    .map((_, user) => user)
    .sort((a, b) => problem.rank[a] - problem.rank[b]);
  const branch = (users: readonly number[], path: readonly string[]): RoleNode => {
    const depth = path.length;
    const children: ShareNode[] = [];
    const seen = new Set<string>();
    for (const index of users) {
      const user = problem.users[index];
      if (user.role.length === depth) {
        const perTask = taskShares(user, capacity);
        children.push({ kind: 'user', weight: scalarWeight(user), user: index, perTask });
        continue;
      }
      const name = user.role[depth];
      if (seen.has(name)) continue;
      seen.add(name);
      const under = users.filter((other) => problem.users[other].role[depth] === name);
      children.push(branch(under, [...path, name]));
    }
    const weight = problem.roleWeights.get(path.join('/')) ?? Rational.ONE;
    return { kind: 'role', weight, children };
  };
  return branch(byRank, []);
}

/** How the share of a role follows from what is under it. */
export type RoleRule = 'naive' | 'hdrf';

/** Where the tree stands: tasks by user, who can get no more, what is used up. */
export interface TreeState {
  readonly tasks: readonly Rational[];
  readonly blocked: readonly boolean[];
  readonly saturated: readonly boolean[];
}

/** What a node counts as holding. */
export interface Holding {
  readonly node: ShareNode;
  /** Nothing under it can grow. */
  readonly blocked: boolean;
  /** Parts of the cluster, by resource, rescaled where the rule says so. */
  readonly parts: readonly Rational[];
  /** The dominant share by weight. */
  readonly share: Rational;
  readonly children: readonly Holding[];
}

/**
 * What each node holds and its share.
 *
 * - `naive`: a role holds what its users hold, as in Mesos's sorter.
 * - `hdrf`: what unblocked children hold is scaled down to the least share among them, and
 *   resources that are used up do not count in a role's share (Bhattacharya et al., SoCC 2013).
 */
export function holdingOf(node: ShareNode, state: TreeState, rule: RoleRule): Holding {
  if (node.kind === 'user') {
    const parts = node.perTask.map((part) => part.times(state.tasks[node.user]));
    const share = dominantOf(parts, node.weight, () => true);
    return { node, blocked: state.blocked[node.user], parts, share, children: [] };
  }
  const children = node.children.map((child) => holdingOf(child, state, rule));
  const open = children.filter(({ blocked }) => !blocked);
  const least = leastShare(open);
  const parts = state.saturated.map((_, r) =>
    children.reduce((sum, child) => {
      const scaled = rule === 'hdrf' && !child.blocked && child.share.isPositive();
      const part = child.parts[r];
      return sum.plus(scaled ? part.times(least).dividedBy(child.share) : part);
    }, Rational.ZERO),
  );
  const counts = (r: number): boolean => rule === 'naive' || !state.saturated[r];
  const share = dominantOf(parts, node.weight, counts);
  return { node, blocked: open.length === 0, parts, share, children };
}

/** The least share of some holdings; zero for none. */
export function leastShare(holdings: readonly Holding[]): Rational {
  if (holdings.length === 0) return Rational.ZERO;
  return holdings
    .map(({ share }) => share)
    .reduce((best, next) => (next.compare(best) < 0 ? next : best));
}

function dominantOf(
  parts: readonly Rational[],
  weight: Rational,
  counts: (resource: number) => boolean,
): Rational {
  let most = Rational.ZERO;
  parts.forEach((part, r) => {
    if (counts(r) && part.compare(most) > 0) most = part;
  });
  return most.dividedBy(weight);
}
