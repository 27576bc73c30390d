/**
 * What came of a call. Failures are data: an error that crosses a worker boundary loses its class.
 */
export type SessionReply<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: SessionFailure };

export interface SessionFailure {
  readonly code: SessionFailureCode;
  /** What happened, for people. */
  readonly message: string;
  /** Of our own code, where it failed; empty otherwise. */
  readonly stack: string;
}

export type SessionFailureCode =
  /** Stopped on purpose, or by other work that was begun. */
  | 'aborted'
  /** Our own code threw. */
  | 'failed'
  /** The worker is gone and its session could not be brought back. */
  | 'crashed'
  /** The session was closed. */
  | 'closed';

export function failure(
  code: SessionFailureCode,
  message: string,
  stack: string = '',
): { readonly ok: false; readonly error: SessionFailure } {
  return { ok: false, error: { code, message, stack } };
}

export function thrown(error: unknown): ReturnType<typeof failure> {
  if (!(error instanceof Error)) return failure('failed', String(error));
  return failure('failed', error.message, error.stack ?? '');
}
