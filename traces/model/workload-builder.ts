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
 * Jobs to put into a workload, by their number from 0: for traces of millions, which never have
 * all their stages as objects at once. Fields as those of {@link NewJob}.
 */
export interface JobSource {
  readonly count: number;
  submitUs(job: number): number;
  name(job: number): string;
  framework(job: number): string;
  /** Absent: no job has one. */
  priority?(job: number): number | undefined;
  /** Asked once for each job, in submit order. */
  stages(job: number): readonly NewStage[];
  /** No two jobs have one name. */
  readonly distinctNames?: boolean;
}

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
  return workloadFrom(name, format, {
    count: jobs.length,
    submitUs: (job) => jobs[job].submitUs,
    name: (job) => jobs[job].name,
    framework: (job) => jobs[job].framework,
    priority: (job) => jobs[job].priority,
    stages: (job) => jobs[job].stages,
  });
}

/** As {@link buildWorkload}, of jobs that are made as they are asked for. */
export function workloadFrom(name: string, format: string, source: JobSource): Workload | string {
  const { count } = source;
  if (count === 0) return 'found no usable job, wanted at least one';
  const submits = Float64Array.from({ length: count }, (_, job) => source.submitUs(job));
  const order = Int32Array.from({ length: count }, (_, job) => job).sort(
    (a, b) => submits[a] - submits[b] || a - b,
  );
  const frameworks = frameworksOf(source, order);
  if (frameworks.names.length > MAX_FRAMEWORKS) {
    return `found ${frameworks.names.length} users, wanted at most ${MAX_FRAMEWORKS}`;
  }
  const list = new StageList();
  const firstStage = new Int32Array(count + 1);
  order.forEach((job, position) => {
    for (const stage of source.stages(job)) list.add(stage);
    firstStage[position + 1] = list.count;
  });
  if (list.demands.length > MAX_DEMANDS) {
    return `found ${list.demands.length} different demands, wanted at most ${MAX_DEMANDS}`;
  }
  const names = Array.from(order, (job) => source.name(job));
  return {
    name,
    format,
    jobs: {
      count,
      names: source.distinctNames === true ? names : distinctNames(names),
      submitUs: Float64Array.from(order, (job) => submits[job] - submits[order[0]]),
      framework: frameworks.indexes,
      firstStage,
      ...prioritiesOf(source, order),
    },
    stages: list.columns(),
    demands: list.demands,
    frameworks: frameworks.names,
    durations: { skewSigma: 0, minTaskUs: 1 },
  };
}

/** Frameworks by first submission, and each job's among them. */
function frameworksOf(
  source: JobSource,
  order: Int32Array,
): { readonly names: string[]; readonly indexes: Uint16Array } {
  const known = new Map<string, number>();
  const indexes = Uint16Array.from(order, (job) => {
    const framework = source.framework(job);
    const index = known.get(framework) ?? known.size;
    known.set(framework, index);
    return index;
  });
  return { names: [...known.keys()], indexes };
}

function prioritiesOf(source: JobSource, order: Int32Array): { priority?: Int32Array } {
  if (source.priority === undefined) return {};
  let used = false;
  const priority = Int32Array.from(order, (job) => {
    const value = source.priority?.(job);
    used ||= value !== undefined;
    return value ?? 0;
  });
  return used ? { priority } : {};
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
