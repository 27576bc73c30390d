import type { Micros } from '../machine.ts';
import type { TaskState, TaskStatus } from '../protocol/tasks.ts';
import type { AgentTask } from './agent-io.ts';

/**
 * Takes note of what a check of a task's health found (`mesos-semantics` part 19.5, HealthCheck).
 *
 * Failures in the time of grace, which ends with the first success, do not count. A change is
 * news; so many failures in a row are the task's end.
 */
export function checkFound(
  { health, info }: AgentTask,
  healthy: boolean,
  now: Micros,
): { readonly isNews: boolean; readonly isFatal: boolean } {
  const check = info.healthCheck;
  // It has not said that it runs.
  if (health === undefined || check === undefined) return { isNews: false, isFatal: false };
  const isEarly = health.healthy === null && now < health.sinceUs + check.gracePeriodUs;
  if (!healthy && isEarly) return { isNews: false, isFatal: false };
  const isNews = health.healthy !== healthy;
  health.healthy = healthy;
  health.failures = healthy ? 0 : health.failures + 1;
  const { consecutiveFailures: most } = check;
  return { isNews, isFatal: !healthy && most > 0 && health.failures >= most };
}

/**
 * What a status says of health, how a running task is or that a killed one was not well, and of
 * what its check found.
 */
export function healthTold(
  { health, check }: AgentTask,
  state: TaskState,
): Pick<TaskStatus, 'healthy' | 'check'> {
  const found = check === undefined ? {} : { check };
  const healthy = health?.healthy ?? null;
  if (healthy === null) return found;
  const isTold = state === 'TASK_RUNNING' || (state === 'TASK_KILLED' && !healthy);
  return isTold ? { ...found, healthy } : found;
}
