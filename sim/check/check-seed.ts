import type { Violation } from '../checkers/checker.ts';
import { CHECKERS } from '../checkers/index.ts';
import { Draws } from '../random/draws.ts';
import type { ScenarioDocument } from '../scenario/scenario-document.ts';
import type { Workload } from '../../traces/model/workload.ts';
import { type CheckOutcome, checkScenario } from './check-scenario.ts';
import type { MarkCounter } from './mark-counter.ts';
import { type PlantedBug, withBug } from './planted-bugs.ts';
import { type SwarmShape, drawnShape, swarmScenario } from './swarm.ts';

/** What a swarm of seeds is run on. */
export interface SwarmPlan {
  /** One scenario at every seed; null: each seed draws one of its own. */
  readonly scenario: ScenarioDocument | null;
  /** Of the scenarios that are drawn; each has a size of its own unless given. */
  readonly shape?: SwarmShape;
  /** Workloads of the traces that the scenario names. */
  readonly traces: ReadonlyMap<string, Workload>;
  /** For tests of the checkers. */
  readonly bug: PlantedBug | null;
  /** Counts which places in the engine are reached. */
  readonly marks?: MarkCounter;
}

/** What came of one seed. */
export interface SeedReport {
  readonly document: ScenarioDocument;
  readonly outcome: CheckOutcome;
  /** Whether it was run again and compared. */
  readonly twice: boolean;
}

/** Name of the checker that finds runs which are not the same the second time. */
export const SAME_AGAIN = 'same-again';

/** One run in so many is done twice, as FoundationDB does. */
const TWICE_IN = 20;

/** Runs what a seed stands for with every invariant on; some seeds twice, to compare the hashes. */
export function checkSeed(plan: SwarmPlan, seed: string): SeedReport {
  const document = scenarioOf(plan, seed);
  const twice = new Draws(seed, 'twice').unit(0, 0) * TWICE_IN < 1;
  return withBug(plan.bug, () => {
    plan.marks?.nextRun();
    const outcome = checkScenario(document, plan.traces, CHECKERS, plan.marks);
    if (!twice || outcome.kind === 'refused') return { document, outcome, twice: false };
    const again = checkScenario(document, plan.traces);
    const violation = difference(outcome, again);
    if (violation === null) return { document, outcome, twice };
    return { document, outcome: { kind: 'failed', violation, hash: null }, twice };
  });
}

/**
 * What a scenario breaks under the plan; null when it breaks nothing or cannot be run.
 * @param wanted the checker that found it before: it is run twice only where that takes it
 */
export function violationOf(
  plan: SwarmPlan,
  document: ScenarioDocument,
  wanted: string = '',
): Violation | null {
  return withBug(plan.bug, () => {
    const outcome = checkScenario(document, plan.traces);
    if (wanted === SAME_AGAIN && outcome.kind !== 'refused') {
      return difference(outcome, checkScenario(document, plan.traces));
    }
    return outcome.kind === 'failed' ? outcome.violation : null;
  });
}

function scenarioOf({ scenario, shape }: SwarmPlan, seed: string): ScenarioDocument {
  if (scenario !== null) return { ...scenario, seed };
  return swarmScenario(seed, shape ?? drawnShape(seed));
}

/** How two runs of one scenario differ, which should not; null when they do not. */
function difference(one: CheckOutcome, two: CheckOutcome): Violation | null {
  const [first, second] = [ending(one), ending(two)];
  if (first === second) return null;
  const message = `run twice it ended with ${first}, then with ${second}`;
  return { checker: SAME_AGAIN, message, timeUs: Number.NaN, event: -1 };
}

function ending(outcome: CheckOutcome): string {
  switch (outcome.kind) {
    case 'passed':
      return `the hash ${outcome.result.hash}`;
    case 'failed':
      return `${outcome.violation.checker} (hash ${outcome.hash ?? 'none'})`;
    case 'refused':
      return outcome.problem;
  }
}
