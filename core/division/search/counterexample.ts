import type { Rational } from '../rational.ts';

/** What a search for a violated property came to. */
export interface SearchResult<Found> {
  /** Variations of the problem that were divided. */
  readonly tried: number;
  readonly counterexample: Found | null;
}

/** Strategy-proofness is violated: a user gains by telling another demand. */
export interface ProfitableLie {
  readonly user: number;
  /** The demand told. */
  readonly told: readonly Rational[];
  /** Tasks by telling the truth. */
  readonly honest: Rational;
  /** Tasks of the true demand by lying. */
  readonly lying: Rational;
}

/** Population monotonicity is violated: one user leaves and another loses. */
export interface LossByLeaving {
  readonly leaver: number;
  readonly loser: number;
  readonly before: Rational;
  readonly after: Rational;
}

/** Resource monotonicity is violated: there is more of a resource and a user loses. */
export interface LossByGrowth {
  readonly resource: number;
  /** How many times as much there is. */
  readonly factor: Rational;
  readonly loser: number;
  readonly before: Rational;
  readonly after: Rational;
}
