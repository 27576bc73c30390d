import { scaledBundle, tasksWith } from '../../core/division/envy.ts';
import { Rational } from '../../core/division/rational.ts';
import type { FairnessColumns } from '../../sim/session/session-frame.ts';

/** Who could run how much with whose resources. */
export interface EnvyMatrix {
  /** The frameworks of the rows and columns, by number. */
  readonly frameworks: readonly number[];
  /**
   * `tasks[i][j]`: tasks that the i-th could run with what the j-th holds, scaled to its own
   * weight; `tasks[i][i]` are its own. Null where nobody knows what its next task takes.
   */
  readonly tasks: readonly (readonly (number | null)[])[];
}

/** One who compares. */
interface Comparer {
  /** Null where it is not known what its tasks take. */
  readonly demand: readonly Rational[] | null;
  readonly bundle: readonly Rational[];
  readonly weight: readonly Rational[];
  readonly own: number;
  readonly maxTasks: Rational | null;
}

/**
 * Envy between frameworks by the definition of {@link fairnessOf}, in whole tasks: one envies
 * another if it could run more tasks with the other's resources, scaled by weight, than it runs
 * with its own; what it would not use is worth nothing. A framework's task is the mean of those it
 * holds, so that its own resources are worth exactly the tasks it has, or the next of its job.
 */
export function envyMatrix(
  columns: FairnessColumns,
  capacity: Float64Array,
  most: number,
): EnvyMatrix {
  const frameworks = largest(columns, capacity, most);
  const users = frameworks.map((framework) => comparer(columns, framework));
  const tasks = users.map((user, i) =>
    users.map((other, j) => {
      if (i === j) return user.own;
      if (user.demand === null) return null;
      const bundle = scaledBundle(other.bundle, user.weight, other.weight);
      const { demand, maxTasks } = user;
      return tasksWith({ demand, maxTasks }, [bundle], false).toNumber();
    }),
  );
  return { frameworks, tasks };
}

function comparer(
  { tasks, allocated, nextTask, wanted, over, under, count }: FairnessColumns,
  framework: number,
): Comparer {
  const width = allocated.length / count;
  const own = tasks[framework];
  const row = (values: Float64Array): Rational[] =>
    [...values.subarray(framework * width, (framework + 1) * width)].map((v) => Rational.of(v));
  const bundle = row(allocated);
  const demand =
    own > 0 ? bundle.map((amount) => amount.dividedBy(Rational.of(own))) : row(nextTask);
  const part = Rational.fromNumber(over[framework]).dividedBy(
    Rational.fromNumber(under[framework]),
  );
  return {
    demand: demand.some((need) => need.isPositive()) ? demand : null,
    bundle,
    weight: bundle.map(() => part),
    own,
    maxTasks: Number.isFinite(wanted[framework]) ? Rational.of(wanted[framework]) : null,
  };
}

/** Frameworks that hold or want something; of many those with the largest dominant shares. */
function largest(columns: FairnessColumns, capacity: Float64Array, most: number): number[] {
  const { tasks, wanted, count } = columns;
  const all = Array.from({ length: count }, (_, framework) => framework);
  const present = all.filter((framework) => tasks[framework] > 0 || wanted[framework] > 0);
  if (present.length <= most) return present;
  const shares = all.map((framework) => shareOf(columns, capacity, framework));
  const byShare = present.toSorted((a, b) => shares[b] - shares[a] || a - b);
  return byShare.slice(0, most).toSorted((a, b) => a - b);
}

/** Dominant share of what a framework holds. */
export function shareOf(
  { allocated }: FairnessColumns,
  capacity: Float64Array,
  framework: number,
): number {
  const width = capacity.length;
  const parts = [...capacity].map((all, r) =>
    all > 0 ? allocated[framework * width + r] / all : 0,
  );
  return Math.max(0, ...parts);
}
