import { formatScalars } from '../../core/resources/notation.ts';
import { policyNamed } from '../../core/allocation/policies/index.ts';
import { fits } from '../../core/resources/quantities.ts';
import { ResourceSpace } from '../../core/resources/resource-space.ts';
import { type AgentGroup, type Experiment, roleNameOf } from '../../sim/experiment/experiment.ts';
import { UsageError } from '../errors.ts';
import type { ClusterFacts } from './cluster-facts.ts';

/** A scenario as a real cluster can run it. */
export interface LiveExperiment {
  /** With the agents of the real cluster. */
  readonly real: Experiment;
  /** The same with those of the scenario: what is simulated beside it. */
  readonly simulated: Experiment;
  /** What of the scenario the real cluster does not do, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Takes out of an experiment what cannot be had on a real cluster, and says so.
 * @throws UsageError for frameworks that cannot be run there
 */
export function liveExperiment(experiment: Experiment, facts: ClusterFacts): LiveExperiment {
  refuseFrameworks(experiment);
  const notes: string[] = [];
  const policy = policyOf(experiment, facts, notes);
  const { faults, operations = [], buggify = [], masters, master, scheduler } = experiment;
  const happens = faults.length + operations.length + buggify.length > 0;
  if (happens) notes.push('faults and operations of the scenario do not happen to a real cluster');
  if (masters !== undefined) notes.push('the masters are those of the cluster');
  if (scheduler.locality !== null) notes.push('there is no data: tasks run anywhere alike');
  const intervalUs = facts.allocationIntervalUs ?? master.allocationIntervalUs;
  if (intervalUs !== master.allocationIntervalUs) {
    notes.push(`the master allocates every ${intervalUs / 1e6} s`);
  }
  const reduces = experiment.workload.stages.kind.some((kind) => kind !== 0);
  if (reduces) notes.push('reduces begin when all maps have finished: executors take no messages');
  settingNotes(experiment, facts, notes);
  const { masters: _, ...rest } = experiment;
  const simulated: Experiment = {
    ...rest,
    ...{ policy, faults: [], operations: [], buggify: [] },
    master: { ...master, allocationIntervalUs: intervalUs, maxOffersPerFramework: 0 },
    scheduler: { ...scheduler, locality: null, slowstart: 1 },
    frameworks: new Map(
      [...(experiment.frameworks ?? [])].map(([name, spec]) => {
        const { scheduler: own, ...others } = spec;
        return [
          name,
          own === undefined ? spec : { ...others, scheduler: { ...own, slowstart: 1 } },
        ];
      }),
    ),
  };
  const agents = realAgents(experiment, facts);
  const real = { ...simulated, cluster: { ...simulated.cluster, agents } };
  clusterNote(simulated, real, notes);
  refuseTooLarge(real);
  return { real, simulated, notes };
}

function refuseFrameworks({ workload, frameworks }: Experiment): void {
  for (const name of workload.frameworks) {
    const kind = frameworks?.get(name)?.kind ?? 'mapreduce';
    if (kind === 'mapreduce' || kind === 'service' || kind === 'cron') continue;
    throw new UsageError(
      `--live: found framework "${name}" of kind ${kind}, wanted mapreduce, service or cron`,
    );
  }
  if (workload.stages.gang?.includes(1) === true) {
    throw new UsageError(
      '--live: found tasks that start together, which executors cannot wait for',
    );
  }
}

/** The master's, whatever the scenario says: nobody sets another from outside. */
function policyOf(experiment: Experiment, facts: ClusterFacts, notes: string[]): string {
  const policy = facts.policy ?? experiment.policy;
  const known = policyNamed(policy);
  if (known === undefined) {
    throw new UsageError(`--live: found policy "${policy}" at the master, wanted one of ours`);
  }
  if (known.slots === true) {
    throw new UsageError(`--live: found policy ${policy}, which counts slots; wanted another`);
  }
  if (policy !== experiment.policy) {
    notes.push(`the master allocates by ${policy}, the scenario by ${experiment.policy}`);
  }
  if ((known.needs ?? []).length > 0) {
    notes.push(`${policy} is not told what waits: Mesos's API has no word for it`);
  }
  return policy;
}

function settingNotes(experiment: Experiment, facts: ClusterFacts, notes: string[]): void {
  const told = new Set<string>();
  for (const name of experiment.workload.frameworks) {
    const role = roleNameOf(experiment, name);
    const weight = experiment.weights.get(name) ?? 1;
    const there = facts.weights.get(role) ?? 1;
    if (told.has(role) || weight === there) continue;
    told.add(role);
    if (typeof weight !== 'number')
      notes.push(`weights by resource are not the master's (${role})`);
    else notes.push(`role ${role} has weight ${there} at the master, ${weight} in the scenario`);
  }
  for (const role of experiment.quotas.keys()) {
    if (!facts.quotas.has(role)) notes.push(`role ${role} has no quota at the master`);
  }
}

/** What the real agents have of what the scenario speaks of. */
function realAgents({ cluster, workload }: Experiment, facts: ClusterFacts): AgentGroup[] {
  if (facts.agents.length === 0) {
    throw new UsageError('--live: found no active agent at the master, wanted at least one');
  }
  const named = new Set(
    [...cluster.agents.map(({ resources }) => resources), ...workload.demands].flatMap((map) => [
      ...map.keys(),
    ]),
  );
  const groups = new Map<string, AgentGroup>();
  for (const all of facts.agents) {
    const resources = new Map([...all].filter(([name]) => named.has(name)));
    const text = formatScalars(resources);
    groups.set(text, { count: (groups.get(text)?.count ?? 0) + 1, resources });
  }
  return [...groups.values()];
}

function clusterNote(simulated: Experiment, real: Experiment, notes: string[]): void {
  const total = ({ cluster }: Experiment): string => {
    const sum = new Map<string, number>();
    for (const { count, resources } of cluster.agents) {
      for (const [name, milli] of resources) sum.set(name, (sum.get(name) ?? 0) + count * milli);
    }
    const agents = cluster.agents.reduce((all, { count }) => all + count, 0);
    return `${agents === 1 ? '1 agent' : `${agents} agents`} with ${formatScalars(sum)}`;
  };
  const [here, there] = [total(simulated), total(real)];
  if (here !== there) notes.push(`the cluster has ${there}, the scenario ${here}`);
}

/** @throws UsageError for a task that fits no agent: it would wait for ever */
function refuseTooLarge({ cluster, workload }: Experiment): void {
  const maps = [...cluster.agents.map(({ resources }) => resources), ...workload.demands];
  const space = ResourceSpace.of(maps);
  const agents = cluster.agents.map(({ resources }) => space.vector(resources));
  for (const demand of workload.demands) {
    const need = space.vector(demand);
    if (agents.some((have) => fits(need, have))) continue;
    throw new UsageError(`--live: a task of ${formatScalars(demand)} fits no agent of the cluster`);
  }
}
