import { commonDurations } from '../model/merge-workloads.ts';
import { submittedAt } from './cut-jobs.ts';
import type { TraceJob, TraceJobs } from './trace-jobs.ts';

/**
 * Traces side by side: each from its own first job on, each a framework of its own, named after
 * the trace. @returns the jobs, or why the traces do not go together
 */
export function merged(lists: readonly TraceJobs[]): TraceJobs | string {
  const names = distinctNames(lists);
  const parts = lists.map((list, index) =>
    placed(list, 0, names[index]).map((job) => ({ ...job, framework: names[index] })),
  );
  return joined(lists, names, parts);
}

/**
 * Traces one behind the other: each begins a mean gap after the last submission of the one before
 * it. Frameworks of one name are one. @returns the jobs, or why the traces do not go together
 */
export function appended(lists: readonly TraceJobs[]): TraceJobs | string {
  const names = distinctNames(lists);
  let fromUs = 0;
  const parts = lists.map((list, index) => {
    const part = placed(list, fromUs, names[index]);
    fromUs = (part.at(-1)?.submitUs ?? fromUs) + meanGapUs(list);
    return part;
  });
  return joined(lists, names, parts);
}

/** Mean time between submissions; a second where there is one job. */
function meanGapUs({ jobs }: TraceJobs): number {
  const first = jobs.at(0)?.submitUs ?? 0;
  const last = jobs.at(-1)?.submitUs ?? 0;
  return jobs.length < 2 ? 1_000_000 : Math.round((last - first) / (jobs.length - 1));
}

function joined(
  lists: readonly TraceJobs[],
  names: readonly string[],
  parts: readonly (readonly TraceJob[])[],
): TraceJobs | string {
  const durations = commonDurations(lists);
  if (typeof durations === 'string') return durations;
  const jobs = parts.flat().sort((a, b) => a.submitUs - b.submitUs);
  const formats = new Set(lists.map(({ format }) => format));
  return {
    name: names.join(' + '),
    format: formats.size === 1 ? lists[0].format : 'several',
    jobs,
    durations,
  };
}

/** The jobs from a time on, with the trace's name in front of theirs. */
function placed({ jobs }: TraceJobs, fromUs: number, name: string): TraceJob[] {
  const startUs = jobs.at(0)?.submitUs ?? 0;
  return jobs.map((job) => {
    const moved = submittedAt(job, job.submitUs - startUs + fromUs);
    const row =
      moved.row === undefined ? {} : { row: { ...moved.row, name: `${name}:${job.name}` } };
    return { ...moved, name: `${name}:${job.name}`, ...row };
  });
}

/** The traces' names, with a number where two are called the same. */
function distinctNames(lists: readonly TraceJobs[]): string[] {
  return lists.map(({ name }, index) => {
    const before = lists.slice(0, index).filter((other) => other.name === name).length;
    return before === 0 ? name : `${name}#${before + 1}`;
  });
}
