import { TaskKind } from '../../traces/hadoop/hadoop-columns.ts';
import type { HadoopJob } from '../../traces/hadoop/hadoop-record.ts';
import type { HadoopTrace } from '../../traces/hadoop/hadoop-trace.ts';

/** A task, and its attempts that ended. */
export interface RecordedTask {
  readonly kind: number;
  /** Rows in the order of the log. */
  readonly attempts: readonly number[];
}

/** A job that ran something. Milliseconds since 1970. */
export interface RecordedHadoopJob {
  readonly job: HadoopJob;
  readonly tasks: readonly RecordedTask[];
  readonly submitMs: number;
  readonly finishMs: number;
}

const PRIORITIES = ['VERY_LOW', 'LOW', 'NORMAL', 'HIGH', 'VERY_HIGH'];

/** Jobs with a map or reduce that ran to an end, in the order in which they are served. */
export function recordedJobs(trace: HadoopTrace): RecordedHadoopJob[] {
  const { tasks, attempts } = trace;
  const byJob: RecordedTask[][] = trace.jobs.map(() => []);
  for (let task = 0; task < tasks.count; task++) {
    const rows = [
      ...tasks.attempts.subarray(tasks.firstAttempt[task], tasks.firstAttempt[task + 1]),
    ];
    const ended = rows.filter((row) => attempts.finishMs[row] >= attempts.startMs[row]);
    if (ended.length > 0) byJob[tasks.job[task]].push({ kind: tasks.kind[task], attempts: ended });
  }
  return trace.jobs
    .flatMap((job, j): RecordedHadoopJob[] => {
      const worked = byJob[j].some(({ kind }) => isWork(kind));
      if (!worked) return [];
      const rows = byJob[j].flatMap((task) => task.attempts);
      const firstMs = rows.reduce((least, row) => Math.min(least, attempts.startMs[row]), Infinity);
      const lastMs = lastEndMs(trace, byJob[j]);
      const known = [job.submitMs, job.launchMs].find((ms) => !Number.isNaN(ms));
      const submitMs = known ?? firstMs;
      const finishMs = Math.max(submitMs, Number.isNaN(job.finishMs) ? lastMs : job.finishMs);
      return [{ job, tasks: byJob[j], submitMs, finishMs }];
    })
    .sort((a, b) => rank(b.job) - rank(a.job) || a.submitMs - b.submitMs);
}

/** Maps and reduces, not what sets a job up or cleans up behind it. */
export function isWork(kind: number): boolean {
  return kind === TaskKind.MAP || kind === TaskKind.REDUCE;
}

/**
 * When a job began to run: its set-up task, which goes before all others, or its first attempt.
 * Times of attempts are those of their machines, whose clocks differ by minutes in old logs.
 */
export function firstBeginMs({ attempts }: HadoopTrace, { tasks }: RecordedHadoopJob): number {
  const setup = tasks.filter(({ kind }) => kind === TaskKind.SETUP);
  const rows = (setup.length > 0 ? setup : tasks).flatMap((task) => task.attempts);
  return rows.reduce((least, row) => Math.min(least, attempts.startMs[row]), Infinity);
}

function rank({ priority }: HadoopJob): number {
  const known = PRIORITIES.indexOf(priority ?? 'NORMAL');
  return known < 0 ? PRIORITIES.indexOf('NORMAL') : known;
}

/** When the last attempt of some tasks ended. */
export function lastEndMs({ attempts }: HadoopTrace, tasks: readonly RecordedTask[]): number {
  const rows = tasks.flatMap((task) => task.attempts);
  return rows.reduce((last, row) => Math.max(last, attempts.finishMs[row]), 0);
}
