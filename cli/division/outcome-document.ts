import type { DivisionOutcome, UserOutcome } from '../../core/division/outcome.ts';
import type { DivisionProblem } from '../../core/division/problem.ts';
import type { Rational } from '../../core/division/rational.ts';
import type { Json } from '../output/json.ts';

/** One entry of `results`. */
export function outcomeDocument(outcome: DivisionOutcome): Record<string, Json> {
  const { policy, problem, users, schedule, utilization, properties, jain } = outcome;
  return {
    policy: policy.name,
    users: users.map((user) => userDocument(user, problem)),
    ...(schedule === null ? {} : { schedule }),
    utilization: byResource(problem, utilization),
    properties: { ...properties },
    jain: jain.toNumber(),
  };
}

function userDocument(user: UserOutcome, problem: DivisionProblem): Json {
  return {
    name: user.name,
    tasks: user.tasks.toNumber(),
    resources: byResource(problem, user.resources),
    shares: byResource(problem, user.shares),
    dominantResource: problem.resources[user.dominantResource],
    dominantShare: user.dominantShare.toNumber(),
  };
}

/** `{ cpus: …, mem: … }`. */
export function byResource(problem: DivisionProblem, amounts: readonly Rational[]): Json {
  return Object.fromEntries(problem.resources.map((name, r) => [name, amounts[r].toNumber()]));
}
