import type { Experiment } from '../experiment/experiment.ts';
import { checkExperiment } from '../experiment/check-experiment.ts';
import type { ClusterShape } from '../scenario/cluster-shape.ts';
import { faultSpecs } from '../scenario/fault-specs.ts';
import { planScenario } from '../scenario/plan-scenario.ts';
import type { FaultDocument, ScenarioDocument } from '../scenario/scenario-document.ts';
import { experimentOf, tracesOf } from '../scenario/scenario-experiment.ts';
import { type ScenarioProblem, ScenarioProblems } from '../scenario/scenario-problem.ts';
import { clusterRacks, clusterZones } from '../world/cluster-racks.ts';
import type { Workload } from '../../traces/model/workload.ts';
import type { Problem, ScenarioSource } from './session-api.ts';

/** Everything that decides a run, but for the workloads of its traces. */
export interface Variant {
  readonly source: ScenarioSource;
  /** Those of the source unless given. */
  readonly policy: string | null;
  readonly seed: string | null;
  /** Added to those of the source. */
  readonly faults: readonly FaultDocument[];
}

export type VariantExperiment =
  | { readonly ok: true; readonly experiment: Experiment }
  | {
      readonly ok: false;
      readonly problems: readonly Problem[];
      readonly missingTraces: readonly string[];
    };

/** The experiment that a variant describes, or why there is none. */
export function variantExperiment(
  variant: Variant,
  traces: ReadonlyMap<string, Workload>,
): VariantExperiment {
  const { source } = variant;
  if (source.kind === 'experiment') return changedExperiment(source.experiment, variant);
  const { plan, problems } = planScenario(variantDocument(source.document, variant));
  if (problems.length > 0) return refused(problems);
  const missingTraces = tracesOf(plan).filter((path) => !traces.has(path));
  if (missingTraces.length > 0) {
    const names = missingTraces.join(', ');
    const first = plan.frameworks.findIndex(
      ({ jobs }) => 'trace' in jobs && jobs.trace === missingTraces[0],
    );
    const path = ['frameworks', first, 'trace'];
    return { ...refused([{ path, message: `wanted the traces: ${names}` }]), missingTraces };
  }
  const { experiment, problems: others } = experimentOf(plan, traces);
  return experiment === null ? refused(others) : { ok: true, experiment };
}

/** A scenario's document with the variant's policy, seed and faults in it. */
export function variantDocument(
  document: ScenarioDocument,
  { policy, seed, faults }: Variant,
): ScenarioDocument {
  const { faults: own = [] } = document;
  const planned = typeof own === 'string' ? [{ preset: own }] : own;
  return {
    ...document,
    ...(policy !== null && { policy }),
    ...(seed !== null && { seed }),
    ...(faults.length > 0 && { faults: [...planned, ...faults] }),
  };
}

function changedExperiment(experiment: Experiment, variant: Variant): VariantExperiment {
  const problems = new ScenarioProblems();
  const shape = shapeOfExperiment(experiment);
  const faults = variant.faults.flatMap((fault, i) =>
    faultSpecs(fault, shape, ['faults', i], problems),
  );
  if (problems.list.length > 0) return refused(problems.list);
  const changed: Experiment = {
    ...experiment,
    policy: variant.policy ?? experiment.policy,
    seed: variant.seed ?? experiment.seed,
    faults: [...experiment.faults, ...faults],
  };
  const found = checkExperiment(changed);
  if (found.length === 0) return { ok: true, experiment: changed };
  return refused(found.map(({ field, message }) => ({ path: [field], message })));
}

/** What there is to hit in the cluster of an experiment. */
function shapeOfExperiment({ cluster, masters, workload }: Experiment): ClusterShape {
  return {
    racks: clusterRacks(cluster),
    zones: clusterZones(cluster),
    masters: masters?.count ?? 1,
    servers: masters?.zookeeperServers ?? 0,
    frameworks: workload.frameworks,
  };
}

function refused(problems: readonly ScenarioProblem[]): VariantExperiment & { readonly ok: false } {
  return {
    ok: false,
    problems: problems.map((problem) => ({ ...problem, line: null, column: null })),
    missingTraces: [],
  };
}
