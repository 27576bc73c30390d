import { assert } from '../assert.ts';

/**
 * Proportional fairness: maximise Σ w_i log y_i so that Σ_i a_ri y_i ≤ 1 for every row r. This
 * is the Nash bargaining solution and the competitive equilibrium from equal incomes for
 * Leontief users (the Eisenberg-Gale program).
 */
export interface ProportionalProgram {
  /** By row and user, not negative; every user stands in a row. */
  readonly rows: readonly (readonly number[])[];
  /** By user, above zero; they add up to 1. */
  readonly weights: readonly number[];
}

export interface ProportionalSolution {
  /** By user. */
  readonly amounts: number[];
  /** By row: what the Karush-Kuhn-Tucker conditions call multipliers, and markets prices. */
  readonly prices: number[];
}

/** The largest violation of the optimality conditions that is accepted as a solution. */
export const RESIDUAL_MAX = 1e-12;

/**
 * Solves the program; its amounts are unique, since it is strictly concave in them. To
 * {@link RESIDUAL_MAX}, or it is a defect.
 */
export function solveProportional(program: ProportionalProgram): ProportionalSolution {
  const solution = searchProportional(program);
  assert(residual(program, solution) < RESIDUAL_MAX, 'an equilibrium meets its conditions');
  return solution;
}

/**
 * The best found by a primal-dual interior point method, polished by Newton steps on the rows
 * that are used up; {@link residual} says how good it is.
 */
export function searchProportional(program: ProportionalProgram): ProportionalSolution {
  const needed = rowsNeeded(program.rows);
  const reduced = { ...program, rows: needed.map((r) => program.rows[r]) };
  const near = followCentralPath(reduced);
  const polished = polish(reduced, near);
  const { amounts, prices } =
    residual(reduced, polished) <= residual(reduced, near) ? polished : near;
  const solution = { amounts, prices: program.rows.map(() => 0) };
  needed.forEach((r, index) => (solution.prices[r] = prices[index]));
  return solution;
}

/** Indexes of the rows that no other implies by being at least as large for every user. */
function rowsNeeded(rows: ProportionalProgram['rows']): number[] {
  const implies = (one: number, two: number): boolean =>
    rows[one].every((value, i) => value >= rows[two][i]) &&
    (one < two || rows[one].some((value, i) => value > rows[two][i]));
  return rows.flatMap((_, r) =>
    rows.some((_other, other) => other !== r && implies(other, r)) ? [] : [r],
  );
}

/**
 * How far the optimality conditions are from holding: rows not above 1, prices not negative,
 * unused rows free, and every user spends its weight: `y_i Σ_r p_r a_ri = w_i`.
 */
export function residual(program: ProportionalProgram, solution: ProportionalSolution): number {
  const { rows, weights } = program;
  const { amounts, prices } = solution;
  let worst = 0;
  rows.forEach((row, r) => {
    const slack = 1 - dot(row, amounts);
    worst = Math.max(worst, -slack, -prices[r], Math.abs(slack * prices[r]));
  });
  const costs = costsOf(program, prices);
  weights.forEach((weight, i) => {
    worst = Math.max(worst, Math.abs(amounts[i] * costs[i] - weight) / weight);
  });
  return Number.isFinite(worst) ? worst : Number.POSITIVE_INFINITY;
}

const ITERATIONS_MAX = 200;
/** How much smaller the barrier is made in a step. */
const SHRINK = 0.1;
/** How far towards the boundary a step goes. */
const STEP = 0.99;
/** So small because an amount may be off by its root where a used up row costs nothing. */
const BARRIER_MIN = 1e-26;

