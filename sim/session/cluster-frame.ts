import { runsJobs } from '../experiment/experiment.ts';
import { averages, factorFor } from './averages.ts';
import type { ControlledRun } from './controlled-run.ts';
import { fairnessColumns } from './fairness-columns.ts';
import { linkColumns } from './link-columns.ts';
import type { Position, RunSummary } from './session-api.ts';
import type {
  AgentColumns,
  Frame,
  FrameRequest,
  FrameworkColumns,
  HistoryColumns,
  MasterColumns,
  RoleColumns,
} from './session-frame.ts';

/** The state of a run as columns of its reader's own. */
export function clusterFrame(
  run: ControlledRun,
  summary: RunSummary,
  position: Position,
  request: FrameRequest,
): Frame {
  const { agents: wantsAgents = false, frameworks: wantsFrameworks = false } = request;
  const { roles: wantsRoles = false, masters: wantsMasters = false, history } = request;
  const wantsFairness = request.fairness ?? false;
  const needsAgents = wantsAgents || wantsFrameworks || wantsRoles || wantsFairness;
  const agents = needsAgents ? run.agents.columns() : null;
  const amounts = agents === null ? null : frameworkAmounts(agents, summary);
  return {
    position,
    agents: wantsAgents ? agents : null,
    frameworks:
      amounts !== null && wantsFrameworks ? frameworkColumns(run, summary, amounts) : null,
    roles: amounts !== null && wantsRoles ? roleColumns(summary, amounts) : null,
    masters: wantsMasters ? masterColumns(run, summary.masters) : null,
    fairness:
      agents !== null && amounts !== null && wantsFairness
        ? fairnessColumns(run, agents, amounts.allocated.slice(), history)
        : null,
    history: history === undefined ? null : historyColumns(run, history),
    links: request.links === true ? linkColumns(run, summary) : null,
  };
}

/** Thousandths, `framework * resources + resource`. */
interface FrameworkAmounts {
  readonly allocated: Float64Array;
  readonly offered: Float64Array;
}

function frameworkAmounts({ holdings }: AgentColumns, summary: RunSummary): FrameworkAmounts {
  const width = summary.resources.length;
  const size = summary.frameworks.length * width;
  const amounts = { allocated: new Float64Array(size), offered: new Float64Array(size) };
  for (let row = 0; row < holdings.count; row++) {
    const to = holdings.framework[row] * width;
    for (let r = 0; r < width; r++) {
      amounts.allocated[to + r] += holdings.allocated[row * width + r];
      amounts.offered[to + r] += holdings.offered[row * width + r];
    }
  }
  return amounts;
}

function frameworkColumns(
  run: ControlledRun,
  summary: RunSummary,
  { allocated, offered }: FrameworkAmounts,
): FrameworkColumns {
  const { cluster, watch, experiment } = run;
  const { names } = { names: experiment.workload.frameworks };
  const count = names.length;
  const counts = names.map((_, framework) => cluster.offerCounts(framework));
  const shares = dominantShares(allocated, count, summary.capacity);
  const { connected, openOffers } = masterView(run, count);
  const finished = jobsBy(run, count, cluster.jobs.finishUs);
  const failed = jobsBy(run, count, cluster.jobs.failUs);
  const waiting = Int32Array.from(names, (name, framework) => {
    if (!runsJobs(experiment, name)) return -1;
    // Executors of Spark are no tasks of a job.
    const isSpark = summary.frameworks[framework].kind === 'spark';
    const running = isSpark ? 0 : watch.runningOf[framework];
    const over = cluster.frameworks.tasksFinishedBy[framework];
    return Math.max(0, watch.workOf[framework] - over - running);
  });
  return {
    ...{ count, ...shares, allocated, offered, connected, openOffers, waiting },
    running: watch.runningOf.slice(),
    backlogged: Uint8Array.from(names, (_, f) => (cluster.usage.isBacklogged(f) ? 1 : 0)),
    suppressed: watch.suppressed.slice(),
    tasksFinished: Float64Array.from(cluster.frameworks.tasksFinishedBy),
    tasksFailed: watch.failedOf.slice(),
    jobsSubmitted: watch.jobsOf.slice(),
    ...{ jobsFinished: finished, jobsFailed: failed },
    offersMade: Float64Array.from(counts, ({ made }) => made),
    offersAccepted: Float64Array.from(counts, ({ accepted }) => accepted),
    offersDeclined: Float64Array.from(counts, ({ declined }) => declined),
    offersRescinded: Float64Array.from(counts, ({ rescinded }) => rescinded),
  };
}

