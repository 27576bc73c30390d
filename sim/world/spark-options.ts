import type { Policy } from '../../core/allocation/policy.ts';
import type { BlockPlacement } from '../../core/schedulers/mapreduce/block-locality.ts';
import type { DriverOptions } from '../../core/schedulers/driver.ts';
import { DYNAMIC_ALLOCATION } from '../../core/schedulers/spark/executor-target.ts';
import type { FineGrainedOptions } from '../../core/schedulers/spark/fine-grained.ts';
import type { SparkOptions } from '../../core/schedulers/spark/spark-io.ts';
import type { SparkOrder } from '../../core/schedulers/spark/task-queue.ts';
import { type Experiment, type SparkSpec, schedulerOf } from '../experiment/experiment.ts';
import { mapReduceOptions } from './mapreduce-options.ts';
import { sparkJobOf } from './spark-jobs.ts';
import type { SparkJobs } from './spark-node.ts';
import type { SparkShape } from './spark-shape.ts';

/** What both modes of Spark are given of an experiment. */
function commonOptions(
  experiment: Experiment,
  policy: Policy,
  framework: string,
): Pick<
  SparkOptions,
  'order' | 'localityWaitUs' | 'maxTaskFailures' | 'needs' | 'refuseUnneededSeconds'
> {
  const scheduler = schedulerOf(experiment, framework);
  // What all say of refusals is meant for MapReduce's.
  const refuseSeconds = experiment.frameworks?.get(framework)?.scheduler?.refuseSeconds;
  return {
    order: orderOf(scheduler.jobOrder, policy),
    localityWaitUs: scheduler.locality?.delayUs ?? 0,
    // As with MapReduce: as often as it takes, unless attempts are counted.
    maxTaskFailures: scheduler.attempts?.maxAttempts ?? Number.POSITIVE_INFINITY,
    needs: policy.needs ?? [],
    ...(refuseSeconds !== undefined && { refuseUnneededSeconds: refuseSeconds }),
  };
}

/** A policy that orders jobs by their work asks for what Spark cannot: it goes by submission. */
function orderOf(jobOrder: SparkOrder, policy: Policy): SparkOrder {
  return (policy.jobOrder ?? jobOrder) === 'fair' ? 'fair' : 'fifo';
}

/**
 * Coarse-grained: executors of the framework's size, as many as it says, or by dynamic allocation,
 * with Spark's defaults where it says nothing. There is no shuffle service: an executor with output that may be read is
 * kept.
 */
export function sparkOptions(
  experiment: Experiment,
  policy: Policy,
  driver: DriverOptions,
  shape: SparkShape,
  spark: SparkSpec,
): SparkOptions {
  const { executors, allocation } = spark;
  return {
    ...driver,
    ...commonOptions(experiment, policy, driver.name),
    executorDemand: shape.executor,
    slotsPerExecutor: shape.slots,
    executors: executors ?? { ...DYNAMIC_ALLOCATION, shuffleTracking: true, ...allocation },
  };
}

export function fineSparkOptions(
  experiment: Experiment,
  policy: Policy,
  driver: DriverOptions,
  shape: SparkShape,
  spark: SparkSpec,
): FineGrainedOptions {
  return {
    ...driver,
    ...commonOptions(experiment, policy, driver.name),
    executorDemand: shape.fineExecutor,
    taskDemand: shape.task,
    executorIdleUs: spark.allocation?.idleUs ?? DYNAMIC_ALLOCATION.idleUs,
  };
}

/** The jobs of a framework of the experiment. */
export function sparkJobs(experiment: Experiment, policy: Policy, framework: number): SparkJobs {
  const { workload } = experiment;
  const name = workload.frameworks[framework];
  const order = orderOf(schedulerOf(experiment, name).jobOrder, policy);
  const placement: BlockPlacement | null =
    mapReduceOptions(experiment, policy, name).locality?.placement ?? null;
  return {
    count: workload.jobs.framework.reduce((sum, own) => sum + (own === framework ? 1 : 0), 0),
    submission: (job) => sparkJobOf(workload, job, order, placement),
  };
}
