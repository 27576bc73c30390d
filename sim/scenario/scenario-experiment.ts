import { type FrameworkJobs, mergeWorkloads } from '../../traces/model/merge-workloads.ts';
import { pickJobs } from '../../traces/model/pick-jobs.ts';
import type { Workload } from '../../traces/model/workload.ts';
import { checkExperiment } from '../experiment/check-experiment.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { ScenarioPlan } from './plan-scenario.ts';
import type { DocumentPath, ScenarioProblem } from './scenario-problem.ts';

/** An experiment that can be run, or why there is none. */
export type ScenarioExperiment =
  | { readonly experiment: Experiment; readonly problems: readonly [] }
  | { readonly experiment: null; readonly problems: readonly ScenarioProblem[] };

/** Paths of the traces that a plan needs, each once, in the order of its frameworks. */
export function tracesOf({ frameworks }: ScenarioPlan): string[] {
  const traces = frameworks.flatMap(({ jobs }) => ('trace' in jobs ? [jobs.trace] : []));
  return [...new Set(traces)];
}

/**
 * The experiment of a plan without problems.
 * @param traces the workloads of the traces, by their paths as the document has them
 */
export function experimentOf(
  plan: ScenarioPlan,
  traces: ReadonlyMap<string, Workload>,
): ScenarioExperiment {
  const parts: FrameworkJobs[] = [];
  for (const [i, { name, jobs }] of plan.frameworks.entries()) {
    const workload = 'trace' in jobs ? traces.get(jobs.trace) : jobs;
    if (workload === undefined) {
      return refused(['frameworks', i, 'trace'], 'found a trace that was not read');
    }
    const { places = null } = 'trace' in jobs ? jobs : {};
    const last = places?.at(-1) ?? -1;
    if (last >= workload.jobs.count) {
      const wanted = `the trace has ${workload.jobs.count}`;
      return refused(['frameworks', i, 'traceJobs'], `found job ${last}, but ${wanted}`);
    }
    const picked = places === null ? workload : pickJobs(workload, places);
    parts.push({ framework: name, workload: picked });
  }
  const name = plan.name ?? parts.map(({ workload }) => workload.name).join(' + ');
  const workload = mergeWorkloads(name, parts);
  if (typeof workload === 'string') return refused(['frameworks'], workload);
  const experiment: Experiment = { workload, ...plan.settings };
  const problems = checkExperiment(experiment);
  if (problems.length === 0) return { experiment, problems: [] };
  return {
    experiment: null,
    problems: problems.map(({ field, message }) => ({ path: PATHS.get(field) ?? [], message })),
  };
}

function refused(path: DocumentPath, message: string): ScenarioExperiment {
  return { experiment: null, problems: [{ path, message }] };
}

/** Where in a document the fields of an experiment come from. */
const PATHS: ReadonlyMap<string, DocumentPath> = new Map([
  ['cluster.agents', ['cluster', 'agents']],
  ['weights', ['roles']],
  ['master.allocationIntervalUs', ['master', 'allocationInterval']],
  ['master.maxOffersPerFramework', ['master', 'offersPerFramework']],
  ['master.offerTimeoutUs', ['master', 'offerTimeout']],
  ['scheduler.slowstart', ['scheduler', 'slowstart']],
  ['scheduler.refuseSeconds', ['scheduler', 'refuseSeconds']],
  ['scheduler.tasksPerOffer', ['scheduler', 'tasksPerOffer']],
  ['scheduler.locality', ['scheduler', 'locality']],
  ['network', ['network', 'latency']],
  ['quotas', ['roles']],
  ['masters', ['masters']],
  ['frameworks', ['frameworks']],
  ['faults', ['faults']],
  ['operations', ['operations']],
  ['healAtUs', ['heal']],
  ['untilUs', ['until']],
  ['workload', ['frameworks']],
]);
