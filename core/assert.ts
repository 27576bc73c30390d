/** A broken invariant of the engine itself: a defect here, never the consequence of bad input. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/**
 * States what must hold. On in production: an engine whose accounts are wrong must stop.
 * @throws InvariantError when it does not.
 */
export function assert(condition: boolean, invariant: string): asserts condition {
  if (!condition) throw new InvariantError(`invariant broken: ${invariant}`);
}
