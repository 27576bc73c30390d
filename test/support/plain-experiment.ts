import type { AgentGroup, Experiment } from '../../sim/experiment/experiment.ts';
import type { Workload } from '../../traces/model/workload.ts';

/** `count` equal agents, resources in units: `agentsOf(10, { cpus: 4, mem: 4096 })`. */
export function agentsOf(count: number, resources: Readonly<Record<string, number>>): AgentGroup {
  return { count, resources: resourcesOf(resources) };
}

/** Resources in units as the thousandths the engine counts. */
export function resourcesOf(units: Readonly<Record<string, number>>): Map<string, number> {
  return new Map(Object.entries(units).map(([name, amount]) => [name, amount * 1000]));
}

/**
 * An experiment without anything that would blur what is tested: messages take no time, nothing
 * is refused, there is no locality; then what the test wants otherwise.
 */
export function plainExperiment(
  workload: Workload,
  agents: readonly AgentGroup[],
  changes: Partial<Experiment> = {},
): Experiment {
  return {
    workload,
    policy: 'drf',
    seed: '1',
    cluster: { agents, slotsPerAgent: null },
    weights: new Map(),
    master: { allocationIntervalUs: 1_000_000, maxOffersPerFramework: 0 },
    scheduler: { jobOrder: 'fifo', slowstart: 0.05, refuseSeconds: 0, locality: null },
    network: { kind: 'constant', us: 0 },
    quotas: new Map(),
    faults: [],
    untilUs: null,
    ...changes,
  };
}
