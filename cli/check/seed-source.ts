import { UsageError } from '../errors.ts';
import { parseSeeds } from '../options/seeds.ts';

/** Seeds in their order: a list, or a range that may have no end. */
export interface SeedSource {
  /** How many there are; infinity where the range has no end. */
  readonly count: number;
  readonly at: (place: number) => string;
}

const RANGE = /^(\d{1,15})\.\.(\d{1,15})?$/;

/**
 * Reads the seeds of a swarm: `1..5000`, `17..` without an end, or a list such as `1,5,abc`.
 * @throws UsageError when it is none
 */
export function parseSwarmSeeds(text: string, what: string): SeedSource {
  const range = RANGE.exec(text.trim());
  if (range === null) {
    const seeds = parseSeeds(text, what);
    return { count: seeds.length, at: (place) => seeds[place] };
  }
  const first = Number(range[1]);
  const last = range[2] === undefined ? Number.POSITIVE_INFINITY : Number(range[2]);
  if (last < first) {
    const wanted = `${last}..${first}`;
    throw new UsageError(`${what}: found ${text}, which runs backwards; wanted ${wanted}`);
  }
  return { count: last - first + 1, at: (place) => String(first + place) };
}
