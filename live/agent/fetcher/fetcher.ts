import { chmod, copyFile } from 'node:fs/promises';

import { type FetchedUri, type CommandUri, FetchError, placeOf, readUri } from './fetched-uri.ts';
import { extract, isArchive } from './archives.ts';
import { download } from './download.ts';
import type { FetchCache } from './fetch-cache.ts';
import { makeFolders, newFile } from './sandbox-file.ts';

/** Fetches what commands need into their sandboxes (Mesos v1 `CommandInfo.uris`). */
export class Fetcher {
  private readonly cache: FetchCache;

  constructor(cache: FetchCache) {
    this.cache = cache;
  }

  /**
   * One after another, in their order: a later one may replace what an earlier one brought.
   * @param user whose copies in the cache are used
   * @throws FetchError that names the URI
   */
  async fetch(
    uris: readonly CommandUri[],
    sandbox: string,
    user: string,
    signal: AbortSignal,
  ): Promise<void> {
    for (const uri of uris.map(readUri)) {
      try {
        await this.fetchOne(uri, sandbox, user, signal);
      } catch (error) {
        if (error instanceof FetchError) throw error;
        throw new FetchError(
          uri.value,
          error instanceof Error ? error.message : String(error),
          error,
        );
      }
    }
  }

  private async fetchOne(
    uri: FetchedUri,
    sandbox: string,
    user: string,
    signal: AbortSignal,
  ): Promise<void> {
    const path = placeOf(uri, sandbox);
    await makeFolders(path, sandbox);
    const isUnpacked = uri.extract && isArchive(uri.name);
    if (!uri.cache) {
      await download(uri, path, signal);
      if (isUnpacked) await extract(path, uri.name, sandbox, signal);
    } else {
      // Others may wait for it too: that this one is not wanted any more does not end it.
      const load = (to: string): Promise<void> => download(uri, to, new AbortController().signal);
      await this.cache.use(`${user}\0${uri.value}`, load, async (cached) => {
        if (isUnpacked) return extract(cached, uri.name, sandbox, signal);
        // What may be a link is emptied, not followed.
        await new Promise<void>((resolve) => newFile(path).end(resolve));
        await copyFile(cached, path);
      });
    }
    if (uri.executable) await chmod(path, 0o755);
  }
}
