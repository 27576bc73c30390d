import { Worker } from 'node:worker_threads';

import { type Remote, releaseProxy, wrap } from 'comlink';

import { messageOf } from '../errors.ts';
import { nodeEndpoint } from './node-endpoint.ts';
import { READY } from './ready.ts';

/** What came of a call: its value, or why there is none. */
export type ThreadAnswer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly reason: string };

/** Messages of a run die young: room for them saves about a tenth of a run's time. */
const YOUNG_MB = 192;

/** One worker thread with a remote host in it. */
export class WorkerThread<Host> {
  dead = false;
  private readonly worker: Worker;
  private readonly host: Remote<Host>;
  private readonly ready: Promise<void>;
  /** Resolves with the reason when the thread ends by itself. A call on it never settles. */
  private readonly death: Promise<string>;

  constructor(entry: URL) {
    this.worker = new Worker(entry, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
    this.ready = new Promise((resolve) => {
      this.worker.on('message', (message: unknown) => {
        if (message === READY) resolve();
      });
    });
    this.death = new Promise((resolve) => {
      this.worker.once('error', (error) => resolve(messageOf(error)));
      this.worker.once('exit', (code) => resolve(`exit code ${code}`));
    });
    this.host = wrap<Host>(nodeEndpoint(this.worker));
  }

  /** Calls the host. Never rejects: a host that does not answer is an answer. */
  async call<Value>(ask: (host: Remote<Host>) => PromiseLike<Value>): Promise<ThreadAnswer<Value>> {
    const answer = this.ready
      .then((): PromiseLike<Value> => ask(this.host))
      .then((value): ThreadAnswer<Value> => ({ ok: true, value }))
      .catch((error: unknown): ThreadAnswer<Value> => {
        return { ok: false, reason: `its worker did not answer: ${messageOf(error)}` };
      });
    const death = this.death.then((reason): ThreadAnswer<Value> => {
      this.dead = true;
      return { ok: false, reason: `its worker thread died: ${reason}` };
    });
    return Promise.race([answer, death]);
  }

  async stop(): Promise<void> {
    if (!this.dead) this.host[releaseProxy]();
    await this.worker.terminate();
  }
}

/**
 * The built module of a worker that stands beside the caller: Node starts no worker from
 * TypeScript, so sources use the build's too.
 * @param caller the URL of the module that asks, `import.meta.url`
 * @param path of the entry from the folder of the built program: `cli/workers/worker-entry.js`
 */
export function builtEntry(caller: string, path: string): URL {
  const here = caller.endsWith('.ts') ? '../../dist' : '../..';
  return new URL(`${here}/${path}`, caller);
}

export function whenAborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    else signal.addEventListener('abort', () => resolve(null), { once: true });
  });
}
