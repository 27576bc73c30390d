import { proxy } from 'comlink';

import type { RunResult } from '../../sim/experiment/run-result.ts';
import type {
  BranchAnswer,
  Change,
  Cursor,
  Difference,
  DifferenceOf,
  Goal,
  OpenAnswer,
  OpenRequest,
  Position,
  WorkProgress,
} from '../../sim/session/session-api.ts';
import type { Frame, FrameRequest } from '../../sim/session/session-frame.ts';
import type { Why, WhyQuery } from '../../sim/session/session-pages.ts';
import type { LongCall, QuickMethod } from '../../sim/worker/session-host.ts';
import type { SessionReply } from '../../sim/worker/session-reply.ts';
import type { FaultDocument } from '../../sim/scenario/scenario-document.ts';
import { SessionError } from './session-error.ts';
import type { SessionPort, WorkOptions } from './session-port.ts';
import { type LinkAnswer, WorkerLink, type WorkerMaker, browserWorker } from './worker-link.ts';

export interface ClientOptions {
  /** The page's own unless given. */
  readonly makeWorker?: WorkerMaker;
  /** A worker crashed and another has taken its place; where the session stands there. */
  readonly restarted?: (reason: string, position: Position | null) => void;
}

/**
 * A session in a worker. Every call settles. When the worker crashes, the calls under way fail
 * with the code `crashed`, another worker is started, and the branch that was shown is opened in
 * it again where its cursor was known to be; other branches are lost and said to be.
 */
export class SessionClient implements SessionPort {
  private readonly options: ClientOptions;
  private link: WorkerLink | null = null;
  /** What brings each branch back, and where the session stands. */
  private readonly requests = new Map<number, OpenRequest>();
  private branch = 0;
  private cursor: Cursor = { at: 'event', seq: 0 };
  private restarting: Promise<void> | null = null;
  private closed = false;

  constructor(options: ClientOptions = {}) {
    this.options = options;
  }

  async open(request: OpenRequest, options?: WorkOptions): Promise<OpenAnswer> {
    const answer = await this.long<OpenAnswer>({ method: 'open', request }, options);
    if (answer.ok) {
      this.requests.clear();
      this.requests.set(answer.position.branch, request);
      this.stands(answer.position);
    }
    return answer;
  }

  async advance(goal: Goal, options?: WorkOptions): Promise<Position> {
    return this.stands(await this.long<Position>({ method: 'advance', goal }, options));
  }

  async seek(to: Cursor, options?: WorkOptions): Promise<Position> {
    return this.stands(await this.long<Position>({ method: 'seek', to }, options));
  }

  why(query: WhyQuery, options?: WorkOptions): Promise<Why | null> {
    return this.long({ method: 'why', query }, options);
  }

  finish(options?: WorkOptions): Promise<RunResult> {
    return this.long({ method: 'finish' }, options);
  }

  async inject(fault: FaultDocument, options?: WorkOptions): Promise<BranchAnswer> {
    const answer = await this.long<BranchAnswer>({ method: 'inject', fault }, options);
    return this.branched(answer);
  }

  async fork(at: Cursor, change: Change, options?: WorkOptions): Promise<BranchAnswer> {
    const answer = await this.long<BranchAnswer>({ method: 'fork', at, change }, options);
    return this.branched(answer, change);
  }

  async select(branch: number, options?: WorkOptions): Promise<Position> {
    return this.stands(await this.long<Position>({ method: 'select', branch }, options));
  }

  firstDifference(
    one: number,
    other: number,
    of: DifferenceOf,
    options?: WorkOptions,
  ): Promise<Difference | null> {
    return this.long({ method: 'firstDifference', one, other, of }, options);
  }

  async play(timeUs: number, budgetMs: number, request: FrameRequest): Promise<Frame> {
    const frame = await this.ask<Frame>((link) =>
      link.call((host) => host.play(timeUs, budgetMs, request)),
    );
    this.stands(frame.position);
    return frame;
  }

  async stop(): Promise<Position> {
    const stopped = await this.ask<Position | null>((link) => link.call((host) => host.stop()));
    return this.stands(stopped ?? (await this.position()));
  }

