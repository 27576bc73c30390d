import type { DivisionPolicy } from '../../core/division/policy.ts';
import { divisionPolicyNamed } from '../../core/division/policies/index.ts';
import type { DivisionProblem, DivisionUser, NodeGroup } from '../../core/division/problem.ts';
import { Rational } from '../../core/division/rational.ts';

/** What a test says about a problem beyond capacity and demands. */
export interface ProblemDetails {
  /** Weight by user, or by user and resource. */
  readonly weights?: readonly (number | readonly number[])[];
  readonly maxTasks?: readonly (number | null)[];
  readonly roles?: readonly string[];
  readonly roleWeights?: Readonly<Record<string, number>>;
  readonly eligible?: readonly (readonly number[] | null)[];
  readonly resources?: readonly string[];
  readonly placement?: DivisionProblem['placement'];
  /** Names in order. */
  readonly tieBreak?: string;
  readonly slotsPerNode?: number;
  readonly stop?: DivisionProblem['stop'];
  readonly divisible?: boolean;
}

/** Users are called A, B, C, …; resources cpus, mem, gpus, … unless named. */
export function poolProblem(
  capacity: readonly number[],
  demands: readonly (readonly number[])[],
  details: ProblemDetails = {},
): DivisionProblem {
  return { ...nodesProblem([[1, capacity]], demands, details), hasNodes: false };
}

/** The same with nodes as `[count, capacity of one]`. */
export function nodesProblem(
  nodes: readonly (readonly [count: number, capacity: readonly number[]])[],
  demands: readonly (readonly number[])[],
  details: ProblemDetails = {},
): DivisionProblem {
  const names = demands.map((_, user) => String.fromCharCode(65 + user));
  const order = [...(details.tieBreak ?? '')];
  return {
    resources: details.resources ?? ['cpus', 'mem', 'gpus', 'disk'].slice(0, nodes[0][1].length),
    nodes: nodes.map(([count, capacity]): NodeGroup => ({ count, capacity: exact(capacity) })),
    hasNodes: true,
    users: demands.map((demand, user) => userOf(names[user], demand, user, details)),
    roleWeights: new Map(
      Object.entries(details.roleWeights ?? {}).map(([path, weight]) => [
        path,
        Rational.fromNumber(weight),
      ]),
    ),
    placement: details.placement ?? 'first-fit',
    rank: names.map((name, user) => (order.includes(name) ? order.indexOf(name) : 100 + user)),
    slotsPerNode: details.slotsPerNode ?? null,
    stop: details.stop ?? 'skip',
    divisible: details.divisible ?? true,
  };
}

function userOf(
  name: string,
  demand: readonly number[],
  user: number,
  details: ProblemDetails,
): DivisionUser {
  const weight = details.weights?.[user] ?? 1;
  const most = details.maxTasks?.[user] ?? null;
  const role = details.roles?.[user] ?? '';
  return {
    name,
    demand: exact(demand),
    weight: exact(typeof weight === 'number' ? demand.map(() => weight) : weight),
    maxTasks: most === null ? null : Rational.fromNumber(most),
    role: role === '' ? [] : role.split('/'),
    eligible: details.eligible?.[user] ?? null,
  };
}

export function exact(values: readonly number[]): Rational[] {
  return values.map((value) => Rational.fromNumber(value));
}

/** @throws Error when there is no such policy */
export function policyCalled(name: string): DivisionPolicy {
  const policy = divisionPolicyNamed(name);
  if (policy === undefined) throw new Error(`no division policy ${name}`);
  return policy;
}

/** Tasks by user as text, `45/11 18/11`; those found by approximation to six digits. */
export function tasksUnder(name: string, problem: DivisionProblem): string {
  const policy = policyCalled(name);
  const lacking = policy.lacks(problem);
  if (lacking !== null) return lacking;
  const { tasks, exact: isExact } = policy.divide(problem);
  return tasks.map((x) => (isExact ? x.toString() : x.toNumber().toPrecision(6))).join(' ');
}

/** The order of whole tasks as text, `B A A B A`. */
export function scheduleUnder(name: string, problem: DivisionProblem): string {
  const { schedule } = policyCalled(name).divide(problem);
  return (schedule ?? []).map((user) => problem.users[user].name).join(' ');
}
