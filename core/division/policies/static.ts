import { lacksOnePool, lacksScalarWeights, pooled } from '../equal-quantity.ts';
import { NodeRoom } from '../node-room.ts';
import type { Division, DivisionPolicy } from '../policy.ts';
import {
  type DivisionProblem,
  type NodeGroup,
  capacityOf,
  mayUse,
  scalarWeight,
  tasksIn,
} from '../problem.ts';
import { Rational, smallest, total } from '../rational.ts';
import { serve, smallestFirst } from '../whole-tasks.ts';
import { dominantSharesPerTask } from './drf.ts';

/**
 * Static partitioning: the cluster is divided by weight once and nothing is lent, the baseline
 * of the Mesos and DRF papers (Hindman et al., NSDI 2011, section 6.1). A pool is cut into parts
 * of every resource; of nodes each user gets whole ones when tasks are whole.
 */
export const staticPartition: DivisionPolicy = {
  name: 'static',
  summary: 'fixed parts of the cluster by weight, never lent',
  source: 'Hindman et al., NSDI 2011, section 6.1',
  lacks: (problem) => lacksScalarWeights(problem) ?? lacksOnePool(problem),
  divide: (problem) => (problem.divisible ? divideParts(problem) : divideWholeTasks(problem)),
};

function divideParts(problem: DivisionProblem): Division {
  const capacity = capacityOf(problem);
  const parts = partsByWeight(problem);
  return pooled(
    problem.users.map(({ demand, maxTasks }, user) => {
      const part = capacity.map((amount) => amount.times(parts[user]));
      const fitting = tasksIn(part, demand);
      return maxTasks === null ? fitting : smallest([fitting, maxTasks]);
    }),
  );
}

/** Everyone fills its own part; the order among users changes nothing but the schedule. */
function divideWholeTasks(problem: DivisionProblem): Division {
  const shared = new NodeRoom(problem, problem.placement);
  const owned = problem.hasNodes ? nodesByOwner(problem, shared.group) : null;
  const parts = partsByWeight(problem);
  const own = problem.users.map((_, user) => {
    const nodes =
      owned === null
        ? problem.nodes.map((group) => partOf(group, parts[user]))
        : owned[user].map((node) => ({ ...problem.nodes[shared.group[node]], count: 1 }));
    const users = problem.users.map((one) => ({ ...one, eligible: null }));
    return new NodeRoom({ ...problem, nodes, users }, problem.placement);
  });
  const order = smallestFirst(problem, dominantSharesPerTask(problem));
  return serve(problem, order, shared, (user) => {
    const mine = own[user].place(user);
    if (mine < 0) return -1;
    const node = owned === null ? mine : owned[user][mine];
    shared.put(user, node);
    return node;
  });
}

function partOf({ count, capacity }: NodeGroup, part: Rational): NodeGroup {
  return { count, capacity: capacity.map((amount) => amount.times(part)) };
}

/** The part of the cluster that is each user's. */
function partsByWeight({ users }: DivisionProblem): Rational[] {
  const all = total(users.map(scalarWeight));
  return users.map((user) => scalarWeight(user).dividedBy(all));
}

/**
 * Nodes by user. Each node in turn goes to the user, of those who may use it, who is furthest
 * below its part: the rule of the simulator's static policy.
 */
function nodesByOwner(problem: DivisionProblem, groups: readonly number[]): number[][] {
  const owned = problem.users.map((): number[] => []);
  groups.forEach((group, node) => {
    let best = -1;
    let least = Rational.ZERO;
    for (const [index, user] of problem.users.entries()) {
      if (!mayUse(user, group)) continue;
      const ahead = Rational.of(owned[index].length + 1).dividedBy(scalarWeight(user));
      if (best < 0 || ahead.compare(least) < 0) {
        best = index;
        least = ahead;
      }
    }
    if (best >= 0) owned[best].push(node);
  });
  return owned;
}
