import { basename, isAbsolute, join, normalize, sep } from 'node:path';

import type { MesosTask } from '../../mesos/call-schema.ts';

/** Mesos v1 `CommandInfo.URI`. */
export type CommandUri = NonNullable<MesosTask['command']>['uris'][number];

/** What is to be fetched, where from, and what becomes of it. */
export interface FetchedUri {
  /** As the framework wrote it. */
  readonly value: string;
  readonly source: { readonly file: string } | { readonly url: URL };
  /** Below the sandbox. */
  readonly name: string;
  readonly executable: boolean;
  readonly extract: boolean;
  readonly cache: boolean;
}

/** What could not be fetched, and why; the message names the URI. */
export class FetchError extends Error {
  override readonly name = 'FetchError';

  constructor(uri: string, reason: string, cause?: unknown) {
    super(`Failed to fetch '${uri}': ${reason}`, { cause });
  }
}

/**
 * A URI as it is to be fetched.
 * @throws FetchError for what is none, or would leave the sandbox
 */
export function readUri(said: CommandUri): FetchedUri {
  const { value, executable = false, extract = true, cache = false, output_file: output } = said;
  const source = sourceOf(value);
  const path = 'url' in source ? decoded(source.url.pathname, value) : source.file;
  const name = normalize(output ?? basename(path));
  const isOutside = isAbsolute(name) || name.split(sep).includes('..');
  if (isOutside || name === '.' || name === '' || name.endsWith(sep) || name.includes('\0')) {
    const wanted = 'wanted the name of a file in the sandbox';
    throw new FetchError(value, `found '${output ?? basename(path)}', ${wanted}`);
  }
  return { value, source, name, executable, extract: extract && !executable, cache };
}

function sourceOf(value: string): FetchedUri['source'] {
  if (isAbsolute(value)) return { file: value };
  const url = URL.parse(value);
  switch (url?.protocol) {
    case 'file:':
      if (url.host === '') return { file: decoded(url.pathname, value) };
      throw new FetchError(value, `found the host '${url.host}', wanted file:///path`);
    case 'http:':
    case 'https:':
      return { url };
    case undefined:
      throw new FetchError(value, 'wanted an absolute path, file:// or http://');
    default:
      throw new FetchError(value, `found ${url?.protocol}, wanted file:, http: or https:`);
  }
}

function decoded(path: string, value: string): string {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    throw new FetchError(value, 'its escapes are no UTF-8', error);
  }
}

/** Where a URI's file goes. */
export function placeOf({ name }: FetchedUri, sandbox: string): string {
  return join(sandbox, name);
}
