import { dirname, resolve } from 'node:path';

import { type ExperimentProblem, checkExperiment } from '../../sim/experiment/check-experiment.ts';
import type { Experiment, QuotaSpec } from '../../sim/experiment/experiment.ts';
import { roleOf } from '../../sim/world/role-name.ts';
import { type FrameworkJobs, mergeWorkloads } from '../../traces/model/merge-workloads.ts';
import type { Workload } from '../../traces/model/workload.ts';
import { DEFAULT_SWIM_MODEL } from '../../traces/swim/swim-model.ts';
import type { TraceSummary } from '../comparison/trace-summary.ts';
import { UsageError, messageOf } from '../errors.ts';
import { loadWorkload } from '../load-workload.ts';
import {
  DEFAULT_LATENCY,
  DEFAULT_MASTER,
  DEFAULT_POLICY,
  DEFAULT_SCHEDULER,
  DEFAULT_SEED,
} from '../options/defaults.ts';
import type { ScenarioFile } from './read-scenario.ts';
import { faultsOf } from './scenario-faults.ts';

/** What the command line says instead of the scenario. */
export interface ScenarioOverrides {
  readonly policy?: string | undefined;
  readonly seed?: string | undefined;
}

export interface ScenarioExperiment {
  readonly experiment: Experiment;
  readonly traces: readonly TraceSummary[];
}

/**
 * Reads a scenario's traces and makes the experiment it describes.
 * @throws UsageError naming the place in the scenario of whatever cannot be run
 */
export async function scenarioExperiment(
  source: ScenarioFile,
  overrides: ScenarioOverrides,
): Promise<ScenarioExperiment> {
  const { scenario } = source;
  checkNames(source);
  const parts: FrameworkJobs[] = [];
  const traces: TraceSummary[] = [];
  for (const [index, { name, trace }] of scenario.frameworks.entries()) {
    const path = resolve(dirname(source.file), trace);
    const model = { ...DEFAULT_SWIM_MODEL, frameworks: 1 };
    try {
      const loaded = await loadWorkload([path], model);
      parts.push({ framework: name, workload: loaded.workload });
      traces.push(...loaded.traces);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      const where = source.where(['frameworks', index, 'trace']);
      // Our own path is the machine's business: show the one in the scenario.
      throw new UsageError(`${where}: ${messageOf(error).replaceAll(path, trace)}`);
    }
  }
  const experiment: Experiment = {
    workload: merged(scenario.name ?? traces.map(({ file }) => file).join(' + '), parts),
    policy: overrides.policy ?? scenario.policy ?? DEFAULT_POLICY,
    seed: overrides.seed ?? scenario.seed ?? DEFAULT_SEED,
    cluster: {
      agents: scenario.cluster.agents.map(({ count, resources }) => ({ count, resources })),
      slotsPerAgent: null,
    },
    weights: weightsOf(source),
    master: DEFAULT_MASTER,
    scheduler: DEFAULT_SCHEDULER,
    network: scenario.network?.latency ?? DEFAULT_LATENCY,
    quotas: quotasOf(source),
    checkpointing: scenario.frameworks
      .filter(({ checkpoint }) => checkpoint === true)
      .map(({ name }) => name),
    faults: faultsOf(source),
    untilUs: scenario.until ?? null,
  };
  const problems = checkExperiment(experiment);
  if (problems.length > 0) throw problemAt(source, problems);
  return { experiment, traces };
}

function merged(name: string, parts: readonly FrameworkJobs[]): Workload {
  const workload = mergeWorkloads(name, parts);
  if (typeof workload === 'string') throw new UsageError(`frameworks: ${workload}`);
  return workload;
}

/** Names are distinct, roles are known, and each framework has a role of its own. */
function checkNames({ scenario, where }: ScenarioFile): void {
  const names = new Set<string>();
  const roles = new Set<string>();
  scenario.frameworks.forEach(({ name, role }, index) => {
    if (names.has(name)) {
      throw new UsageError(`${where(['frameworks', index, 'name'])}: ${name} is named twice`);
    }
    names.add(name);
    if (role === undefined) return;
    if (roles.has(role)) {
      const place = where(['frameworks', index, 'role']);
      throw new UsageError(
        `${place}: role ${role} has two frameworks; several in one role are not simulated yet`,
      );
    }
    roles.add(role);
  });
  for (const role of Object.keys(scenario.roles ?? {})) {
    if (!roles.has(role)) {
      throw new UsageError(`${where(['roles', role])}: no framework has the role ${role}`);
    }
  }
}

/** Weights of roles, by the framework in each. */
function weightsOf({ scenario }: ScenarioFile): Map<string, number> {
  const weights = new Map<string, number>();
  for (const { name, role } of scenario.frameworks) {
    const weight = role === undefined ? undefined : scenario.roles?.[role]?.weight;
    if (weight !== undefined) weights.set(name, weight);
  }
  return weights;
}

/** Quota of roles, by the name that the framework's role has in the simulator. */
function quotasOf({ scenario }: ScenarioFile): Map<string, QuotaSpec> {
  const quotas = new Map<string, QuotaSpec>();
  for (const { name, role } of scenario.frameworks) {
    const quota = role === undefined ? undefined : scenario.roles?.[role]?.quota;
    if (quota !== undefined) quotas.set(roleOf(name), quota);
  }
  return quotas;
}

function problemAt({ where }: ScenarioFile, problems: readonly ExperimentProblem[]): UsageError {
  const [{ field, message }] = problems;
  const others = problems.length > 1 ? ` (and ${problems.length - 1} more problems)` : '';
  const path = PATHS.get(field) ?? [];
  return new UsageError(`${where(path)}: ${message}${others}`);
}

/** Where in a scenario the fields of an experiment come from. */
const PATHS: ReadonlyMap<string, readonly string[]> = new Map([
  ['cluster.agents', ['cluster', 'agents']],
  ['weights', ['roles']],
  ['network', ['network', 'latency']],
  ['quotas', ['roles']],
  ['faults', ['faults']],
  ['untilUs', ['until']],
  ['workload', ['frameworks']],
]);
