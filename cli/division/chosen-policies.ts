import { POLICIES } from '../../core/allocation/policies/index.ts';
import { DivisionError, type DivisionPolicy } from '../../core/division/policy.ts';
import { type DivisionOutcome, outcomeOf } from '../../core/division/outcome.ts';
import { divisionPolicies, divisionPolicyNamed } from '../../core/division/policies/index.ts';
import type { DivisionProblem } from '../../core/division/problem.ts';
import { UsageError } from '../errors.ts';

/** What came of the policies: outcomes, and those left out with the reason. */
export interface Divisions {
  readonly outcomes: readonly DivisionOutcome[];
  readonly leftOut: readonly { readonly name: string; readonly reason: string }[];
}

/**
 * The policies of these names, separated by commas; repeated names count once.
 * @throws UsageError for a name that is no policy's
 */
export function policiesNamed(
  texts: readonly string[],
  problem: DivisionProblem,
): DivisionPolicy[] {
  const names = new Set(texts.flatMap((text) => text.split(',').map((name) => name.trim())));
  return [...names].map((name) => {
    const policy = divisionPolicyNamed(name);
    if (policy === undefined) {
      const known = divisionPolicies(problem.resources).map((one) => one.name);
      throw new UsageError(
        `--policy: found "${name}"${whyNotOnPaper(name)}, wanted one of ${known.join(', ')}`,
      );
    }
    return policy;
  });
}

/** What is to be said of a policy that there is, but not on paper. */
function whyNotOnPaper(name: string): string {
  const others = POLICIES.map((policy) => policy.name).filter(
    (other) => divisionPolicyNamed(other) === undefined,
  );
  if (!others.includes(name)) return '';
  return ` (${others.join(', ')} go by time or chance, and divide nothing on paper)`;
}

/**
 * Divides by each of the policies asked for by name.
 * @throws UsageError naming what the problem lacks for one of them
 */
export function divideByNamed(
  policies: readonly DivisionPolicy[],
  problem: DivisionProblem,
): Divisions {
  const outcomes = policies.map((policy) => {
    const result = tryToDivide(policy, problem);
    if (typeof result === 'string') {
      throw new UsageError(`policy ${policy.name} does not apply: ${result}`);
    }
    return result;
  });
  return { outcomes, leftOut: [] };
}

/** Divides by every policy that applies and says something the others do not. */
export function divideByAll(problem: DivisionProblem): Divisions {
  const outcomes: DivisionOutcome[] = [];
  const leftOut: { name: string; reason: string }[] = [];
  for (const policy of divisionPolicies(problem.resources)) {
    if (policy.addsTo?.(problem) === false) continue;
    const result = tryToDivide(policy, problem);
    if (typeof result === 'string') leftOut.push({ name: policy.name, reason: result });
    else outcomes.push(result);
  }
  return { outcomes, leftOut };
}

/** The outcome, or in words why there is none. */
function tryToDivide(policy: DivisionPolicy, problem: DivisionProblem): DivisionOutcome | string {
  const reason = policy.lacks(problem);
  if (reason !== null) return reason;
  try {
    return outcomeOf(policy, problem);
  } catch (error) {
    if (error instanceof DivisionError) return error.message;
    throw error;
  }
}
