import { MICROS_PER_SECOND, type Micros } from '../../core/machine.ts';
import type { Violation } from '../checkers/checker.ts';
import { durationText, readDuration } from '../scenario/duration-text.ts';
import { expandPresets } from '../scenario/expand-presets.ts';
import type { ScenarioDocument } from '../scenario/scenario-document.ts';
import { writeScenario } from '../scenario/write-scenario.ts';
import {
  type ScenarioList,
  buggifyOf,
  type Traces,
  operationsOf,
  faultsOf,
  frameworksOf,
  piecesOf,
} from './scenario-lists.ts';
import { SIMPLIFICATIONS, type Simplification } from './simplifications.ts';
import { writeOutJobs } from './written-out-jobs.ts';
import { writeOutFaults } from './written-out-faults.ts';

/** Seeds that are tried with one fault less, once nothing else helps. */
const OTHER_SEEDS = 10;

/**
 * Invariants that a scenario may break for want of room: those of a run in which nothing happens
 * must hold, or a smaller scenario would fail for another reason than the first one.
 */
const WANTS_ROOM: ReadonlySet<string> = new Set(['jobs-end', 'offers-come']);

/** Runs a scenario; gives the violation it ends with, or null when it ends without one. */
export type Attempt = (document: ScenarioDocument) => Violation | null;

export interface ShrinkBudget {
  /** Runs at most. */
  readonly attempts: number;
  /** Asked before each run; once it says no, the smallest so far is the result. */
  readonly goesOn?: () => boolean;
  /** Workloads of the traces that the scenario names, whose jobs are taken out one by one. */
  readonly traces?: Traces;
  /** Told of each scenario that is smaller and fails the same way. */
  readonly smaller?: (document: ScenarioDocument, attempts: number) => void;
}

/** The smallest scenario found that breaks the same invariant. */
export interface Shrunk {
  readonly document: ScenarioDocument;
  readonly violation: Violation;
  /** Runs it took. */
  readonly attempts: number;
  /** Nothing could be taken away any more; else the budget was used up. */
  readonly minimal: boolean;
}

/**
 * Makes a failing scenario smaller by taking parts out of it as long as a run of what is left
 * breaks the same invariant (delta debugging: Zeller and Hildebrandt, "Simplifying and isolating
 * failure-inducing input", 2002): faults first, then what is run, then agents, masters, settings
 * and sizes. With the same budget of attempts it is the same for ever.
 * @param violation what the scenario is known to end with
 */
export function shrink(
  document: ScenarioDocument,
  violation: Violation,
  attempt: Attempt,
  budget: ShrinkBudget,
): Shrunk {
  return new Shrinker(expandPresets(document), violation, attempt, budget).run();
}

class Shrinker {
  private best: ScenarioDocument;
  private violation: Violation;
  private attempts = 0;
  /** Whether it takes faults, operators or odd machines to fail. */
  private takesTrouble = false;
  /** The texts of what was run: passes come by the same scenario again and again. */
  private readonly tried = new Set<string>();
  private readonly attempt: Attempt;
  private readonly budget: ShrinkBudget;
  private readonly traces: Traces;

  constructor(
    document: ScenarioDocument,
    violation: Violation,
    attempt: Attempt,
    budget: ShrinkBudget,
  ) {
    this.best = document;
    this.violation = violation;
    this.attempt = attempt;
    this.budget = budget;
    this.traces = budget.traces ?? new Map();
  }

  run(): Shrunk {
    const { checker } = this.violation;
    this.takesTrouble = WANTS_ROOM.has(checker) && !this.failsAnyway(this.best);
    this.endEarlier();
    const untilUs = this.endUs();
    const writtenOut = writeOutFaults(this.best, untilUs);
    if (writtenOut !== null) this.tries(writtenOut);
    let before: ScenarioDocument;
    do {
      before = this.best;
      this.without(faultsOf);
      this.without(operationsOf);
      this.without(buggifyOf);
      this.without((document) => piecesOf(document, this.traces));
      this.writeOutJobs();
      this.without(frameworksOf);
      this.endEarlier();
      for (const simplification of SIMPLIFICATIONS) this.simplify(simplification);
      if (this.best === before) this.tryOtherSeeds();
    } while (this.best !== before && this.mayGoOn());
    const { best, violation, attempts } = this;
    return { document: best, violation, attempts, minimal: best === before && this.mayGoOn() };
  }

