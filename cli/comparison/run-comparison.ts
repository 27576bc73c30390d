import type { Experiment } from '../../sim/experiment/experiment.ts';
import { Progress } from '../output/progress.ts';
import { terminalOf } from '../output/terminal.ts';
import { runInWorkers } from '../workers/worker-pool.ts';
import { onInterrupt } from './interrupt.ts';
import type { ComparisonRecord, FailedRun, FinishedRun } from './document.ts';

/** How far the runs of a comparison got. */
export type ComparisonOutcome = Pick<
  ComparisonRecord,
  'runs' | 'failures' | 'interrupted' | 'wallSeconds' | 'workers'
>;

/**
 * Runs experiments on worker threads with progress on standard error. Ctrl-C stops it and what
 * was finished is returned; a run that fails leaves the others alone.
 */
export async function runComparison(
  experiments: readonly Experiment[],
  workers: number,
): Promise<ComparisonOutcome> {
  const finished = new Map<number, FinishedRun>();
  const failed = new Map<number, FailedRun>();
  const parts = new Float64Array(experiments.length);
  const progress = new Progress(process.stderr, terminalOf(process.stderr, process.env), () =>
    performance.now(),
  );
  const show = (): void => {
    const part = parts.reduce((sum, one) => sum + one, 0) / parts.length;
    const done = finished.size + failed.size;
    progress.update(part, `${done}/${experiments.length} runs`);
  };
  const began = performance.now();
  const interrupt = onInterrupt();
  try {
    await runInWorkers(
      experiments,
      { workers, signal: interrupt.signal },
      {
        progress(task, { jobsFinished, jobs }) {
          parts[task] = jobs === 0 ? 0 : jobsFinished / jobs;
          show();
        },
        settled(task, outcome, seconds) {
          const { policy, seed } = experiments[task];
          if (outcome.ok) finished.set(task, { result: outcome.result, seconds });
          else failed.set(task, { policy, seed, error: outcome.error });
          parts[task] = 1;
          show();
        },
      },
    );
  } finally {
    interrupt.release();
    progress.clear();
  }
  return {
    runs: inOrder(finished),
    failures: inOrder(failed),
    interrupted: interrupt.signal.aborted,
    wallSeconds: (performance.now() - began) / 1000,
    workers: Math.min(workers, experiments.length),
  };
}

/** What settled in whatever order, in the order asked for. */
function inOrder<T>(settled: ReadonlyMap<number, T>): T[] {
  return [...settled].sort(([a], [b]) => a - b).map(([, value]) => value);
}