  readonly position: SessionPort['position'] = this.quick('position');
  readonly frame: SessionPort['frame'] = this.quick('frame');
  readonly events: SessionPort['events'] = this.quick('events');
  readonly tasks: SessionPort['tasks'] = this.quick('tasks');
  readonly jobs: SessionPort['jobs'] = this.quick('jobs');
  readonly offers: SessionPort['offers'] = this.quick('offers');
  readonly inspect: SessionPort['inspect'] = this.quick('inspect');
  readonly branches: SessionPort['branches'] = this.quick('branches');
  readonly addBookmark: SessionPort['addBookmark'] = this.quick('addBookmark');
  readonly removeBookmark: SessionPort['removeBookmark'] = this.quick('removeBookmark');
  readonly bookmarks: SessionPort['bookmarks'] = this.quick('bookmarks');
  readonly recipe: SessionPort['recipe'] = this.quick('recipe');
  readonly experiment: SessionPort['experiment'] = this.quick('experiment');

  close(): void {
    this.closed = true;
    this.link?.close('it was closed');
    this.link = null;
  }

  private quick<Value>(method: QuickMethod): (...given: readonly unknown[]) => Promise<Value> {
    return (...given) => this.ask((link) => link.call((host) => host.quick(method, given)));
  }

  private async long<Value>(call: LongCall, options: WorkOptions = {}): Promise<Value> {
    const { signal, progress } = options;
    if (signal?.aborted === true) throw aborted(call.method);
    let running = true;
    const listener =
      progress === undefined
        ? null
        : proxy((at: WorkProgress) => {
            // It comes through a port of its own, and may come after the answer.
            if (running) progress(at);
          });
    const onAbort = (): void => {
      // The call itself says what came of it.
      this.link?.call((host) => host.stop()).catch(() => undefined);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      return await this.ask<Value>((link) => link.call((host) => host.long(call, listener)));
    } finally {
      running = false;
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Asks the worker, which is started if there is none. */
  private async ask<Value>(call: (link: WorkerLink) => Promise<LinkAnswer>): Promise<Value> {
    if (this.restarting !== null) await this.restarting;
    if (this.closed) throw new SessionError({ code: 'closed', message: 'closed', stack: '' });
    this.link ??= new WorkerLink(this.options.makeWorker ?? browserWorker);
    const { link } = this;
    const answer = await call(link);
    if (!answer.alive) throw this.crashed(link, answer.reason);
    const reply = answer.reply as SessionReply<Value>;
    if (reply.ok) return reply.value;
    throw new SessionError(reply.error);
  }

  private crashed(link: WorkerLink, reason: string): SessionError {
    if (this.closed) return new SessionError({ code: 'closed', message: reason, stack: '' });
    if (this.link === link) {
      this.link = null;
      link.close(reason);
      this.restarting = this.restart(reason).finally(() => {
        this.restarting = null;
      });
    }
    return new SessionError({
      code: 'crashed',
      message: `the worker stopped: ${reason}`,
      stack: '',
    });
  }

  /** Another worker, with the branch that was shown, where it was shown. */
  private async restart(reason: string): Promise<void> {
    const { cursor } = this;
    const opened = this.requests.get(this.branch);
    let position: Position | null = null;
    if (opened !== undefined) {
      const link = new WorkerLink(this.options.makeWorker ?? browserWorker);
      this.link = link;
      const request: OpenRequest = { ...opened, cursor };
      const answer = await link
        .call((host) => host.long({ method: 'open', request }, null))
        .catch((error: unknown) => ({ alive: false as const, reason: String(error) }));
      if (answer.alive) {
        position = this.reopened(opened, answer.reply as SessionReply<OpenAnswer>);
      } else {
        link.close(answer.reason);
        this.link = null;
      }
    }
    this.options.restarted?.(reason, position);
  }

  /** The other branches are gone with their worker. */
  private reopened(request: OpenRequest, reply: SessionReply<OpenAnswer>): Position | null {
    if (!reply.ok || !reply.value.ok) return null;
    const { position } = reply.value;
    this.requests.clear();
    this.requests.set(position.branch, request);
    return this.stands(position);
  }

  private branched(answer: BranchAnswer, change: Change | null = null): BranchAnswer {
    if (!answer.ok) return answer;
    const { id, parent, policy, seed, faults } = answer.branch;
    const before = this.requests.get(parent);
    if (before !== undefined) {
      const { source } = before;
      const edited =
        change?.kind === 'edit' ? { kind: 'document' as const, document: change.document } : source;
      this.requests.set(id, { ...before, source: edited, policy, seed, faults });
    }
    this.stands(answer.position);
    return answer;
  }

  private stands(position: Position): Position {
    this.branch = position.branch;
    this.cursor = position.cursor;
    return position;
  }
}

function aborted(method: string): SessionError {
  const message = `${method} was stopped before it was begun`;
  return new SessionError({ code: 'aborted', message, stack: '' });
}
