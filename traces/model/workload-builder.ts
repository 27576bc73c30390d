import type { ResourceMap } from '../../core/resources/quantities.ts';
import { MAX_DEMANDS, type NewStage, StageList } from './stage-list.ts';
import type { Workload } from './workload.ts';

/** A job to put into a workload. */
export interface NewJob {
  /** Need not be distinct: repeated names are numbered. */
  readonly name: string;
  /** Microseconds on the trace's own clock, whole; may be negative. */
  readonly submitUs: number;
  /** Who submits it. */
  readonly framework: string;
  /** The larger goes first; all jobs of a workload have one or none has. */
  readonly priority?: number;
  /** At least one; parents before children. */
  readonly stages: readonly NewStage[];
}

/** Most frameworks in a workload: jobs refer to them with 16 bits. */
const MAX_FRAMEWORKS = 65_536;

/**
 * A workload of recorded jobs: by submission, counted from the first; times without skew.
 *
 * @param jobs in the order of the file, which decides between jobs of one time
 * @returns the workload, or why there can be none
 */
export function buildWorkload(
  name: string,
  format: string,
  jobs: readonly NewJob[],
): Workload | string {
  if (jobs.length === 0) return 'found no usable job, wanted at least one';
  const sorted = [...jobs].sort((a, b) => a.submitUs - b.submitUs);
  const frameworks = distinct(sorted.map(({ framework }) => framework));
  if (frameworks.size > MAX_FRAMEWORKS) {
    return `found ${frameworks.size} users, wanted at most ${MAX_FRAMEWORKS}`;
  }
  const list = new StageList();
  const firstStage = new Int32Array(sorted.length + 1);
  sorted.forEach(({ stages }, job) => {
    for (const stage of stages) list.add(stage);
    firstStage[job + 1] = list.count;
  });
  if (list.demands.length > MAX_DEMANDS) {
    return `found ${list.demands.length} different demands, wanted at most ${MAX_DEMANDS}`;
  }
  const names = distinctNames(sorted.map((job) => job.name));
  return {
    name,
    format,
    jobs: {
      count: sorted.length,
      names,
      submitUs: Float64Array.from(sorted, ({ submitUs }) => submitUs - sorted[0].submitUs),
      framework: Uint16Array.from(sorted, (job) => frameworks.get(job.framework) ?? 0),
      firstStage,
      ...(sorted.some(({ priority }) => priority !== undefined) && {
        priority: Int32Array.from(sorted, ({ priority }) => priority ?? 0),
      }),
    },
    stages: list.columns(),
    demands: list.demands,
    frameworks: [...frameworks.keys()],
    durations: { skewSigma: 0, minTaskUs: 1 },
  };
}

/** Texts by first occurrence, with their indexes. */
function distinct(texts: readonly string[]): Map<string, number> {
  const indexes = new Map<string, number>();
  for (const text of texts) if (!indexes.has(text)) indexes.set(text, indexes.size);
  return indexes;
}

/** The names, repeated ones with a number behind: `job`, `job#2`. */
function distinctNames(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    if (before === 0) return name;
    let numbered = `${name}#${before + 1}`;
    // Somebody's own name may look like ours.
    while (seen.has(numbered)) numbered += "'";
    seen.set(numbered, 1);
    return numbered;
  });
}

/** Largest amount of a resource that a task of a trace may ask for, in units. */
const MAX_UNITS = 1e9;

/**
 * What a task asks for, as a map: amounts in units, blank or zero ones left out, at least a
 * thousandth of the others. The fallback fills in the resources that are blank in all of them.
 *
 * @param units by name, null where the trace leaves it blank
 */
export function demandOf(
  units: readonly (readonly [name: string, amount: number | null])[],
  fallback: ResourceMap,
): ResourceMap {
  const demand = new Map<string, number>();
  for (const [name, amount] of units) {
    if (amount === null || !(amount >= 0)) {
      const filled = fallback.get(name);
      if (filled !== undefined) demand.set(name, filled);
    } else if (amount > 0) {
      demand.set(name, Math.max(1, Math.round(Math.min(amount, MAX_UNITS) * 1000)));
    }
  }
  return demand.size > 0 ? demand : fallback;
}

/** Seconds as whole microseconds, at least one. */
export function taskTimeUs(seconds: number): number {
  return Math.max(1, Math.round(seconds * 1e6));
}

/** The mean of times, whole microseconds: what a stage of recorded tasks says of each. */
export function meanUs(times: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < times.length; i++) sum += times[i];
  return Math.max(1, Math.round(sum / times.length));
}
