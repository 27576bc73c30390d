import { roleNameOf, runsJobs } from '../experiment/experiment.ts';
import { shareGuarantees } from '../metrics/share-guarantees.ts';
import { averages, factorFor } from './averages.ts';
import type { ControlledRun } from './controlled-run.ts';
import type { AgentColumns, FairnessColumns, FairnessHistory } from './session-frame.ts';

/** What it takes to say who would rather have whose resources, as the master's books stand. */
export function fairnessColumns(
  run: ControlledRun,
  { holdings }: AgentColumns,
  allocated: Float64Array,
  history: number | undefined,
): FairnessColumns {
  const { cluster, watch, experiment } = run;
  const { frameworks: names } = experiment.workload;
  const tasks = new Int32Array(names.length);
  for (let row = 0; row < holdings.count; row++) {
    tasks[holdings.framework[row]] += holdings.tasks[row];
  }
  const width = cluster.view.space.size;
  const nextTask = new Float64Array(allocated.length);
  const wanted = Float64Array.from(names, (name, framework) => {
    const held = tasks[framework];
    if (!cluster.usage.isBacklogged(framework)) return held;
    // Tasks of Spark run in executors: how many of these it could use is its own affair.
    const counts = runsJobs(experiment, name) && !isSpark(run, name);
    if (!counts) return Number.POSITIVE_INFINITY;
    if (held === 0) nextTask.set(nextDemand(run, framework), framework * width);
    return Math.max(held, watch.workOf[framework] - cluster.frameworks.tasksFinishedBy[framework]);
  });
  const weights = cluster.leader?.weights();
  const { over, under } = shareGuarantees(
    names.map((name) => roleNameOf(experiment, name)),
    (path) => scalar(weights?.get(path) ?? 1),
  );
  return {
    ...{ count: names.length, tasks, allocated, nextTask, wanted, over, under },
    history: history === undefined ? null : fairnessHistory(run, history),
  };
}

function isSpark({ experiment }: ControlledRun, name: string): boolean {
  return experiment.frameworks?.get(name)?.kind?.startsWith('spark') === true;
}

function scalar(weight: number | readonly number[]): number {
  return typeof weight === 'number' ? weight : Math.max(...weight);
}

/** What a task of the framework's first unfinished job takes, as the allocator counts. */
function nextDemand({ cluster, watch, experiment }: ControlledRun, framework: number): number[] {
  const { jobs, stages } = experiment.workload;
  for (let job = 0; job < watch.submitted; job++) {
    if (jobs.framework[job] !== framework) continue;
    if (Number.isNaN(cluster.jobs.finishUs[job]) && Number.isNaN(cluster.jobs.failUs[job])) {
      return [...cluster.view.charged[stages.demand[jobs.firstStage[job]]]];
    }
  }
  return [];
}

function fairnessHistory(
  { cluster: { usage }, timeUs }: ControlledRun,
  most: number,
): FairnessHistory {
  const guaranteed = usage.guaranteesHeld(timeUs);
  const factor = factorFor(guaranteed.length, most);
  return {
    roleShare: usage.roleShares(timeUs).map((values) => averages(values, factor)),
    guaranteed: averages(guaranteed, factor),
  };
}
