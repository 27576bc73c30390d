import type { Room } from './policy.ts';
import { type DivisionProblem, type Placement, capacityOf, mayUse } from './problem.ts';
import { Rational, commonDenominator } from './rational.ts';

/** How a node is chosen; `shape` is DRFH's: the node whose room is most like the task. */
export type PlacementRule = Placement | 'shape';

/**
 * The free room of every node while whole tasks are placed. Amounts are integers: each resource
 * is counted in the largest unit in which all demands and nodes are whole.
 */
export class NodeRoom implements Room {
  /** Node group by node. */
  readonly group: readonly number[];
  private readonly demand: readonly (readonly bigint[])[];
  private readonly free: bigint[][];
  /** What a node of each group has. */
  private readonly capacities: readonly (readonly bigint[])[];
  private readonly usable: readonly (readonly boolean[])[];
  /** Factors that make resources comparable: amount × worth is a part of the cluster. */
  private readonly worth: readonly bigint[];
  private readonly rule: PlacementRule;
  /** By user, the first node that may still have room; room only shrinks. */
  private readonly first: number[];

  constructor(problem: DivisionProblem, rule: PlacementRule) {
    const { users, nodes } = problem;
    const units = problem.resources.map((_, r) =>
      commonDenominator([
        ...users.map(({ demand }) => demand[r]),
        ...nodes.map(({ capacity }) => capacity[r]),
      ]),
    );
    const inUnits = (amounts: DivisionProblem['users'][number]['demand']): bigint[] =>
      amounts.map(({ over, under }, r) => (over * units[r]) / under);
    this.demand = users.map(({ demand }) => inUnits(demand));
    this.group = nodes.flatMap(({ count }, index) => Array.from({ length: count }, () => index));
    this.capacities = nodes.map(({ capacity }) => inUnits(capacity));
    this.free = this.group.map((index) => [...this.capacities[index]]);
    this.usable = users.map((user) => nodes.map((_, index) => mayUse(user, index)));
    const cluster = inUnits(capacityOf(problem));
    const product = cluster.reduce((all, amount) => (amount > 0n ? all * amount : all), 1n);
    this.worth = cluster.map((amount) => (amount > 0n ? product / amount : 0n));
    this.rule = rule;
    this.first = users.map(() => 0);
  }

  fits(user: number): boolean {
    return this.free.some((_, node) => this.fitsOn(user, node));
  }

  overfull(): boolean {
    return this.free.some((amounts) => amounts.some((amount) => amount < 0n));
  }

  fitsOn(user: number, node: number): boolean {
    if (!this.usable[user][this.group[node]]) return false;
    const free = this.free[node];
    return this.demand[user].every((need, r) => need <= free[r]);
  }

  /** Places one task of the user; the node, or -1 when it fits nowhere. */
  place(user: number): number {
    const node = this.choose(user);
    if (node >= 0) this.put(user, node);
    return node;
  }

  /** Takes the room of one task on a node, whether it has it or not. */
  put(user: number, node: number): void {
    this.demand[user].forEach((need, r) => (this.free[node][r] -= need));
  }

  /**
   * How well a task goes with the room of a node: the dot product of both, as parts of what the
   * node has (Grandl et al., SIGCOMM 2014). Equal for equal tasks and nodes, otherwise rounded.
   */
  alignment(user: number, node: number): number {
    const has = this.capacities[this.group[node]];
    const free = this.free[node];
    return this.demand[user].reduce((sum, need, r) => {
      if (has[r] === 0n) return sum;
      const [task, room] = [need, free[r]].map((amount) => Rational.of(amount, has[r]).toNumber());
      return sum + task * room;
    }, 0);
  }

  private choose(user: number): number {
    let node = this.first[user];
    while (node < this.free.length && !this.fitsOn(user, node)) node++;
    this.first[user] = node;
    if (node === this.free.length) return -1;
    if (this.rule === 'first-fit') return node;
    let best = node;
    for (node++; node < this.free.length; node++) {
      if (this.fitsOn(user, node) && this.isBetter(user, node, best)) best = node;
    }
    return best;
  }

  /** Ties go to the earlier node. */
  private isBetter(user: number, node: number, than: number): boolean {
    if (this.rule === 'shape') {
      const [a, aUnder] = this.mismatch(user, node);
      const [b, bUnder] = this.mismatch(user, than);
      return a * bUnder < b * aUnder;
    }
    const a = this.size(node);
    const b = this.size(than);
    return this.rule === 'best-fit' ? a < b : a > b;
  }

  /** The room of a node: its free resources as parts of the cluster, added up. */
  private size(node: number): bigint {
    return this.free[node].reduce((sum, amount, r) => sum + amount * this.worth[r], 0n);
  }

  /**
   * How unlike a node's room and a task are: Σ_r |d_r/d_1 − f_r/f_1| in parts of the cluster,
   * with the first resource the task needs as 1 (Wang, Li and Liang, DRFH, best-fit heuristic).
   * As a fraction without the divisor d_1, which is the same for all nodes.
   */
  private mismatch(user: number, node: number): [over: bigint, under: bigint] {
    const demand = this.demand[user];
    const free = this.free[node];
    const one = demand.findIndex((need) => need > 0n);
    let sum = 0n;
    demand.forEach((need, r) => {
      const difference =
        (need * free[one] - free[r] * demand[one]) * this.worth[r] * this.worth[one];
      sum += difference < 0n ? -difference : difference;
    });
    return [sum, free[one]];
  }
}
