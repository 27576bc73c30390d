import { type RandomStream, randomBelow } from '../../random/random-stream.ts';
import type { Division, DivisionPolicy } from '../policy.ts';
import { type DivisionProblem, capacityOf } from '../problem.ts';
import { Rational } from '../rational.ts';
import type { ProfitableLie, SearchResult } from './counterexample.ts';
import { isAbove, trueTasks, tryDivide, withDemand } from './variations.ts';

/** What a liar multiplies a demand by. */
const FACTORS: readonly Rational[] = [
  [1, 4],
  [1, 2],
  [2, 3],
  [1, 1],
  [1, 1],
  [5, 4],
  [3, 2],
  [2, 1],
  [4, 1],
  [8, 1],
].map(([over, under]) => Rational.of(over, under));

/** What a liar claims of a resource it does not need, as a part of the cluster over this. */
const CLAIMS = [100, 20, 10, 4];

/**
 * Searches for a lie that pays (Ghodsi et al., NSDI 2011, section 3, strategy-proofness): random
 * users tell randomly scaled demands, by turns in all resources and in one.
 * @param tries lies told
 */
export function findProfitableLie(
  policy: DivisionPolicy,
  problem: DivisionProblem,
  honest: Division,
  random: RandomStream,
  tries: number,
): SearchResult<ProfitableLie> {
  const capacity = capacityOf(problem);
  let tried = 0;
  for (let attempt = 0; attempt < tries; attempt++) {
    const user = randomBelow(random, problem.users.length);
    const told = inventDemand(problem.users[user].demand, capacity, random, attempt % 2 === 0);
    const division = tryDivide(policy, withDemand(problem, user, told));
    if (division === null) continue;
    tried++;
    const lying = trueTasks(problem, user, told, division);
    if (isAbove(lying, honest.tasks[user], honest, division)) {
      return { tried, counterexample: { user, told, honest: honest.tasks[user], lying } };
    }
  }
  return { tried, counterexample: null };
}

function inventDemand(
  demand: readonly Rational[],
  capacity: readonly Rational[],
  random: RandomStream,
  everywhere: boolean,
): Rational[] {
  const only = randomBelow(random, demand.length);
  return demand.map((need, r) => {
    if (!everywhere && r !== only) return need;
    if (need.isZero()) {
      const claim = capacity[r].dividedBy(Rational.of(CLAIMS[randomBelow(random, CLAIMS.length)]));
      return random.next() < 0.5 ? need : claim;
    }
    return need.times(FACTORS[randomBelow(random, FACTORS.length)]);
  });
}
