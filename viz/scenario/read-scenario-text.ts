import { planScenario } from '../../sim/scenario/plan-scenario.ts';
import { tracesOf } from '../../sim/scenario/scenario-experiment.ts';
import type { ScenarioDocument } from '../../sim/scenario/scenario-document.ts';
import { prefix, refusal } from './scenario-refusal.ts';
import { scenarioSchema } from './scenario-schema.ts';
import { SourceError, SourceText } from './source-text.ts';

/** What is wrong with a text, and where; lines and columns from 1. */
export interface TextProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** A scenario, or why the text is none. */
export type ScenarioText =
  | {
      readonly ok: true;
      readonly document: ScenarioDocument;
      /** Paths of the traces that it needs, as it writes them. */
      readonly traces: readonly string[];
    }
  | { readonly ok: false; readonly problems: readonly TextProblem[] };

/** Reads and validates a scenario, YAML or JSON: all but the traces it names. */
export function readScenarioText(text: string): ScenarioText {
  const source = sourceOf(text);
  if (!(source instanceof SourceText)) return { ok: false, problems: [source] };
  const result = scenarioSchema.safeParse(source.value);
  if (!result.success) {
    const { place, message } = refusal(source, result.error.issues);
    return { ok: false, problems: [{ ...place, message }] };
  }
  const { plan, problems } = planScenario(result.data);
  if (problems.length > 0) {
    return {
      ok: false,
      problems: problems.map(({ path, message }) => ({
        ...source.where(path),
        message: `${prefix(path)}${message}`,
      })),
    };
  }
  return { ok: true, document: result.data, traces: tracesOf(plan) };
}

function sourceOf(text: string): SourceText | TextProblem {
  try {
    return new SourceText(text, 'YAML');
  } catch (error) {
    if (error instanceof SourceError) return { ...error.place, message: error.message };
    throw error;
  }
}
