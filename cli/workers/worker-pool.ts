import { Worker } from 'node:worker_threads';

import { type Remote, proxy, releaseProxy, wrap } from 'comlink';

import type { Experiment } from '../../sim/experiment/experiment.ts';
import type { RunProgress } from '../../sim/experiment/run-experiment.ts';
import type { RunOutcome, SimulationHost } from '../../sim/worker/simulation-host.ts';
import { messageOf } from '../errors.ts';
import { nodeEndpoint } from './node-endpoint.ts';
import { READY } from './ready.ts';

/** Told what happens to each task, by its index. Hears of no progress after a task is settled. */
export interface PoolListener {
  progress(task: number, progress: RunProgress): void;
  settled(task: number, outcome: RunOutcome, seconds: number): void;
}

export interface PoolOptions {
  /** Threads at most. */
  readonly workers: number;
  /** Stops everything: what is running is thrown away, what is finished was reported. */
  readonly signal: AbortSignal;
  /** The module each thread runs. */
  readonly entry?: URL;
}

/**
 * Runs experiments on worker threads, in order of their index, each settled exactly once: with
 * its result, or with an error when it throws or when its thread dies. A dead thread is replaced.
 * Resolves when all are settled or the signal aborts; no thread is left then.
 */
export async function runInWorkers(
  tasks: readonly Experiment[],
  options: PoolOptions,
  listener: PoolListener,
): Promise<void> {
  const { signal } = options;
  const entry = options.entry ?? defaultEntry();
  const waiting = tasks.entries();
  const aborted = whenAborted(signal);
  const lane = async (): Promise<void> => {
    let thread: Thread | null = null;
    try {
      for (const [task, experiment] of waiting) {
        if (signal.aborted) return;
        thread ??= new Thread(entry);
        const begun = performance.now();
        let running = true;
        const outcome = await thread.run(experiment, aborted, (progress) => {
          // It comes through a port of its own, and may come after the result.
          if (running) listener.progress(task, progress);
        });
        running = false;
        if (outcome === null) return;
        listener.settled(task, outcome, (performance.now() - begun) / 1000);
        if (thread.dead) thread = null;
      }
    } finally {
      await thread?.stop();
    }
  };
  const lanes = Math.max(1, Math.min(options.workers, tasks.length));
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** The built entry: Node starts no worker from TypeScript, so sources use the build's too. */
function defaultEntry(): URL {
  const fromSource = import.meta.url.endsWith('.ts');
  const path = fromSource ? '../../dist/cli/workers/worker-entry.js' : './worker-entry.js';
  return new URL(path, import.meta.url);
}

/** Messages of a run die young: room for them saves about a tenth of a run's time. */
const YOUNG_MB = 192;

/** One worker thread with the remote host in it. */
class Thread {
  dead = false;
  private readonly worker: Worker;
  private readonly host: Remote<SimulationHost>;
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
    this.host = wrap<SimulationHost>(nodeEndpoint(this.worker));
  }

  /** The outcome of a run, or null when it was aborted before. Never rejects. */
  async run(
    experiment: Experiment,
    aborted: Promise<null>,
    onProgress: (progress: RunProgress) => void,
  ): Promise<RunOutcome | null> {
    const call = this.ready
      .then((): PromiseLike<RunOutcome> => this.host.run(experiment, proxy(onProgress)))
      .catch((error: unknown) => failure(`its worker did not answer: ${messageOf(error)}`));
    const death = this.death.then((reason) => {
      this.dead = true;
      return failure(`its worker thread died: ${reason}`);
    });
    return Promise.race([call, death, aborted]);
  }

  async stop(): Promise<void> {
    if (!this.dead) this.host[releaseProxy]();
    await this.worker.terminate();
  }
}

function failure(message: string): RunOutcome {
  return { ok: false, error: { name: 'Error', message, stack: '' } };
}

function whenAborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    else signal.addEventListener('abort', () => resolve(null), { once: true });
  });
}
