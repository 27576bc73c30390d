import { type ResourceMap, fromMilli } from '../../core/resources/quantities.ts';
import { stageTaskUs } from './task-time.ts';
import { StageKind, type Workload } from './workload.ts';

/** The size of a workload, without skew (whose mean is 1). */
export interface WorkloadTotals {
  readonly jobs: number;
  readonly maps: number;
  readonly reduces: number;
  readonly taskSeconds: number;
  /** Demand × time by resource, in units × seconds: cpu-seconds, MB-seconds. */
  readonly resourceSeconds: ReadonlyMap<string, number>;
}

/** Totals of each framework, in the workload's order. */
export function frameworkTotals(workload: Workload): WorkloadTotals[] {
  return workload.frameworks.map((_, framework) =>
    totalsOf(workload, (job) => workload.jobs.framework[job] === framework),
  );
}

/** Totals of all jobs. */
export function workloadTotals(workload: Workload): WorkloadTotals {
  return totalsOf(workload, () => true);
}

function totalsOf(workload: Workload, counted: (job: number) => boolean): WorkloadTotals {
  const { jobs, stages, demands } = workload;
  const total = { jobs: 0, maps: 0, reduces: 0 };
  // Whole microseconds by demand: exact, whatever the order of the jobs.
  const us = demands.map(() => 0);
  for (let job = 0; job < jobs.count; job++) {
    if (!counted(job)) continue;
    total.jobs++;
    for (let stage = jobs.firstStage[job]; stage < jobs.firstStage[job + 1]; stage++) {
      if (stages.kind[stage] === StageKind.MAP) total.maps += stages.tasks[stage];
      else total.reduces += stages.tasks[stage];
      us[stages.demand[stage]] += stageTaskUs(workload, stage);
    }
  }
  const taskSeconds = us.reduce((sum, one) => sum + one, 0) / 1e6;
  return { ...total, taskSeconds, resourceSeconds: resourceSeconds(demands, us) };
}

/** Demand × time, summed by resource. */
function resourceSeconds(
  demands: readonly ResourceMap[],
  us: readonly number[],
): Map<string, number> {
  const seconds = new Map<string, number>();
  demands.forEach((demand, index) => {
    if (us[index] === 0) return;
    for (const [name, milli] of demand) {
      seconds.set(name, (seconds.get(name) ?? 0) + (fromMilli(milli) * us[index]) / 1e6);
    }
  });
  return seconds;
}
