import { type ScenarioPlan, planScenario } from '../../sim/scenario/plan-scenario.ts';
import type { ScenarioDocument } from '../../sim/scenario/scenario-document.ts';
import type { ScenarioProblem } from '../../sim/scenario/scenario-problem.ts';
import { others, prefix, refusal } from '../../viz/scenario/scenario-refusal.ts';
import { scenarioSchema } from '../../viz/scenario/scenario-schema.ts';
import { type Path, SourceDocument, readText } from '../documents/source-document.ts';
import { UsageError } from '../errors.ts';
import { printable } from '../output/terminal.ts';

/** A scenario with where its parts stand, for the messages of later checks. */
export interface ScenarioFile {
  readonly file: string;
  readonly document: ScenarioDocument;
  readonly plan: ScenarioPlan;
  /** `file:line:column` of the part at a path: `['frameworks', 0, 'trace']`. */
  readonly where: (path: Path) => string;
}

/** What the command line says instead of the scenario. */
export interface ScenarioOverrides {
  readonly policy?: string | undefined;
  readonly seed?: string | undefined;
}

/**
 * Reads and validates a scenario file, YAML or JSON.
 * @throws UsageError naming file, line and column, what was found and what was wanted
 */
export function readScenario(file: string, overrides: ScenarioOverrides = {}): ScenarioFile {
  return parseScenario(readText(file), file, overrides);
}

/**
 * Parses and validates the text of a scenario: all but the traces it names.
 * @param file its name, for messages
 * @throws UsageError naming file, line and column, what was found and what was wanted
 */
export function parseScenario(
  text: string,
  file: string,
  { policy, seed }: ScenarioOverrides = {},
): ScenarioFile {
  const source = new SourceDocument(text, file, 'YAML');
  const result = scenarioSchema.safeParse(source.value);
  if (!result.success) {
    const { place, message } = refusal(source.text, result.error.issues);
    throw new UsageError(printable(`${source.at(place)}: ${message}`));
  }
  const document = {
    ...result.data,
    ...(policy !== undefined && { policy }),
    ...(seed !== undefined && { seed }),
  };
  const where = (path: Path): string => source.where(path);
  const { plan, problems } = planScenario(document);
  if (problems.length > 0) throw problemAt(where, problems);
  return { file, document, plan, where };
}

/** The first problem with its place, and how many more there are. */
export function problemAt(
  where: ScenarioFile['where'],
  problems: readonly ScenarioProblem[],
): UsageError {
  const [{ path, message }] = problems;
  return new UsageError(printable(`${where(path)}: ${prefix(path)}${message}${others(problems)}`));
}
