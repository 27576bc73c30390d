import { policyNamed } from '../../core/allocation/policies/index.ts';
import type { MasterFinder } from '../../live/finding/master-finder.ts';
import type { Experiment } from '../../sim/experiment/experiment.ts';
import { runExperiment } from '../../sim/experiment/run-experiment.ts';
import { resultOf } from '../../sim/experiment/run-outcome.ts';
import type { RunResult } from '../../sim/experiment/run-result.ts';
import { runJson } from '../comparison/document.ts';
import { onInterrupt } from '../comparison/interrupt.ts';
import { runText } from '../comparison/run-text.ts';
import { Interrupted, UsageError } from '../errors.ts';
import { type Json, writeJson } from '../output/json.ts';
import { Progress } from '../output/progress.ts';
import { terminalOf } from '../output/terminal.ts';
import { engineVersion } from '../version.ts';
import { clusterFacts } from './cluster-facts.ts';
import { differenceJson, differenceText } from './live-comparison.ts';
import { liveExperiment } from './live-experiment.ts';
import { clientAccess } from './client-access.ts';
import { type ClientFlags, foundMaster } from './client-options.ts';
import { clientProblem } from './live-options.ts';
import { asked } from './operator-command.ts';
import { LiveRun, type LiveRunOptions } from './live-run.ts';

export interface RunLiveOptions extends ClientFlags {
  /** Address of the master. */
  readonly live: string;
  /** Whether it is simulated as well, and the two are held against each other. */
  readonly compare?: true;
  readonly json?: string | true;
}

/** Runs a scenario's frameworks on a real cluster and prints what a simulation prints. */
export async function runLive(experiment: Experiment, options: RunLiveOptions): Promise<void> {
  const access = clientAccess(options);
  const finder = (): MasterFinder => foundMaster(options.live, options, () => undefined);
  const facts = await asked({ ...options, master: options.live }, clusterFacts, '--live');
  const { real, simulated, notes } = liveExperiment(experiment, facts);
  if (real.workload.jobs.count === 0 && real.untilUs === null) {
    throw new UsageError('--live: found no jobs and no end, wanted until: in the scenario');
  }
  for (const note of notes) process.stderr.write(`note: ${note}\n`);
  const { result, isInterrupted } = await ran(real, { finder, access });
  const beside = options.compare === true && !isInterrupted ? runExperiment(simulated) : null;
  if (options.json !== undefined) {
    writeJson(document(real, result, beside, notes), options.json);
  }
  if (options.json !== true) {
    const terminal = terminalOf(process.stdout, process.env);
    process.stdout.write(`on the cluster of ${options.live}\n`);
    process.stdout.write(runText(real, result, terminal));
    if (beside !== null) process.stdout.write(differenceText(result, beside, terminal));
  }
  if (isInterrupted) throw new Interrupted('the run was interrupted; its tasks were ended');
}

async function ran(
  experiment: Experiment,
  found: Pick<LiveRunOptions, 'finder' | 'access'>,
): Promise<{ readonly result: RunResult; readonly isInterrupted: boolean }> {
  const policy = policyNamed(experiment.policy);
  if (policy === undefined) throw new Error(`no policy is named ${experiment.policy}`);
  const { workload } = experiment;
  const { jobs } = workload;
  const terminal = terminalOf(process.stderr, process.env);
  const progress = new Progress(process.stderr, terminal, () => performance.now());
  const interrupt = onInterrupt();
  const run = new LiveRun({
    // The times at which jobs really come take the place of those planned.
    experiment: { ...experiment, workload: { ...workload, jobs: copied(jobs) } },
    ...{ ...found, policy },
    progress: (ended) => progress.update(ended / jobs.count, `${ended}/${jobs.count} jobs`),
  });
  try {
    await run.run(interrupt.signal);
    const result = resultOf(run.experiment, run, { hash: '', count: 0 });
    return { result, isInterrupted: interrupt.signal.aborted };
  } catch (error) {
    throw clientProblem(error, '--live');
  } finally {
    progress.clear();
    interrupt.release();
    await run.tearDown();
  }
}

function copied(jobs: Experiment['workload']['jobs']): Experiment['workload']['jobs'] {
  return { ...jobs, submitUs: jobs.submitUs.slice() };
}

function document(
  experiment: Experiment,
  result: RunResult,
  beside: RunResult | null,
  notes: readonly string[],
): Json {
  return {
    version: engineVersion(),
    scenario: experiment.workload.name,
    live: true,
    notes,
    run: runJson(result, false),
    ...(beside === null
      ? {}
      : { simulated: runJson(beside, false), difference: differenceJson(result, beside) }),
  };
}
