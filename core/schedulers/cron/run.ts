import type { Micros } from '../../machine.ts';
import type { AgentId, TaskId } from '../../protocol/ids.ts';
import type { TaskState } from '../../protocol/task-states.ts';

/** One launch for a run. */
export interface Attempt {
  readonly taskId: TaskId;
  readonly agentId: AgentId;
  readonly launchedUs: Micros;
  /** When it was heard of as running; null before. */
  startedUs: Micros | null;
  endedUs: Micros | null;
  /** What ended it; null before. */
  end: TaskState | null;
}

/**
 * WAITING for an offer; LAUNCHED; RESTING after a failure, until the next attempt.
 */
export type RunPhase = 'WAITING' | 'LAUNCHED' | 'RESTING';

/** A time at which a job is due, and what became of it. */
export interface Run {
  /** Number of the run among those of its job, from 0. */
  readonly run: number;
  readonly dueUs: Micros;
  /** It may start until then; null for a run that parents began. */
  readonly latestUs: Micros | null;
  phase: RunPhase;
  /** When it may be attempted again; only while it rests. */
  againUs: Micros;
  /** Attempts that failed. */
  failures: number;
  readonly attempts: Attempt[];
}

/**
 * MISSED: nothing of it was heard of as running in time. KILLED: by somebody, or with its job.
 */
export type Outcome = 'SUCCEEDED' | 'FAILED' | 'MISSED' | 'KILLED';

/** A run that is over, for those who compare what was due with what was done. */
export interface RunRecord {
  readonly job: string;
  readonly run: number;
  readonly dueUs: Micros;
  readonly latestUs: Micros | null;
  readonly endedUs: Micros;
  readonly attempts: readonly Readonly<Attempt>[];
  readonly outcome: Outcome;
}

/** Whether a run may still start. */
export function isInTime({ latestUs }: Run, now: Micros): boolean {
  return latestUs === null || now <= latestUs;
}