function masterView(
  { cluster, watch }: ControlledRun,
  count: number,
): Pick<FrameworkColumns, 'connected' | 'openOffers'> {
  const connected = new Uint8Array(count);
  const openOffers = new Int32Array(count);
  const { leader } = cluster;
  for (const record of leader?.frameworks ?? []) {
    if (record?.connected === true) connected[watch.placeOf(record)] = 1;
  }
  for (const { framework } of leader?.offers.values() ?? []) openOffers[watch.placeOf(framework)]++;
  return { connected, openOffers };
}

/** Jobs of each framework for which something has happened. */
function jobsBy({ experiment, watch }: ControlledRun, count: number, us: Float64Array): Int32Array {
  const jobs = new Int32Array(count);
  for (let job = 0; job < watch.submitted; job++) {
    if (!Number.isNaN(us[job])) jobs[experiment.workload.jobs.framework[job]]++;
  }
  return jobs;
}

function dominantShares(
  allocated: Float64Array,
  count: number,
  capacity: Float64Array,
): { readonly dominantShare: Float64Array; readonly dominantResource: Int32Array } {
  const dominantShare = new Float64Array(count);
  const dominantResource = new Int32Array(count).fill(-1);
  for (let node = 0; node < count; node++) {
    for (let r = 0; r < capacity.length; r++) {
      const share = capacity[r] > 0 ? allocated[node * capacity.length + r] / capacity[r] : 0;
      if (share <= dominantShare[node]) continue;
      dominantShare[node] = share;
      dominantResource[node] = r;
    }
  }
  return { dominantShare, dominantResource };
}

function roleColumns(
  { roles, frameworks, capacity }: RunSummary,
  amounts: FrameworkAmounts,
): RoleColumns {
  const count = roles.length;
  const width = capacity.length;
  const allocated = new Float64Array(count * width);
  const offered = new Float64Array(count * width);
  for (const [framework, { role }] of frameworks.entries()) {
    for (let at = role; at >= 0; at = roles[at].parent) {
      for (let r = 0; r < width; r++) {
        allocated[at * width + r] += amounts.allocated[framework * width + r];
        offered[at * width + r] += amounts.offered[framework * width + r];
      }
    }
  }
  const { dominantShare } = dominantShares(allocated, count, capacity);
  return { count, dominantShare, allocated, offered };
}

function masterColumns({ cluster }: ControlledRun, count: number): MasterColumns {
  const numbers = Array.from({ length: count }, (_, master) => master);
  const { masters } = cluster;
  return {
    count,
    leading: Uint8Array.from(numbers, (master) => (masters.machine(master) === null ? 0 : 1)),
    epoch: Float64Array.from(numbers, (master) => masters.epoch(master)),
    leader: masters.leader,
  };
}

function historyColumns({ cluster, timeUs }: ControlledRun, most: number): HistoryColumns {
  const { usage } = cluster;
  const jain = usage.jains(timeUs);
  const factor = factorFor(jain.length, most);
  const fewer = (values: Float64Array): Float64Array => averages(values, factor);
  return {
    bucketUs: usage.bucketUs * factor,
    count: Math.ceil(jain.length / factor),
    dominantShare: usage.dominantShares(timeUs).map(fewer),
    utilization: usage.utilizations(timeUs).map(fewer),
    jain: fewer(jain),
    jobsInSystem: fewer(usage.jobsInSystem(timeUs)),
  };
}
