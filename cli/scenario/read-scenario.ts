import type { z } from 'zod';

import { type Path, SourceDocument, pathInWords, readText } from '../documents/source-document.ts';
import { UsageError } from '../errors.ts';
import { type Scenario, scenarioSchema } from './scenario-schema.ts';

/** A scenario with where its parts stand, for the messages of later checks. */
export interface ScenarioFile {
  readonly file: string;
  readonly scenario: Scenario;
  /** `file:line:column` of the part at a path: `['frameworks', 0, 'trace']`. */
  readonly where: (path: Path) => string;
}

/**
 * Reads and validates a scenario file, YAML or JSON.
 * @throws UsageError naming file, line and column, what was found and what was wanted
 */
export function readScenario(file: string): ScenarioFile {
  return parseScenario(readText(file), file);
}

/**
 * Parses and validates the text of a scenario.
 * @param file its name, for messages
 * @throws UsageError naming file, line and column, what was found and what was wanted
 */
export function parseScenario(text: string, file: string): ScenarioFile {
  const document = new SourceDocument(text, file, 'YAML');
  const result = scenarioSchema.safeParse(document.value);
  if (!result.success) {
    const { issues } = result.error;
    // A misspelt field is also a missing one: the misspelling is the better message.
    const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
    const others = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
    throw new UsageError(describeIssue(issue, document) + others);
  }
  return { file, scenario: result.data, where: (path) => document.where(path) };
}

function describeIssue(issue: z.core.$ZodIssue, document: SourceDocument): string {
  if (issue.code === 'unrecognized_keys') {
    return `${document.whereKey(issue.path, issue.keys[0])}: ${issue.message}`;
  }
  const path = issue.path.length === 0 ? 'the scenario' : pathInWords(issue.path);
  const where = document.where(issue.path);
  return `${where}: ${path}: ${foundAndWanted(issue, document.valueAt(issue.path))}`;
}

function foundAndWanted(issue: z.core.$ZodIssue, value: unknown): string {
  const found = value === undefined ? 'nothing' : JSON.stringify(value);
  // What our schema says by itself; everything else is zod's own wording.
  if (!/^(?:Invalid|Too (?:small|big)|Unrecognized)/.test(issue.message)) {
    return /\bfound\b/.test(issue.message) ? issue.message : `found ${found}: ${issue.message}`;
  }
  switch (issue.code) {
    case 'invalid_type':
      return `found ${found}, wanted ${TYPES.get(issue.expected) ?? issue.expected}`;
    case 'invalid_value':
      return `found ${found}, wanted ${issue.values.map(String).join(' or ')}`;
    case 'too_small':
      return tooSmall(found, value, Number(issue.minimum), issue.inclusive === true);
    default:
      return `found ${found}: ${issue.message}`;
  }
}

function tooSmall(found: string, value: unknown, least: number, inclusive: boolean): string {
  if (Array.isArray(value)) return `found ${value.length} entries, wanted at least ${least}`;
  if (typeof value === 'string') return `found ${found}, wanted some text`;
  return `found ${found}, wanted ${inclusive ? 'at least' : 'more than'} ${least}`;
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['string', 'text'],
  ['int', 'a whole number'],
  ['number', 'a number'],
  ['object', 'fields'],
  ['record', 'names with fields'],
  ['array', 'a list'],
]);
