import type { ResourceMap } from '../../core/resources/quantities.ts';
import { demandOf } from '../model/workload-builder.ts';
import type { ResourceProfile, SparkApplication } from './application.ts';
import type { SparkLog } from './spark-trace.ts';

const MIB = 1024 * 1024;

/** Bytes of a suffix in Spark's sizes, `4g`; a bare number of a memory setting is MiB. */
const SIZE_UNITS: Readonly<Record<string, number>> = {
  ...{ b: 1, k: 1024, kb: 1024, m: MIB, mb: MIB, '': MIB },
  ...{ g: 1024 * MIB, gb: 1024 * MIB, t: 1024 * 1024 * MIB, tb: 1024 * 1024 * MIB },
};

/**
 * What one task of a resource profile holds: its CPUs (`spark.task.cpus`), its part of the
 * executor's memory by CPUs, and its GPUs. Spark gives tasks no memory of their own; the
 * executor's is shared by as many as run in it.
 *
 * @param fallback what a task asks for by name, where the log does not say: CPUs or memory
 */
export function taskDemand(log: SparkLog, profile: number, fallback: ResourceMap): ResourceMap {
  const { application } = log;
  const asked = application.profiles.get(profile);
  const cpus = asked?.task.get('cpus') ?? numberOf(application, 'spark.task.cpus') ?? 1;
  const cores = executorCores(log, profile, asked);
  const memoryMib = executorMemoryMib(application, asked);
  const shared = memoryMib !== null && cores !== null && cores > 0;
  const gpus = asked?.task.get('gpu') ?? numberOf(application, 'spark.task.resource.gpu.amount');
  return demandOf(
    [
      ['cpus', cpus > 0 ? cpus : 1],
      ['mem', shared ? memoryMib * Math.min(1, cpus / cores) : null],
      ['gpus', gpus ?? 0],
    ],
    fallback,
  );
}

/** As the first executor of the profile had, else as was asked for; local runs may say neither. */
function executorCores(
  log: SparkLog,
  profile: number,
  asked: ResourceProfile | undefined,
): number | null {
  const started = log.executors.find(
    (executor) => executor.profile === profile && (executor.cores ?? 0) > 0,
  );
  const wanted = asked?.executor.get('cores') ?? numberOf(log.application, 'spark.executor.cores');
  return started?.cores ?? wanted;
}

/** With what the resource manager adds for the process: a tenth, at least 384 MiB, unless set. */
function executorMemoryMib(
  application: SparkApplication,
  asked: ResourceProfile | undefined,
): number | null {
  const heap = asked?.executor.get('memory') ?? sizeMib(application, 'spark.executor.memory');
  if (heap === null) return null;
  const overhead =
    asked?.executor.get('memoryOverhead') ??
    sizeMib(application, 'spark.executor.memoryOverhead') ??
    sizeMib(application, 'spark.yarn.executor.memoryOverhead') ??
    Math.max(384, Math.floor(heap / 10));
  return heap + overhead + (asked?.executor.get('offHeap') ?? 0);
}

function numberOf({ properties }: SparkApplication, name: string): number | null {
  const text = properties.get(name);
  return text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}

function sizeMib({ properties }: SparkApplication, name: string): number | null {
  const match = /^(?<amount>\d{1,12})(?<unit>[a-z]{0,2})$/.exec(
    (properties.get(name) ?? '').trim().toLowerCase(),
  );
  const unit = SIZE_UNITS[match?.groups?.unit ?? ''];
  if (match === null || unit === undefined) return null;
  return (Number(match.groups?.amount) * unit) / MIB;
}
