import type { DivisionPolicy } from '../policy.ts';
import { asset } from './asset.ts';
import { bmf } from './bmf.ts';
import { capacity } from './capacity.ts';
import { ceei } from './ceei.ts';
import { choosy } from './choosy.ts';
import { drf, wdrf } from './drf.ts';
import { drfh } from './drfh.ts';
import { fifo } from './fifo.ts';
import { hdrf, hdrfNaive } from './hdrf.ts';
import { karma } from './karma.ts';
import { maxmin } from './maxmin.ts';
import { priority } from './priority.ts';
import { psDsf } from './ps-dsf.ts';
import { slots } from './slots.ts';
import { staticPartition } from './static.ts';
import { tetris } from './tetris.ts';
import { tsf } from './tsf.ts';

/** Every policy but max-min, which there is for each resource, in the order they are listed. */
const NAMED: readonly DivisionPolicy[] = [
  drf,
  wdrf,
  asset,
  ceei,
  bmf,
  hdrf,
  hdrfNaive,
  drfh,
  tsf,
  psDsf,
  choosy,
  tetris,
  karma,
  slots,
  staticPartition,
  capacity,
  fifo,
  priority,
];

/** What stands before the name of a resource. */
const MAXMIN = 'maxmin:';

/** The policy of a name, or undefined; `maxmin:` takes the name of any resource. */
export function divisionPolicyNamed(name: string): DivisionPolicy | undefined {
  if (name.startsWith(MAXMIN) && name.length > MAXMIN.length) {
    return maxmin(name.slice(MAXMIN.length));
  }
  return NAMED.find((policy) => policy.name === name);
}

/** Every policy there is for a cluster with these resources. */
export function divisionPolicies(resources: readonly string[]): DivisionPolicy[] {
  return [...NAMED, ...resources.map(maxmin)];
}
