import type { z } from 'zod';

import type { DivisionProblem } from '../../core/division/problem.ts';
import { type Path, SourceDocument, pathInWords, readText } from '../documents/source-document.ts';
import { UsageError } from '../errors.ts';
import { printable } from '../output/terminal.ts';
import { ProblemDefect, problemOf } from './problem-of.ts';
import { problemSchema } from './problem-schema.ts';

/**
 * Reads a division problem, YAML or JSON.
 * @throws UsageError naming file, line and column, what was found and what was wanted
 */
export function readProblem(file: string): DivisionProblem {
  return parseProblem(readText(file), file);
}

/**
 * Parses and checks the text of a division problem.
 * @param file its name, for messages
 * @throws UsageError naming file, line and column, what was found and what was wanted
 */
export function parseProblem(text: string, file: string): DivisionProblem {
  const document = new SourceDocument(text, file, 'YAML or JSON');
  const result = problemSchema.safeParse(document.value);
  if (!result.success) throw new UsageError(printable(refusal(document, result.error.issues)));
  try {
    return problemOf(result.data);
  } catch (error) {
    if (!(error instanceof ProblemDefect)) throw error;
    const { path, message } = error;
    throw new UsageError(printable(`${document.where(path)}: ${prefix(path)}${message}`));
  }
}

function refusal(document: SourceDocument, issues: readonly z.core.$ZodIssue[]): string {
  const issue = mostTelling(issues);
  const path = pathOf(issue);
  const others = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  const key = issue.code === 'unrecognized_keys' ? issue.keys[0] : null;
  const where = key === null ? document.where(path) : document.whereKey(path, key);
  const what = key === null ? inWords(document.valueAt(path)) : `the field "${key}"`;
  return `${where}: ${prefix(path)}found ${what}, ${issue.message}${others}`;
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

function prefix(path: Path): string {
  return path.length === 0 ? '' : `${pathInWords(path)}: `;
}

function inWords(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'number') return String(value);
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
