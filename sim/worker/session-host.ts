import { transfer } from 'comlink';

import { runExperiment } from '../experiment/run-experiment.ts';
import type {
  Change,
  Cursor,
  DifferenceOf,
  Goal,
  OpenRequest,
  Position,
  WorkProgress,
} from '../session/session-api.ts';
import type { FrameRequest } from '../session/session-frame.ts';
import type { WhyQuery } from '../session/session-pages.ts';
import { Session } from '../session/session.ts';
import type { Work } from '../session/work.ts';
import type { FaultDocument } from '../scenario/scenario-document.ts';
import { type SessionReply, failure, thrown } from './session-reply.ts';
import { type SimulationHost, createSimulationHost } from './simulation-host.ts';
import { buffersOf } from './transferred.ts';

/** What a host takes from the thread it lives on. */
export interface HostSurroundings {
  /** Milliseconds of real time, from any beginning. */
  readonly nowMs: () => number;
  /** Resolves once messages that have arrived were heard. */
  readonly pause: () => PromiseLike<void>;
}

/** Told of progress; a remote one answers with a promise. */
export type WorkListener = (progress: WorkProgress) => unknown;

/** Methods that answer at once. */
export type QuickMethod =
  | 'position'
  | 'frame'
  | 'events'
  | 'tasks'
  | 'jobs'
  | 'offers'
  | 'inspect'
  | 'branches'
  | 'addBookmark'
  | 'removeBookmark'
  | 'bookmarks'
  | 'recipe'
  | 'experiment';

/** Methods that take long, and what they are asked with. */
export type LongCall =
  | { readonly method: 'open'; readonly request: OpenRequest }
  | { readonly method: 'advance'; readonly goal: Goal }
  | { readonly method: 'seek'; readonly to: Cursor }
  | { readonly method: 'why'; readonly query: WhyQuery }
  | { readonly method: 'inject'; readonly fault: FaultDocument }
  | { readonly method: 'fork'; readonly at: Cursor; readonly change: Change }
  | { readonly method: 'select'; readonly branch: number }
  | {
      readonly method: 'firstDifference';
      readonly one: number;
      readonly other: number;
      readonly of: DifferenceOf;
    }
  | { readonly method: 'finish' };

/**
 * What a worker offers to the page: a session, and runs of whole experiments. Long work goes on in
 * slices between which other calls get through; beginning some stops what was under way.
 */
export interface SessionHost extends SimulationHost {
  quick(method: QuickMethod, given: readonly unknown[]): SessionReply<unknown>;
  long(call: LongCall, onProgress: WorkListener | null): Promise<SessionReply<unknown>>;
  /** Goes on to a time for as long as the budget lasts, then the frame. */
  play(timeUs: number, budgetMs: number, request: FrameRequest): SessionReply<unknown>;
  /** Stops long work. An `advance` stays where it came to; of all else nothing is left. */
  stop(): SessionReply<Position | null>;
}

/** Real time of a slice: a frame that is asked for meanwhile waits no longer. */
const SLICE_MS = 10;

/** Real time between two reports. */
const REPORT_MS = 100;

interface Stoppable {
  stopped: boolean;
}

export function createSessionHost({ nowMs, pause }: HostSurroundings): SessionHost {
  const session = new Session();
  let underWay: Stoppable | null = null;

  const stop = (): void => {
    if (underWay !== null) underWay.stopped = true;
    underWay = null;
  };

  const drive = async (
    call: LongCall,
    onProgress: WorkListener | null,
  ): Promise<SessionReply<unknown>> => {
    const own: Stoppable = { stopped: false };
    underWay = own;
    const work = workOf(session, call);
    const report = new Reports(onProgress);
    let reportedMs = nowMs();
    let sliceMs = reportedMs;
    for (;;) {
      const step = work.next();
      if (step.done === true) {
        if (underWay === own) underWay = null;
        return { ok: true, value: step.value };
      }
      const now = nowMs();
      if (now - sliceMs < SLICE_MS) continue;
      if (now - reportedMs >= REPORT_MS && report.send(step.value)) reportedMs = now;
      await pause();
      if (own.stopped) return stoppedReply(session, call);
      sliceMs = nowMs();
    }
  };

  return {
    ...createSimulationHost(runExperiment),
    quick: (method, given) => {
      const ask = session[method] as (...all: readonly unknown[]) => unknown;
      const reply = replied(() => ask.apply(session, [...given]));
      return PAGES.has(method) ? transferred(reply) : reply;
    },
    async long(call, onProgress) {
      stop();
      try {
        const reply = await drive(call, onProgress);
        return call.method === 'finish' ? transferred(reply) : reply;
      } catch (error) {
        return thrown(error);
      }
    },
    play(timeUs, budgetMs, request) {
      stop();
      const reply = replied(() => {
        const endMs = nowMs() + budgetMs;
        const work = session.advancing({ to: 'time', timeUs });
        while (work.next().done !== true && nowMs() < endMs);
        return session.frame(request);
      });
      return transferred(reply);
    },
    stop() {
      const some = underWay !== null;
      stop();
      return replied(() => (some ? session.position() : null));
    },
  };
}

function workOf(session: Session, call: LongCall): Work<unknown> {
  switch (call.method) {
    case 'open':
      return session.opening(call.request);
    case 'advance':
      return session.advancing(call.goal);
    case 'seek':
      return session.seeking(call.to);
    case 'why':
      return session.explaining(call.query);
    case 'inject':
      return session.injecting(call.fault);
    case 'fork':
      return session.forking(call.at, call.change);
    case 'select':
      return session.selecting(call.branch);
    case 'firstDifference':
      return session.comparing(call.one, call.other, call.of);
    case 'finish':
      return session.finishing();
  }
}

function stoppedReply(session: Session, { method }: LongCall): SessionReply<unknown> {
  if (method === 'advance') return { ok: true, value: session.position() };
  return failure('aborted', `${method} was stopped before it was done`);
}

/** Arrays of these answers are made for their reader alone; others are the session's too. */
const PAGES: ReadonlySet<QuickMethod> = new Set(['frame', 'events', 'tasks', 'jobs', 'offers']);

function replied<Value>(answer: () => Value): SessionReply<Value> {
  try {
    return { ok: true, value: answer() };
  } catch (error) {
    return thrown(error);
  }
}

function transferred(reply: SessionReply<unknown>): SessionReply<unknown> {
  return reply.ok ? transfer(reply, buffersOf(reply.value)) : reply;
}

/** Sends one report at a time: a page that is slow to hear of them is sent fewer. */
class Reports {
  private readonly listener: WorkListener | null;
  private waiting = false;

  constructor(listener: WorkListener | null) {
    this.listener = listener;
  }

  /** Whether it was sent. */
  send(progress: WorkProgress): boolean {
    if (this.listener === null || this.waiting) return false;
    const heard = this.listener(progress);
    if (!isPromise(heard)) return true;
    this.waiting = true;
    const again = (): void => {
      this.waiting = false;
    };
    heard.then(again, again);
    return true;
  }
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value;
}
