import type { Division } from './policy.ts';
import { type DivisionProblem, groupCapacity, tasksIn } from './problem.ts';
import { PlacedTasks } from './placed-tasks.ts';
import { Rational, total } from './rational.ts';

/**
 * Divides divisible tasks on nodes so that tasks per rate are max-min fair: a lexicographic
 * linear program over placements, exact.
 * @param rates tasks that raise the quantity that is to be equal by one, by user; zero for users
 *   who get nothing
 */
export function equalisePlaced(problem: DivisionProblem, rates: readonly Rational[]): Division {
  const placed = new PlacedTasks(problem).maxMin(rates);
  return { tasks: placed.map(total), placed, schedule: null, room: null, exact: true };
}

/** How many tasks of a user fit on each group of nodes when it has them alone. */
export function tasksAlone(problem: DivisionProblem, index: number): Rational[] {
  return problem.nodes.map((node) => tasksIn(groupCapacity(node), problem.users[index].demand));
}