function followCentralPath(program: ProportionalProgram): ProportionalSolution {
  const { rows, weights } = program;
  const most = Math.max(...rows.map((row) => row.reduce((sum, a) => sum + a, 0)));
  const amounts = weights.map(() => 0.5 / most);
  const prices = rows.map(() => 1 / rows.length);
  const slacks = rows.map((row) => 1 - dot(row, amounts));
  for (let iteration = 0; iteration < ITERATIONS_MAX; iteration++) {
    const gap = dot(prices, slacks) / rows.length;
    if (gap < BARRIER_MIN) break;
    const barrier = gap * SHRINK;
    const costs = costsOf(program, prices);
    const spent = weights.map((weight, i) => weight - amounts[i] * costs[i]);
    const uncovered = rows.map((row, r) => 1 - dot(row, amounts) - slacks[r]);
    const matrix = weightedGram(rows, amounts, costs);
    rows.forEach((_, r) => (matrix[r][r] += slacks[r] / prices[r]));
    const right = rows.map(
      (row, r) =>
        barrier / prices[r] -
        slacks[r] -
        uncovered[r] +
        row.reduce((sum, a, i) => sum + (a * spent[i]) / costs[i], 0),
    );
    const priceSteps = solvePositive(matrix, right);
    const costSteps = costsOf(program, priceSteps);
    const amountSteps = weights.map((_, i) => (spent[i] - amounts[i] * costSteps[i]) / costs[i]);
    const slackSteps = rows.map((row, r) => uncovered[r] - dot(row, amountSteps));
    const step =
      STEP *
      Math.min(
        1 / STEP,
        roomFor(amounts, amountSteps),
        roomFor(prices, priceSteps),
        roomFor(slacks, slackSteps),
      );
    move(amounts, amountSteps, step);
    move(prices, priceSteps, step);
    move(slacks, slackSteps, step);
  }
  return { amounts, prices };
}

/** Newton steps on `Σ_i a_ri w_i / cost_i = 1` over the rows that look used up. */
function polish(program: ProportionalProgram, near: ProportionalSolution): ProportionalSolution {
  const { rows, weights } = program;
  const active = rows.flatMap((row, r) => (near.prices[r] > 1 - dot(row, near.amounts) ? [r] : []));
  const prices = rows.map((_, r) => (active.includes(r) ? near.prices[r] : 0));
  const activeRows = active.map((r) => rows[r]);
  for (let iteration = 0; iteration < 8; iteration++) {
    const costs = costsOf(program, prices);
    const amounts = weights.map((weight, i) => weight / costs[i]);
    const over = activeRows.map((row) => dot(row, amounts) - 1);
    const matrix = weightedGram(activeRows, amounts, costs);
    const steps = solvePositive(matrix, over);
    active.forEach((r, index) => (prices[r] += steps[index]));
  }
  const costs = costsOf(program, prices);
  return { amounts: weights.map((weight, i) => weight / costs[i]), prices };
}

/** What a unit of each user's bundle costs. */
function costsOf({ rows, weights }: ProportionalProgram, prices: readonly number[]): number[] {
  return weights.map((_, i) => rows.reduce((sum, row, r) => sum + row[i] * prices[r], 0));
}

/** `Σ_i a_ri a_si y_i / cost_i` by pair of rows. */
function weightedGram(
  rows: readonly (readonly number[])[],
  amounts: readonly number[],
  costs: readonly number[],
): number[][] {
  return rows.map((one) =>
    rows.map((two) => one.reduce((sum, a, i) => sum + (a * two[i] * amounts[i]) / costs[i], 0)),
  );
}

/** How many times the step can be made before a value reaches zero. */
function roomFor(values: readonly number[], steps: readonly number[]): number {
  return values.reduce(
    (room, value, i) => (steps[i] < 0 ? Math.min(room, -value / steps[i]) : room),
    Number.POSITIVE_INFINITY,
  );
}

function move(values: number[], steps: readonly number[], by: number): void {
  steps.forEach((step, i) => (values[i] += by * step));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}

/** What is left of a diagonal entry, relative, when its row follows from those above. */
const SINGULAR = 1e-14;

/**
 * Solves a symmetric, positive semidefinite system, for which elimination needs no pivoting. Rows
 * that depend on others leave a choice: their unknowns are zero.
 */
function solvePositive(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const size = right.length;
  const rows = matrix.map((row, r) => [...row, right[r]]);
  const free = matrix.map(() => false);
  for (let column = 0; column < size; column++) {
    const pivot = rows[column][column];
    free[column] = !(pivot > SINGULAR * matrix[column][column]);
    if (free[column]) continue;
    for (let r = column + 1; r < size; r++) {
      const factor = rows[r][column] / pivot;
      for (let c = column; c <= size; c++) rows[r][c] -= factor * rows[column][c];
    }
  }
  const values = right.map(() => 0);
  for (let r = size - 1; r >= 0; r--) {
    if (free[r]) continue;
    let value = rows[r][size];
    for (let c = r + 1; c < size; c++) value -= rows[r][c] * values[c];
    values[r] = value / rows[r][r];
  }
  return values;
}
