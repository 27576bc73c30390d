import { Rational } from './rational.ts';

/** The solutions of a system of linear equations: none, one, or one of many. */
export interface LinearSolution {
  readonly values: readonly Rational[];
  /** Whether there is no other. Where there are others, free unknowns are zero. */
  readonly unique: boolean;
}

/**
 * Solves `matrix · x = right` exactly, by Gauss-Jordan elimination.
 * @param unknowns the number of columns, for a system without rows
 * @returns null when there is no solution
 */
export function solveLinearSystem(
  matrix: readonly (readonly Rational[])[],
  right: readonly Rational[],
  unknowns: number,
): LinearSolution | null {
  const rows = matrix.map((row, index) => [...row, right[index]]);
  const pivotOfRow: number[] = [];
  for (let column = 0; column < unknowns; column++) {
    const at = pivotOfRow.length;
    const found = rows.findIndex((row, index) => index >= at && !row[column].isZero());
    if (found < 0) continue;
    [rows[at], rows[found]] = [rows[found], rows[at]];
    const pivot = rows[at][column];
    rows[at] = rows[at].map((value) => value.dividedBy(pivot));
    for (const [index, row] of rows.entries()) {
      const factor = row[column];
      if (index === at || factor.isZero()) continue;
      rows[index] = row.map((value, c) => value.minus(factor.times(rows[at][c])));
    }
    pivotOfRow.push(column);
  }
  const contradiction = rows.slice(pivotOfRow.length).some((row) => !row[unknowns].isZero());
  if (contradiction) return null;
  const values = Array.from({ length: unknowns }, () => Rational.ZERO);
  pivotOfRow.forEach((column, row) => (values[column] = rows[row][unknowns]));
  return { values, unique: pivotOfRow.length === unknowns };
}
