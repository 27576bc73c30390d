import type { Explainer } from '../../core/allocation/explanation.ts';
import { POLICIES, policyNamed } from '../../core/allocation/policies/index.ts';
import type { Marks } from '../../core/marks.ts';
import type { CheckerType } from '../checkers/checker.ts';
import { type EventChunk, EventLog } from '../log/event-log.ts';
import { SimulatedCluster } from '../world/simulated-cluster.ts';
import { checkExperiment } from './check-experiment.ts';
import type { Experiment } from './experiment.ts';
import { RunPatience, runGoesOn } from './run-end.ts';
import { resultOf } from './run-outcome.ts';
import type { RunResult } from './run-result.ts';

/** How far a run is. */
export interface RunProgress {
  readonly virtualUs: number;
  readonly jobsFinished: number;
  readonly jobs: number;
}

export interface RunHooks {
  /** Told about every ten simulated minutes. */
  readonly progress?: (progress: RunProgress) => void;
  /** Gets the event log, chunk by chunk. */
  readonly events?: (chunk: EventChunk) => void;
  /** Gives who is told of every decision of the allocator; slows the run, changes nothing. */
  readonly explain?: (cluster: SimulatedCluster) => Explainer;
  /** Invariants to watch: the first that is broken ends the run. */
  readonly checkers?: readonly CheckerType[];
  /** Told which places in the engine are reached. */
  readonly marks?: Marks;
}

/**
 * Runs an experiment to its end: until all jobs have finished, or until its time.
 *
 * A pure function of the experiment; hooks only watch.
 * @throws Error when the experiment cannot be run (`check-experiment.ts` says why), or when it
 *   gets stuck: jobs wait, nothing runs, and nothing has been launched for ten minutes, for
 *   an hour where faults may be the reason
 */
export function runExperiment(experiment: Experiment, hooks: RunHooks = {}): RunResult {
  const policy = policyNamed(experiment.policy);
  if (policy === undefined) {
    const known = POLICIES.map(({ name }) => name).join(', ');
    throw new Error(`unknown policy "${experiment.policy}", known are ${known}`);
  }
  const [problem] = checkExperiment(experiment);
  if (problem !== undefined) throw new Error(`${problem.field}: ${problem.message}`);
  const log = new EventLog(hooks.events ?? null);
  const cluster = new SimulatedCluster(experiment, policy, log, {
    checkers: hooks.checkers,
    marks: hooks.marks,
  });
  cluster.explainer = hooks.explain?.(cluster) ?? null;
  cluster.start();
  const jobs = experiment.workload.jobs.count;
  const { kernel } = cluster;
  const patience = new RunPatience(experiment, cluster);
  try {
    while (runGoesOn(cluster, experiment)) {
      patience.begin();
      kernel.run(cluster, patience.windowEndUs);
      const stuck = patience.windowOver();
      // Checkers know better why nothing goes on.
      if (stuck !== null && hooks.checkers === undefined) throw new Error(stuck);
      hooks.progress?.({ virtualUs: kernel.now, jobsFinished: cluster.jobs.finished, jobs });
    }
    cluster.finishChecks(cluster.jobs.ended === jobs);
  } finally {
    // What came before a failure is kept.
    log.close();
  }
  return resultOf(experiment, cluster, log);
}
