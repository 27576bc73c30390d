import { type DivisionProblem, capacityOf, taskShares } from '../../../core/division/problem.ts';
import { Rational, largest } from '../../../core/division/rational.ts';
import { overOneDenominator } from '../fractions.ts';
import { type PoolFields, divideBy, poolProblem } from '../pool-problem.ts';
import { wordsFor } from '../resource-words.ts';

/** The running example of the DRF paper (Ghodsi et al., NSDI 2011, section 4.1). */
export const PAPER: PoolFields = {
  capacity: { cpus: 9, mem: 18 },
  users: [
    { name: 'A', demand: [1, 4] },
    { name: 'B', demand: [3, 1] },
  ],
  divisible: false,
  // The paper's Table 1 gives the first offer to B.
  tieBreak: ['B', 'A'],
};

/** What each user holds between two offers, and who gets the next one. */
export interface FillingStep {
  /** Tasks by user, before the offer. */
  readonly tasks: readonly number[];
  readonly holdings: readonly Holding[];
  /** The user who gets the next offer; null when the filling is over. */
  readonly next: number | null;
  /** Why, in words. */
  readonly why: string;
  /** True when all users have the same dominant share, so that the order of names decides. */
  readonly tie: boolean;
}

export interface Holding {
  readonly name: string;
  readonly shares: readonly Rational[];
  /** Index of the resource the user lives on. */
  readonly dominant: number;
  readonly dominantShare: Rational;
}

/** DRF step by step (Algorithm 1 of the paper): the state before every offer, and at the end. */
export function fillingOf(fields: PoolFields): FillingStep[] {
  const problem = poolProblem({ ...fields, divisible: false });
  const { schedule } = divideBy('drf', problem);
  const tasks = problem.users.map(() => 0);
  const steps: FillingStep[] = [];
  for (const name of schedule ?? []) {
    const next = problem.users.findIndex((user) => user.name === name);
    steps.push(stepOf(problem, tasks, next));
    tasks[next]++;
  }
  steps.push(stepOf(problem, tasks, null));
  return steps;
}

function stepOf(
  problem: DivisionProblem,
  tasks: readonly number[],
  next: number | null,
): FillingStep {
  const capacity = capacityOf(problem);
  const holdings = problem.users.map((user, index): Holding => {
    const perTask = taskShares(user, capacity);
    const most = largest(perTask);
    const count = Rational.of(tasks[index]);
    return {
      name: user.name,
      shares: perTask.map((share) => share.times(count)),
      dominant: perTask.findIndex((share) => share.equals(most)),
      dominantShare: most.times(count),
    };
  });
  const [first, ...rest] = holdings;
  const tie = rest.every(({ dominantShare }) => dominantShare.equals(first.dominantShare));
  const why =
    next === null
      ? whyOver(problem, tasks)
      : whyNext(
          holdings,
          next,
          problem.resources.map((name) => wordsFor(name).name),
        );
  return { tasks: [...tasks], holdings, next, why, tie };
}

/** `A next: dominant share 2/9 (memory) is below B's 3/9 (cpus).` */
export function whyNext(
  holdings: readonly Holding[],
  next: number,
  resources: readonly string[],
): string {
  const texts = overOneDenominator(holdings.map(({ dominantShare }) => dominantShare));
  const lowest = holdings[next];
  const others = holdings.flatMap(({ name, dominant, dominantShare }, index) => {
    if (index === next) return [];
    const words = `${name}'s ${texts[index]} (${resources[dominant]})`;
    return [{ words, equal: dominantShare.equals(lowest.dominantShare) }];
  });
  const same = others.filter(({ equal }) => equal);
  const share = `dominant share ${texts[next]} (${resources[lowest.dominant]})`;
  if (same.length > 0) {
    const equals = same.map(({ words }) => words).join(' and ');
    return `${lowest.name} next: ${share} equals ${equals}: a tie, anyone may go first. Here ${lowest.name} does.`;
  }
  return `${lowest.name} next: ${share} is below ${others.map(({ words }) => words).join(' and ')}.`;
}

function whyOver(problem: DivisionProblem, tasks: readonly number[]): string {
  const capacity = capacityOf(problem);
  const free = capacity.map((amount, r) =>
    problem.users.reduce(
      (rest, { demand }, user) => rest.minus(demand[r].times(Rational.of(tasks[user]))),
      amount,
    ),
  );
  const lacking = problem.resources.filter((_, r) =>
    problem.users.every(({ demand }) => demand[r].compare(free[r]) > 0),
  );
  const used = lacking.length > 0 ? lacking : ['some resource'];
  const names = used.map((resource) => wordsFor(resource).title).join(' and ');
  return `Over: no further task fits. What is short now: ${names}.`;
}
