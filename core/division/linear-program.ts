import { Rational } from './rational.ts';

/** Maximise `objective · x` so that `matrix · x ≤ limits` and x ≥ 0, all exact. */
export interface LinearProgram {
  readonly objective: readonly Rational[];
  readonly matrix: readonly (readonly Rational[])[];
  readonly limits: readonly Rational[];
}

export interface Optimum {
  readonly value: Rational;
  readonly at: readonly Rational[];
  /** By row, what more of its limit is worth: the dual solution. Where it is not zero, the row is
   * used up in every optimum. */
  readonly prices: readonly Rational[];
}

/**
 * Solves by the simplex method in dictionary form, two phases, with Bland's rule, which never
 * cycles (Cormen et al., Introduction to Algorithms, section 29.3).
 * @returns null when nothing is feasible
 * @throws RangeError when the objective has no bound
 */
export function maximise(program: LinearProgram): Optimum | null {
  const simplex = new Dictionary(program);
  if (!simplex.makeFeasible()) return null;
  simplex.climb();
  return { value: simplex.value, at: simplex.point(), prices: simplex.prices() };
}

/**
 * Rows say `basic = constant − Σ coefficient × other`; the last row is the objective, negated.
 * Variable numbers: 0 … n−1 are x, n … n+m−1 are the slacks, n+m is the artificial one.
 */
class Dictionary {
  private readonly variables: number;
  private readonly rows: Rational[][];
  private constants: Rational[];
  private readonly basic: number[];
  private other: number[];
  /** Gain per unit of each other variable. */
  private gains: Rational[];
  private readonly objective: readonly Rational[];
  value: Rational = Rational.ZERO;

  constructor({ objective, matrix, limits }: LinearProgram) {
    this.variables = objective.length;
    this.rows = matrix.map((row) => [...row]);
    this.constants = [...limits];
    this.other = objective.map((_, j) => j);
    this.basic = limits.map((_, i) => objective.length + i);
    this.gains = [...objective];
    this.objective = objective;
  }

  /** Phase one: an artificial variable that makes every row feasible is driven to zero. */
  makeFeasible(): boolean {
    let worst = 0;
    this.constants.forEach((constant, i) => {
      if (constant.compare(this.constants[worst]) < 0) worst = i;
    });
    if (this.constants.length === 0 || this.constants[worst].compare(Rational.ZERO) >= 0)
      return true;
    const artificial = this.variables + this.basic.length;
    const minusOne = Rational.ONE.negated();
    this.other.push(artificial);
    this.rows.forEach((row) => row.push(minusOne));
    this.gains = this.other.map((variable) => (variable === artificial ? minusOne : Rational.ZERO));
    this.value = Rational.ZERO;
    this.pivot(worst, this.other.length - 1);
    this.climb();
    if (!this.value.isZero()) return false;
    const row = this.basic.indexOf(artificial);
    if (row >= 0) {
      const column = this.rows[row].findIndex((value) => !value.isZero());
      this.pivot(row, column);
    }
    this.drop(this.other.indexOf(artificial));
    this.restoreObjective();
    return true;
  }

  /** Pivots until nothing gains. */
  climb(): void {
    for (;;) {
      let column = -1;
      this.other.forEach((variable, j) => {
        if (!this.gains[j].isPositive()) return;
        if (column < 0 || variable < this.other[column]) column = j;
      });
      if (column < 0) return;
      let row = -1;
      let least = Rational.ZERO;
      this.rows.forEach((coefficients, i) => {
        if (!coefficients[column].isPositive()) return;
        const ratio = this.constants[i].dividedBy(coefficients[column]);
        const order = row < 0 ? -1 : ratio.compare(least);
        if (order < 0 || (order === 0 && this.basic[i] < this.basic[row])) {
          row = i;
          least = ratio;
        }
      });
      if (row < 0) throw new RangeError('found an objective without a bound, wanted one');
      this.pivot(row, column);
    }
  }

  /** The values of x. */
  point(): Rational[] {
    const at = Array.from({ length: this.variables }, () => Rational.ZERO);
    this.basic.forEach((variable, i) => {
      if (variable < this.variables) at[variable] = this.constants[i];
    });
    return at;
  }

  /** The values of the dual variables: what each slack would cost. */
  prices(): Rational[] {
    const prices = this.basic.map(() => Rational.ZERO);
    this.other.forEach((variable, j) => {
      if (variable >= this.variables) prices[variable - this.variables] = this.gains[j].negated();
    });
    return prices;
  }

  /** The basic variable of the row leaves, the other variable of the column enters. */
  private pivot(row: number, column: number): void {
    const pivot = this.rows[row][column];
    const entering = this.other[column];
    this.other[column] = this.basic[row];
    this.basic[row] = entering;
    const scaled = this.rows[row].map((value, j) =>
      j === column ? Rational.ONE.dividedBy(pivot) : value.dividedBy(pivot),
    );
    const constant = this.constants[row].dividedBy(pivot);
    this.rows[row] = scaled;
    this.constants[row] = constant;
    const eliminate = (coefficients: readonly Rational[]): Rational[] => {
      const factor = coefficients[column];
      if (factor.isZero()) return [...coefficients];
      return coefficients.map((value, j) =>
        (j === column ? Rational.ZERO : value).minus(factor.times(scaled[j])),
      );
    };
    this.rows.forEach((coefficients, i) => {
      if (i === row) return;
      this.constants[i] = this.constants[i].minus(coefficients[column].times(constant));
      this.rows[i] = eliminate(coefficients);
    });
    this.value = this.value.plus(this.gains[column].times(constant));
    this.gains = eliminate(this.gains);
  }

  private drop(column: number): void {
    this.other.splice(column, 1);
    this.gains.splice(column, 1);
    this.rows.forEach((row) => row.splice(column, 1));
  }

  /** Writes the program's objective in terms of the other variables. */
  private restoreObjective(): void {
    this.value = Rational.ZERO;
    this.gains = this.other.map((variable) =>
      variable < this.variables ? this.objective[variable] : Rational.ZERO,
    );
    this.basic.forEach((variable, i) => {
      if (variable >= this.variables) return;
      const weight = this.objective[variable];
      if (weight.isZero()) return;
      this.value = this.value.plus(weight.times(this.constants[i]));
      this.gains = this.gains.map((gain, j) => gain.minus(weight.times(this.rows[i][j])));
    });
  }
}
