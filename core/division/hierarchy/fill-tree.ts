import { pooled } from '../equal-quantity.ts';
import { type Division, DivisionError } from '../policy.ts';
import { type DivisionProblem, capacityOf } from '../problem.ts';
import { Rational, smallest, total } from '../rational.ts';
import {
  type Holding,
  type RoleRule,
  type TreeState,
  holdingOf,
  leastShare,
  shareTree,
} from './share-tree.ts';

/** Changes of pace after which a filling is given up: none known needs more than a few a user. */
const EVENTS_MAX = 10_000;

/**
 * Divisible tasks over a tree of roles: serving the least share as in {@link serveTree}, with
 * tasks that become ever smaller. Under each role the children with the least share grow, so that
 * their shares stay equal; the others wait. Everything is linear in time until a resource is used
 * up, a user has enough, or a share meets another: from event to event, exactly.
 */
export function fillTree(problem: DivisionProblem, rule: RoleRule): Division {
  const tree = shareTree(problem);
  const capacity = capacityOf(problem);
  const tasks = problem.users.map(() => Rational.ZERO);
  for (let event = 0; event < EVENTS_MAX; event++) {
    const taken = capacity.map((_, r) =>
      total(problem.users.map(({ demand }, user) => demand[r].times(tasks[user]))),
    );
    const saturated = capacity.map((amount, r) => taken[r].compare(amount) >= 0);
    const blocked = problem.users.map(
      ({ demand, maxTasks }, user) =>
        (maxTasks !== null && tasks[user].compare(maxTasks) >= 0) ||
        demand.some((need, r) => need.isPositive() && saturated[r]),
    );
    const state: TreeState = { tasks, blocked, saturated };
    const root = holdingOf(tree, state, rule);
    if (root.blocked) return pooled(tasks);
    const { rates, events } = growthOf(root, state, rule);
    capacity.forEach((amount, r) => {
      const speed = total(
        [...rates].map(([user, rate]) => problem.users[user].demand[r].times(rate)),
      );
      if (speed.isPositive()) events.push(amount.minus(taken[r]).dividedBy(speed));
    });
    for (const [user, rate] of rates) {
      const { maxTasks } = problem.users[user];
      if (maxTasks !== null) events.push(maxTasks.minus(tasks[user]).dividedBy(rate));
    }
    const time = smallest(events);
    for (const [user, rate] of rates) tasks[user] = tasks[user].plus(rate.times(time));
  }
  throw new DivisionError(`found no end of the filling after ${EVENTS_MAX} steps; wanted one`);
}

/** How a node grows from now on. */
interface Growth {
  /** Tasks per unit of time, by user. */
  readonly rates: ReadonlyMap<number, Rational>;
  /** By resource, how fast what the node counts as holding grows. */
  readonly parts: readonly Rational[];
  /** How fast its share grows. */
  readonly share: Rational;
  /** When the pace changes, in times above zero. */
  readonly events: Rational[];
}

function growthOf(holding: Holding, state: TreeState, rule: RoleRule): Growth {
  const { node } = holding;
  if (node.kind === 'user') {
    const most = node.perTask.reduce((best, next) => (next.compare(best) > 0 ? next : best));
    return {
      rates: new Map([[node.user, Rational.ONE]]),
      parts: node.perTask,
      share: most.dividedBy(node.weight),
      events: [],
    };
  }
  const open = holding.children.filter(({ blocked }) => !blocked);
  const least = leastShare(open);
  const together = growTogether(
    open.filter(({ share }) => share.equals(least)).map((child) => growthOf(child, state, rule)),
  );
  const waiting = open.filter(({ share }) => share.compare(least) > 0);
  const parts = together.parts.map((part, r) =>
    waiting.reduce((sum, child) => {
      if (rule === 'naive') return sum;
      return sum.plus(child.parts[r].dividedBy(child.share).times(together.share));
    }, part),
  );
  const counts = (r: number): boolean => rule === 'naive' || !state.saturated[r];
  const share = shareGrowth(holding, parts, counts);
  const events = [...together.events];
  for (const child of waiting) {
    if (together.share.isPositive()) {
      events.push(child.share.minus(least).dividedBy(together.share));
    }
  }
  // Another resource may become the dominant one.
  parts.forEach((part, r) => {
    const faster = part.dividedBy(node.weight).minus(share);
    const behind = holding.share.minus(holding.parts[r].dividedBy(node.weight));
    if (counts(r) && faster.isPositive() && behind.isPositive()) {
      events.push(behind.dividedBy(faster));
    }
  });
  return { rates: together.rates, parts, share, events };
}

/**
 * Children with equal shares at a pace that keeps them equal. One whose share does not move when
 * it grows stays the least: it goes first, alone.
 */
function growTogether(children: readonly Growth[]): Growth {
  const still = children.find(({ share }) => share.isZero());
  if (still !== undefined) return still;
  const paces = children.map(({ share }) => Rational.ONE.dividedBy(share));
  const rates = new Map<number, Rational>();
  children.forEach((child, index) => {
    for (const [user, rate] of child.rates) rates.set(user, rate.times(paces[index]));
  });
  return {
    rates,
    parts: children[0].parts.map((_, r) =>
      total(children.map((child, index) => child.parts[r].times(paces[index]))),
    ),
    share: Rational.ONE,
    events: children.flatMap(({ events }, index) =>
      events.map((time) => time.dividedBy(paces[index])),
    ),
  };
}

/** How fast the dominant share grows: the fastest of the resources that are dominant now. */
function shareGrowth(
  { node, parts, share }: Holding,
  growth: readonly Rational[],
  counts: (resource: number) => boolean,
): Rational {
  let fastest = Rational.ZERO;
  growth.forEach((speed, r) => {
    const dominant = counts(r) && parts[r].dividedBy(node.weight).equals(share);
    const pace = speed.dividedBy(node.weight);
    if (dominant && pace.compare(fastest) > 0) fastest = pace;
  });
  return fastest;
}
