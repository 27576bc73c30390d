import type { WorkProgress } from './session-api.ts';

/**
 * Work that takes long, in slices: whoever drives it may stop between two of them, show how far it
 * is, or never come back to it. What it works on is put in its place when it is done.
 */
export type Work<Value> = Generator<WorkProgress, Value, void>;

/** Does work to its end without a pause. */
export function done<Value>(work: Work<Value>): Value {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}
