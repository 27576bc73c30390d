import type { Micros } from '../../core/machine.ts';
import { POLICIES, policyNamed } from '../../core/allocation/policies/index.ts';
import { DEFAULT_MASTER, DEFAULT_POLICY, DEFAULT_SEED } from '../experiment/default-settings.ts';
import type { AgentGroup, Experiment, MasterSpec, MastersSpec } from '../experiment/experiment.ts';
import type { FaultSpec } from '../faults/fault-spec.ts';
import type { OperationSpec } from '../operations/operation-spec.ts';
import {
  type ClusterShape,
  problemOfRack,
  rackInTwoZones,
  racksInTurn,
  shapeOf,
  zonesInTurn,
} from './cluster-shape.ts';
import { roleOf } from '../world/role-name.ts';
import { readDuration } from './duration-text.ts';
import { faultSpecs } from './fault-specs.ts';
import { given } from './given.ts';
import { suggestion } from './nearest-name.ts';
import { networkFaults, networkLatency } from './network-faults.ts';
import { operationSpecs } from './operation-specs.ts';
import { FAULT_PRESETS, presetNamed } from './presets.ts';
import { readResources } from './resource-values.ts';
import type { ScenarioDocument } from './scenario-document.ts';
import { type PlannedFramework, planFrameworks } from './scenario-frameworks.ts';
import { type DocumentPath, type ScenarioProblem, ScenarioProblems } from './scenario-problem.ts';
import { roleSettings } from './scenario-roles.ts';
import { schedulerSettings } from './scheduler-settings.ts';

/** A scenario understood, all but the traces that its frameworks name. */
export interface ScenarioPlan {
  readonly name: string | null;
  readonly frameworks: readonly PlannedFramework[];
  /** The experiment without its workload. */
  readonly settings: Omit<Experiment, 'workload'>;
}

/** What a document means, and everything that is wrong with it; with problems it cannot be run. */
export interface PlannedScenario {
  readonly plan: ScenarioPlan;
  readonly problems: readonly ScenarioProblem[];
}

/** Reads the texts of a document, whose shape is as its type says. */
export function planScenario(document: ScenarioDocument): PlannedScenario {
  const problems = new ScenarioProblems();
  const agents = agentGroups(document, problems);
  const masters = mastersOf(document, problems);
  // Whom faults may name is only known in a cluster that can be.
  const shape = problems.list.length === 0 ? shapeOf(document) : null;
  const torn = shape === null ? null : rackInTwoZones(shape);
  if (torn !== null) {
    problems.refuse(['cluster', 'agents'], `rack ${torn} stands in two zones, wanted one`);
  }
  const frameworks = planFrameworks(document, problems);
  const { heal, until, buggify } = document;
  const settings = {
    policy: policyOf(document, problems),
    seed: String(document.seed ?? DEFAULT_SEED),
    cluster: { agents, slotsPerAgent: null },
    ...roleSettings(document, problems),
    master: masterOf(document, problems),
    scheduler: schedulerSettings(document.scheduler ?? {}, problems),
    network: networkLatency(document.network, problems),
    frameworks: new Map(frameworks.map(({ name, spec }) => [name, spec])),
    ...given({ masters, buggify, healAtUs: timeAt(['heal'], heal, problems) }),
    faults: shape === null ? [] : faultsOf(document, shape, problems),
    ...given({ operations: shape === null ? undefined : operationsOf(document, shape, problems) }),
    untilUs: timeAt(['until'], until, problems) ?? null,
  };
  return { plan: { name: document.name ?? null, frameworks, settings }, problems: problems.list };
}

/** A time of the document, when it is there. */
function timeAt(
  path: DocumentPath,
  text: string | undefined,
  problems: ScenarioProblems,
): Micros | undefined {
  if (text === undefined) return undefined;
  const micros = problems.value(path, readDuration(text), 1);
  if (micros === 0) problems.refuse(path, `found "${text}", wanted more than 0`);
  return micros;
}

function agentGroups({ cluster }: ScenarioDocument, problems: ScenarioProblems): AgentGroup[] {
  return cluster.agents.map(({ count, resources, rack, zone }, i) => {
    const path = ['cluster', 'agents', i];
    const none = new Map<string, number>();
    const wrong = rack === undefined ? null : problemOfRack(rack);
    if (wrong !== null) problems.refuse([...path, 'rack'], wrong);
    const read = problems.value([...path, 'resources'], readResources(resources), none);
    const racks = rack === undefined || wrong !== null ? undefined : racksInTurn(count, rack);
    const wrongZone = zone === undefined ? null : problemOfRack(zone, 'zone');
    if (wrongZone !== null) problems.refuse([...path, 'zone'], wrongZone);
    const isWrong = wrong !== null || wrongZone !== null;
    const zones = isWrong ? null : zonesInTurn({ count, rack, zone });
    return { count, resources: read, ...given({ racks, zones: zones ?? undefined }) };
  });
}

