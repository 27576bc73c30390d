import { constants, openSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContainerId } from './containerizer.ts';
import { isCode } from './supervisor.ts';

/** Bytes after which an output file is begun anew, unless the agent is told otherwise. */
export const OUTPUT_BYTES_MAX: number = 10 * 2 ** 20;

export const OUTPUTS = ['stdout', 'stderr'] as const;
export type OutputName = (typeof OUTPUTS)[number];

/** Bytes copied at a time. */
const CHUNK_BYTES = 2 ** 16;

/**
 * Opens a sandbox's output file for appending.
 * The task owns its sandbox: a link it has put there must not lead the agent elsewhere.
 */
export function openOutput(sandbox: string, name: OutputName): number {
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;
  return openSync(join(sandbox, name), O_APPEND | O_CREAT | O_NOFOLLOW | O_WRONLY, 0o644);
}

/**
 * Keeps a sandbox's output within bounds: a file that has grown beyond them is copied to `NAME.1`,
 * its last bytes if it is too long, and emptied. The writers hold it open for appending, and go on
 * at its start; what they write in between is lost. The files hold at most twice the bound, and
 * what is written between two looks.
 */
async function rotateOutputs(sandbox: string, bytesMax: number): Promise<void> {
  for (const name of OUTPUTS) {
    const handle = await openIfThere(join(sandbox, name), constants.O_RDWR);
    if (handle === null) continue;
    try {
      const { size } = await handle.stat();
      if (size <= bytesMax) continue;
      await copyEnd(handle, size, join(sandbox, `${name}.1`), bytesMax);
      await handle.truncate(0);
    } finally {
      await handle.close();
    }
  }
}

/** Rotates the outputs of containers, one look at a time: a slow disk makes no queue. */
export class OutputRotation {
  private readonly bytesMax: number;
  private readonly complain: (id: ContainerId, problem: unknown) => void;
  private isLooking = false;

  /** @param bytesMax {@link OUTPUT_BYTES_MAX} unless given */
  constructor(bytesMax: number | undefined, complain: (id: ContainerId, problem: unknown) => void) {
    this.bytesMax = bytesMax ?? OUTPUT_BYTES_MAX;
    this.complain = complain;
  }

  async look(
    containers: Iterable<{ readonly id: ContainerId; readonly sandbox: string }>,
  ): Promise<void> {
    if (this.isLooking) return;
    this.isLooking = true;
    for (const { id, sandbox } of [...containers]) {
      try {
        await rotateOutputs(sandbox, this.bytesMax);
      } catch (error) {
        this.complain(id, error);
      }
    }
    this.isLooking = false;
  }
}

async function copyEnd(from: FileHandle, size: number, to: string, bytes: number): Promise<void> {
  const { O_CREAT, O_NOFOLLOW, O_TRUNC, O_WRONLY } = constants;
  const target = await open(to, O_CREAT | O_NOFOLLOW | O_TRUNC | O_WRONLY, 0o644);
  try {
    const buffer = Buffer.alloc(CHUNK_BYTES);
    for (let at = Math.max(0, size - bytes); at < size; ) {
      const { bytesRead } = await from.read(buffer, 0, Math.min(CHUNK_BYTES, size - at), at);
      if (bytesRead === 0) return;
      await target.write(buffer, 0, bytesRead);
      at += bytesRead;
    }
  } finally {
    await target.close();
  }
}

async function openIfThere(path: string, flags: number): Promise<FileHandle | null> {
  try {
    return await open(path, flags | constants.O_NOFOLLOW);
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'ELOOP')) return null;
    throw error;
  }
}
