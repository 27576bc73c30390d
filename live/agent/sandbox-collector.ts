import { existsSync, readdirSync, rmSync, statfsSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What stays free of the disk, whatever the ages of sandboxes (Mesos `gc_disk_headroom`). */
const HEADROOM = 0.1;
/** How often the disk is looked at, milliseconds, unless sandboxes may be younger (1 minute). */
const LOOK_MS = 60_000;

export interface CollectorOptions {
  /** The agent's work folder. */
  readonly workDir: string;
  /** How long a sandbox stays on a disk that is empty, milliseconds. */
  readonly delayMs: number;
  readonly complain: (problem: string) => void;
  /** What of the disk is used, 0 to 1; the work folder's unless given. */
  readonly usage?: () => number;
}

/**
 * Removes sandboxes that nobody runs in, the sooner the fuller the disk is: when they are older
 * than the delay × (1 − usage − headroom) (`mesos-semantics` part 26).
 */
export class SandboxCollector {
  removed = 0;
  failed = 0;
  /** Sandboxes of ended containers that stay for now. */
  pending = 0;
  private readonly options: CollectorOptions;
  /** Sandboxes in which something runs, by path. */
  private readonly isInUse: (path: string) => boolean;
  /** When each was first seen unused, milliseconds since 1970. */
  private readonly unusedSince = new Map<string, number>();
  private timer: NodeJS.Timeout | null = null;
  private isLooking = false;

  constructor(options: CollectorOptions, isInUse: (path: string) => boolean) {
    this.options = options;
    this.isInUse = isInUse;
  }

  /** How old a sandbox may be now, milliseconds. */
  get maxAgeMs(): number {
    const usage = this.options.usage?.() ?? usageOf(this.options.workDir);
    return this.options.delayMs * Math.max(0, 1 - usage - HEADROOM);
  }

  start(): void {
    const everyMs = Math.max(100, Math.min(LOOK_MS, this.options.delayMs));
    this.timer = setInterval(() => void this.look(Date.now()), everyMs);
    this.timer.unref();
  }

  close(): void {
    if (this.timer !== null) clearInterval(this.timer);
  }

  /** Removes what is too old; resolves when that is done. */
  async look(nowMs: number): Promise<void> {
    if (this.isLooking) return;
    this.isLooking = true;
    try {
      const maxAgeMs = this.maxAgeMs;
      const found = sandboxesOf(this.options.workDir).filter((path) => !this.isInUse(path));
      const gone = new Set(this.unusedSince.keys());
      this.pending = 0;
      for (const path of found) {
        gone.delete(path);
        // One that an earlier process left is as old as its folder.
        const since = this.unusedSince.get(path) ?? statSync(path).mtimeMs;
        this.unusedSince.set(path, since);
        if (nowMs - since < maxAgeMs) this.pending++;
        else await this.remove(path);
      }
      for (const path of gone) this.unusedSince.delete(path);
    } catch (error) {
      this.failed++;
      this.complain(error);
    } finally {
      this.isLooking = false;
    }
  }

  private async remove(path: string): Promise<void> {
    try {
      await rm(path, { recursive: true, force: true });
      unlinkDangling(join(dirname(path), 'latest'));
      this.unusedSince.delete(path);
      this.removed++;
    } catch (error) {
      this.failed++;
      this.complain(error);
    }
  }

  private complain(problem: unknown): void {
    const text = problem instanceof Error ? problem.message : String(problem);
    this.options.complain(`sandboxes: ${text}`);
  }
}

/** Removes a link to a sandbox that is gone; at once, since a new one may soon be linked. */
function unlinkDangling(link: string): void {
  if (!existsSync(link)) rmSync(link, { force: true });
}

/** All sandboxes below a work folder: `slaves/A/frameworks/F/executors/E/runs/C`. */
function sandboxesOf(workDir: string): string[] {
  const below = (folders: readonly string[], name: string): string[] =>
    folders.flatMap((folder) => {
      const path = join(folder, name);
      if (!existsSync(path)) return [];
      const entries = readdirSync(path, { withFileTypes: true });
      return entries.filter((one) => one.isDirectory()).map((one) => join(path, one.name));
    });
  return ['frameworks', 'executors', 'runs'].reduce(below, below([workDir], 'slaves'));
}

function usageOf(folder: string): number {
  const { blocks, bfree } = statfsSync(folder);
  return blocks === 0 ? 0 : 1 - bfree / blocks;
}
