import type { EngineRun } from '../engine-run.ts';
import { RUSH_AT_SECONDS, RUSH_TASKS } from './scenario.ts';

/** Seconds for which the last of web's tasks waited; infinite while some have not started. */
export function lastWaitSeconds(run: EngineRun): number {
  const framework = run.framework('web');
  const { startedUs } = run.session.tasks({ offset: 0, limit: RUSH_TASKS, framework });
  if (startedUs.length < RUSH_TASKS) return Number.POSITIVE_INFINITY;
  return Math.max(...startedUs) / 1e6 - RUSH_AT_SECONDS;
}
