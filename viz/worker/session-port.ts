import type { Position, SessionApi, WorkProgress } from '../../sim/session/session-api.ts';
import type { Frame, FrameRequest } from '../../sim/session/session-frame.ts';

/** How long work is followed and stopped. */
export interface WorkOptions {
  readonly signal?: AbortSignal;
  /** Told a few times a second. */
  readonly progress?: (progress: WorkProgress) => void;
}

/** Methods that answer at once: asked of a worker they give a promise of the same. */
type Remote<Method> = Method extends (...given: infer Given) => infer Value
  ? (...given: Given) => Promise<Value>
  : never;

/** Work that takes long, and can be followed and stopped. */
type LongMethod =
  | 'open'
  | 'advance'
  | 'seek'
  | 'why'
  | 'inject'
  | 'fork'
  | 'select'
  | 'firstDifference'
  | 'finish';

type Long<Method> = Method extends (...given: infer Given) => infer Value
  ? (...given: [...Given, options?: WorkOptions]) => Promise<Value>
  : never;

/**
 * A session in a worker, as a page sees it. Every promise settles: with an answer, or with a
 * `SessionError` that says what became of the worker or that the work was aborted. Long work goes
 * on in slices: frames can be had meanwhile, and another long call stops the one before it.
 */
export type SessionPort = {
  readonly [Method in Exclude<keyof SessionApi, LongMethod>]: Remote<SessionApi[Method]>;
} & {
  readonly [Method in LongMethod]: Long<SessionApi[Method]>;
} & {
  /** Goes on for at most `budgetMs` towards a time, then the frame: one round trip while playing. */
  play(timeUs: number, budgetMs: number, request: FrameRequest): Promise<Frame>;
  /** Stops long work that is under way. */
  stop(): Promise<Position>;
  /** Ends the worker. */
  close(): void;
};
