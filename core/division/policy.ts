import type { DivisionProblem } from './problem.ts';
import type { Rational } from './rational.ts';

/** A way to divide a cluster on paper. One file of `policies/` implements one. */
export interface DivisionPolicy {
  /** As typed on the command line. */
  readonly name: string;
  /** One line: what is made equal, or largest. */
  readonly summary: string;
  /** Paper and section of what is implemented. */
  readonly source: string;
  /** What the problem lacks for the policy to mean anything, in words; null when nothing. */
  lacks(problem: DivisionProblem): string | null;
  /**
   * Whether the result can differ from that of the plainer policies, so that it is shown unasked.
   * Absent: always.
   */
  addsTo?(problem: DivisionProblem): boolean;
  /**
   * Divides; called only when nothing is lacking.
   * @throws DivisionError when the search for a division fails
   */
  divide(problem: DivisionProblem): Division;
}

/** Who gets how much. */
export interface Division {
  /** Tasks by user. */
  readonly tasks: readonly Rational[];
  /** Tasks by user and node group, where the policy places them; null when it sees one pool. */
  readonly placed: readonly (readonly Rational[])[] | null;
  /** Users in the order in which they got a whole task; null for a divisible problem. */
  readonly schedule: readonly number[] | null;
  /** Room left per node after whole tasks; null where there are none. */
  readonly room: Room | null;
  /** False where the numbers were found by approximation, good to {@link APPROXIMATION}. */
  readonly exact: boolean;
}

/** The nodes after whole tasks were placed. */
export interface Room {
  /** Whether one more task of the user fits on a node it may use. */
  fits(user: number): boolean;
  /** Whether a node holds more than it has room for. */
  overfull(): boolean;
}

/** Relative error of the divisions that are not exact. */
export const APPROXIMATION = 1e-11;

/** A policy found no division: too large a search, or none exists. Says what was wanted. */
export class DivisionError extends Error {
  override readonly name = 'DivisionError';
}
