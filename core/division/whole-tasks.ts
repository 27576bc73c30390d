import { NodeRoom, type PlacementRule } from './node-room.ts';
import type { Division } from './policy.ts';
import type { DivisionProblem } from './problem.ts';
import { Rational, commonDenominator } from './rational.ts';

/** Who is served next when whole tasks are handed out one by one. */
export interface ServingOrder {
  /** One of the users still waiting. */
  next(state: WholeTaskState): number;
}

export interface WholeTaskState {
  /** Tasks by user. */
  readonly tasks: readonly number[];
  /** True by user who wants no more, or whose next task fits nowhere. */
  readonly done: readonly boolean[];
}

/**
 * Hands out whole tasks one by one, each to the user the order names, placed by the problem's
 * rule (Ghodsi et al., NSDI 2011, Algorithm 1). When that user's task fits nowhere, the stop
 * rule says whether all is over or only that user is; it never fits later, since nobody leaves.
 */
export function handOutTasks(
  problem: DivisionProblem,
  order: ServingOrder,
  placement: PlacementRule = problem.placement,
): Division {
  const room = new NodeRoom(problem, placement);
  return serve(problem, order, room, (user) => room.place(user));
}

/**
 * The same where `place` says on which node a task goes, -1 for none.
 * @param room what is free, for the questions asked afterwards
 */
export function serve(
  problem: DivisionProblem,
  order: ServingOrder,
  room: NodeRoom,
  place: (user: number) => number,
): Division {
  const { users } = problem;
  const tasks = users.map(() => 0);
  const done = users.map(() => false);
  const placed = users.map(() => problem.nodes.map(() => 0));
  const schedule: number[] = [];
  const most = users.map(({ maxTasks }) => maxTasks?.floor() ?? null);
  most.forEach((limit, user) => (done[user] = limit === 0n));
  while (done.includes(false)) {
    const user = order.next({ tasks, done });
    const node = place(user);
    if (node < 0) {
      if (problem.stop === 'lowest-blocked') break;
      done[user] = true;
      continue;
    }
    tasks[user]++;
    placed[user][room.group[node]]++;
    schedule.push(user);
    if (BigInt(tasks[user]) === most[user]) done[user] = true;
  }
  return {
    tasks: tasks.map((count) => Rational.of(count)),
    placed: placed.map((groups) => groups.map((count) => Rational.of(count))),
    schedule,
    room,
    exact: true,
  };
}

/**
 * Serves the user for whom tasks × `perTask` is smallest, equals by rank.
 * @param perTask what one task adds to the quantity that is to be equal, by user
 */
export function smallestFirst(
  problem: DivisionProblem,
  perTask: readonly Rational[],
): ServingOrder {
  const common = commonDenominator(perTask);
  const steps = perTask.map(({ over, under }) => (over * common) / under);
  return {
    next({ tasks, done }) {
      let best = -1;
      let least = 0n;
      for (let user = 0; user < steps.length; user++) {
        if (done[user]) continue;
        const key = steps[user] * BigInt(tasks[user]);
        if (best < 0 || key < least || (key === least && problem.rank[user] < problem.rank[best])) {
          best = user;
          least = key;
        }
      }
      return best;
    },
  };
}
