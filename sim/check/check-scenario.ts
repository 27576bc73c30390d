import type { Marks } from '../../core/marks.ts';
import type { CheckerType, Violation } from '../checkers/checker.ts';
import { CHECKERS } from '../checkers/index.ts';
import { runExperiment } from '../experiment/run-experiment.ts';
import type { RunResult } from '../experiment/run-result.ts';
import { experimentOf } from '../scenario/scenario-experiment.ts';
import { planScenario } from '../scenario/plan-scenario.ts';
import type { ScenarioDocument } from '../scenario/scenario-document.ts';
import type { Workload } from '../../traces/model/workload.ts';

/** What became of one scenario under all checkers. */
export type CheckOutcome =
  | { readonly kind: 'passed'; readonly result: RunResult }
  | { readonly kind: 'failed'; readonly violation: Violation; readonly hash: string | null }
  /** It cannot be run: what is wrong with the document. */
  | { readonly kind: 'refused'; readonly problem: string };

/** Name of the checker that finds machines that throw. */
export const NO_CRASH = 'no-crash';

/**
 * Runs a scenario with every invariant on. A machine that throws broke one as well: none may, on
 * any input.
 * @param traces workloads of the traces it names
 * @param marks told which places in the engine are reached
 */
export function checkScenario(
  document: ScenarioDocument,
  traces: ReadonlyMap<string, Workload> = new Map(),
  checkers: readonly CheckerType[] = CHECKERS,
  marks?: Marks,
): CheckOutcome {
  const { plan, problems } = planScenario(document);
  const [problem] = problems;
  if (problem !== undefined) return refused(problem);
  const planned = experimentOf(plan, traces);
  if (planned.experiment === null) return refused(planned.problems[0]);
  try {
    const result = runExperiment(planned.experiment, { checkers, ...(marks && { marks }) });
    const { violation, hash } = result;
    return violation === null ? { kind: 'passed', result } : { kind: 'failed', violation, hash };
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const violation = { checker: NO_CRASH, message, timeUs: Number.NaN, event: -1 };
    return { kind: 'failed', violation, hash: null };
  }
}

function refused(problem: {
  readonly path: readonly (string | number)[];
  readonly message: string;
}): CheckOutcome {
  return { kind: 'refused', problem: `${problem.path.join('.')}: ${problem.message}` };
}
