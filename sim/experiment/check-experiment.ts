import { formatScalars } from '../../core/resources/notation.ts';
import { type ResourceMap, fits } from '../../core/resources/quantities.ts';
import { ResourceSpace } from '../../core/resources/resource-space.ts';
import { StageKind } from '../../traces/model/workload.ts';
import { problemOfFault } from '../faults/fault-spec.ts';
import { problemOfOperation } from '../operations/operation-spec.ts';
import { gangProblem } from './check-gangs.ts';
import { frameworksWithoutAgents } from './check-partitions.ts';
import { sparkProblem } from './check-spark.ts';
import {
  type AgentGroup,
  type Experiment,
  type LatencySpec,
  type LocalitySpec,
  type SchedulerSpec,
  schedulerOf,
  populationOf,
} from './experiment.ts';

/**
 * Largest ratio of 99th percentile to mean that a lognormal distribution can have,
 * e^(z²/2) at z = 2.3263, rounded down.
 */
const MAX_P99_OVER_MEAN = 14.9;

/** Why an experiment cannot be run, with the field it is about. */
export interface ExperimentProblem {
  /** Path in the {@link Experiment}: `cluster.agents`, `weights`, … */
  readonly field: string;
  /** What was found and what was wanted, in one line. */
  readonly message: string;
}

/**
 * Everything that would make a run impossible or endless, found before it starts: a cluster
 * without agents, a task that fits no agent, numbers out of range. Empty when it can run.
 */
export function checkExperiment(experiment: Experiment): ExperimentProblem[] {
  const problems: ExperimentProblem[] = [];
  const report = (field: string, message: string): void => {
    problems.push({ field, message });
  };
  checkWorkload(experiment, report);
  checkCluster(experiment, report);
  if (problems.length === 0) checkDemands(experiment, report);
  checkWeights(experiment, report);
  if (problems.length === 0) checkSpark(experiment, report);
  if (problems.length === 0) checkGangs(experiment, report);
  if (problems.length === 0) checkPartitions(experiment, report);
  checkMaster(experiment, report);
  checkScheduler(experiment.scheduler, report);
  checkFrameworkSchedulers(experiment, report);
  checkLatency(experiment.network, report);
  checkQuotas(experiment, report);
  checkFaults(experiment, report);
  const { untilUs } = experiment;
  if (untilUs !== null && !(untilUs > 0)) {
    report('untilUs', `the run stops at ${untilUs} us, wanted a time after 0`);
  }
  return problems;
}

function checkQuotas({ quotas, cluster }: Experiment, report: Report): void {
  const known = new Set(cluster.agents.flatMap(({ resources }) => [...resources.keys()]));
  for (const [role, { guarantees, limits }] of quotas) {
    for (const name of [...guarantees.keys(), ...limits.keys()]) {
      if (known.has(name)) continue;
      report('quotas', `the quota of ${role} names ${name}, which no agent has`);
    }
  }
}

function checkFaults(experiment: Experiment, report: Report): void {
  const { faults, operations = [] } = experiment;
  const population = populationOf(experiment);
  for (const [index, fault] of faults.entries()) {
    const problem = problemOfFault(fault, population);
    if (problem !== null) report('faults', `fault ${index} (${fault.kind}) ${problem}`);
  }
  const { agent: agents, framework: frameworks } = population;
  for (const [index, operation] of operations.entries()) {
    const problem = problemOfOperation(operation, { agents, frameworks });
    if (problem === null) continue;
    report('operations', `operation ${index} (${operation.kind}) ${problem}`);
  }
}

type Report = (field: string, message: string) => void;

function checkWorkload({ workload, frameworks }: Experiment, report: Report): void {
  const kinds = [...(frameworks?.values() ?? [])].map(({ kind }) => kind);
  const busy = workload.jobs.count > 0 || kinds.includes('service') || kinds.includes('cron');
  if (!busy) report('workload', `${workload.name} has no jobs, wanted one`);
  if (workload.frameworks.length === 0) {
    report('workload', `${workload.name} has no frameworks, wanted one`);
  }
}

