import {
  type DivisionProblem,
  type DivisionUser,
  type NodeGroup,
  capacityOf,
  tasksIn,
} from '../../core/division/problem.ts';
import { Rational, smallest, total } from '../../core/division/rational.ts';
import {
  AMOUNT_MAX,
  type AmountFields,
  NODES_MAX,
  type ProblemFields,
  type UserFields,
} from './problem-schema.ts';

export type Path = readonly (string | number)[];

/** A problem whose parts do not go together. The message says what was found and wanted. */
export class ProblemDefect extends Error {
  override readonly name = 'ProblemDefect';
  readonly path: Path;

  constructor(path: Path, message: string) {
    super(message);
    this.path = path;
  }
}

/** Whole tasks that can be handed out one by one before it takes too long. */
const WHOLE_TASKS_MAX = 1_000_000;

/**
 * The division problem that well-formed fields state, in exact numbers.
 * @throws ProblemDefect for fields that contradict each other
 */
export function problemOf(fields: ProblemFields): DivisionProblem {
  const { resources, nodes } = clusterOf(fields);
  const names = fields.users.map(({ name }) => name);
  names.forEach((name, index) => {
    const earlier = names.indexOf(name);
    if (earlier < index) {
      const message = `found "${name}", which is users[${earlier}] too; wanted a name of its own`;
      throw new ProblemDefect(['users', index, 'name'], message);
    }
  });
  const divisible = fields.divisible ?? false;
  const users = fields.users.map((user, index) =>
    userOf(user, ['users', index], resources, { ...fields, divisible }),
  );
  const problem: DivisionProblem = {
    resources,
    nodes,
    hasNodes: fields.nodes !== undefined,
    users,
    roleWeights: roleWeightsOf(fields, users),
    placement: fields.placement ?? 'first-fit',
    rank: ranksOf(fields.tieBreak ?? [], names),
    slotsPerNode: fields.slotsPerNode ?? null,
    stop: fields.stop ?? 'skip',
    divisible,
  };
  checkSizes(problem);
  return problem;
}

function clusterOf(fields: ProblemFields): { resources: string[]; nodes: NodeGroup[] } {
  if (fields.capacity !== undefined && fields.nodes !== undefined) {
    throw new ProblemDefect(['nodes'], 'found both capacity and nodes, wanted one of them');
  }
  if (fields.capacity === undefined && fields.nodes === undefined) {
    throw new ProblemDefect([], 'found neither capacity nor nodes, wanted one of them');
  }
  const given =
    fields.nodes === undefined
      ? [{ count: 1, amounts: amountsOf(fields.capacity ?? {}, ['capacity']) }]
      : fields.nodes.map(({ count = 1, resources }, index) => ({
          count,
          amounts: amountsOf(resources, ['nodes', index, 'resources']),
        }));
  const resources = [...new Set(given.flatMap(({ amounts }) => [...amounts.keys()]))];
  const nodes = given.map(({ count, amounts }) => ({
    count,
    capacity: resources.map((name) => amounts.get(name) ?? Rational.ZERO),
  }));
  const empty = nodes.every(({ capacity }) => capacity.every((amount) => amount.isZero()));
  if (empty) {
    const path = fields.nodes === undefined ? ['capacity'] : ['nodes'];
    throw new ProblemDefect(path, 'found a cluster that has nothing, wanted an amount above 0');
  }
  return { resources, nodes };
}

function userOf(
  user: UserFields,
  path: Path,
  resources: readonly string[],
  problem: ProblemFields & { readonly divisible: boolean },
): DivisionUser {
  const amounts = amountsOf(user.demand, [...path, 'demand']);
  for (const name of amounts.keys()) {
    requireResource(name, resources, [...path, 'demand', name]);
  }
  const demand = resources.map((name) => amounts.get(name) ?? Rational.ZERO);
  if (demand.every((need) => need.isZero())) {
    const message = 'found no demand above 0, wanted one for at least one resource';
    throw new ProblemDefect([...path, 'demand'], message);
  }
  const { maxTasks, eligible } = user;
  if (maxTasks !== undefined && !problem.divisible && !Number.isInteger(maxTasks)) {
    const message = `found ${maxTasks}, wanted whole tasks, or divisible: true`;
    throw new ProblemDefect([...path, 'maxTasks'], message);
  }
  return {
    name: user.name,
    demand,
    weight: weightOf(user, path, resources),
    maxTasks: maxTasks === undefined ? null : Rational.fromNumber(maxTasks),
    role: user.role?.split('/') ?? [],
    eligible: eligible === undefined ? null : eligibleOf(eligible, path, problem),
  };
}

function weightOf(user: UserFields, path: Path, resources: readonly string[]): Rational[] {
  const { weight = 1 } = user;
  if (typeof weight === 'number') return resources.map(() => Rational.fromNumber(weight));
  const given = new Map(Object.entries(weight));
  for (const name of given.keys()) requireResource(name, resources, [...path, 'weight', name]);
  return resources.map((name) => Rational.fromNumber(given.get(name) ?? 1));
}

