import type { Experiment } from '../experiment/experiment.ts';
import type { RunHooks, RunProgress } from '../experiment/run-experiment.ts';
import type { RunResult } from '../experiment/run-result.ts';

/** Runs one experiment to its end: `runExperiment`, or a stand-in for it in tests. */
export type RunFunction = (experiment: Experiment, hooks: RunHooks) => RunResult;

/**
 * What came of a run. Failures are data: an error that crosses a worker boundary loses its class.
 */
export type RunOutcome =
  | { readonly ok: true; readonly result: RunResult }
  | { readonly ok: false; readonly error: RunError };

export interface RunError {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

/** Told of progress; a remote one answers with a promise, which nobody waits for. */
export type ProgressListener = (progress: RunProgress) => unknown;

/** What a worker offers to the thread that started it, in Node and in a browser alike. */
export interface SimulationHost {
  run(experiment: Experiment, onProgress: ProgressListener): RunOutcome;
}

/** Messages about progress that one run sends at most, so that no queue builds up. */
const MAX_PROGRESS_MESSAGES = 200;

/**
 * The object a worker exposes. It knows no environment: no port, no clock; a run is synchronous
 * and its progress is passed on in steps of jobs finished, not of time.
 */
export function createSimulationHost(run: RunFunction): SimulationHost {
  return {
    run(experiment, onProgress) {
      const step = experiment.workload.jobs.count / MAX_PROGRESS_MESSAGES;
      let next = step;
      const progress = (at: RunProgress): void => {
        if (at.jobsFinished < next) return;
        next = at.jobsFinished + step;
        onProgress(at);
      };
      try {
        return { ok: true, result: run(experiment, { progress }) };
      } catch (error) {
        return { ok: false, error: asData(error) };
      }
    },
  };
}

function asData(error: unknown): RunError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: '' };
  return { name: error.name, message: error.message, stack: error.stack ?? '' };
}
