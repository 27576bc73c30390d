import { proxy } from 'comlink';

import type { Experiment } from '../../sim/experiment/experiment.ts';
import type { RunProgress } from '../../sim/experiment/run-experiment.ts';
import type { RunOutcome, SimulationHost } from '../../sim/worker/simulation-host.ts';
import { WorkerThread, builtEntry, whenAborted } from './worker-thread.ts';

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
  const entry = options.entry ?? builtEntry(import.meta.url, 'cli/workers/worker-entry.js');
  const waiting = tasks.entries();
  const aborted = whenAborted(signal);
  const lane = async (): Promise<void> => {
    let thread: WorkerThread<SimulationHost> | null = null;
    try {
      for (const [task, experiment] of waiting) {
        if (signal.aborted) return;
        thread ??= new WorkerThread(entry);
        const begun = performance.now();
        let running = true;
        const onProgress = proxy((progress: RunProgress) => {
          // It comes through a port of its own, and may come after the result.
          if (running) listener.progress(task, progress);
        });
        const call = thread.call(
          (host): PromiseLike<RunOutcome> => host.run(experiment, onProgress),
        );
        const answer = await Promise.race([call, aborted]);
        running = false;
        if (answer === null) return;
        const outcome = answer.ok ? answer.value : failure(answer.reason);
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

function failure(message: string): RunOutcome {
  return { ok: false, error: { name: 'Error', message, stack: '' } };
}
