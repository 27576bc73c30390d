import { MICROS_PER_SECOND } from '../../core/machine.ts';
import type { SimulatedCluster } from '../world/simulated-cluster.ts';
import type { Experiment } from './experiment.ts';

const WINDOW_US = 600 * MICROS_PER_SECOND;

/** Times as long as without faults that nothing may run before a run is taken to be stuck. */
const FAULTY_PATIENCE = 6;

/** Until all jobs have finished or, where there are none, until the time is over. */
export function runGoesOn(cluster: SimulatedCluster, { workload, untilUs }: Experiment): boolean {
  const { count } = workload.jobs;
  const endUs = untilUs ?? Number.POSITIVE_INFINITY;
  if (cluster.violation !== null || cluster.kernel.now >= endUs) return false;
  return count === 0 ? endUs < Number.POSITIVE_INFINITY : cluster.jobs.ended < count;
}

/**
 * Finds out that a run is stuck: jobs wait, nothing runs, and nothing has been launched in a
 * window of ten minutes, or in six of them where faults may be the reason.
 */
export class RunPatience {
  /** When the window is over: at the latest when the run is. */
  windowEndUs: number;
  private readonly experiment: Experiment;
  private readonly cluster: SimulatedCluster;
  private readonly endUs: number;
  private waiting = false;
  private started = 0;
  private idle = 0;

  constructor(experiment: Experiment, cluster: SimulatedCluster) {
    this.experiment = experiment;
    this.cluster = cluster;
    this.endUs = experiment.untilUs ?? Number.POSITIVE_INFINITY;
    this.windowEndUs = Math.min(this.endUs, WINDOW_US);
  }

  /** Call before the first event and after each window. */
  begin(): void {
    const { jobs, frameworks, faults, kernel } = this.cluster;
    const { tasksStarted, tasksFinished, tasksFailed, tasksLost } = frameworks;
    const ended = tasksFinished + tasksFailed + tasksLost;
    this.started = tasksStarted;
    this.waiting = jobs.present > 0 && tasksStarted === ended && !faults.someAway;
    this.windowEndUs = Math.min(this.endUs, kernel.now + WINDOW_US);
  }

  /**
   * The window is over; the next begins with {@link begin}.
   * @returns why nothing goes on, null while something does
   */
  windowOver(): string | null {
    const { cluster, experiment } = this;
    const isIdle = this.waiting && this.started === cluster.frameworks.tasksStarted;
    this.idle = isIdle && cluster.jobs.present > 0 ? this.idle + 1 : 0;
    const patience = mayWait(experiment) ? FAULTY_PATIENCE : 1;
    if (this.idle < patience || this.endUs <= cluster.kernel.now) return null;
    return stuckText(cluster, experiment);
  }
}

/** Whether something else than the policy may be why nothing goes on. */
function mayWait({ faults, buggify }: Experiment): boolean {
  return faults.length > 0 || buggify !== undefined;
}

function stuckText(cluster: SimulatedCluster, experiment: Experiment): string {
  const waited = mayWait(experiment) ? 'an hour' : 'ten minutes';
  const seconds = Math.round(cluster.kernel.now / MICROS_PER_SECOND);
  return (
    `stuck at ${seconds} s: ${cluster.jobs.present} jobs wait and no task has run for ${waited}; ` +
    `policy ${experiment.policy} offers their frameworks no agent that a task fits`
  );
}
