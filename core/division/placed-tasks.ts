import { assert } from '../assert.ts';
import { maximise } from './linear-program.ts';
import { type DivisionProblem, groupCapacity, mayUse, tasksIn } from './problem.ts';
import { Rational } from './rational.ts';

/**
 * Divisible tasks on nodes as the variables of linear programs: how many tasks each user runs on
 * each group of nodes it may use. Nodes of a group are alike, so that what fits on all of them
 * together can be spread evenly over them.
 */
export class PlacedTasks {
  private readonly problem: DivisionProblem;
  /** User and group by variable. */
  private readonly pairs: readonly (readonly [user: number, group: number])[];
  /** What fits: rows and limits of every program. */
  private readonly rows: Rational[][] = [];
  private readonly limits: Rational[] = [];

  constructor(problem: DivisionProblem) {
    this.problem = problem;
    const capacities = problem.nodes.map(groupCapacity);
    this.pairs = problem.users.flatMap((user, index) =>
      capacities.flatMap((capacity, group) =>
        mayUse(user, group) && tasksIn(capacity, user.demand).isPositive()
          ? [[index, group] as const]
          : [],
      ),
    );
    capacities.forEach((capacity, group) => {
      capacity.forEach((amount, r) => {
        const row = this.pairs.map(([user, at]) =>
          at === group ? problem.users[user].demand[r] : Rational.ZERO,
        );
        if (row.some((need) => need.isPositive())) this.limit(row, amount);
      });
    });
    problem.users.forEach(({ maxTasks }, user) => {
      if (maxTasks !== null) this.limit(this.tasksOf(user), maxTasks);
    });
  }

  /**
   * Max-min fairness: the least tasks per rate as large as possible, then the least of those who
   * can still grow, and so on (lexicographic optimum). A user whose rate is zero gets nothing.
   * @param rates tasks per unit of level, by user
   * @returns tasks by user and group
   */
  maxMin(rates: readonly Rational[]): Rational[][] {
    const floors = rates.map(() => Rational.ZERO);
    let active = rates.flatMap((rate, user) =>
      rate.isPositive() && this.tasksOf(user).some((one) => one.isPositive()) ? [user] : [],
    );
    while (active.length > 0) {
      const { level, stuck } = this.highestLevel(active, rates, floors);
      for (const user of active) floors[user] = rates[user].times(level);
      active = active.filter((user) => !stuck.has(user));
    }
    return this.place(floors);
  }

  /**
   * The largest value of tasks while each user runs at least so many; null when they cannot.
   * @param values what a task is worth, by user
   */
  mostValue(values: readonly Rational[], floors: readonly Rational[]): Rational | null {
    return (
      this.optimum(
        this.pairs.map(([user]) => values[user]),
        floors,
      )?.value ?? null
    );
  }

  /**
   * The highest level all active users can reach together, and those of them whom that level holds
   * back: their rows have a price, so no placement at this level gives them more. There is at
   * least one, since the prices times the rates add up to 1.
   */
  private highestLevel(
    active: readonly number[],
    rates: readonly Rational[],
    floors: readonly Rational[],
  ): { readonly level: Rational; readonly stuck: ReadonlySet<number> } {
    const zero = Rational.ZERO;
    const matrix = this.rows.map((row) => [...row, zero]);
    const limits = [...this.limits];
    const rowOf = new Map<number, number>();
    floors.forEach((floor, user) => {
      const mine = this.tasksOf(user).map((one) => one.negated());
      const grows = active.includes(user);
      if (!grows && floor.isZero()) return;
      if (grows) rowOf.set(user, matrix.length);
      matrix.push([...mine, grows ? rates[user] : zero]);
      limits.push(grows ? zero : floor.negated());
    });
    const objective = [...this.pairs.map(() => zero), Rational.ONE];
    const optimum = maximise({ objective, matrix, limits });
    assert(optimum !== null, 'what was reached stays within reach');
    const stuck = active.filter((user) => optimum.prices[rowOf.get(user) ?? -1].isPositive());
    assert(stuck.length > 0, 'a highest level holds somebody back');
    return { level: optimum.value, stuck: new Set(stuck) };
  }

  /** Any placement in which each user runs just so many tasks. */
  private place(tasks: readonly Rational[]): Rational[][] {
    const placed = this.problem.users.map(() => this.problem.nodes.map(() => Rational.ZERO));
    const fewest = this.pairs.map(() => Rational.ONE.negated());
    this.optimum(fewest, tasks)?.at.forEach((amount, variable) => {
      const [user, group] = this.pairs[variable];
      placed[user][group] = amount;
    });
    return placed;
  }

  private optimum(
    objective: readonly Rational[],
    floors: readonly Rational[],
  ): ReturnType<typeof maximise> {
    const matrix = [...this.rows];
    const limits = [...this.limits];
    floors.forEach((floor, user) => {
      if (!floor.isPositive()) return;
      matrix.push(this.tasksOf(user).map((one) => one.negated()));
      limits.push(floor.negated());
    });
    return maximise({ objective, matrix, limits });
  }

  /** The sum of a user's variables, as coefficients. */
  private tasksOf(user: number): Rational[] {
    return this.pairs.map(([one]) => (one === user ? Rational.ONE : Rational.ZERO));
  }

  private limit(row: Rational[], amount: Rational): void {
    this.rows.push(row);
    this.limits.push(amount);
  }
}
