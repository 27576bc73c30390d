import { formatScalars } from '../../core/resources/notation.ts';
import type { Experiment, LatencySpec } from '../../sim/experiment/experiment.ts';
import type { RunResult } from '../../sim/experiment/run-result.ts';
import type { RunError } from '../../sim/worker/simulation-host.ts';
import { type Comparison, comparePolicies } from '../../sim/statistics/comparison.ts';
import { completionSeconds, measure, metricsFor } from '../../sim/statistics/run-metrics.ts';
import type { Estimate } from '../../sim/statistics/student-t.ts';
import type { Json } from '../output/json.ts';
import { longLivedJson } from './long-lived-tables.ts';
import type { TraceSummary } from './trace-summary.ts';

/** A comparison as it was asked for and as far as it got: what table, JSON and report are made of. */
export interface ComparisonRecord {
  readonly version: string;
  readonly traces: readonly TraceSummary[];
  /** The settings common to all runs; its policy and seed are those of the first. */
  readonly experiment: Experiment;
  readonly policies: readonly string[];
  readonly seeds: readonly string[];
  /** What finished, in the order asked for: seed by seed, in each the policies. */
  readonly runs: readonly FinishedRun[];
  readonly failures: readonly FailedRun[];
  readonly interrupted: boolean;
  readonly wallSeconds: number;
  readonly workers: number;
}

export interface FinishedRun {
  readonly result: RunResult;
  /** What it took on this machine. */
  readonly seconds: number;
}

export interface FailedRun {
  readonly policy: string;
  readonly seed: string;
  readonly error: RunError;
}

/** The summary of what finished. */
export function comparisonOf(record: ComparisonRecord): Comparison {
  const results = record.runs.map((run) => run.result);
  return comparePolicies(record.policies, record.seeds, results);
}

/**
 * The document of `compare --json`. Everything but `timings` is a function of the version, the
 * trace and the options, so that two runs of one command give the same text.
 * @param jobs whether to add each run's arrays with one number per job
 */
export function comparisonDocument(record: ComparisonRecord, jobs: boolean): Json {
  const comparison = comparisonOf(record);
  return {
    format: 'evenhand-comparison/1',
    version: record.version,
    interrupted: record.interrupted,
    traces: record.traces.map(traceJson),
    settings: settingsJson(record.experiment),
    seeds: record.seeds,
    comparedSeeds: comparison.seeds,
    baseline: comparison.baseline,
    policies: policiesJson(comparison),
    runs: record.runs.map((run) => runJson(run.result, jobs)),
    failures: record.failures.map(({ policy, seed, error }) => ({
      policy,
      seed,
      error: error.message,
    })),
    timings: {
      wallSeconds: record.wallSeconds,
      workers: record.workers,
      runs: record.runs.map(({ result, seconds }) => ({
        policy: result.policy,
        seed: result.seed,
        seconds,
      })),
    },
  };
}

function traceJson(trace: TraceSummary): Json {
  return {
    file: trace.file,
    format: trace.format,
    jobs: trace.jobs,
    rowsRead: trace.rowsRead,
    rowsRefused: trace.rowsRefused,
    truncated: trace.truncated,
    problems: trace.problems.map(({ line, reason }) => ({ line, reason })),
  };
}

function settingsJson(experiment: Experiment): Json {
  const { workload, cluster, frameworks, master, scheduler, network, faults, untilUs } = experiment;
  const { locality } = scheduler;
  return {
    workload: {
      name: workload.name,
      format: workload.format,
      jobs: workload.jobs.count,
      tasks: workload.stages.tasks.reduce((sum, tasks) => sum + tasks, 0),
      frameworks: workload.frameworks,
      kinds: workload.frameworks.map((name) => frameworks?.get(name)?.kind ?? 'mapreduce'),
      demands: workload.demands.map(unitsJson),
      skewSigma: workload.durations.skewSigma,
      minTaskSeconds: workload.durations.minTaskUs / 1e6,
    },
    agents: cluster.agents.map(({ count, resources }) => ({
      count,
      resources: unitsJson(resources),
    })),
    slotsPerAgent: cluster.slotsPerAgent,
    weights: Object.fromEntries(
      [...experiment.weights].map(([name, weight]) => [
        name,
        typeof weight === 'number' ? weight : Object.fromEntries(weight),
      ]),
    ),
    allocationIntervalSeconds: master.allocationIntervalUs / 1e6,
    offersPerFramework: master.maxOffersPerFramework,
    jobOrder: scheduler.jobOrder,
    slowstart: scheduler.slowstart,
    refuseSeconds: scheduler.refuseSeconds,
    locality:
      locality === null
        ? null
        : {
            replication: locality.replication,
            delaySeconds: locality.delayUs / 1e6,
            remoteFactor: locality.remoteFactor,
            rack: locality.rack
              ? { delaySeconds: locality.rack.delayUs / 1e6, factor: locality.rack.factor }
              : null,
          },
    attempts: scheduler.attempts ? { ...scheduler.attempts } : null,
    speculation: Boolean(scheduler.speculation),
    rerunLostMaps: scheduler.rerunLostMaps === true,
    latency: latencyJson(network),
    masters: experiment.masters?.count ?? 1,
    faults: [...new Set(faults.map(({ kind }) => kind))],
    untilSeconds: untilUs === null ? null : untilUs / 1e6,
  };
}