/** Most masters of a cluster, and most servers of an ensemble. */
const MOST_SERVERS = 7;

function mastersOf(
  document: ScenarioDocument,
  problems: ScenarioProblems,
): MastersSpec | undefined {
  const { masters = 1 } = document;
  if (masters === 1) return undefined;
  const { masters: count, servers: zookeeperServers } = shapeOf({ ...document, masters });
  const field = typeof masters === 'number' ? ['masters'] : ['masters', 'count'];
  for (const [path, found] of [
    [field, count],
    [['masters', 'zookeeper'], zookeeperServers],
  ] as const) {
    if (found >= 1 && found <= MOST_SERVERS) continue;
    problems.refuse(path, `found ${found}, wanted a number from 1 to ${MOST_SERVERS}`);
  }
  return { count, zookeeperServers };
}

function policyOf({ policy }: ScenarioDocument, problems: ScenarioProblems): string {
  if (policy === undefined) return DEFAULT_POLICY;
  if (policyNamed(policy) === undefined) {
    const known = POLICIES.map(({ name }) => name);
    const wanted = `wanted one of ${known.join(', ')}${suggestion(policy, known)}`;
    problems.refuse(['policy'], `found "${policy}", ${wanted}`);
  }
  return policy;
}

function masterOf({ master = {} }: ScenarioDocument, problems: ScenarioProblems): MasterSpec {
  const { allocationInterval, offersPerFramework, offerTimeout } = master;
  const time = (field: string, text: string | undefined): Micros | undefined =>
    timeAt(['master', field], text, problems);
  return {
    ...DEFAULT_MASTER,
    ...given({
      allocationIntervalUs: time('allocationInterval', allocationInterval),
      maxOffersPerFramework: offersPerFramework,
      offerTimeoutUs: time('offerTimeout', offerTimeout),
    }),
  };
}

/** Those of the plan, then those of the network: a loss more moves no planned fault's draws. */
function faultsOf(
  document: ScenarioDocument,
  shape: ClusterShape,
  problems: ScenarioProblems,
): FaultSpec[] {
  const { faults = [], network } = document;
  const entries = typeof faults === 'string' ? [{ preset: faults }] : faults;
  const planned = entries.flatMap((entry, i) => {
    const path = typeof faults === 'string' ? ['faults'] : ['faults', i];
    if (!('preset' in entry)) return faultSpecs(entry, shape, path, problems);
    const at = typeof faults === 'string' ? path : [...path, 'preset'];
    return presetSpecs(entry.preset, shape, at, problems);
  });
  return [...planned, ...networkFaults(network, shape, problems)];
}

/** What an operator does; undefined where nobody does anything. */
function operationsOf(
  document: ScenarioDocument,
  shape: ClusterShape,
  problems: ScenarioProblems,
): OperationSpec[] | undefined {
  const { operations = [], frameworks } = document;
  if (operations.length === 0) return undefined;
  const roles = frameworks.map(({ name, role }) => role ?? roleOf(name));
  return operations.flatMap((operation, i) =>
    operationSpecs(operation, { shape, roles }, ['operations', i], problems),
  );
}

/** The faults of a preset in a cluster of this shape. */
export function presetSpecs(
  name: string,
  shape: ClusterShape,
  path: DocumentPath,
  problems: ScenarioProblems,
): FaultSpec[] {
  const preset = presetNamed(name);
  if (preset === null) {
    const known = FAULT_PRESETS.map((one) => one.name);
    const wanted = `wanted one of ${known.join(', ')}${suggestion(name, known)}`;
    problems.refuse(path, `found "${name}", ${wanted}`);
    return [];
  }
  if (preset.election && shape.servers === 0) {
    const wanted = 'wanted masters behind ZooKeeper, such as masters: 3';
    problems.refuse(path, `found the preset ${name} with one master, ${wanted}`);
    return [];
  }
  return preset.faults(shape).flatMap((fault) => faultSpecs(fault, shape, path, problems));
}
