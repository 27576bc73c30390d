import type { Policy } from '../policy.ts';
import { asset } from './asset.ts';
import { bmf } from './bmf.ts';
import { capacity } from './capacity.ts';
import { ceei } from './ceei.ts';
import { choosy } from './choosy.ts';
import { drf } from './drf.ts';
import { drfh } from './drfh.ts';
import { fifo } from './fifo.ts';
import { hdrfNaive } from './hdrf-naive.ts';
import { hdrf } from './hdrf.ts';
import { karma } from './karma.ts';
import { las } from './las.ts';
import { maxmin } from './maxmin.ts';
import { priority } from './priority.ts';
import { psDsf } from './ps-dsf.ts';
import { random } from './random.ts';
import { sjf } from './sjf.ts';
import { slots } from './slots.ts';
import { srpt } from './srpt.ts';
import { staticPartition } from './static.ts';
import { tetris } from './tetris.ts';
import { themis } from './themis.ts';
import { tsf } from './tsf.ts';
import { wdrf } from './wdrf.ts';

/** Every policy that can be named, in the order in which they are listed. */
export const POLICIES: readonly Policy[] = [
  ...[drf, wdrf, hdrf, hdrfNaive, asset, ceei, bmf],
  ...[maxmin('cpus'), maxmin('mem'), slots, staticPartition],
  ...[fifo, priority, sjf, srpt, las, capacity, random],
  ...[tetris, drfh, tsf, psDsf, choosy, karma, themis],
];

/** The policy of a name, or undefined. */
export function policyNamed(name: string): Policy | undefined {
  return POLICIES.find((policy) => policy.name === name);
}
