import { accessSync, constants, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { UsageError, fileProblem } from '../errors.ts';

/**
 * Refuses an output file that cannot be written, before the work it is for.
 * @throws UsageError naming the option and what the system said
 */
export function requireWritable(path: string, option: string): void {
  const refuse = (why: string): never => {
    throw new UsageError(`${option}: cannot write ${path}: ${why}`);
  };
  const known = statSync(path, { throwIfNoEntry: false });
  if (known?.isDirectory() === true) refuse('is a folder, wanted a file');
  try {
    accessSync(known === undefined ? dirname(path) : path, constants.W_OK);
  } catch (error) {
    refuse(known === undefined ? `${dirname(path)}: ${fileProblem(error)}` : fileProblem(error));
  }
}

/**
 * Writes a file the user asked for.
 * @throws UsageError naming the option and what the system said
 */
export function writeOutputFile(path: string, content: string | Uint8Array, option: string): void {
  try {
    writeFileSync(path, content);
  } catch (error) {
    throw new UsageError(`${option}: cannot write ${path}: ${fileProblem(error)}`);
  }
}
