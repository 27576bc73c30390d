import type { z } from 'zod';

import { type ScenarioPlan, planScenario } from '../../sim/scenario/plan-scenario.ts';
import type { ScenarioDocument } from '../../sim/scenario/scenario-document.ts';
import type { ScenarioProblem } from '../../sim/scenario/scenario-problem.ts';
import { type Path, SourceDocument, pathInWords, readText } from '../documents/source-document.ts';
import { UsageError } from '../errors.ts';
import { printable } from '../output/terminal.ts';
import { scenarioSchema } from './scenario-schema.ts';

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
  if (!result.success) throw new UsageError(printable(refusal(source, result.error.issues)));
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

function others({ length }: readonly unknown[]): string {
  return length > 1 ? ` (and ${length - 1} more)` : '';
}

function refusal(source: SourceDocument, issues: readonly z.core.$ZodIssue[]): string {
  const { issue, path } = mostTelling(issues, []);
  const key = issue.code === 'unrecognized_keys' ? issue.keys[0] : null;
  const where = key === null ? source.where(path) : source.whereKey(path, key);
  const found = key === null ? inWords(source.valueAt(path)) : `the field "${key}"`;
  return `${where}: ${prefix(path)}found ${found}, ${issue.message}${others(issues)}`;
}

interface PlacedIssue {
  readonly issue: z.core.$ZodIssue;
  readonly path: Path;
}

/** A misspelt field is also a missing one: the misspelling is the better message. */
function mostTelling(issues: readonly z.core.$ZodIssue[], above: Path): PlacedIssue {
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  const path = [...above, ...issue.path];
  if (issue.code !== 'invalid_union') return { issue, path };
  const meant = alternativeMeant(issue.errors);
  return meant === null ? { issue, path } : mostTelling(meant, path);
}

/**
 * Of what is wrong with each alternative of a union, the one that was probably meant: of the
 * right kind of value, with fewest unknown fields, near to known ones, then fewest faults. None is
 * when the value is of no alternative's kind.
 */
function alternativeMeant(
  alternatives: readonly (readonly z.core.$ZodIssue[])[],
): readonly z.core.$ZodIssue[] | null {
  const likely = alternatives.filter(
    (issues) => !issues.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
  );
  const unknown = (issues: readonly z.core.$ZodIssue[]): number =>
    issues.reduce((sum, one) => sum + (one.code === 'unrecognized_keys' ? one.keys.length : 0), 0);
  const guesses = (issues: readonly z.core.$ZodIssue[]): number =>
    issues.filter(({ message }) => message.includes('did you mean')).length;
  const [best] = likely.toSorted(
    (a, b) => unknown(a) - unknown(b) || guesses(b) - guesses(a) || a.length - b.length,
  );
  return best ?? null;
}

function prefix(path: Path): string {
  return path.length === 0 ? '' : `${pathInWords(path)}: `;
}

function inWords(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