function eligibleOf(eligible: readonly number[], path: Path, problem: ProblemFields): number[] {
  const groups = problem.nodes?.length ?? 0;
  if (groups === 0) {
    const message = 'found indexes of nodes, but the problem gives a capacity; wanted nodes';
    throw new ProblemDefect([...path, 'eligible'], message);
  }
  eligible.forEach((group, index) => {
    if (group >= groups) {
      const message = `found ${group}, wanted the index of an entry of nodes, 0 to ${groups - 1}`;
      throw new ProblemDefect([...path, 'eligible', index], message);
    }
  });
  return [...new Set(eligible)];
}

function requireResource(name: string, resources: readonly string[], path: Path): void {
  if (resources.includes(name)) return;
  const message = `found the resource "${name}", wanted one the cluster has: ${resources.join(', ')}`;
  throw new ProblemDefect(path, message);
}

/** Amounts by resource from a map, or from `cpus:9;mem:18`. */
function amountsOf(given: AmountFields, path: Path): Map<string, Rational> {
  const amounts = new Map<string, Rational>();
  if (typeof given !== 'string') {
    for (const [name, amount] of Object.entries(given)) {
      amounts.set(name, Rational.fromNumber(amount));
    }
    return amounts;
  }
  for (const entry of given.split(';')) {
    if (entry.trim() === '') continue;
    const match = /^\s*(?<name>[^\s:;()]+)\s*:\s*(?<amount>\d*\.?\d*)\s*$/.exec(entry);
    const amount = Number(match?.groups?.['amount'] || Number.NaN);
    if (match?.groups === undefined || !(amount <= AMOUNT_MAX)) {
      const message = `found "${entry.trim()}", wanted a resource such as cpus:9`;
      throw new ProblemDefect(path, message);
    }
    const { name } = match.groups;
    amounts.set(
      name,
      (amounts.get(name) ?? Rational.ZERO).plus(Rational.parse(match.groups['amount'])),
    );
  }
  return amounts;
}

function roleWeightsOf(
  { roles = {} }: ProblemFields,
  users: readonly DivisionUser[],
): Map<string, Rational> {
  const paths = new Set(
    users.flatMap(({ role }) => role.map((_, depth) => role.slice(0, depth + 1).join('/'))),
  );
  const weights = new Map<string, Rational>();
  for (const [path, weight] of Object.entries(roles)) {
    if (!paths.has(path)) {
      const known =
        paths.size === 0 ? 'no user has a role' : `wanted one of ${[...paths].join(', ')}`;
      throw new ProblemDefect(['roles', path], `found a weight for the role "${path}", ${known}`);
    }
    weights.set(path, Rational.fromNumber(weight));
  }
  return weights;
}

/** Rank by user: those named first, in that order; the others behind them as given. */
function ranksOf(tieBreak: readonly string[], names: readonly string[]): number[] {
  tieBreak.forEach((name, index) => {
    const path = ['tieBreak', index];
    if (!names.includes(name)) {
      throw new ProblemDefect(path, `found "${name}", wanted a user: ${names.join(', ')}`);
    }
    if (tieBreak.indexOf(name) < index) {
      throw new ProblemDefect(path, `found "${name}" a second time, wanted each user once`);
    }
  });
  const order = [...tieBreak, ...names.filter((name) => !tieBreak.includes(name))];
  return names.map((name) => order.indexOf(name));
}

function checkSizes(problem: DivisionProblem): void {
  const nodes = problem.nodes.reduce((sum, { count }) => sum + count, 0);
  if (nodes > NODES_MAX) {
    throw new ProblemDefect(['nodes'], `found ${nodes} nodes, wanted at most ${NODES_MAX}`);
  }
  const capacity = capacityOf(problem);
  problem.users.forEach(({ demand }, index) => {
    demand.forEach((need, r) => {
      if (!need.isPositive() || capacity[r].isPositive()) return;
      const name = problem.resources[r];
      const message = `found ${need.toString()}, but the cluster has no ${name}; wanted 0`;
      throw new ProblemDefect(['users', index, 'demand', name], message);
    });
  });
  if (problem.divisible) return;
  const slots = (problem.slotsPerNode ?? 0) * nodes;
  if (slots > WHOLE_TASKS_MAX) {
    const message = `found ${slots} slots in all, wanted at most ${WHOLE_TASKS_MAX}`;
    throw new ProblemDefect(['slotsPerNode'], message);
  }
  const alone = problem.users.map(({ demand, maxTasks }) => {
    const fitting = tasksIn(capacity, demand);
    return maxTasks === null ? fitting : smallest([fitting, maxTasks]);
  });
  const all = total(alone);
  if (all.compare(Rational.of(WHOLE_TASKS_MAX)) > 0) {
    const message =
      `found room for up to ${all.floor()} whole tasks, wanted at most ${WHOLE_TASKS_MAX}, ` +
      'or divisible: true';
    throw new ProblemDefect(['users'], message);
  }
}
