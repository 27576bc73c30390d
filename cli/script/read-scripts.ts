import { z } from 'zod';

import { type Path, pathInWords } from '../documents/source-document.ts';
import { UsageError } from '../errors.ts';
import { printable } from '../output/terminal.ts';
import { readJson } from './json-source.ts';
import { problemOfReferences } from './references.ts';
import { paramsOf } from './schema-parts.ts';
import { scriptSchema } from './script-schema.ts';
import type { Script } from './script.ts';

/** A script with where it stands. */
export interface ScriptSource {
  readonly file: string;
  /** Steps from the document to the script: none when the file holds just one. */
  readonly path: Path;
  readonly script: Script;
}

/**
 * Reads and checks the scripts of a file, one or an array of them.
 * @throws UsageError naming the file and the path in its JSON, what was found and what was wanted
 */
export function readScripts(file: string): ScriptSource[] {
  return scriptsOf(readJson(file), file);
}

/**
 * Checks the scripts in a JSON value.
 * @param file its name, for messages
 * @throws UsageError naming the file and the path in its JSON, what was found and what was wanted
 */
export function scriptsOf(document: unknown, file: string): ScriptSource[] {
  const isList = Array.isArray(document);
  const schema: z.ZodType<Script | Script[]> = isList ? z.array(scriptSchema) : scriptSchema;
  const read = schema.safeParse(document);
  if (!read.success) throw refusal(document, file, read.error.issues);
  return [read.data].flat().map((script, at) => {
    const path = isList ? [at] : [];
    const problem = script.kind === 'allocator' ? problemOfReferences(script) : null;
    if (problem !== null) throw defect(file, [...path, ...problem.path], problem.message);
    return { file, path, script };
  });
}

/** A script that cannot be run, in one line. */
export function defect(file: string, path: Path, message: string): UsageError {
  const where = path.length === 0 ? file : `${file}: ${pathInWords(path)}`;
  return new UsageError(printable(`${where}: ${message}`));
}

function refusal(document: unknown, file: string, issues: readonly z.core.$ZodIssue[]): UsageError {
  // A misspelt field is also a missing one: the misspelling is the better message.
  const issue = issues.find((one) => unknownKeyOf(one) !== null) ?? issues[0];
  const others = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  return defect(file, issue.path, foundAndWanted(document, issue) + others);
}

function foundAndWanted(document: unknown, issue: z.core.$ZodIssue): string {
  if (paramsOf(issue)['isComplete'] === true) return issue.message;
  const key = unknownKeyOf(issue);
  const found = key === null ? inWords(valueAt(document, issue.path)) : `the field "${key}"`;
  return `found ${found}, ${issue.message}`;
}

function unknownKeyOf(issue: z.core.$ZodIssue): string | null {
  const keys = issue.code === 'unrecognized_keys' ? issue.keys : paramsOf(issue)['keys'];
  return Array.isArray(keys) ? String(keys[0]) : null;
}

function valueAt(document: unknown, path: Path): unknown {
  let value = document;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step))
      return undefined;
    value = (value as Readonly<Record<PropertyKey, unknown>>)[step];
  }
  return value;
}

const FOUND_LENGTH = 60;

function inWords(value: unknown): string {
  if (value === undefined) return 'nothing';
  // JSON has no infinity, but a number of many digits is read as one.
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > FOUND_LENGTH ? `${text.slice(0, FOUND_LENGTH - 1)}…` : text;
}
