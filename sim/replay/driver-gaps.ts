import type { Span } from './replayed-run.ts';
import type { PlannedJob } from './spark-plan.ts';

/** What came last before a job in its driver, and how long before. */
export type JobTrigger = Pick<PlannedJob, 'after' | 'gapUs'>;

/**
 * Jobs follow what came last before them in the driver: the end of a job, or the submission of
 * one that still ran. The time between is the driver's own, and stays when the jobs take another
 * time than they took.
 *
 * @param jobs by submission
 */
export function jobTriggers(jobs: readonly Span[]): JobTrigger[] {
  const byEnd = [...jobs.keys()].sort((a, b) => jobs[a].endUs - jobs[b].endUs || a - b);
  let ended = 0;
  /** The last to have ended among those submitted before. */
  let last: number | null = null;
  return jobs.map(({ startUs }, job): JobTrigger => {
    while (ended < byEnd.length && jobs[byEnd[ended]].endUs <= startUs) {
      if (byEnd[ended] < job) last = byEnd[ended];
      ended++;
    }
    if (job === 0) return { after: null, gapUs: startUs };
    const sinceEndUs = last === null ? Number.POSITIVE_INFINITY : startUs - jobs[last].endUs;
    const sinceSubmissionUs = startUs - jobs[job - 1].startUs;
    if (last === null || sinceEndUs > sinceSubmissionUs) {
      return { after: { job: job - 1, what: 'submission' }, gapUs: sinceSubmissionUs };
    }
    return { after: { job: last, what: 'end' }, gapUs: sinceEndUs };
  });
}

/** Time in which no job ran between the first submission and the last end, microseconds. */
export function idleUs(jobs: readonly Span[]): number {
  let idle = 0;
  let until = jobs[0]?.startUs ?? 0;
  for (const { startUs, endUs } of jobs) {
    idle += Math.max(0, startUs - until);
    until = Math.max(until, endUs);
  }
  return idle;
}
