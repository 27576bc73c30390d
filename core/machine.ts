/** Time as the machines know it: integer microseconds since an origin the host chose. */
export type Micros = number;

export const MICROS_PER_SECOND = 1_000_000;

/** A peer as the host knows it: the master answers to the connection a message came from. */
export type Connection = number;

/**
 * A node of the cluster: consumes one input at a time and says through `out` what should
 * happen, in the order in which it must happen.
 *
 * A step is synchronous and bounded and never throws on any input from outside: bad input
 * becomes an output. `Out` is an interface of verbs (send, set a timer, launch) rather than a
 * stream of objects, so that saying something costs no allocation; a host that records keeps
 * the calls.
 */
export interface Machine<In, Out> {
  step(now: Micros, input: In, out: Out): void;
}

/** A timer that fired, as the machine that set it sees it. */
export interface TimerFired<Timer extends string> {
  readonly type: 'TIMER';
  readonly timer: Timer;
}