  private mayGoOn(): boolean {
    return this.attempts < this.budget.attempts && this.budget.goesOn?.() !== false;
  }

  /** Whether a scenario fails the same way: then it is the best one so far. */
  private tries(document: ScenarioDocument): boolean {
    const text = writeScenario(document);
    const isNew = document.frameworks.length > 0 && !this.tried.has(text);
    if (!isNew || !this.mayGoOn()) return false;
    this.tried.add(text);
    this.attempts++;
    const found = this.attempt(document);
    if (found === null || found.checker !== this.violation.checker) return false;
    if (this.takesTrouble && this.failsAnyway(document)) return false;
    this.best = document;
    this.violation = found;
    this.budget.smaller?.(document, this.attempts);
    return true;
  }

  /** Whether it fails as well where nothing goes wrong and nobody does anything. */
  private failsAnyway(document: ScenarioDocument): boolean {
    this.attempts++;
    const calm = { ...document, faults: undefined, operations: undefined, buggify: undefined };
    return this.attempt(calm) !== null;
  }

  /** Takes out as much of a list as it can: halves, quarters, … single entries. */
  private without(listOf: (document: ScenarioDocument) => ScenarioList): void {
    let size = listOf(this.best).length;
    while (size >= 1 && this.mayGoOn()) {
      // From the end: what came late is likelier to be of no matter.
      for (let end = listOf(this.best).length; end > 0 && this.mayGoOn(); end -= size) {
        const { length, keep } = listOf(this.best);
        const first = Math.max(0, end - size);
        if (end > length || end - first === length + 1) continue;
        const kept = Array.from({ length }, (_, place) => place);
        this.tries(keep(kept.toSpliced(first, end - first)));
      }
      size >>= 1;
    }
  }

  /**
   * What fails only where several faults meet at an instant may do with fewer of them in another
   * run, in which messages take other times.
   */
  private tryOtherSeeds(): void {
    const { length, keep } = faultsOf(this.best);
    if (length < 2) return;
    const kept = Array.from({ length }, (_, place) => place);
    for (let seed = 0; seed < OTHER_SEEDS; seed++) {
      for (let place = length - 1; place >= 0; place--) {
        const fewer = keep(kept.toSpliced(place, 1));
        if (this.tries({ ...fewer, seed: String(seed) }) || !this.mayGoOn()) return;
      }
    }
  }

  /** A scenario that needs no trace beside it is simpler, and its jobs can be made so. */
  private writeOutJobs(): void {
    const written = writeOutJobs(this.best, this.traces);
    if (written !== null) this.tries(written);
  }

  /** Takes each step as often as it helps. */
  private simplify(simplification: Simplification): void {
    let helped: boolean;
    do {
      helped = false;
      for (const simpler of simplification(this.best)) {
        if (!this.mayGoOn()) return;
        if (!this.tries(simpler)) continue;
        helped = true;
        break;
      }
    } while (helped);
  }

  /** Nothing after the violation matters to one that is found at once. */
  private endEarlier(): void {
    const { timeUs } = this.violation;
    const endUs = this.endUs();
    const seconds = Math.floor(timeUs / MICROS_PER_SECOND) + 1;
    const candidates = Number.isNaN(timeUs)
      ? [endUs / 2]
      : [seconds * MICROS_PER_SECOND, (seconds + 60) * MICROS_PER_SECOND];
    for (const untilUs of candidates) {
      if (!(untilUs < endUs)) continue;
      const until = durationText(Math.floor(untilUs));
      const { heal } = this.best;
      const unhealed = heal === undefined ? 0 : readDuration(heal);
      const late = typeof unhealed === 'number' && unhealed >= untilUs;
      if (this.tries({ ...this.best, until, ...(late && { heal: undefined }) })) return;
    }
  }

  /** When the run ends by itself, microseconds. */
  private endUs(): Micros {
    const { until } = this.best;
    const micros = until === undefined ? Number.POSITIVE_INFINITY : readDuration(until);
    return typeof micros === 'number' ? micros : Number.POSITIVE_INFINITY;
  }
}
