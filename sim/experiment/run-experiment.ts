import type { Explainer } from '../../core/allocation/explanation.ts';
import { POLICIES, policyNamed } from '../../core/allocation/policies/index.ts';
import { MICROS_PER_SECOND } from '../../core/machine.ts';
import type { Marks } from '../../core/marks.ts';
import type { CheckerType } from '../checkers/checker.ts';
import { type EventChunk, EventLog } from '../log/event-log.ts';
import { SimulatedCluster } from '../world/simulated-cluster.ts';
import { checkExperiment } from './check-experiment.ts';
import type { Experiment } from './experiment.ts';
import type { FrameworkOutcome, JobOutcomes, RunResult } from './run-result.ts';

/** How far a run is. */
export interface RunProgress {
  readonly virtualUs: number;
  readonly jobsFinished: number;
  readonly jobs: number;
}

export interface RunHooks {
  /** Told about every ten simulated minutes. */
  readonly progress?: (progress: RunProgress) => void;
  /** Gets the event log, chunk by chunk. */
  readonly events?: (chunk: EventChunk) => void;
  /** Gives who is told of every decision of the allocator; slows the run, changes nothing. */
  readonly explain?: (cluster: SimulatedCluster) => Explainer;
  /** Invariants to watch: the first that is broken ends the run. */
  readonly checkers?: readonly CheckerType[];
  /** Told which places in the engine are reached. */
  readonly marks?: Marks;
}

const PROGRESS_EVERY_US = 600 * MICROS_PER_SECOND;

/** Times as long as without faults that nothing may run before a run is taken to be stuck. */
const FAULTY_PATIENCE = 6;

/**
 * Runs an experiment to its end: until all jobs have finished, or until its time.
 *
 * A pure function of the experiment; hooks only watch.
 * @throws Error when the experiment cannot be run (`check-experiment.ts` says why), or when it
 *   gets stuck: jobs wait, nothing runs, and nothing has been launched for ten minutes, for
 *   an hour where faults may be the reason
 */
export function runExperiment(experiment: Experiment, hooks: RunHooks = {}): RunResult {
  const policy = policyNamed(experiment.policy);
  if (policy === undefined) {
    const known = POLICIES.map(({ name }) => name).join(', ');
    throw new Error(`unknown policy "${experiment.policy}", known are ${known}`);
  }
  const [problem] = checkExperiment(experiment);
  if (problem !== undefined) throw new Error(`${problem.field}: ${problem.message}`);
  const log = new EventLog(hooks.events ?? null);
  const cluster = new SimulatedCluster(experiment, policy, log, {
    checkers: hooks.checkers,
    marks: hooks.marks,
  });
  cluster.explainer = hooks.explain?.(cluster) ?? null;
  cluster.start();
  const jobs = experiment.workload.jobs.count;
  const endUs = experiment.untilUs ?? Number.POSITIVE_INFINITY;
  const { kernel } = cluster;
  const patience = experiment.faults.length === 0 ? 1 : FAULTY_PATIENCE;
  let idle = 0;
  try {
    while (goesOn(cluster, jobs, endUs)) {
      const { tasksStarted } = cluster.frameworks;
      const { tasksFinished, tasksFailed, tasksLost } = cluster.frameworks;
      const ended = tasksFinished + tasksFailed + tasksLost;
      const waiting =
        cluster.jobs.present > 0 && tasksStarted === ended && !cluster.faults.someAway;
      kernel.run(cluster, Math.min(endUs, kernel.now + PROGRESS_EVERY_US));
      const isIdle = waiting && tasksStarted === cluster.frameworks.tasksStarted;
      idle = isIdle && cluster.jobs.present > 0 ? idle + 1 : 0;
      // Checkers know better why nothing goes on.
      if (idle >= patience && endUs > kernel.now && hooks.checkers === undefined) {
        throw new Error(stuckText(cluster, experiment));
      }
      hooks.progress?.({ virtualUs: kernel.now, jobsFinished: cluster.jobs.finished, jobs });
    }
    cluster.finishChecks(cluster.jobs.ended === jobs);
  } finally {
    // What came before a failure is kept.
    log.close();
  }
  return resultOf(experiment, cluster, log);
}

/** Until all jobs have finished or, where there are none, until the time is over. */
function goesOn(cluster: SimulatedCluster, jobs: number, endUs: number): boolean {
  if (cluster.violation !== null || cluster.kernel.now >= endUs) return false;
  return jobs === 0 ? endUs < Number.POSITIVE_INFINITY : cluster.jobs.ended < jobs;
}

function stuckText(cluster: SimulatedCluster, { policy, faults }: Experiment): string {
  const waited = faults.length === 0 ? 'ten minutes' : 'an hour';
  const seconds = Math.round(cluster.kernel.now / MICROS_PER_SECOND);
  return (
    `stuck at ${seconds} s: ${cluster.jobs.present} jobs wait and no task has run for ${waited}; ` +
    `policy ${policy} offers their frameworks no agent that a task fits`
  );
}

