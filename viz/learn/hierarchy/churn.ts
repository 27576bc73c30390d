import {
  type Holding,
  type RoleRule,
  type ShareNode,
  holdingOf,
  shareTree,
} from '../../../core/division/hierarchy/share-tree.ts';
import { type DivisionProblem, capacityOf } from '../../../core/division/problem.ts';
import { Rational } from '../../../core/division/rational.ts';
import { type PoolFields, divideBy, poolProblem } from '../pool-problem.ts';

/** One department with one user, and one with two whose needs do not overlap. */
export const DEPARTMENTS: PoolFields = {
  capacity: { cpus: 10, gpus: 10 },
  divisible: false,
  users: [
    { name: 'ads', demand: [0, 1] },
    { name: 'eng/build', demand: [1, 0], role: 'eng' },
    { name: 'eng/train', demand: [0, 1], role: 'eng' },
  ],
};

/** A cluster whose tasks end one after another, and whose freed resources are handed out anew. */
export class Churn {
  readonly problem: DivisionProblem;
  readonly #rule: RoleRule;
  readonly #tree: ShareNode;
  readonly #tasks: number[];
  #nextToEnd = 0;

  /** Starts with the cluster filled by the rule, task by task. */
  constructor(fields: PoolFields, rule: RoleRule) {
    this.problem = poolProblem(fields);
    this.#rule = rule;
    this.#tree = shareTree(this.problem);
    const { users } = divideBy(rule === 'naive' ? 'hdrf-naive' : 'hdrf', this.problem);
    this.#tasks = users.map(({ tasks }) => tasks.toNumber());
  }

  get tasks(): readonly number[] {
    return this.#tasks;
  }

  /** What each node of the tree holds now: the root, with its children. */
  get holding(): Holding {
    return this.#holding();
  }

  /**
   * One task of the next user in turn ends, and what it held goes to whoever the rule names.
   * @returns whose task ended and who got the next ones
   */
  step(): { readonly ended: number; readonly served: readonly number[] } {
    const count = this.#tasks.length;
    // Somebody has a task: the cluster is never empty.
    while (this.#tasks[this.#nextToEnd % count] === 0) this.#nextToEnd++;
    const ended = this.#nextToEnd % count;
    this.#nextToEnd++;
    this.#tasks[ended]--;
    const served: number[] = [];
    for (let user = this.#next(); user >= 0; user = this.#next()) {
      this.#tasks[user]++;
      served.push(user);
    }
    return { ended, served };
  }

  /** Who is served next: down from the root to the open child with the least share; -1 for nobody. */
  #next(): number {
    let at = this.#holding();
    while (at.node.kind === 'role') {
      const open = at.children.filter(({ blocked }) => !blocked);
      if (open.length === 0) return -1;
      at = open.reduce((best, next) => (next.share.compare(best.share) < 0 ? next : best));
    }
    return at.node.user;
  }

  #holding(): Holding {
    const capacity = capacityOf(this.problem);
    const tasks = this.#tasks.map((count) => Rational.of(count));
    const free = capacity.map((amount, r) =>
      this.problem.users.reduce(
        (rest, { demand }, user) => rest.minus(demand[r].times(tasks[user])),
        amount,
      ),
    );
    const blocked = this.problem.users.map(({ demand }) =>
      demand.some((need, r) => need.compare(free[r]) > 0),
    );
    const saturated = free.map((rest) => !rest.isPositive());
    return holdingOf(this.#tree, { tasks, blocked, saturated }, this.#rule);
  }
}
