import alea from 'seedrandom/lib/alea.js';
import type { RandomStream } from '../../core/random/random-stream.ts';
import { FNV_OFFSET, hashText } from '../../core/random/mix.ts';

/**
 * One stream of random numbers per (seed, purpose, entity), independent of all others.
 *
 * Served by seedrandom's `alea`. The address is hashed first, so that similar addresses give
 * unrelated streams.
 */
export function streamOf(seed: string, purpose: string, entity: string): RandomStream {
  const address = `${seed.length}:${seed}/${purpose.length}:${purpose}/${entity}`;
  const next = alea(`${hashText(address, FNV_OFFSET)},${hashText(address, 0x9e3779b9)},${address}`);
  return { next };
}
