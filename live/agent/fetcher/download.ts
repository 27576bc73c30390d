import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { type FetchedUri, FetchError } from './fetched-uri.ts';
import { newFile } from './sandbox-file.ts';

/** A download that brings nothing for so long has failed, milliseconds (Mesos: 1 minute). */
const STALL_MS = 60_000;

/**
 * Copies what a URI means into a file.
 * @throws FetchError that names the URI and what was found there
 */
export async function download(
  uri: FetchedUri,
  path: string,
  signal: AbortSignal,
  stallMs: number = STALL_MS,
): Promise<void> {
  try {
    if ('file' in uri.source) await copy(uri.source.file, path, signal);
    else await load(uri.source.url, path, signal, stallMs);
  } catch (error) {
    throw new FetchError(uri.value, reasonOf(error), error);
  }
}

async function copy(from: string, path: string, signal: AbortSignal): Promise<void> {
  if (!(await stat(from)).isFile()) throw new Error(`'${from}' is no file`);
  await pipeline(createReadStream(from), newFile(path), { signal });
}

async function load(url: URL, path: string, signal: AbortSignal, stallMs: number): Promise<void> {
  const stall = new AbortController();
  const either = AbortSignal.any([signal, stall.signal]);
  const timer = setTimeout(() => {
    stall.abort(new Error(`nothing came for ${stallMs / 1000} s`));
  }, stallMs);
  try {
    const answer = await fetch(url, { signal: either });
    if (answer.status !== 200 || answer.body === null) {
      await answer.body?.cancel();
      throw new Error(`the server answered ${answer.status}, wanted 200`);
    }
    const watched = new Transform({
      transform: (chunk, _encoding, done) => {
        timer.refresh();
        done(null, chunk);
      },
    });
    await pipeline(Readable.from(answer.body), watched, newFile(path), { signal: either });
  } catch (error) {
    const { reason } = stall.signal;
    throw stall.signal.aborted && reason instanceof Error ? reason : error;
  } finally {
    clearTimeout(timer);
  }
}

/** Node's `fetch` says what was wrong only in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}
