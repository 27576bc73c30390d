import { type Remote, releaseProxy, wrap } from 'comlink';

import type { SessionHost } from '../../sim/worker/session-host.ts';
import { READY } from './ready.ts';

/** What came of a call to a worker: its reply, or why the worker is gone. */
export type LinkAnswer =
  | { readonly alive: true; readonly reply: unknown }
  | { readonly alive: false; readonly reason: string };

/** Makes a worker that runs `session-worker.ts`. */
export type WorkerMaker = () => Worker;

/** The page's worker, from the same place as the page. */
export const browserWorker: WorkerMaker = () =>
  new Worker(new URL('./session-worker.ts', import.meta.url), { type: 'module' });

/**
 * One worker and the host in it. A call on a worker that is gone never settles by itself: each is
 * raced with the worker's end.
 */
export class WorkerLink {
  /** Why it is gone; null while it is there. */
  gone: string | null = null;
  private readonly worker: Worker;
  private readonly host: Remote<SessionHost>;
  private readonly ready: Promise<void>;
  /** Told why it is gone, each once. A promise of the end would keep all answers ever given. */
  private readonly waiting = new Set<(reason: string) => void>();

  /** @param crashed told once, at once, when it ends by itself */
  constructor(make: WorkerMaker, crashed: (reason: string) => void = () => undefined) {
    this.worker = make();
    const fail = (reason: string): void => {
      if (this.gone !== null) return;
      this.finish(reason);
      crashed(reason);
    };
    this.ready = new Promise((resolve) => {
      this.worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (data === READY) resolve();
      });
    });
    this.worker.addEventListener('error', (event) => {
      const { message } = event;
      // It is told here, and not by the page as an error of its own too.
      event.preventDefault();
      // A script that cannot be loaded says nothing.
      fail(message === undefined || message === '' ? 'it could not be loaded' : message);
    });
    this.worker.addEventListener('messageerror', () => fail('it said what cannot be read'));
    this.host = wrap<SessionHost>(this.worker);
  }

  /** Never rejects because of the worker: one that is gone is an answer. */
  call(ask: (host: Remote<SessionHost>) => PromiseLike<unknown>): Promise<LinkAnswer> {
    return new Promise((resolve, reject) => {
      if (this.gone !== null) {
        resolve({ alive: false, reason: this.gone });
        return;
      }
      const ended = (reason: string): void => resolve({ alive: false, reason });
      this.waiting.add(ended);
      this.ready
        .then((): PromiseLike<unknown> => ask(this.host))
        .then((reply) => resolve({ alive: true, reply }), reject)
        .finally(() => this.waiting.delete(ended));
    });
  }

  close(reason: string): void {
    if (this.gone === null) this.host[releaseProxy]();
    this.worker.terminate();
    this.finish(reason);
  }

  private finish(reason: string): void {
    this.gone ??= reason;
    for (const ended of this.waiting) ended(reason);
    this.waiting.clear();
  }
}
