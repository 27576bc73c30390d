import type { Policy } from '../policy.ts';
import { asset } from './asset.ts';
import { drf } from './drf.ts';
import { fifo } from './fifo.ts';
import { maxmin } from './maxmin.ts';
import { random } from './random.ts';
import { slots } from './slots.ts';
import { staticPartition } from './static.ts';
import { wdrf } from './wdrf.ts';

/** Every policy that can be named, in the order in which they are listed. */
export const POLICIES: readonly Policy[] = [
  drf,
  wdrf,
  asset,
  maxmin('cpus'),
  maxmin('mem'),
  slots,
  staticPartition,
  fifo,
  random,
];

/** The policy of a name, or undefined. */
export function policyNamed(name: string): Policy | undefined {
  return POLICIES.find((policy) => policy.name === name);
}