function resultOf(experiment: Experiment, cluster: SimulatedCluster, log: EventLog): RunResult {
  const { workload } = experiment;
  const { jobs, usage, view, kernel } = cluster;
  const complete = jobs.finished === workload.jobs.count;
  const endUs = complete ? jobs.lastFinishUs : kernel.now;
  const startUs = Number.isNaN(jobs.firstSubmitUs) ? endUs : jobs.firstSubmitUs;
  const spanUs = Math.max(1, endUs - startUs);
  const makespanSeconds = (endUs - startUs) / MICROS_PER_SECOND;
  return {
    policy: experiment.policy,
    seed: experiment.seed,
    hash: log.hash,
    events: log.count,
    complete,
    jobsFinished: jobs.finished,
    jobsFailed: jobs.failed,
    tasksFinished: cluster.frameworks.tasksFinished,
    makespanSeconds,
    jobs: jobOutcomes(experiment, cluster),
    frameworks: frameworkOutcomes(experiment, cluster, endUs, spanUs),
    cluster: {
      agents: view.agents.length,
      resources: view.real.names,
      utilization: usage.utilization(endUs, spanUs),
      offeredIdle: usage.offeredIdle(endUs, spanUs),
      jain: usage.jain(endUs),
      tasksPerSecond: makespanSeconds > 0 ? cluster.frameworks.tasksFinished / makespanSeconds : 0,
    },
    series: {
      bucketSeconds: usage.bucketUs / MICROS_PER_SECOND,
      dominantShare: usage.dominantShares(endUs),
      utilization: usage.utilizations(endUs),
      jain: usage.jains(endUs),
      jobsInSystem: usage.jobsInSystem(endUs),
    },
    little: jobs.littlesLaw(endUs),
    faults: { agentOutages: cluster.faults.outages, tasksLost: cluster.frameworks.tasksLost },
    cronRuns: cluster.frameworks.runs,
    violation: cluster.violation,
  };
}

function jobOutcomes(experiment: Experiment, cluster: SimulatedCluster): JobOutcomes {
  const { jobs, stages } = experiment.workload;
  const { jobs: records, view } = cluster;
  const seconds = (us: Float64Array): Float64Array => us.map((time) => time / MICROS_PER_SECOND);
  const demandOf = (stage: number): readonly number[] => view.wanted[stages.demand[stage]];
  const idealSeconds = new Float64Array(jobs.count);
  const slowdown = new Float64Array(jobs.count);
  const tasks = new Int32Array(jobs.count);
  for (let job = 0; job < jobs.count; job++) {
    const finished = !Number.isNaN(records.finishUs[job]);
    const ideal = finished ? records.idealUs(job, demandOf, view.capacity) : Number.NaN;
    idealSeconds[job] = ideal / MICROS_PER_SECOND;
    slowdown[job] = (records.finishUs[job] - jobs.submitUs[job]) / ideal;
    for (let stage = jobs.firstStage[job]; stage < jobs.firstStage[job + 1]; stage++) {
      tasks[job] += stages.tasks[stage];
    }
  }
  return {
    submitSeconds: seconds(jobs.submitUs),
    startSeconds: seconds(records.startUs),
    finishSeconds: seconds(records.finishUs),
    slowdown,
    idealSeconds,
    tasks,
    framework: jobs.framework.slice(),
  };
}

function frameworkOutcomes(
  experiment: Experiment,
  cluster: SimulatedCluster,
  endUs: number,
  spanUs: number,
): FrameworkOutcome[] {
  const { jobs, frameworks } = experiment.workload;
  const counts = frameworks.map(() => ({ jobs: 0, finished: 0, completionUs: 0, stages: 0 }));
  for (let job = 0; job < jobs.count; job++) {
    const count = counts[jobs.framework[job]];
    count.jobs++;
    const finishUs = cluster.jobs.finishUs[job];
    if (Number.isNaN(finishUs)) continue;
    count.finished++;
    count.completionUs += finishUs - jobs.submitUs[job];
    count.stages += jobs.firstStage[job + 1] - jobs.firstStage[job];
  }
  return frameworks.map((name, framework) => {
    const { made, accepted, declined } = cluster.offerCounts(framework);
    const { jobs: submitted, finished, completionUs, stages } = counts[framework];
    const kind = experiment.frameworks?.get(name)?.kind;
    const { begun, most, lost } = cluster.frameworks.executorsOf(framework);
    const executors = { executors: begun, mostExecutors: most, executorsLost: lost };
    const isSpark = kind === 'spark' || kind === 'spark-fine';
    return {
      name,
      jobs: submitted,
      tasksFinished: cluster.frameworks.tasksFinishedBy[framework],
      offersMade: made,
      offersAccepted: accepted,
      offersDeclined: declined,
      meanDominantShare: cluster.usage.meanDominantShare(framework, endUs, spanUs),
      meanCompletionSeconds: completionUs / finished / MICROS_PER_SECOND,
      ...(isSpark && { spark: { ...executors, stagesFinished: stages } }),
    };
  });
}
