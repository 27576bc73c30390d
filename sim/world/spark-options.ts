import type { Policy } from '../../core/allocation/policy.ts';
import type { BlockPlacement } from '../../core/schedulers/mapreduce/block-locality.ts';
import type { DriverOptions } from '../../core/schedulers/driver.ts';
import { DYNAMIC_ALLOCATION } from '../../core/schedulers/spark/executor-target.ts';
import type { FineGrainedOptions } from '../../core/schedulers/spark/fine-grained.ts';
import type { SparkOptions } from '../../core/schedulers/spark/spark-io.ts';
import type { SparkOrder } from '../../core/schedulers/spark/task-queue.ts';
import type { Experiment, SparkSpec } from '../experiment/experiment.ts';
import { mapReduceOptions } from './mapreduce-options.ts';
import { sparkJobOf } from './spark-jobs.ts';
import type { SparkJobs } from './spark-node.ts';
import type { SparkShape } from './spark-shape.ts';

/** What both modes of Spark are given of an experiment. */
function commonOptions(
  { scheduler }: Experiment,
  policy: Policy,
): Pick<SparkOptions, 'order' | 'localityWaitUs' | 'maxTaskFailures' | 'needs'> {
  return {
    order: orderOf(scheduler.jobOrder, policy),
    localityWaitUs: scheduler.locality?.delayUs ?? 0,
    // As with MapReduce: as often as it takes, unless attempts are counted.
    maxTaskFailures: scheduler.attempts?.maxAttempts ?? Number.POSITIVE_INFINITY,
    needs: policy.needs ?? [],
  };
}

/** A policy that orders jobs by their work asks for what Spark cannot: it goes by submission. */
function orderOf(jobOrder: SparkOrder, policy: Policy): SparkOrder {
  return (policy.jobOrder ?? jobOrder) === 'fair' ? 'fair' : 'fifo';
}

/**
 * Coarse-grained: executors of the framework's size, as many as it says, or by dynamic allocation
 * with Spark's defaults. There is no shuffle service: an executor with output that may be read is
 * kept.
 */
export function sparkOptions(
  experiment: Experiment,
  policy: Policy,
  driver: DriverOptions,
  shape: SparkShape,
  { executors }: SparkSpec,
): SparkOptions {
  return {
    ...driver,
    ...commonOptions(experiment, policy),
    executorDemand: shape.executor,
    slotsPerExecutor: shape.slots,
    executors: executors ?? { ...DYNAMIC_ALLOCATION, shuffleTracking: true },
  };
}

export function fineSparkOptions(
  experiment: Experiment,
  policy: Policy,
  driver: DriverOptions,
  shape: SparkShape,
): FineGrainedOptions {
  return {
    ...driver,
    ...commonOptions(experiment, policy),
    executorDemand: shape.fineExecutor,
    taskDemand: shape.task,
    executorIdleUs: DYNAMIC_ALLOCATION.idleUs,
  };
}

/** The jobs of a framework of the experiment. */
export function sparkJobs(experiment: Experiment, policy: Policy, framework: number): SparkJobs {
  const { workload, scheduler } = experiment;
  const order = orderOf(scheduler.jobOrder, policy);
  const placement: BlockPlacement | null =
    mapReduceOptions(experiment, policy).locality?.placement ?? null;
  return {
    count: workload.jobs.framework.reduce((sum, own) => sum + (own === framework ? 1 : 0), 0),
    submission: (job) => sparkJobOf(workload, job, order, placement),
  };
}
