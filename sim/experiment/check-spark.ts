import { policyNamed } from '../../core/allocation/policies/index.ts';
import { formatScalars } from '../../core/resources/notation.ts';
import { type Quantities, fits } from '../../core/resources/quantities.ts';
import { type ResourceView, resourceView } from '../world/resource-view.ts';
import { type SparkShape, sparkShape } from '../world/spark-shape.ts';
import type { ExperimentProblem } from './check-experiment.ts';
import type { Experiment } from './experiment.ts';

/** Why a framework of kind `spark` or `spark-fine` would never run a task; null when it can. */
export function sparkProblem(experiment: Experiment, framework: string): ExperimentProblem | null {
  const { frameworks, workload, cluster } = experiment;
  const { kind, spark = {} } = frameworks?.get(framework) ?? {};
  if (kind !== 'spark' && kind !== 'spark-fine') return null;
  const { executors, executorCpus, executorMem, allocation = {} } = spark;
  if (executors !== undefined && !(Number.isInteger(executors) && executors >= 1)) {
    return problem(framework, `has ${executors} executors, wanted a whole number from 1`);
  }
  if (executorCpus !== undefined && !(Number.isInteger(executorCpus) && executorCpus > 0)) {
    const found = `has executors of ${executorCpus / 1000} CPUs`;
    return problem(framework, `${found}, wanted more than 0, in whole thousandths`);
  }
  if (executorMem !== undefined && !(Number.isInteger(executorMem) && executorMem > 0)) {
    const found = `has executors of ${executorMem / 1000} MB`;
    return problem(framework, `${found}, wanted more than 0, in whole thousandths`);
  }
  const { minExecutors = 0, maxExecutors = Number.POSITIVE_INFINITY } = allocation;
  if (!(minExecutors >= 0 && maxExecutors >= Math.max(1, minExecutors))) {
    const found = `has from ${minExecutors} to ${maxExecutors} executors`;
    return problem(framework, `${found}, wanted at least 1, and the smaller number first`);
  }
  const policy = policyNamed(experiment.policy);
  if (policy === undefined) return null;
  const view = resourceView(cluster, workload, policy);
  const shape = sparkShape(workload.frameworks.indexOf(framework), workload, view, spark);
  const beside = shape.fineExecutor;
  const need =
    kind === 'spark' ? shape.smallest : shape.task.map((amount, r) => amount + beside[r]);
  if (view.agents.some(({ total }) => fits(need, total))) {
    return kind === 'spark' ? gangProblem(experiment, framework, shape, view) : null;
  }
  const wanted = formatScalars(view.space.map(need));
  const what = kind === 'spark' ? 'an executor of one task' : 'an executor and a task beside it';
  return {
    field: 'cluster.agents',
    message: `${framework}: ${what} needs ${wanted}, more than any agent has`,
  };
}

function problem(framework: string, message: string): ExperimentProblem {
  return { field: 'frameworks', message: `${framework} ${message}` };
}

/** Stages whose tasks start together need as many slots as they have tasks. */
function gangProblem(
  experiment: Experiment,
  framework: string,
  shape: SparkShape,
  { agents }: ResourceView,
): ExperimentProblem | null {
  const { jobs, stages, frameworks } = experiment.workload;
  if (stages.gang === undefined) return null;
  const room = agents.reduce((sum, { total }) => sum + executorsIn(total, shape), 0);
  const { executors = room } = experiment.frameworks?.get(framework)?.spark ?? {};
  const slots = Math.min(room, executors) * shape.slots;
  const own = frameworks.indexOf(framework);
  for (let job = 0; job < jobs.count; job++) {
    if (jobs.framework[job] !== own) continue;
    for (let stage = jobs.firstStage[job]; stage < jobs.firstStage[job + 1]; stage++) {
      if (stages.gang[stage] === 0 || stages.tasks[stage] <= slots) continue;
      const found = `${stages.tasks[stage]} tasks that start together`;
      return {
        field: 'cluster.agents',
        message: `${framework}: job ${jobs.names[job]} has ${found}, its executors have room for ${slots}`,
      };
    }
  }
  return null;
}

function executorsIn(total: Quantities, { executor }: SparkShape): number {
  const rooms = executor.flatMap((amount, r) =>
    amount > 0 ? [Math.floor(total[r] / amount)] : [],
  );
  return rooms.reduce((least, room) => Math.min(least, room), Number.POSITIVE_INFINITY);
}
