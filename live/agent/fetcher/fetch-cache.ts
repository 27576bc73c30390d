import { mkdirSync, rmSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A file of the cache. */
interface Entry {
  readonly path: string;
  /** Its bytes, when it is there. */
  readonly ready: Promise<number>;
  bytes: number;
  /** Those who copy from it now: it stays until none does. */
  users: number;
}

/**
 * What was fetched, for those who fetch it again: by user and URI, within a bound of bytes. What
 * was used longest ago goes first, and what somebody copies from stays. It starts empty.
 */
export class FetchCache {
  private readonly folder: string;
  private readonly bytesMax: number;
  /** The one used last comes last. */
  private readonly entries = new Map<string, Entry>();
  private next = 0;

  /** @param folder its own: what is there is removed */
  constructor(folder: string, bytesMax: number) {
    this.folder = folder;
    this.bytesMax = bytesMax;
    rmSync(folder, { recursive: true, force: true });
  }

  /** Bytes of all that is there. */
  get bytes(): number {
    return [...this.entries.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /**
   * Lets somebody use a file, which is fetched where it is not there. Who wants one that is being
   * fetched waits for it.
   * @param load fetches it; what it throws all hear who wait, and the next one tries again
   */
  async use<T>(
    key: string,
    load: (path: string) => Promise<void>,
    copy: (path: string) => Promise<T>,
  ): Promise<T> {
    const entry = this.entries.get(key) ?? this.begin(key, load);
    this.entries.delete(key);
    this.entries.set(key, entry);
    entry.users++;
    try {
      entry.bytes = await entry.ready;
      return await copy(entry.path);
    } finally {
      entry.users--;
      await this.shrink();
    }
  }

  private begin(key: string, load: (path: string) => Promise<void>): Entry {
    mkdirSync(this.folder, { recursive: true });
    const path = join(this.folder, `c${this.next++}`);
    const ready = loaded(path, load);
    const entry: Entry = { path, bytes: 0, users: 0, ready };
    ready.catch(() => {
      // Who waits for it hears why; the next one tries again.
      if (this.entries.get(key) === entry) this.entries.delete(key);
      rmSync(path, { force: true });
    });
    return entry;
  }

  private async shrink(): Promise<void> {
    for (const [key, { path, users }] of this.entries) {
      if (this.bytes <= this.bytesMax) return;
      if (users > 0) continue;
      this.entries.delete(key);
      await rm(path, { force: true });
    }
  }
}

async function loaded(path: string, load: (path: string) => Promise<void>): Promise<number> {
  await load(path);
  return (await stat(path)).size;
}
