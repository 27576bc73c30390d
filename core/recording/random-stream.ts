import { FNV_OFFSET, hashText } from '../random/mix.ts';
import type { RandomStream } from '../random/random-stream.ts';

/**
 * Random numbers of a machine, from a seed that its recording names, so that a replay draws the
 * same: the n-th number is a hash of the seed and n.
 */
export function seededStream(seed: string): RandomStream {
  let drawn = 0;
  return { next: () => (hashText(`${seed}/${drawn++}`, FNV_OFFSET) >>> 0) / 4_294_967_296 };
}
