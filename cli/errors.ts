/** Exit codes, a promise to scripts. */
export const ExitCode = { DONE: 0, FAILED: 1, USAGE: 2, INTERRUPTED: 130 } as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/**
 * Wrong usage or unreadable input: exit code 2. The message says in one line where it is
 * (option, file:line:column or path), what was found and what was wanted.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A check or a run failed: exit code 1. */
export class CheckFailed extends Error {
  override readonly name = 'CheckFailed';
}

/** The user stopped it and what was finished has been kept: exit code 130. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** A task that was run for the user has ended: the program ends as it did, without a word. */
export class TaskEnded extends Error {
  override readonly name = 'TaskEnded';
  readonly code: number;

  constructor(code: number) {
    super(`the task ended with status ${code}`);
    this.code = code;
  }
}

/** The exit code an error ends the program with; a defect of ours ends it like a failed run. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof UsageError) return ExitCode.USAGE;
  if (error instanceof Interrupted) return ExitCode.INTERRUPTED;
  return ExitCode.FAILED;
}

/** What to print for an error: one line, with the stack below it when asked for. */
export function describeError(error: unknown, debug: boolean): string {
  if (!(error instanceof Error)) return `error: ${String(error)}`;
  if (debug) return `error: ${error.stack ?? error.message}`;
  const line = error.message.replace(/\s*\n\s*/g, ' ');
  const ours =
    error instanceof UsageError || error instanceof CheckFailed || error instanceof Interrupted;
  return ours ? `error: ${line}` : `error: ${line} (unexpected; --debug shows where)`;
}

/** What the system said about a file, in words: `no such file`. */
export function fileProblem(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const words = FILE_PROBLEMS.get(code);
  return words ?? messageOf(error);
}

const FILE_PROBLEMS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file'],
  ['ENOTDIR', 'no such file (a part of its path is not a folder)'],
  ['EISDIR', 'is a folder, wanted a file'],
  ['EACCES', 'permission denied'],
  ['ENOSPC', 'no space left on the device'],
  ['EROFS', 'the file system is read-only'],
]);

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
