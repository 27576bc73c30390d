import { MICROS_PER_SECOND } from '../../core/machine.ts';
import type { EventLog } from '../log/event-log.ts';
import type { JobRecords } from '../metrics/job-records.ts';
import type { ServiceHealth } from '../metrics/service-health.ts';
import type { UsageMetrics } from '../metrics/usage.ts';
import type { Violation } from '../checkers/checker.ts';
import type { CronRun } from '../world/framework-nodes.ts';
import type { ResourceView } from '../world/resource-view.ts';
import type { Experiment } from './experiment.ts';
import type { FrameworkOutcome, JobOutcomes, RunResult } from './run-result.ts';

/** What a run is measured by: of a simulated cluster, or of a real one that ran the same. */
export interface MeasuredRun {
  readonly view: ResourceView;
  readonly jobs: JobRecords;
  readonly usage: UsageMetrics;
  readonly kernel: { readonly now: number };
  readonly frameworks: {
    readonly tasksFinished: number;
    readonly tasksLost: number;
    readonly tasksFinishedBy: readonly number[];
    readonly runs: readonly CronRun[];
    readonly services: ServiceHealth;
    executorsOf(framework: number): { begun: number; most: number; lost: number };
  };
  readonly faults: { readonly outages: number };
  readonly violation: Violation | null;
  offerCounts(framework: number): { made: number; accepted: number; declined: number };
}

/** What a run has come to; of one that goes on, so far. */
export function resultOf(
  experiment: Experiment,
  cluster: MeasuredRun,
  log: Pick<EventLog, 'hash' | 'count'>,
): RunResult {
  const { workload } = experiment;
  const { jobs, usage, view, kernel } = cluster;
  const complete = jobs.finished === workload.jobs.count;
  // Without jobs a run is as long as it was to be.
  const hasJobs = workload.jobs.count > 0;
  const endUs = complete && hasJobs ? jobs.lastFinishUs : kernel.now;
  const unsubmittedUs = hasJobs ? endUs : 0;
  const startUs = Number.isNaN(jobs.firstSubmitUs) ? unsubmittedUs : jobs.firstSubmitUs;
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
    services: cluster.frameworks.services.outcomes(kernel.now),
    violation: cluster.violation,
  };
}

function jobOutcomes(experiment: Experiment, cluster: MeasuredRun): JobOutcomes {
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
  cluster: MeasuredRun,
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
