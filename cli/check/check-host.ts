import type { Violation } from '../../sim/checkers/checker.ts';
import { type SwarmPlan, checkSeed, violationOf } from '../../sim/check/check-seed.ts';
import { MarkCounter, type SiteHits } from '../../sim/check/mark-counter.ts';
import { plantedBugNamed } from '../../sim/check/planted-bugs.ts';
import { type Shrunk, shrink } from '../../sim/check/shrink.ts';
import type { ScenarioDocument } from '../../sim/scenario/scenario-document.ts';
import type { Workload } from '../../traces/model/workload.ts';

/** What a worker is to run seeds of. Crosses to it by structured clone. */
export interface CheckTask {
  /** null: each seed draws a scenario of its own. */
  readonly scenario: ScenarioDocument | null;
  readonly traces: ReadonlyMap<string, Workload>;
  /** Name of a bug that is planted; null for none. */
  readonly bug: string | null;
  /** Whether to count which places in the engine are reached. */
  readonly coverage: boolean;
}

/** A seed that broke something. */
export interface SeedFailure {
  readonly seed: string;
  readonly document: ScenarioDocument;
  readonly violation: Violation;
}

/** What came of some seeds; it ends with the first that fails or cannot be run. */
export interface BatchReport {
  /** Seeds that broke nothing. */
  readonly passed: number;
  /** Of these: run twice, and equal. */
  readonly twice: number;
  /** Records in the event logs of the runs that broke nothing. */
  readonly events: number;
  /** Visits to the places in the engine; empty unless they were to be counted. */
  readonly marks: readonly SiteHits[];
  readonly failure: SeedFailure | null;
  /** A scenario that cannot be run, and why. */
  readonly refused: { readonly seed: string; readonly problem: string } | null;
}

/** What a worker of `check` offers. */
export interface CheckHost {
  begin(task: CheckTask): void;
  /** @param forMs seeds that would begin later are left out */
  check(seeds: readonly string[], forMs: number): BatchReport;
  /** @param smaller told of each step, with the runs it took */
  shrink(failure: SeedFailure, forMs: number, smaller: (attempts: number) => unknown): Shrunk;
}

/** Runs of shrinking at most, however long it may take. */
const SHRINK_ATTEMPTS = 20_000;

/** @param nowMs a clock, for the bounds in time */
export function createCheckHost(nowMs: () => number): CheckHost {
  let plan: SwarmPlan = { scenario: null, traces: new Map(), bug: null };
  let counts = false;
  return {
    begin({ scenario, traces, bug, coverage }) {
      plan = { scenario, traces, bug: bug === null ? null : plantedBugNamed(bug) };
      counts = coverage;
    },
    check(seeds, forMs) {
      const endMs = nowMs() + forMs;
      const marks = counts ? new MarkCounter() : undefined;
      const counted = marks === undefined ? plan : { ...plan, marks };
      const report = { passed: 0, twice: 0, events: 0 };
      const end = (): BatchReport => {
        return { ...report, marks: marks?.table() ?? [], failure: null, refused: null };
      };
      for (const seed of seeds) {
        if (nowMs() >= endMs) break;
        const { document, outcome, twice } = checkSeed(counted, seed);
        if (outcome.kind === 'failed') {
          const failure = { seed, document, violation: outcome.violation };
          return { ...end(), failure };
        }
        if (outcome.kind === 'refused') {
          return { ...end(), refused: { seed, problem: outcome.problem } };
        }
        report.passed++;
        report.events += outcome.result.events;
        if (twice) report.twice++;
      }
      return end();
    },
    shrink({ document, violation }, forMs, smaller) {
      const endMs = nowMs() + forMs;
      const { checker } = violation;
      return shrink(document, violation, (candidate) => violationOf(plan, candidate, checker), {
        attempts: SHRINK_ATTEMPTS,
        goesOn: () => nowMs() < endMs,
        traces: plan.traces,
        smaller: (_, attempts) => void smaller(attempts),
      });
    },
  };
}
