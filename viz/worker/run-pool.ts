import { proxy } from 'comlink';

import type { Experiment } from '../../sim/experiment/experiment.ts';
import type { RunProgress } from '../../sim/experiment/run-experiment.ts';
import type { RunOutcome } from '../../sim/worker/simulation-host.ts';
import { WorkerLink, type WorkerMaker, browserWorker } from './worker-link.ts';

/** Told what happens to each run, by its index. Hears of no progress after a run is settled. */
export interface PoolListener {
  progress(run: number, progress: RunProgress): void;
  settled(run: number, outcome: RunOutcome): void;
}

export interface PoolOptions {
  /** Workers at most; leave one core to the page. */
  readonly workers: number;
  /** Stops everything: what runs is thrown away, what is finished was reported. */
  readonly signal: AbortSignal;
  /** The page's own unless given. */
  readonly makeWorker?: WorkerMaker;
}

/**
 * Runs experiments in workers of the page, in order of their index, each settled exactly once: with
 * its result, or with an error when it throws or its worker dies, which is replaced. Resolves when
 * all are settled or the signal aborts; no worker is left then.
 */
export async function runInPool(
  experiments: readonly Experiment[],
  { workers, signal, makeWorker = browserWorker }: PoolOptions,
  listener: PoolListener,
): Promise<void> {
  const waiting = experiments.entries();
  const aborted = whenAborted(signal);
  const lane = async (): Promise<void> => {
    let link: WorkerLink | null = null;
    try {
      for (const [run, experiment] of waiting) {
        if (signal.aborted) return;
        link ??= new WorkerLink(makeWorker);
        let running = true;
        const onProgress = proxy((progress: RunProgress) => {
          // It comes through a port of its own, and may come after the result.
          if (running) listener.progress(run, progress);
        });
        const call = link
          .call((host) => host.run(experiment, onProgress))
          .catch((error: unknown) => ({ alive: true as const, reply: failed(String(error)) }));
        const answer = await Promise.race([call, aborted]);
        running = false;
        if (answer === null) return;
        const outcome = answer.alive
          ? (answer.reply as RunOutcome)
          : failed(`its worker stopped: ${answer.reason}`);
        listener.settled(run, outcome);
        if (link.gone !== null) {
          link.close(link.gone);
          link = null;
        }
      }
    } finally {
      link?.close('it is not needed any more');
    }
  };
  const lanes = Math.max(1, Math.min(workers, experiments.length));
  await Promise.all(Array.from({ length: lanes }, lane));
}

function failed(message: string): RunOutcome {
  return { ok: false, error: { name: 'Error', message, stack: '' } };
}

function whenAborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    else signal.addEventListener('abort', () => resolve(null), { once: true });
  });
}
