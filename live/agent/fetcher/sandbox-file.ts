import { constants, createWriteStream, openSync, type WriteStream } from 'node:fs';
import { mkdir, realpath } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';

/** A new file to write; what was there is emptied, and a link there is not followed. */
export function newFile(path: string): WriteStream {
  const { O_CREAT, O_NOFOLLOW, O_TRUNC, O_WRONLY } = constants;
  const file = openSync(path, O_CREAT | O_NOFOLLOW | O_TRUNC | O_WRONLY, 0o644);
  return createWriteStream('', { fd: file });
}

/**
 * Makes the folders that a file in a sandbox stands in.
 * @throws Error where a link leads out of the sandbox on the way
 */
export async function makeFolders(path: string, sandbox: string): Promise<void> {
  const root = await realpath(sandbox);
  let at = root;
  for (const part of relative(sandbox, dirname(path)).split(sep)) {
    if (part === '') continue;
    at = join(at, part);
    await mkdir(at, { recursive: true });
    const real = await realpath(at);
    if (!real.startsWith(`${root}${sep}`)) throw new Error(`'${part}' leads out of the sandbox`);
  }
}
