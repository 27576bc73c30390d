import {
  closeSync,
  fsyncSync,
  openSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

import {
  type SavedAgent,
  checkpointText,
  readCheckpoint,
} from '../../core/recording/agent-checkpoint.ts';
import { isCode } from '../containers/supervisor.ts';

/** Bytes set aside for checkpoints on a disk that is full: two of some thousand tasks. */
const RESERVE_BYTES = 256 * 1024;
const RESERVE_BYTES_MIN = 4 * 1024;

function isFull(error: unknown): boolean {
  return isCode(error, 'ENOSPC') || isCode(error, 'EDQUOT');
}

/** An agent's checkpoint on its disk. */
export class CheckpointFile {
  private readonly file: string;
  private readonly reserve: string;
  private written = '';

  constructor(file: string) {
    this.file = file;
    this.reserve = join(dirname(file), 'reserve');
  }

  /** What an earlier process left; null when there is nothing. */
  read(): SavedAgent | null {
    let text: string;
    try {
      text = readFileSync(this.file, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    }
    try {
      return readCheckpoint(text);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`${this.file}: ${reason}`, { cause: error });
    }
  }

  /**
   * Stands on the disk when this returns true; nothing is written that stands there already.
   * @returns false where the disk is full: then what stood there stands there still
   */
  write(saved: SavedAgent): boolean {
    const text = checkpointText(saved);
    if (text === this.written) return true;
    if (!this.replace(text)) {
      // What tasks have filled the disk with must not keep their agent from knowing them.
      rmSync(this.reserve, { force: true });
      if (!this.replace(text)) return false;
    }
    this.written = text;
    this.keepReserve();
    return true;
  }

  private replace(text: string): boolean {
    const beside = `${this.file}.new`;
    try {
      mkdirSync(dirname(this.file), { recursive: true });
      const handle = openSync(beside, 'w');
      try {
        // All of it or an error: a single write may put down a part where the disk ends.
        writeFileSync(handle, text);
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
      renameSync(beside, this.file);
      return true;
    } catch (error) {
      if (!isFull(error)) throw error;
      rmSync(beside, { force: true });
      return false;
    }
  }

  /** Room for later checkpoints, as long as there is some. */
  private keepReserve(): void {
    if (existsSync(this.reserve)) return;
    // At once, before others take it, and as much as there is.
    for (let bytes = RESERVE_BYTES; bytes >= RESERVE_BYTES_MIN; bytes /= 2) {
      try {
        writeFileSync(this.reserve, Buffer.alloc(bytes, 1));
        return;
      } catch (error) {
        if (!isFull(error)) throw error;
        rmSync(this.reserve, { force: true });
      }
    }
  }
}
