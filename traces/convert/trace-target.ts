import { csvLosses, writeCsv } from './csv-writer.ts';
import { writeJson } from './json-writer.ts';
import type { SparkExecutors } from './spark-profiles.ts';
import { sparkLosses, writeSpark } from './spark-writer.ts';
import { swimLosses, writeSwim } from './swim-from-jobs.ts';
import type { TraceJobs } from './trace-jobs.ts';

/** A format that traces are written in. */
export interface TraceTarget {
  readonly name: TargetName;
  /** What of these jobs does not survive, in words; empty when all does. */
  losses(list: TraceJobs): string[];
  /** The file, in pieces of whole lines. */
  write(list: TraceJobs, executors: SparkExecutors): Iterable<string>;
}

export const TARGET_NAMES = ['csv', 'swim', 'spark', 'json'] as const;
export type TargetName = (typeof TARGET_NAMES)[number];

const TARGETS: readonly TraceTarget[] = [
  { name: 'csv', losses: csvLosses, write: writeCsv },
  { name: 'swim', losses: swimLosses, write: writeSwim },
  { name: 'spark', losses: sparkLosses, write: writeSpark },
  { name: 'json', losses: () => [], write: writeJson },
];

/** @throws RangeError for a name that is none of {@link TARGET_NAMES} */
export function targetNamed(name: TargetName): TraceTarget {
  const found = TARGETS.find((target) => target.name === name);
  if (found === undefined) throw new RangeError(`no target ${name}`);
  return found;
}
