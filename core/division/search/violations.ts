import type { RandomStream } from '../../random/random-stream.ts';
import type { DivisionPolicy } from '../policy.ts';
import type { DivisionProblem } from '../problem.ts';
import type { LossByGrowth, LossByLeaving, ProfitableLie, SearchResult } from './counterexample.ts';
import { findProfitableLie } from './find-lie.ts';
import { findLossByGrowth, findLossByLeaving } from './find-loss.ts';

/** What was found about a policy by varying one problem. */
export interface Violations {
  readonly strategyProofness: SearchResult<ProfitableLie>;
  readonly populationMonotonicity: SearchResult<LossByLeaving>;
  readonly resourceMonotonicity: SearchResult<LossByGrowth>;
}

/**
 * Searches around a problem for violations of the properties that one division cannot show. None
 * found proves nothing, but for population monotonicity, where all there is was tried.
 * @param lies how many lies are told
 */
export function searchViolations(
  policy: DivisionPolicy,
  problem: DivisionProblem,
  random: RandomStream,
  lies: number,
): Violations {
  const division = policy.divide(problem);
  return {
    strategyProofness: findProfitableLie(policy, problem, division, random, lies),
    populationMonotonicity: findLossByLeaving(policy, problem, division),
    resourceMonotonicity: findLossByGrowth(policy, problem, division),
  };
}
