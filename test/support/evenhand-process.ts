import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The built program. Integration tests run after a build. */
const ENTRY = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** A program that ended. */
export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** A short sample trace that ships with the program. */
export const HOUR = 'traces/samples/facebook-like-hour.tsv';

/** Starts the built `evenhand`, from the top of the repository, without colour. */
export function start(...args: readonly string[]): Running {
  return startBy([], ...args);
}

/** The same by another program, such as one that gives it a network of its own. */
export function startBy(prefix: readonly string[], ...args: readonly string[]): Running {
  const [program, ...words] = [...prefix, process.execPath, ENTRY, ...args];
  const child = spawn(program, words, {
    cwd: REPOSITORY,
    env: { ...process.env, NO_COLOR: '1', COLUMNS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { child, ended };
}

/** Runs the built `evenhand` to its end. */
export function evenhand(...args: readonly string[]): Promise<Ended> {
  return start(...args).ended;
}

/** The address that a program prints behind this word, once it does. */
export function addressOf({ child, ended }: Running, word: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (more: string) => {
      text += more;
      const match = new RegExp(`^${word}: (http\\S+)$`, 'm').exec(text);
      if (match !== null) resolve(match[1]);
    });
    ended.then(({ stderr }) => reject(new Error(`ended without an address: ${stderr}`)), reject);
  });
}

/** Resolves when it has ended. */
export async function stop(
  { child, ended }: Running,
  signal: NodeJS.Signals = 'SIGTERM',
): Promise<void> {
  child.kill(signal);
  await ended;
}

/** A new folder for the files of a test. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'evenhand-'));
}
