import { readFileSync } from 'node:fs';

import { type Document, LineCounter, isMap, isNode, isScalar, parseDocument } from 'yaml';
import type { z } from 'zod';

import { UsageError, fileProblem } from '../errors.ts';
import { type Scenario, scenarioSchema } from './scenario-schema.ts';

type Path = readonly PropertyKey[];

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
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file}: ${fileProblem(error)}`);
  }
  return parseScenario(text, file);
}

/**
 * Parses and validates the text of a scenario.
 * @param file its name, for messages
 * @throws UsageError naming file, line and column, what was found and what was wanted
 */
export function parseScenario(text: string, file: string): ScenarioFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  if (document.errors.length > 0) {
    const [error] = document.errors;
    throw new UsageError(`${at(error.pos[0])}: ${error.message}; wanted YAML`);
  }
  const where = (path: Path): string => at(offsetOf(document, path));
  const found: unknown = document.toJS();
  const result = scenarioSchema.safeParse(found);
  if (!result.success) {
    const { issues } = result.error;
    // A misspelt field is also a missing one: the misspelling is the better message.
    const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
    const others = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
    throw new UsageError(describeIssue(issue, found, document, at) + others);
  }
  return { file, scenario: result.data, where };
}

/** Where the part at a path begins; of the nearest part around it when it is missing. */
function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length >= 0; length--) {
    const part = path.slice(0, length);
    const node: unknown = length === 0 ? document.contents : document.getIn(part, true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function describeIssue(
  issue: z.core.$ZodIssue,
  found: unknown,
  document: Document,
  at: (offset: number) => string,
): string {
  if (issue.code === 'unrecognized_keys') {
    return `${at(keyOffset(document, issue.path, issue.keys[0]))}: ${issue.message}`;
  }
  const path = issue.path.length === 0 ? 'the scenario' : pathInWords(issue.path);
  const where = at(offsetOf(document, issue.path));
  return `${where}: ${path}: ${foundAndWanted(issue, valueAt(found, issue.path))}`;
}

/** Where an unknown field's name stands. */
function keyOffset(document: Document, path: Path, key: string): number {
  const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  if (isMap(node)) {
    for (const { key: name } of node.items) {
      if (isScalar(name) && name.value === key && name.range) return name.range[0];
    }
  }
  return offsetOf(document, path);
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

function pathInWords(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}

function valueAt(found: unknown, path: Path): unknown {
  let value = found;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}
