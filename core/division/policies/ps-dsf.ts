import { lacksScalarWeights } from '../equal-quantity.ts';
import { tasksAlone } from '../equal-placed.ts';
import { type Division, DivisionError, type DivisionPolicy } from '../policy.ts';
import { type DivisionProblem, groupCapacity, mayUse, scalarWeight } from '../problem.ts';
import { Rational, total } from '../rational.ts';

/** Rounds over all servers after which the search is given up. */
const ROUNDS_MAX = 20_000;
/** Change of tasks in a round, relative, that counts as none. */
const STILL = 1e-14;

/**
 * Per-server dominant share fairness: on every server, the virtual dominant shares of its users
 * are max-min fair, x_i / γ_il, where x_i are all tasks of the user and γ_il those it could run
 * alone on that server (Khamse-Ashari et al., IEEE ICC 2017).
 *
 * The server procedure: each server in turn is filled anew, given what its users run elsewhere,
 * until nothing changes. In floating point; the totals are unique, the split over servers may
 * not be.
 */
export const psDsf: DivisionPolicy = {
  name: 'ps-dsf',
  summary: 'equal virtual shares on every node group: tasks over those it could run there alone',
  source: 'Khamse-Ashari et al., IEEE ICC 2017',
  lacks(problem) {
    if (!problem.divisible) {
      return 'it levels parts of tasks, found whole tasks; wanted divisible: true';
    }
    if (problem.users.some(({ maxTasks }) => maxTasks !== null)) {
      return 'it has no notion of enough, found maxTasks; wanted drfh or tsf';
    }
    return lacksScalarWeights(problem);
  },
  addsTo: (problem) => problem.hasNodes,
  divide: (problem) => levelServers(problem),
};

/** A group of nodes with its users. */
interface Server {
  readonly capacity: readonly number[];
  /** γ by user; zero for one who may not use it or does not fit. */
  readonly alone: readonly number[];
}

function levelServers(problem: DivisionProblem): Division {
  const demands = problem.users.map(({ demand }) => demand.map((need) => need.toNumber()));
  const alone = problem.users.map((_, user) => tasksAlone(problem, user));
  const servers = problem.nodes.map(
    (node, group): Server => ({
      capacity: groupCapacity(node).map((amount) => amount.toNumber()),
      alone: problem.users.map((user, index) =>
        mayUse(user, group) ? alone[index][group].times(scalarWeight(user)).toNumber() : 0,
      ),
    }),
  );
  const placed = problem.users.map(() => servers.map(() => 0));
  for (let round = 0; round < ROUNDS_MAX; round++) {
    let change = 0;
    servers.forEach((server, l) => {
      const elsewhere = placed.map((tasks) =>
        tasks.reduce((sum, x, k) => (k === l ? sum : sum + x), 0),
      );
      fillServer(server, demands, elsewhere).forEach((tasks, user) => {
        const size = Math.max(tasks + elsewhere[user], Number.MIN_VALUE);
        change = Math.max(change, Math.abs(tasks - placed[user][l]) / size);
        placed[user][l] = tasks;
      });
    });
    if (change <= STILL) return divisionOf(placed);
  }
  throw new DivisionError(`found no rest after ${ROUNDS_MAX} rounds over the servers; wanted one`);
}

function divisionOf(placed: readonly (readonly number[])[]): Division {
  const exact = placed.map((tasks) => tasks.map((x) => Rational.fromNumber(x)));
  return { tasks: exact.map(total), placed: exact, schedule: null, room: null, exact: false };
}

/**
 * Raises the level of a server from zero: users whose tasks elsewhere put them below the level
 * get what lacks, until a resource they need is used up.
 * @returns tasks by user on this server
 */
function fillServer(
  { capacity, alone }: Server,
  demands: readonly (readonly number[])[],
  elsewhere: readonly number[],
): number[] {
  const tasks = alone.map(() => 0);
  const free = [...capacity];
  const start = elsewhere.map((x, user) => (alone[user] > 0 ? x / alone[user] : 0));
  let waiting = alone.flatMap((most, user) => (most > 0 ? [user] : []));
  waiting.sort((a, b) => start[a] - start[b]);
  let growing: number[] = [];
  let level = waiting.length > 0 ? start[waiting[0]] : 0;
  const full = capacity.map((amount) => amount <= 0);
  const isStuck = (user: number): boolean => demands[user].some((need, r) => need > 0 && full[r]);
  for (;;) {
    const joining = waiting.filter((user) => start[user] <= level);
    waiting = waiting.filter((user) => start[user] > level);
    growing = [...growing, ...joining].filter((user) => !isStuck(user));
    if (growing.length === 0 && waiting.length === 0) return tasks;
    if (growing.length === 0) {
      level = start[waiting[0]];
      continue;
    }
    const speeds = free.map((_, r) =>
      growing.reduce((sum, user) => sum + demands[user][r] * alone[user], 0),
    );
    const times = free.map((amount, r) =>
      speeds[r] > 0 ? amount / speeds[r] : Number.POSITIVE_INFINITY,
    );
    const toNext = waiting.length > 0 ? start[waiting[0]] - level : Number.POSITIVE_INFINITY;
    const time = Math.min(toNext, ...times);
    for (const user of growing) tasks[user] += alone[user] * time;
    speeds.forEach((speed, r) => {
      free[r] -= speed * time;
      if (times[r] === time) full[r] = true;
    });
    level = time === toNext ? start[waiting[0]] : level + time;
  }
}
