/** Hadoop's ids, in parts: `attempt_200904211745_0002_m_000010_0`. */
export interface HadoopId {
  /** `job_200904211745_0002`. */
  readonly job: string;
  /** What its letter and number make of the task, unique in the job. */
  readonly taskKey: number;
  readonly taskNumber: number;
  /** Null in the id of a task. */
  readonly attemptNumber: number | null;
}

const ID = /^(?:task|tip|attempt)_(.+)_([mrsct])_(\d{1,9})(?:_(\d{1,6}))?$/;
const LETTERS = 'mrsct';

/** Longest id looked at. */
const MAX_ID_LENGTH = 256;

/**
 * Takes a task's or attempt's id apart (maps m, reduces r, set-up s, clean-up c and t; before 0.21
 * set-up and clean-up are numbered behind the maps).
 * @returns null when it is none
 */
export function parseHadoopId(id: string): HadoopId | null {
  const parts = id.length <= MAX_ID_LENGTH ? ID.exec(id) : null;
  if (parts === null) return null;
  const [, job, letter, task] = parts;
  const attempt = parts.at(4);
  const number = Number(task);
  return {
    job: `job_${job}`,
    taskKey: number * LETTERS.length + LETTERS.indexOf(letter),
    taskNumber: number,
    attemptNumber: attempt === undefined ? null : Number(attempt),
  };
}

/** The number in a task's id, or null. */
export function taskNumber(id: unknown): number | null {
  return typeof id === 'string' ? (parseHadoopId(id)?.taskNumber ?? null) : null;
}

/** The last number in an attempt's id, or null. */
export function attemptNumber(id: unknown): number | null {
  return typeof id === 'string' ? (parseHadoopId(id)?.attemptNumber ?? null) : null;
}
