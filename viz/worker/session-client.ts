import { proxy } from 'comlink';

import type { RunResult } from '../../sim/experiment/run-result.ts';
import type {
  Bookmark,
  BranchAnswer,
  Change,
  Cursor,
  Difference,
  DifferenceOf,
  Goal,
  KeptBranch,
  OpenAnswer,
  OpenRequest,
  Position,
  RunSummary,
  ScenarioSource,
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
 * with the code `crashed`, and another worker is started at once, with all branches and bookmarks
 * and the cursor where it was known to be.
 */
export class SessionClient implements SessionPort {
  private readonly options: ClientOptions;
  private link: WorkerLink | null = null;
  /** What brings the session back: what was opened, and what became of it. */
  private opened: OpenRequest | null = null;
  private kept: KeptBranch[] = [];
  private marks: Bookmark[] = [];
  private branch = 0;
  private restarting: Promise<void> | null = null;
  private closed = false;

  constructor(options: ClientOptions = {}) {
    this.options = options;
  }

  async open(request: OpenRequest, options?: WorkOptions): Promise<OpenAnswer> {
    const answer = await this.long<OpenAnswer>({ method: 'open', request }, options);
    if (answer.ok) {
      this.opened = request;
      this.kept = [rootOf(request, answer.summary, answer.position)];
      this.marks = [];
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
  readonly bookmarks: SessionPort['bookmarks'] = this.quick('bookmarks');
  readonly recipe: SessionPort['recipe'] = this.quick('recipe');
  readonly experiment: SessionPort['experiment'] = this.quick('experiment');

  async addBookmark(label: string): Promise<Bookmark> {
    const bookmark = await this.quick<Bookmark>('addBookmark')(label);
    this.marks.push(bookmark);
    return bookmark;
  }

  async removeBookmark(id: number): Promise<void> {
    await this.quick<void>('removeBookmark')(id);
    this.marks = this.marks.filter((bookmark) => bookmark.id !== id);
  }

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
    const link = (this.link ??= this.started());
    const answer = await call(link);
    if (!answer.alive) throw this.crashed(link, answer.reason);
    const reply = answer.reply as SessionReply<Value>;
    if (reply.ok) return reply.value;
    throw new SessionError(reply.error);
  }

  /** A worker whose end is noticed whether or not somebody waits for it. */
  private started(): WorkerLink {
    const link = new WorkerLink(this.options.makeWorker ?? browserWorker, (reason) => {
      this.crashed(link, reason);
    });
    return link;
  }

  private crashed(link: WorkerLink, reason: string): SessionError {
    if (this.closed) return new SessionError({ code: 'closed', message: reason, stack: '' });
    // One that ends while it is to bring the session back is not replaced again.
    if (this.link === link && this.restarting === null) {
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

  /** Another worker, with all branches, the one that was shown where it was shown. */
  private async restart(reason: string): Promise<void> {
    const { opened } = this;
    let position: Position | null = null;
    if (opened !== null) {
      const link = this.started();
      this.link = link;
      const { kept: branches, marks: bookmarks, branch: current } = this;
      const { cursor } = branches[current];
      const request: OpenRequest = { ...opened, cursor, kept: { branches, bookmarks, current } };
      const answer = await link
        .call((host) => host.long({ method: 'open', request }, null))
        .catch((error: unknown) => ({ alive: false as const, reason: String(error) }));
      if (answer.alive) {
        const reply = answer.reply as SessionReply<OpenAnswer>;
        if (reply.ok && reply.value.ok) position = this.stands(reply.value.position);
      } else {
        link.close(answer.reason);
        this.link = null;
      }
    }
    this.options.restarted?.(reason, position);
  }

  private branched(answer: BranchAnswer, change: Change | null = null): BranchAnswer {
    if (!answer.ok) return answer;
    const { branch } = answer;
    const source: ScenarioSource =
      change?.kind === 'edit'
        ? { kind: 'document', document: change.document }
        : this.kept[branch.parent].source;
    this.kept[branch.id] = { ...branch, source };
    this.stands(answer.position);
    return answer;
  }

  private stands(position: Position): Position {
    const { branch, cursor, seq, timeUs } = position;
    this.branch = branch;
    if (branch in this.kept) this.kept[branch] = { ...this.kept[branch], cursor, seq, timeUs };
    return position;
  }
}

/** The first branch of a session, as the session itself would tell of it. */
function rootOf(
  { source, faults = [] }: OpenRequest,
  { name, policy, seed }: RunSummary,
  { cursor, seq, timeUs }: Position,
): KeptBranch {
  const root = { parent: -1, at: null, change: null, label: name };
  return { ...root, source, policy, seed, faults, cursor, seq, timeUs };
}

function aborted(method: string): SessionError {
  const message = `${method} was stopped before it was begun`;
  return new SessionError({ code: 'aborted', message, stack: '' });
}
