import { formatScalars } from '../../core/resources/notation.ts';
import { MAX_SCALAR, type ResourceMap, fromMilli } from '../../core/resources/quantities.ts';
import type { NewStage } from '../model/stage-list.ts';
import type { SparkPool } from './spark-run.ts';
import type { TraceJobs } from './trace-jobs.ts';

/** The executors that a log shall tell of. */
export interface SparkExecutors {
  /** For each demand that tasks have: executors serve tasks of one resource profile. */
  readonly executors: number;
  /** CPUs of an executor; more where one task asks for more. */
  readonly cores: number;
}

/** Forty cores, ten times what one executor has: a small cluster. */
export const DEFAULT_SPARK_EXECUTORS: SparkExecutors = { executors: 10, cores: 4 };

/** A resource profile: what each task of it asks for, and the executors made for that. */
export interface SparkProfile extends SparkPool {
  readonly id: number;
  /** CPUs of a task, and of an executor. */
  readonly cpus: number;
  readonly cores: number;
  /** Of an executor, MiB: that of its tasks, by CPUs. Null where tasks ask for none. */
  readonly memoryMib: number | null;
  /** Of a task. */
  readonly gpus: number;
}

/** Where Spark's tasks are all alike in what the workload does not say. */
const DEFAULT_CPUS = 1;

/** The profiles of the demands of jobs, in order of first use; and which one a stage has. */
export function sparkProfiles(
  { jobs }: TraceJobs,
  executors: SparkExecutors,
): { readonly profiles: readonly SparkProfile[]; readonly of: (stage: NewStage) => number } {
  const ids = new Map<string, number>();
  const profiles: SparkProfile[] = [];
  for (const { stages } of jobs) {
    for (const { demand } of stages) {
      const text = formatScalars(demand);
      if (ids.has(text)) continue;
      ids.set(text, profiles.length);
      profiles.push(profileOf(profiles.length, demand, executors));
    }
  }
  return { profiles, of: ({ demand }) => ids.get(formatScalars(demand)) ?? 0 };
}

function profileOf(id: number, demand: ResourceMap, wanted: SparkExecutors): SparkProfile {
  const amount = (name: string): number => fromMilli(demand.get(name) ?? 0);
  const cpus = amount('cpus') > 0 ? amount('cpus') : DEFAULT_CPUS;
  const cores = Math.max(wanted.cores, Math.ceil(cpus));
  const memory = Math.min(MAX_SCALAR, (amount('mem') * cores) / cpus);
  return {
    ...{ id, cpus, cores, executors: wanted.executors },
    slots: Math.max(1, Math.floor(cores / cpus)),
    memoryMib: amount('mem') > 0 ? memory : null,
    gpus: amount('gpus'),
  };
}
