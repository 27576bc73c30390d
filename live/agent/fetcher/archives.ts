import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { lstat, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGunzip } from 'node:zlib';

import { isCode } from '../../containers/supervisor.ts';
import { newFile } from './sandbox-file.ts';

const run = promisify(execFile);

type Unpack = (archive: string, folder: string, signal: AbortSignal) => Promise<void>;

/** By the ends of their names, longest first. */
const FORMATS: readonly (readonly [RegExp, Unpack])[] = [
  [/\.(tar|tar\.gz|tgz|tar\.bz2|tbz2|tar\.xz|txz)$/i, untar],
  [/\.(zip|jar)$/i, unzip],
  [/\.gz$/i, gunzip],
  [/\.bz2$/i, (archive, folder, signal) => decompress('bzip2', archive, folder, signal)],
  [/\.xz$/i, (archive, folder, signal) => decompress('xz', archive, folder, signal)],
];

/** Whether a name is one of an archive that is extracted. */
export function isArchive(name: string): boolean {
  return FORMATS.some(([end]) => end.test(name));
}

/**
 * Extracts an archive into a sandbox. It is unpacked in a folder of its own, where nothing leads
 * anywhere yet, and moved from there: what an earlier one has put into the sandbox is replaced,
 * and no link of it is followed.
 * @param name by whose end its kind is known
 * @throws Error that says what the program that unpacks it said
 */
export async function extract(
  archive: string,
  name: string,
  sandbox: string,
  signal: AbortSignal,
): Promise<void> {
  const format = FORMATS.find(([end]) => end.test(name));
  if (format === undefined) return;
  const folder = await mkdtemp(join(sandbox, '.extract-'));
  try {
    await format[1](archive, folder, signal);
    await moveInto(folder, sandbox);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Moves what is in a folder into another, folders into folders of the same name. */
async function moveInto(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    const isFolder = await isRealFolder(target);
    if (entry.isDirectory() && isFolder) {
      await moveInto(source, target);
      continue;
    }
    await rm(target, { recursive: true, force: true });
    await rename(source, target);
  }
}

async function isRealFolder(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory();
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false;
    throw error;
  }
}

/** GNU tar leaves out leading `/` and refuses `..`; links that lead out it makes last. */
function untar(archive: string, folder: string, signal: AbortSignal): Promise<void> {
  const flags = ['--no-same-owner', '--no-same-permissions'];
  return said('tar', ['-xf', archive, '-C', folder, ...flags], signal);
}

/** Info-ZIP leaves out leading `/` and `..`, and makes links last. */
function unzip(archive: string, folder: string, signal: AbortSignal): Promise<void> {
  return said('unzip', ['-o', '-q', archive, '-d', folder], signal);
}

async function gunzip(archive: string, folder: string, signal: AbortSignal): Promise<void> {
  const target = newFile(bareName(archive, folder));
  await pipeline(createReadStream(archive), createGunzip(), target, { signal });
}

async function decompress(
  program: string,
  archive: string,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  const target = bareName(archive, folder);
  await said(
    '/bin/sh',
    ['-c', 'exec "$1" -dc "$2" > "$3"', 'sh', program, archive, target],
    signal,
  );
}

function bareName(archive: string, folder: string): string {
  return join(folder, basename(archive).replace(/\.[^.]+$/, ''));
}

async function said(program: string, flags: string[], signal: AbortSignal): Promise<void> {
  try {
    await run(program, flags, { signal });
  } catch (error) {
    if (isCode(error, 'ENOENT')) throw new Error(`there is no ${program}`, { cause: error });
    const text = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw new Error(text === '' ? `${program} failed` : text.split('\n')[0], { cause: error });
  }
}
