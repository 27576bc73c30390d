/** When something began and ended, microseconds from the first submission of the log. */
export interface Span {
  readonly startUs: number;
  readonly endUs: number;
}

/** A part of a run, as it was and as the simulation of it went. */
export interface ReplayedPart {
  readonly name: string;
  readonly recorded: Span;
  /** Null where the simulation could not end it. */
  readonly simulated: Span | null;
}

/** A stage, and the place of its job in {@link ReplayedRun.jobs}. */
export interface ReplayedStage extends ReplayedPart {
  readonly job: number;
  readonly tasks: number;
}

/** A recorded run beside its simulation. */
export interface ReplayedRun {
  /** What the cluster was made of, in words. */
  readonly cluster: string;
  /** In the order of submission. */
  readonly jobs: readonly ReplayedPart[];
  /** By job; a stage that was used by several is in the one that made it run. */
  readonly stages: readonly ReplayedStage[];
  /**
   * Why the log does not tell of a whole run, in words: it is in progress, cut, or jobs in it have
   * no end. Empty: the simulation is held to the recorded makespan.
   */
  readonly incomplete: readonly string[];
  /** What the log does not say or the simulation leaves out, and how often, in words. */
  readonly reasons: readonly string[];
}

/** From the first submission to the last end, microseconds; null when a part has no end. */
export function makespanUs(spans: readonly (Span | null)[]): number | null {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const span of spans) {
    if (span === null) return null;
    first = Math.min(first, span.startUs);
    last = Math.max(last, span.endUs);
  }
  return spans.length === 0 ? null : last - first;
}

/** Microseconds as seconds with a tenth, for people. */
export function secondsOf(us: number): string {
  return (us / 1_000_000).toFixed(1);
}
