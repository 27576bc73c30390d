import { describe, expect, it } from 'vitest';
import { nodesProblem, poolProblem } from '../../../test/support/division-problems.ts';
import { LcgStream } from '../../../test/support/lcg-stream.ts';
import { divisionPolicyNamed } from '../../division/policies/index.ts';
import { outcomeOf } from '../../division/outcome.ts';
import type { DivisionPolicy } from '../../division/policy.ts';
import type { DivisionProblem } from '../../division/problem.ts';
import { searchViolations } from '../../division/search/violations.ts';
import { randomBelow } from '../../random/random-stream.ts';
import type { FairnessProperty } from '../policy.ts';
import { POLICIES } from './index.ts';

/**
 * What a policy claims is a matter of the division it drives towards, so the claims are held
 * against the division on paper of the same name: on small random clusters no claimed property
 * is ever violated, and where one is not claimed, that it is not kept is not tested here.
 */
const INSTANCES = 80;
const LIES = 6;

/** Pools, and for policies that look at servers two unlike ones; all demands above zero. */
function randomProblem(random: LcgStream, policy: DivisionPolicy): DivisionProblem {
  const isOne = policy.name === 'choosy' || policy.name === 'karma';
  const resources = isOne ? 1 : 2 + randomBelow(random, 2);
  const amounts = (least: number, span: number): number[] =>
    Array.from({ length: resources }, () => least + randomBelow(random, span));
  const demands = Array.from({ length: 2 + randomBelow(random, 3) }, () => amounts(1, 9));
  const divisible = policy.name !== 'tetris';
  if (!['drfh', 'tsf', 'ps-dsf', 'choosy'].includes(policy.name)) {
    return poolProblem(amounts(20, 80), demands, { divisible });
  }
  return nodesProblem(
    [
      [1, amounts(20, 80)],
      [1, amounts(20, 80)],
    ],
    demands,
  );
}

const CLAIMS: readonly { name: string; properties: readonly FairnessProperty[] }[] =
  POLICIES.filter(({ name }) => divisionPolicyNamed(name) !== undefined);

describe.each(CLAIMS)('$name', ({ name, properties }) => {
  const policy = divisionPolicyNamed(name) as DivisionPolicy;

  it(`keeps what it claims: ${properties.join(', ')}`, () => {
    const random = new LcgStream(11);
    const broken = new Set<FairnessProperty>();
    let tried = 0;
    for (let instance = 0; instance < INSTANCES; instance++) {
      const problem = randomProblem(random, policy);
      if (policy.lacks(problem) !== null) continue;
      tried++;
      const { properties: found } = outcomeOf(policy, problem);
      if (!found.sharingIncentive) broken.add('sharing incentive');
      if (!found.envyFree) broken.add('envy-freeness');
      if (!found.paretoEfficient) broken.add('Pareto efficiency');
      const { strategyProofness, populationMonotonicity, resourceMonotonicity } = searchViolations(
        policy,
        problem,
        random,
        LIES,
      );
      if (strategyProofness.counterexample !== null) broken.add('strategy-proofness');
      if (populationMonotonicity.counterexample !== null) broken.add('population monotonicity');
      if (resourceMonotonicity.counterexample !== null) broken.add('resource monotonicity');
    }
    // Slots need to be said, and are no division of resources.
    expect(tried).toBe(name === 'slots' ? 0 : INSTANCES);
    expect(properties.filter((property) => broken.has(property))).toEqual([]);
  });
});

it('finds what is not kept: asset fairness has no sharing incentive', () => {
  const problem = poolProblem(
    [30, 30],
    [
      [1, 3],
      [1, 1],
    ],
  );
  const asset = divisionPolicyNamed('asset') as DivisionPolicy;
  expect(outcomeOf(asset, problem).properties.sharingIncentive).toBe(false);
});
