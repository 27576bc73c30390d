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

import type { AgentExecutor, AgentTask, Checkpoint } from '../../core/agent/agent-io.ts';
import { readMachineJson, writeMachineJson } from '../../core/recording/machine-json.ts';
import { isCode } from '../containers/supervisor.ts';

/** What a later process of the agent finds. */
export interface SavedAgent {
  /** Prefix of the cluster's ids. */
  readonly cluster: string;
  readonly checkpoint: Checkpoint;
}

/**
 * An agent's checkpoint as text. Tasks that wait for their executor are named by their slots, so
 * that they come back as the very objects of the table.
 */
export function checkpointText({ cluster, checkpoint }: SavedAgent): string {
  const executors = (checkpoint.executors ?? []).map((executor) => {
    return { ...executor, waiting: executor.waiting.map(({ slot }) => slot) };
  });
  return writeMachineJson({ cluster, checkpoint: { ...checkpoint, executors } });
}

/** @throws Error when the text is not one of {@link checkpointText}. */
export function readCheckpoint(text: string): SavedAgent {
  const read = readMachineJson(text);
  if (!isSaved(read)) throw new Error('wanted the checkpoint of an agent');
  const { checkpoint } = read;
  const tasks = new Map(checkpoint.tasks.map((task) => [task.slot, task]));
  const executors = (checkpoint.executors ?? []).map((executor): AgentExecutor => {
    const slots: readonly unknown[] = executor.waiting;
    const waiting = slots.map((slot) => tasks.get(Number(slot)));
    return {
      ...executor,
      waiting: waiting.filter((task): task is AgentTask => task !== undefined),
    };
  });
  return { cluster: read.cluster, checkpoint: { ...checkpoint, executors } };
}

function isSaved(value: unknown): value is SavedAgent {
  return (
    typeof value === 'object' &&
    value !== null &&
    'cluster' in value &&
    typeof value.cluster === 'string' &&
    'checkpoint' in value &&
    typeof value.checkpoint === 'object' &&
    value.checkpoint !== null &&
    'agentId' in value.checkpoint &&
    'tasks' in value.checkpoint &&
    Array.isArray(value.checkpoint.tasks)
  );
}

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
