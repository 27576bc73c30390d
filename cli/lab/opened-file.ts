import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, resolve } from 'node:path';
import { parse } from 'yaml';

import { UsageError, fileProblem } from '../errors.ts';

/** A file the page is to open, and the files a scenario names. */
export interface ServedFile {
  readonly path: string;
  readonly name: string;
  /** Files that the scenario names, by what stands in it. */
  readonly beside: ReadonlyMap<string, string>;
}

/**
 * A file to be opened by the page, read again whenever the page asks for it.
 * @throws UsageError when there is no such file
 */
export function servedFileOf(file: string): ServedFile {
  const path = resolve(file);
  let isFile = false;
  try {
    isFile = statSync(path).isFile();
  } catch (error) {
    throw new UsageError(`${file}: ${fileProblem(error)}`);
  }
  if (!isFile) throw new UsageError(`${file}: is a folder, wanted a file`);
  return { path, name: basename(path), beside: besideOf(path) };
}

/** Traces that a scenario names, from the folder in which it lies; those that exist. */
function besideOf(path: string): ReadonlyMap<string, string> {
  const beside = new Map<string, string>();
  if (!['.yaml', '.yml', '.json'].includes(extname(path))) return beside;
  for (const named of tracesIn(readFileSync(path, 'utf8'))) {
    const found = resolve(dirname(path), named);
    if (existsSync(found)) beside.set(named, found);
  }
  return beside;
}

/** A text that is no scenario names none: the page says what is wrong with it. */
function tracesIn(text: string): string[] {
  let document: unknown;
  try {
    document = parse(text, { logLevel: 'silent' });
  } catch (error) {
    if (error instanceof Error && error.name.startsWith('YAML')) return [];
    throw error;
  }
  if (typeof document !== 'object' || document === null || !('frameworks' in document)) return [];
  const { frameworks } = document;
  if (!Array.isArray(frameworks)) return [];
  return frameworks.flatMap((framework: unknown) =>
    typeof framework === 'object' &&
    framework !== null &&
    'trace' in framework &&
    typeof framework.trace === 'string'
      ? [framework.trace]
      : [],
  );
}
