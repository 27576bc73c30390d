import { parseScalars } from '../../core/resources/notation.ts';
import type { ResourceMap } from '../../core/resources/quantities.ts';
import type { SwimRow } from './swim-row.ts';

/**
 * Kinds of jobs by shape, after the clusters Chen et al. found in these traces (VLDB 2012,
 * table 2): small jobs, loads and other map-only jobs, aggregations, transformations.
 */
export const SWIM_CLASSES = ['interactive', 'load', 'aggregate', 'transform'] as const;
export type SwimClass = (typeof SWIM_CLASSES)[number];

/**
 * The class of a job.
 *
 * - `interactive`: moves at most `interactiveBytes` in all (input + shuffle + output)
 * - `load`: larger, without reduces
 * - `aggregate`: larger, shuffles at most what it reads
 * - `transform`: larger, shuffles more than it reads
 */
export function swimClassOf(row: SwimRow, interactiveBytes: number): SwimClass {
  const moved = row.inputBytes + row.shuffleBytes + row.outputBytes;
  if (moved <= interactiveBytes) return 'interactive';
  if (row.shuffleBytes === 0) return 'load';
  return row.shuffleBytes <= row.inputBytes ? 'aggregate' : 'transform';
}

/** What one task asks for, by stage. */
export interface ClassDemands {
  readonly map: ResourceMap;
  readonly reduce: ResourceMap;
}

export type SwimDemands = Readonly<Record<SwimClass, ClassDemands>>;

/**
 * Demands by class. The traces have none, so these are a choice, made after what the DRF paper
 * reports of Facebook's cluster (Ghodsi et al., NSDI 2011, figure 1): most tasks are CPU-heavy,
 * some are memory-heavy, above all reduces.
 *
 * Seen from a node of 4 GB per CPU (`cpus:16;mem:65536`):
 * - `interactive` and `aggregate` scan and count: 1 to 3 GB per CPU, CPU is dominant; the
 *   decompression and hashing of large scans keeps two CPUs busy;
 * - `load` imports and exports: it holds a buffer per column and output partition, 6 GB per CPU,
 *   memory is dominant;
 * - `transform` sorts and joins: its maps are CPU-heavy by a little, its reduces, which are most
 *   of its work, hold 8 GB, so that memory is dominant.
 */
export const DEFAULT_DEMANDS: SwimDemands = {
  interactive: { map: parseScalars('cpus:1;mem:1024'), reduce: parseScalars('cpus:1;mem:1024') },
  load: { map: parseScalars('cpus:1;mem:6144'), reduce: parseScalars('cpus:1;mem:6144') },
  aggregate: { map: parseScalars('cpus:2;mem:3072'), reduce: parseScalars('cpus:2;mem:6144') },
  transform: { map: parseScalars('cpus:1;mem:3072'), reduce: parseScalars('cpus:1;mem:8192') },
};

const DEMAND = /^\s*(\w+)\.(map|reduce)\s*=(.*)$/s;

/**
 * Demands with one changed by text: `transform.reduce=cpus:1;mem:8192`, `all.map=cpus:1;mem:2048`.
 * @throws Error saying what was found and wanted.
 */
export function withDemand(demands: SwimDemands, text: string): SwimDemands {
  const match = DEMAND.exec(text);
  const name = match?.[1] ?? '';
  const classes = name === 'all' ? SWIM_CLASSES : SWIM_CLASSES.filter((one) => one === name);
  if (match === null || classes.length === 0) {
    throw new Error(
      `found "${text}", wanted CLASS.map=RESOURCES or CLASS.reduce=RESOURCES, ` +
        `where CLASS is ${SWIM_CLASSES.join(', ')} or all`,
    );
  }
  const demand = parseScalars(match[3]);
  if (demand.size === 0) throw new Error(`found "${text}", wanted a demand above zero`);
  const changed = { ...demands };
  for (const one of classes) changed[one] = { ...changed[one], [match[2]]: demand };
  return changed;
}
