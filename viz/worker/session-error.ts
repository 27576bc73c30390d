import type { SessionFailure, SessionFailureCode } from '../../sim/worker/session-reply.ts';

/** Why a call of a session has no answer. */
export class SessionError extends Error {
  readonly code: SessionFailureCode;
  /** Where our own code failed, in the worker; empty otherwise. */
  readonly remoteStack: string;

  constructor({ code, message, stack }: SessionFailure) {
    super(message);
    this.name = 'SessionError';
    this.code = code;
    this.remoteStack = stack;
  }
}

export function isAborted(error: unknown): boolean {
  return error instanceof SessionError && error.code === 'aborted';
}

/** The worker is gone: who made the session is told of it by `ClientOptions.restarted`. */
export function isCrash(error: unknown): boolean {
  return error instanceof SessionError && error.code === 'crashed';
}
