import { type Quantities, fits } from '../../core/resources/quantities.ts';
import type { ResourceSpace } from '../../core/resources/resource-space.ts';
import type { Workload } from '../../traces/model/workload.ts';
import type { SparkSpec } from '../experiment/experiment.ts';
import type { AgentGroupView, ResourceView } from './resource-view.ts';

/** CPUs of an executor, thousandths, unless its framework says otherwise. */
export const EXECUTOR_CPUS = 4000;

/**
 * What the executor of an agent holds in fine-grained mode: `spark.mesos.mesosExecutor.cores` (1),
 * and of memory what `spark.executor.memoryOverhead` is at least (384 MiB).
 */
const FINE_CPUS = 1000;
const FINE_MEM = 384_000;

/** How large the executors of a Spark framework are. */
export interface SparkShape {
  /** Tasks an executor runs at once. */
  readonly slots: number;
  /** What a task is given: of each resource the most that any stage of the framework asks for. */
  readonly task: Quantities;
  /** What an executor of one task holds. */
  readonly smallest: Quantities;
  /** What an executor holds: that for all its tasks; both as the allocator counts. */
  readonly executor: Quantities;
  /** What an executor uses of a machine, as long as it lives: all that it holds. */
  usedBy(agent: number): Quantities;
  /** What the executor of an agent holds in fine-grained mode, beside its tasks; and uses. */
  readonly fineExecutor: Quantities;
  readonly fineUsed: Quantities;
}

/**
 * Executors of as many CPUs as their framework says; of fewer where some kind of agent has less
 * room, as long as one task fits. Memory is what the framework says, shared by however many tasks,
 * or follows from theirs.
 */
export function sparkShape(
  framework: number,
  workload: Workload,
  view: ResourceView,
  { executorCpus = EXECUTOR_CPUS, executorMem }: SparkSpec,
): SparkShape {
  const demands = demandsOf(framework, workload);
  const mostOf = (amounts: (demand: number) => Quantities): number[] =>
    view.space.names.map((_, r) => demands.reduce((most, d) => Math.max(most, amounts(d)[r]), 0));
  const task = mostOf((demand) => view.charged[demand]);
  const cpus = demands.reduce((most, d) => Math.max(most, view.wanted[d][view.real.id('cpus')]), 0);
  const wanted = cpus > 0 ? Math.max(1, Math.floor(executorCpus / cpus)) : 1;
  const groups = [...new Set(view.agents)];
  const { space, real } = view;
  const smallest = withMem(task, space, executorMem);
  // Memory that is said is the executor's, not its tasks': it does not grow with them.
  const growing = executorMem === undefined ? task : withMem(task, space, 0);
  const rooms = groups
    .filter(({ total }) => fits(smallest, total))
    .map(({ total }) => tasksIn(total, growing));
  const slots = rooms.reduce((least, tasks) => Math.min(least, tasks), wanted);
  const used = new Map(
    groups.map((group) => [
      group,
      withMem(
        real.names.map(
          (_, r) => slots * demands.reduce((most, d) => Math.max(most, group.used[d][r]), 0),
        ),
        real,
        executorMem,
      ),
    ]),
  );
  return {
    slots,
    task,
    smallest,
    executor: withMem(
      task.map((amount) => amount * slots),
      space,
      executorMem,
    ),
    usedBy: (agent) => used.get(view.agents[agent]) ?? [],
    ...fineExecutorOf(groups, task, view),
  };
}

/** Amounts with another memory, where memory is counted and another is said. */
function withMem(amounts: Quantities, { names }: ResourceSpace, mem?: number): Quantities {
  if (mem === undefined) return amounts;
  return amounts.map((amount, r) => (names[r] === 'mem' ? mem : amount));
}

/** Of each demand that tasks of a framework have, its index in the workload. */
function demandsOf(framework: number, { jobs, stages }: Workload): readonly number[] {
  const demands = new Set<number>();
  for (let job = 0; job < jobs.count; job++) {
    if (jobs.framework[job] !== framework) continue;
    for (let stage = jobs.firstStage[job]; stage < jobs.firstStage[job + 1]; stage++) {
      demands.add(stages.demand[stage]);
    }
  }
  return [...demands];
}

function tasksIn(total: Quantities, task: Quantities): number {
  const rooms = task.flatMap((amount, r) => (amount > 0 ? [Math.floor(total[r] / amount)] : []));
  return rooms.reduce((least, room) => Math.min(least, room), Number.POSITIVE_INFINITY);
}

/** No more than the roomiest agent has beside one task; a slot where there are slots. */
function fineExecutorOf(
  groups: readonly AgentGroupView[],
  task: Quantities,
  { space, real }: ResourceView,
): Pick<SparkShape, 'fineExecutor' | 'fineUsed'> {
  const usual = real.vector(
    new Map([
      ['cpus', FINE_CPUS],
      ['mem', FINE_MEM],
    ]),
  );
  if (space !== real) return { fineExecutor: [1000], fineUsed: usual };
  const beside = groups.map(({ total }) =>
    usual.map((amount, r) => Math.min(amount, Math.max(0, total[r] - task[r]))),
  );
  const most = (amounts: Quantities): number => amounts[real.id('cpus')];
  const fineExecutor = beside.reduce((best, one) => (most(one) > most(best) ? one : best));
  return { fineExecutor, fineUsed: fineExecutor };
}