function checkCluster(experiment: Experiment, report: Report): void {
  const { agents, slotsPerAgent } = experiment.cluster;
  if (agents.length === 0) report('cluster.agents', 'the cluster has no agents, wanted one');
  for (const group of agents) {
    if (!(Number.isInteger(group.count) && group.count >= 1)) {
      report('cluster.agents', `a group has ${group.count} agents, wanted at least one`);
    }
  }
  if (slotsPerAgent !== null && !(Number.isInteger(slotsPerAgent) && slotsPerAgent >= 1)) {
    report('cluster.slotsPerAgent', `found ${slotsPerAgent} slots per agent, wanted at least one`);
  }
}

/** Every distinct demand must fit an empty agent, or its tasks would wait for ever. */
function checkDemands(experiment: Experiment, report: Report): void {
  const { workload, cluster } = experiment;
  const totals = cluster.agents.map((group) => group.resources);
  const space = ResourceSpace.of([...totals, ...workload.demands]);
  const agents = totals.map((total) => space.vector(total));
  const { jobs, stages } = workload;
  const judged = new Set<number>();
  for (let job = 0; job < jobs.count; job++) {
    for (let stage = jobs.firstStage[job]; stage < jobs.firstStage[job + 1]; stage++) {
      const demand = stages.demand[stage];
      if (judged.has(demand)) continue;
      judged.add(demand);
      const need = space.vector(workload.demands[demand]);
      if (agents.some((agent) => fits(need, agent))) continue;
      const kind = stages.kind[stage] === StageKind.MAP ? 'map' : 'reduce';
      const wanted = describe(workload.demands[demand]);
      const biggest = describe(closest(cluster.agents, workload.demands[demand]));
      report(
        'cluster.agents',
        `a ${kind} task of job ${jobs.names[job]} needs ${wanted}, but the biggest agent has ${biggest}`,
      );
    }
  }
}

/** The agent that holds the largest part of a demand, by its scarcest resource. */
function closest(groups: readonly AgentGroup[], demand: ResourceMap): ResourceMap {
  let best = groups[0].resources;
  let bestPart = -1;
  for (const { resources } of groups) {
    let part = Infinity;
    for (const [name, amount] of demand) {
      if (amount > 0) part = Math.min(part, (resources.get(name) ?? 0) / amount);
    }
    if (part > bestPart) {
      best = resources;
      bestPart = part;
    }
  }
  return best;
}

function describe(resources: ResourceMap): string {
  return formatScalars(resources) || 'nothing';
}

function checkWeights(experiment: Experiment, report: Report): void {
  const { workload, weights } = experiment;
  for (const [name, weight] of weights) {
    if (!workload.frameworks.includes(name)) {
      const known = workload.frameworks.join(', ');
      report('weights', `a weight is given for ${name}, but the frameworks are ${known}`);
    }
    const numbers = typeof weight === 'number' ? [weight] : weight.values();
    for (const number of numbers) {
      if (!(number > 0 && number < Infinity)) {
        report('weights', `the weight of ${name} is ${number}, wanted a number above 0`);
      }
    }
  }
}

function checkSpark(experiment: Experiment, report: Report): void {
  for (const framework of experiment.workload.frameworks) {
    const problem = sparkProblem(experiment, framework);
    if (problem !== null) report(problem.field, problem.message);
  }
}

function checkGangs(experiment: Experiment, report: Report): void {
  const problem = gangProblem(experiment);
  if (problem !== null) report(problem.field, problem.message);
}

/** Without an end, a framework that never gets an agent makes an endless run. */
function checkPartitions(experiment: Experiment, report: Report): void {
  const left = experiment.untilUs === null ? frameworksWithoutAgents(experiment) : [];
  if (left.length === 0) return;
  const agents = experiment.cluster.agents.reduce((sum, { count }) => sum + count, 0);
  const who = left.length === 1 ? left[0] : `${left[0]} and ${left.length - 1} more`;
  report(
    'cluster.agents',
    `policy ${experiment.policy} has no agent for ${who}: ${agents} agents for ` +
      `${experiment.workload.frameworks.length} frameworks by weight, so that ` +
      `${left.length === 1 ? 'its' : 'their'} jobs would wait for ever`,
  );
}

