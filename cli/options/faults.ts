import type { Experiment } from '../../sim/experiment/experiment.ts';
import { DEFAULT_SERVERS } from '../../sim/scenario/cluster-shape.ts';
import { suggestion } from '../../sim/scenario/nearest-name.ts';
import { presetSpecs } from '../../sim/scenario/plan-scenario.ts';
import { FAULT_PRESETS, type FaultPreset } from '../../sim/scenario/presets.ts';
import { ScenarioProblems } from '../../sim/scenario/scenario-problem.ts';
import { UsageError } from '../errors.ts';

/**
 * The preset of faults of this name.
 * @throws UsageError when there is none, listing those that there are
 */
export function parsePreset(name: string, what: string): FaultPreset {
  const preset = FAULT_PRESETS.find((one) => one.name === name.trim());
  if (preset !== undefined) return preset;
  const known = FAULT_PRESETS.map((one) => one.name);
  const wanted = `wanted one of ${known.join(', ')}${suggestion(name, known)}`;
  throw new UsageError(`${what}: found "${name}", ${wanted}`);
}

/**
 * The experiment with the faults of a preset, and with three masters behind ZooKeeper where they
 * are about an election.
 */
export function withFaults(experiment: Experiment, preset: FaultPreset | undefined): Experiment {
  if (preset === undefined) return experiment;
  const count = DEFAULT_SERVERS;
  const masters = preset.election ? { count, zookeeperServers: count } : undefined;
  const agents = experiment.cluster.agents.reduce((sum, { count: some }) => sum + some, 0);
  const shape = {
    racks: Array.from({ length: agents }, () => null),
    zones: Array.from({ length: agents }, () => null),
    masters: masters?.count ?? 1,
    servers: masters?.zookeeperServers ?? 0,
    frameworks: experiment.workload.frameworks,
  };
  const problems = new ScenarioProblems();
  const faults = presetSpecs(preset.name, shape, [], problems);
  // A preset that does not suit every cluster is a defect of ours, and has a test.
  if (problems.list.length > 0) throw new Error(problems.list[0].message);
  return { ...experiment, faults, ...(masters !== undefined && { masters }) };
}
