import { readFileSync } from 'node:fs';

import { type Document, LineCounter, isMap, isNode, isScalar, parseDocument } from 'yaml';
import type { z } from 'zod';

import type { DivisionProblem } from '../../core/division/problem.ts';
import { UsageError, fileProblem, messageOf } from '../errors.ts';
import { printable } from '../output/terminal.ts';
import { type Path, ProblemDefect, problemOf } from './problem-of.ts';
import { problemSchema } from './problem-schema.ts';

/**
 * Reads a division problem, YAML or JSON.
 * @throws UsageError naming file, line and column, what was found and what was wanted
 */
export function readProblem(file: string): DivisionProblem {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file}: ${fileProblem(error)}`);
  }
  return parseProblem(text, file);
}

/**
 * Parses and checks the text of a division problem.
 * @param file its name, for messages
 * @throws UsageError naming file, line and column, what was found and what was wanted
 */
export function parseProblem(text: string, file: string): DivisionProblem {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const refuse = (offset: number, message: string): never => {
    const { line, col } = lines.linePos(offset);
    throw new UsageError(printable(`${file}:${line}:${col}: ${message}`));
  };
  if (document.errors.length > 0) {
    const [error] = document.errors;
    refuse(error.pos[0], `${error.message}; wanted YAML or JSON`);
  }
  const found = plainValueOf(document, (message) => refuse(0, `${message}; wanted YAML or JSON`));
  const result = problemSchema.safeParse(found);
  if (!result.success) {
    const issue = mostTelling(result.error.issues);
    const path = pathOf(issue);
    const others =
      result.error.issues.length > 1 ? ` (and ${result.error.issues.length - 1} more)` : '';
    const key = issue.code === 'unrecognized_keys' ? issue.keys[0] : null;
    const offset = key === null ? offsetOf(document, path) : keyOffset(document, path, key);
    const what = key === null ? inWords(valueAt(found, path)) : `the field "${key}"`;
    refuse(offset, `${pathInWords(path)}found ${what}, ${issue.message}${others}`);
  }
  try {
    return problemOf(problemSchema.parse(found));
  } catch (error) {
    if (!(error instanceof ProblemDefect)) throw error;
    return refuse(offsetOf(document, error.path), `${pathInWords(error.path)}${error.message}`);
  }
}

/** The document as plain values; aliases to nothing, to too much or to themselves are refused. */
function plainValueOf(document: Document, refuse: (message: string) => never): unknown {
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    return refuse(messageOf(error));
  }
  try {
    JSON.stringify(value);
  } catch {
    return refuse('found an alias that contains itself');
  }
  return value;
}

/** A misspelt field is also a missing one: the misspelling is the better message. */
function mostTelling(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue {
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  if (issue.code !== 'invalid_union') return issue;
  // What is wrong inside the alternative that was meant: the one that went furthest.
  const inside = issue.errors.flat().filter(({ path }) => path.length > 0);
  if (inside.length === 0) return issue;
  return { ...inside[0], path: [...issue.path, ...inside[0].path] };
}

function pathOf({ path }: z.core.$ZodIssue): Path {
  return path.map((step) => (typeof step === 'number' ? step : String(step)));
}

/** Where the part at a path begins; of the nearest part around it when it is missing. */
function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length >= 0; length--) {
    const node = nodeAt(document, path.slice(0, length));
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

/** Where the name of a field stands. */
function keyOffset(document: Document, path: Path, key: string): number {
  const node = nodeAt(document, path);
  if (isMap(node)) {
    for (const { key: name } of node.items) {
      if (isScalar(name) && name.value === key && name.range) return name.range[0];
    }
  }
  return offsetOf(document, path);
}

function nodeAt(document: Document, path: Path): unknown {
  return path.length === 0 ? document.contents : document.getIn(path, true);
}

/** `users[0].demand: `; nothing for the document itself. */
function pathInWords(path: Path): string {
  if (path.length === 0) return '';
  const words = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
  return `${words.replace(/^\./, '')}: `;
}

function inWords(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'number') return String(value);
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function valueAt(found: unknown, path: Path): unknown {
  let value = found;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}
