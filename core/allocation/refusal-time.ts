import { MICROS_PER_SECOND, type Micros } from '../machine.ts';

const DEFAULT_REFUSAL_SECONDS = 5;
const LONGEST_REFUSAL_SECONDS = 365 * 86_400;

/** Mesos's rules for `refuse_seconds` (`mesos-semantics` part 5.6). */
export function refusalUs(seconds: number): Micros {
  const valid = seconds >= 0 ? seconds : DEFAULT_REFUSAL_SECONDS;
  return Math.round(Math.min(valid, LONGEST_REFUSAL_SECONDS) * MICROS_PER_SECOND);
}
