import { UsageError } from '../errors.ts';

const RANGE = /^(\d+)\.\.(\d+)$/;
const MAX_SEEDS = 10_000;

/**
 * Reads a list of seeds: `1..20`, `1,5,abc`, or both mixed. A seed is any text; repeated ones
 * count once.
 * @throws UsageError for an empty list, a range that runs backwards, or an absurdly long one
 */
export function parseSeeds(text: string, what: string): string[] {
  const seeds = new Set<string>();
  for (const item of text.split(',')) {
    const seed = item.trim();
    if (seed === '') {
      throw new UsageError(
        `${what}: found an empty seed in "${text}", wanted e.g. 1..20 or 1,5,abc`,
      );
    }
    const range = RANGE.exec(seed);
    if (range === null) seeds.add(seed);
    else for (const one of expandRange(range, what)) seeds.add(one);
  }
  return [...seeds];
}

function expandRange(range: RegExpExecArray, what: string): string[] {
  const first = Number(range[1]);
  const last = Number(range[2]);
  if (first > last) {
    throw new UsageError(
      `${what}: found ${range[0]}, which runs backwards; wanted ${last}..${first}`,
    );
  }
  if (last - first >= MAX_SEEDS || !Number.isSafeInteger(last)) {
    throw new UsageError(`${what}: found ${range[0]}, wanted at most ${MAX_SEEDS} seeds`);
  }
  return Array.from({ length: last - first + 1 }, (_, index) => String(first + index));
}