function latencyJson(latency: LatencySpec): Json {
  return latency.kind === 'constant'
    ? { kind: 'constant', seconds: latency.us / 1e6 }
    : { kind: 'lognormal', meanSeconds: latency.meanUs / 1e6, p99Seconds: latency.p99Us / 1e6 };
}

function unitsJson(resources: ReadonlyMap<string, number>): Json {
  return Object.fromEntries([...resources].map(([name, milli]) => [name, milli / 1000]));
}

function policiesJson(comparison: Comparison): Json {
  const ids = comparison.metrics.map((metric) => metric.id);
  const estimates = (list: readonly Estimate[]): Json =>
    byMetric(
      ids,
      list.map(({ mean, low, high, n }) => ({
        mean: finite(mean),
        low: finite(low),
        high: finite(high),
        n,
      })),
    );
  return comparison.policies.map(({ policy, estimates: own, differences }) => ({
    policy,
    metrics: estimates(own),
    differences: differences === null ? null : estimates(differences),
  }));
}

/** Values under their metrics' ids; `utilization.cpus` goes into an object `utilization`. */
function byMetric(ids: readonly string[], values: readonly Json[]): Json {
  const flat: Record<string, Json> = {};
  const families = new Map<string, Record<string, Json>>();
  ids.forEach((id, index) => {
    const dot = id.indexOf('.');
    if (dot < 0) {
      flat[id] = values[index];
      return;
    }
    const family = id.slice(0, dot);
    const members = families.get(family) ?? {};
    members[id.slice(dot + 1)] = values[index];
    families.set(family, members);
    flat[family] = members;
  });
  return flat;
}

/** One run's numbers; `jobs` adds one number per job. Also what `evenhand run --json` prints. */
export function runJson(run: RunResult, jobs: boolean): Json {
  const ids = metricsFor(run.cluster.resources).map((metric) => metric.id);
  return {
    policy: run.policy,
    seed: run.seed,
    hash: run.hash,
    events: run.events,
    complete: run.complete,
    jobsFinished: run.jobsFinished,
    tasksFinished: run.tasksFinished,
    tasksPerSecond: finite(run.cluster.tasksPerSecond),
    littlesLawHolds: run.little.holds,
    faults: { ...run.faults },
    metrics: byMetric(ids, measure(run).map(finite)),
    offeredIdle: Object.fromEntries(
      run.cluster.resources.map((name, r) => [name, finite(run.cluster.offeredIdle[r])]),
    ),
    frameworks: run.frameworks.map((framework) => ({
      name: framework.name,
      jobs: framework.jobs,
      tasksFinished: framework.tasksFinished,
      meanCompletionSeconds: finite(framework.meanCompletionSeconds),
      meanDominantShare: finite(framework.meanDominantShare),
      offersMade: framework.offersMade,
      offersAccepted: framework.offersAccepted,
      offersDeclined: framework.offersDeclined,
      ...(framework.spark !== undefined && { spark: { ...framework.spark } }),
    })),
    ...longLivedJson(run),
    ...(jobs ? { jobs: jobsJson(run) } : {}),
  };
}

function jobsJson(run: RunResult): Json {
  const { jobs } = run;
  return {
    framework: [...jobs.framework],
    tasks: [...jobs.tasks],
    submitSeconds: [...jobs.submitSeconds].map(finite),
    startSeconds: [...jobs.startSeconds].map(finite),
    finishSeconds: [...jobs.finishSeconds].map(finite),
    completionSeconds: [...completionSeconds(jobs)].map(finite),
    idealSeconds: [...jobs.idealSeconds].map(finite),
    slowdown: [...jobs.slowdown].map(finite),
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** The cluster in one line: `100 agents of cpus:16;mem:65536`. */
export function clusterInWords(experiment: Experiment): string {
  return experiment.cluster.agents
    .map(({ count, resources }) => {
      const agents = count === 1 ? '1 agent' : `${count} agents`;
      return `${agents} of ${formatScalars(resources)}`;
    })
    .join(' and ');
}
