import { dirname, resolve } from 'node:path';

import type { Experiment } from '../../sim/experiment/experiment.ts';
import { experimentOf, tracesOf } from '../../sim/scenario/scenario-experiment.ts';
import type { Workload } from '../../traces/model/workload.ts';
import { DEFAULT_SWIM_MODEL } from '../../traces/swim/swim-model.ts';
import type { TraceSummary } from '../comparison/trace-summary.ts';
import { UsageError, messageOf } from '../errors.ts';
import { loadWorkload } from '../load-workload.ts';
import { type ScenarioFile, problemAt } from './read-scenario.ts';

export interface ScenarioRun {
  readonly experiment: Experiment;
  readonly traces: readonly TraceSummary[];
}

/** What the traces of a scenario hold, by their paths in it. */
export interface ScenarioWorkloads {
  readonly workloads: ReadonlyMap<string, Workload>;
  readonly traces: readonly TraceSummary[];
}

/**
 * Reads a scenario's traces and makes the experiment it describes.
 * @throws UsageError naming the place in the scenario of whatever cannot be run
 */
export async function scenarioExperiment(source: ScenarioFile): Promise<ScenarioRun> {
  const { workloads, traces } = await scenarioWorkloads(source);
  const { experiment, problems } = experimentOf(source.plan, workloads);
  if (experiment === null) throw problemAt(source.where, problems);
  return { experiment, traces };
}

/** @throws UsageError naming the place in the scenario of a trace that cannot be read */
export async function scenarioWorkloads(source: ScenarioFile): Promise<ScenarioWorkloads> {
  const workloads = new Map<string, Workload>();
  const traces: TraceSummary[] = [];
  for (const trace of tracesOf(source.plan)) {
    const loaded = await loadTrace(source, trace);
    workloads.set(trace, loaded.workload);
    traces.push(...loaded.traces);
  }
  return { workloads, traces };
}

async function loadTrace(
  { file, plan, where }: ScenarioFile,
  trace: string,
): ReturnType<typeof loadWorkload> {
  const path = resolve(dirname(file), trace);
  try {
    return await loadWorkload([path], { ...DEFAULT_SWIM_MODEL, frameworks: 1 });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const first = plan.frameworks.findIndex(({ jobs }) => 'trace' in jobs && jobs.trace === trace);
    // Our own path is the machine's business: show the one in the scenario.
    const message = messageOf(error).replaceAll(path, trace);
    throw new UsageError(`${where(['frameworks', first, 'trace'])}: ${message}`);
  }
}
