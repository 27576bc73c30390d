import { meaningOf } from '../../core/protocol/event-meanings.ts';
import type { ResourceMap } from '../../core/resources/quantities.ts';
import { eventNamesOf } from '../experiment/event-names.ts';
import { type Experiment, roleNameOf, scalarWeight } from '../experiment/experiment.ts';
import { FAULT_KINDS, type FaultSpec } from '../faults/fault-spec.ts';
import { rolePaths } from '../experiment/role-paths.ts';
import { EVENT_KINDS } from '../log/event-kinds.ts';
import { durationText } from '../scenario/duration-text.ts';
import { WHOLE_RUN_US } from '../scenario/fault-specs.ts';
import { clusterRacks } from '../world/cluster-racks.ts';
import type { ResourceView } from '../world/resource-view.ts';
import type {
  EventKindSummary,
  FrameworkSummary,
  PlannedFault,
  RoleSummary,
  RunSummary,
} from './session-api.ts';

/** What can be said of a run before it begins. */
export function runSummary(experiment: Experiment, view: ResourceView, name: string): RunSummary {
  const { workload, masters } = experiment;
  const { names: resources } = view.space;
  const agentTotals = new Float64Array(view.agents.length * resources.length);
  const capacity = new Float64Array(resources.length);
  for (const [agent, { total }] of view.agents.entries()) {
    for (const [r, amount] of total.entries()) {
      agentTotals[agent * resources.length + r] = amount;
      capacity[r] += amount;
    }
  }
  const roles = roleSummaries(experiment, resources);
  return {
    ...{ name, policy: experiment.policy, seed: experiment.seed, resources },
    ...{ machineResources: view.real.names, capacity, agentTotals, roles },
    agents: eventNamesOf(experiment).agents,
    ...racksOf(experiment),
    frameworks: frameworkSummaries(experiment, roles),
    masters: masters?.count ?? 1,
    zookeeperServers: masters?.zookeeperServers ?? 0,
    jobs: workload.jobs.count,
    tasks: workload.stages.tasks.reduce((sum, tasks) => sum + tasks, 0),
    untilUs: experiment.untilUs,
    healAtUs: experiment.healAtUs ?? null,
    faults: experiment.faults.map((fault) => plannedFault(fault, workload.frameworks)),
    eventKinds: EVENT_KINDS.map(eventKind),
  };
}

function eventKind(name: string): EventKindSummary {
  const { what, fault } = meaningOf(name);
  return { name, what, fault };
}

function racksOf({ cluster }: Experiment): Pick<RunSummary, 'racks' | 'agentRack'> {
  const places = new Map<string, number>();
  const agentRack = Int32Array.from(clusterRacks(cluster), (rack) => {
    if (rack === null) return -1;
    const place = places.get(rack) ?? places.size;
    places.set(rack, place);
    return place;
  });
  return { racks: [...places.keys()], agentRack };
}

function frameworkSummaries(
  experiment: Experiment,
  roles: readonly RoleSummary[],
): FrameworkSummary[] {
  const { workload, frameworks } = experiment;
  const places = new Map(roles.map(({ path }, place) => [path, place]));
  const jobs = workload.frameworks.map(() => 0);
  for (const framework of workload.jobs.framework) jobs[framework]++;
  return workload.frameworks.map((name, framework) => ({
    name,
    kind: frameworks?.get(name)?.kind ?? 'mapreduce',
    role: places.get(roleNameOf(experiment, name)) ?? -1,
    weight: scalarWeight(experiment, name),
    jobs: jobs[framework],
  }));
}

function roleSummaries(experiment: Experiment, resources: readonly string[]): RoleSummary[] {
  const { workload, quotas } = experiment;
  const weights = new Map<string, number>();
  for (const name of workload.frameworks) {
    weights.set(roleNameOf(experiment, name), scalarWeight(experiment, name));
  }
  const paths = rolePaths(experiment);
  const places = new Map(paths.map((path, place) => [path, place]));
  return paths.map((path) => {
    const quota = quotas.get(path);
    const above = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    return {
      ...{ path, parent: places.get(above) ?? -1, weight: weights.get(path) ?? 1 },
      guarantee: quota === undefined ? null : amountsOf(quota.guarantees, resources),
      limit: quota === undefined ? null : amountsOf(quota.limits, resources),
    };
  });
}

function amountsOf(amounts: ResourceMap, resources: readonly string[]): Float64Array {
  return Float64Array.from(resources, (name) => amounts.get(name) ?? Number.NaN);
}

function plannedFault(fault: FaultSpec, frameworks: readonly string[]): PlannedFault {
  const { kind, when, forUs, targets } = fault;
  return {
    ...{ kind, forUs, targets, target: FAULT_KINDS[kind].target },
    atUs: 'atUs' in when ? when.atUs : null,
    text: faultText(fault, frameworks),
  };
}

/** Most targets that are named one by one. */
const MOST_NAMED = 4;

/** `agent-crash of agents 3, 4 at 5m for 60s`. */
export function faultText(
  { kind, when, forUs, targets }: FaultSpec,
  frameworks: readonly string[],
): string {
  const { target } = FAULT_KINDS[kind];
  const names = targets.map((one) => (target === 'framework' ? frameworks[one] : `${one}`));
  const plural = targets.length === 1 ? '' : 's';
  const whom =
    targets.length > MOST_NAMED
      ? `${targets.length} ${target}s`
      : `${target}${plural} ${names.join(', ')}`;
  const time =
    'atUs' in when
      ? `at ${durationText(when.atUs)}`
      : `${when.rate.count} per ${durationText(when.rate.perUs)}`;
  const length = forUs > 1 && forUs < WHOLE_RUN_US ? ` for ${durationText(forUs)}` : '';
  return `${kind} of ${whom} ${time}${length}`;
}
