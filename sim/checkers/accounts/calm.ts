import { MICROS_PER_SECOND, type Micros } from '../../../core/machine.ts';
import type { CheckedWorld } from '../checker.ts';

/**
 * How long everybody may take to find each other once nothing breaks any more: a session that must
 * expire, an election, 75 s of PINGs, a minute of backoff; then the ten minutes in which a new
 * leader says nothing of tasks on agents that may still come back.
 */
export const SETTLING_US: Micros = 900 * MICROS_PER_SECOND;

/**
 * For how long all has been well by now, microseconds: since the liveness phase began and everybody
 * had time to find each other, or all along where nothing goes wrong. Below 0 while it is not.
 */
export function calmFor({ experiment, now, quiet }: CheckedWorld): Micros {
  const { faults, operations = [], buggify = [] } = experiment;
  if (faults.length + operations.length + buggify.length === 0) return now;
  const { healAtUs } = experiment;
  return quiet && healAtUs !== undefined ? now - healAtUs - SETTLING_US : -1;
}
