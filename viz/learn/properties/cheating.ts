import { trueTasks, tryDivide, withDemand } from '../../../core/division/search/variations.ts';
import { divisionPolicyNamed } from '../../../core/division/policies/index.ts';
import { Rational } from '../../../core/division/rational.ts';
import { type PoolFields, poolProblem } from '../pool-problem.ts';

/** The instance of the paper's theorem 4 (figure 6): the first user is the reader. */
export const GAME: PoolFields = {
  capacity: { cpus: 100, mem: 100 },
  users: [
    { name: 'You', demand: [16, 1] },
    { name: 'The other', demand: [1, 2] },
  ],
};

/** What a lie brings. */
export interface Cheat {
  /** Useful tasks when the truth is told. */
  readonly honest: Rational;
  /** Useful tasks with the told demand: tasks of the true shape that fit in what was got. */
  readonly lying: Rational;
  /** Resources got by the lie. */
  readonly got: readonly Rational[];
}

/**
 * What the reader gets under a policy for telling a demand.
 * @throws Error when the policy has no division for it
 */
export function cheat(policyName: string, told: readonly number[]): Cheat {
  const policy = divisionPolicyNamed(policyName);
  if (policy === undefined) throw new Error(`found "${policyName}", wanted a policy's name`);
  const problem = poolProblem(GAME);
  const demand = told.map((need) => Rational.fromNumber(need));
  const honest = tryDivide(policy, problem);
  const lied = tryDivide(policy, withDemand(problem, 0, demand));
  if (honest === null || lied === null) throw new Error(`${policyName} found no division`);
  return {
    honest: honest.tasks[0],
    lying: trueTasks(problem, 0, demand, lied),
    got: demand.map((need) => need.times(lied.tasks[0])),
  };
}