function checkMaster(experiment: Experiment, report: Report): void {
  const { allocationIntervalUs, maxOffersPerFramework } = experiment.master;
  if (!(Number.isInteger(allocationIntervalUs) && allocationIntervalUs > 0)) {
    report(
      'master.allocationIntervalUs',
      `the allocation interval is ${allocationIntervalUs} us, wanted at least 1 us`,
    );
  }
  if (!(Number.isInteger(maxOffersPerFramework) && maxOffersPerFramework >= 0)) {
    report(
      'master.maxOffersPerFramework',
      `found ${maxOffersPerFramework} offers per framework, wanted 0 (unlimited) or more`,
    );
  }
}

function checkFrameworkSchedulers(experiment: Experiment, report: Report): void {
  for (const [name, { scheduler }] of experiment.frameworks ?? []) {
    if (scheduler === undefined) continue;
    const say: Report = (_, message) => report('frameworks', `${name}: ${message}`);
    checkScheduler(schedulerOf(experiment, name), say);
  }
}

function checkScheduler(scheduler: SchedulerSpec, report: Report): void {
  const { slowstart, refuseSeconds, tasksPerOffer = 1, locality } = scheduler;
  if (!(slowstart >= 0 && slowstart <= 1)) {
    report('scheduler.slowstart', `slowstart is ${slowstart}, wanted a number from 0 to 1`);
  }
  if (!(refuseSeconds >= 0 && refuseSeconds < Infinity)) {
    report('scheduler.refuseSeconds', `refuse seconds are ${refuseSeconds}, wanted 0 or more`);
  }
  if (!(Number.isInteger(tasksPerOffer) && tasksPerOffer >= 1)) {
    report('scheduler.tasksPerOffer', `tasks per offer are ${tasksPerOffer}, wanted 1 or more`);
  }
  if (locality !== null) checkLocality(locality, report);
  checkAttempts(scheduler, report);
}

function checkAttempts({ attempts, speculation }: SchedulerSpec, report: Report): void {
  for (const [name, limit] of Object.entries(attempts ?? {})) {
    if (Number.isInteger(limit) && limit >= 1) continue;
    report('scheduler.attempts', `${name} is ${limit}, wanted a whole number of 1 or more`);
  }
  for (const [name, value] of Object.entries(speculation ?? {})) {
    const least = name === 'retryAfterNoSpeculateUs' ? 1 : 0;
    if (value >= least && value < Infinity) continue;
    report('scheduler.speculation', `${name} is ${value}, wanted ${least} or more`);
  }
}

function checkLocality(locality: LocalitySpec, report: Report): void {
  const { replication, delayUs, remoteFactor, rack = null } = locality;
  if (!(Number.isInteger(replication) && replication >= 1)) {
    report('scheduler.locality', `replication is ${replication}, wanted at least 1`);
  }
  if (!(delayUs >= 0)) report('scheduler.locality', `delay is ${delayUs} us, wanted 0 or more`);
  if (!(remoteFactor >= 1 && remoteFactor < Infinity)) {
    report('scheduler.locality', `remote is ${remoteFactor}, wanted 1 or more (times as long)`);
  }
  if (rack === null) return;
  if (!(rack.delayUs >= 0)) {
    report('scheduler.locality', `rack delay is ${rack.delayUs} us, wanted 0 or more`);
  }
  if (!(rack.factor >= 1 && rack.factor <= remoteFactor)) {
    const wanted = `wanted 1 to ${remoteFactor}, that of a remote one (times as long)`;
    report('scheduler.locality', `rack factor is ${rack.factor}, ${wanted}`);
  }
}

function checkLatency(latency: LatencySpec, report: Report): void {
  if (latency.kind === 'constant') {
    if (!(latency.us >= 0)) report('network', `latency is ${latency.us} us, wanted 0 or more`);
    return;
  }
  const { meanUs, p99Us } = latency;
  if (!(meanUs > 0)) report('network', `mean latency is ${meanUs} us, wanted more than 0`);
  else if (!(p99Us >= meanUs && p99Us <= MAX_P99_OVER_MEAN * meanUs)) {
    const most = `${MAX_P99_OVER_MEAN} times as much`;
    report(
      'network',
      `p99 latency is ${p99Us} us, wanted from the mean (${meanUs} us) to ${most}, all a lognormal can have`,
    );
  }
}
