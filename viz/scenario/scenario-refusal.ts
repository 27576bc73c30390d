import type { z } from 'zod';

import { type Path, type SourceText, type TextPlace, pathInWords } from './source-text.ts';

/** Why a document is no scenario: what was found, what was wanted, and where. */
export interface Refusal {
  readonly place: TextPlace;
  readonly path: Path;
  /** With the path before it. */
  readonly message: string;
}

/** What of several things that are wrong tells most, in one line. */
export function refusal(source: SourceText, issues: readonly z.core.$ZodIssue[]): Refusal {
  const { issue, path } = mostTelling(issues, []);
  const key = issue.code === 'unrecognized_keys' ? issue.keys[0] : null;
  const place = key === null ? source.where(path) : source.whereKey(path, key);
  const found = key === null ? inWords(source.valueAt(path)) : `the field "${key}"`;
  const message = `${prefix(path)}found ${found}, ${issue.message}${others(issues)}`;
  return { place, path, message };
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

/** The path of what a message is about, before it. */
export function prefix(path: Path): string {
  return path.length === 0 ? '' : `${pathInWords(path)}: `;
}

/** How many more things are wrong than the one that is told. */
export function others({ length }: readonly unknown[]): string {
  return length > 1 ? ` (and ${length - 1} more)` : '';
}

function inWords(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
