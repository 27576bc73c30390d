import { UsageError } from '../errors.ts';

const BYTES_BY_UNIT: ReadonlyMap<string, number> = new Map([
  ['B', 1],
  ['kB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
  ['TB', 1e12],
  ['KiB', 1024],
  ['MiB', 1024 ** 2],
  ['GiB', 1024 ** 3],
  ['TiB', 1024 ** 4],
]);

const SIZE = /^(\d+(?:\.\d+)?)\s*(B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)$/;

/**
 * Reads a size such as `64MiB` or `1.5GB` into integer bytes.
 * @param what the option or field it stands in, for the message
 * @throws UsageError when it is not one
 */
export function parseSizeBytes(text: string, what: string): number {
  const match = SIZE.exec(text.trim());
  const unit = match === null ? undefined : BYTES_BY_UNIT.get(match[2]);
  if (match === null || unit === undefined) {
    throw new UsageError(`${what}: found "${text}", wanted a size such as 64MiB or 1.5GB`);
  }
  const bytes = Math.round(Number(match[1]) * unit);
  if (!Number.isSafeInteger(bytes)) {
    throw new UsageError(`${what}: "${text}" is too large, wanted at most 9 PB`);
  }
  return bytes;
}
