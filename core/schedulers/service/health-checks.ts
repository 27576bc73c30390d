import { MICROS_PER_SECOND, type Micros } from '../../machine.ts';
import type { TaskInfo, TaskStatus } from '../../protocol/tasks.ts';
import type { HealthCheck } from './app.ts';
import { type Instance, isDying } from './instance.ts';

/** From an instance's start to its first check (Marathon `delaySeconds`). */
const DELAY_US = 15 * MICROS_PER_SECOND;

/** What a task says of an app's check, which its agent carries out. */
export function checkOf(health: HealthCheck | null): Pick<TaskInfo, 'healthCheck'> {
  if (health === null) return {};
  const { intervalUs, timeoutUs, graceUs, maxConsecutiveFailures } = health;
  return {
    healthCheck: {
      ...{ delayUs: DELAY_US, intervalUs, timeoutUs },
      gracePeriodUs: graceUs,
      consecutiveFailures: maxConsecutiveFailures,
    },
  };
}

/**
 * Takes note of what a status says of an instance's health. Failures do not count in the time of
 * grace, which ends with the first success, and a status that is repeated counts once.
 * @param health the check of its app; null for none
 * @returns FAILED: so often in a row that the instance is to be killed
 */
export function checkSays(
  instance: Instance,
  { healthy, uuid }: TaskStatus,
  health: HealthCheck | null,
  now: Micros,
): 'NOTHING' | 'NEWS' | 'FAILED' {
  if (healthy === undefined || !instance.checked || health === null) return 'NOTHING';
  if (uuid !== null && uuid === instance.checkUuid) return 'NOTHING';
  instance.checkUuid = uuid;
  if (healthy) {
    instance.healthy = true;
    instance.failures = 0;
    return 'NEWS';
  }
  if (instance.healthy === null && now < instance.sinceUs + health.graceUs) return 'NOTHING';
  instance.healthy = false;
  instance.failures++;
  const { maxConsecutiveFailures: most } = health;
  return most > 0 && instance.failures >= most && !isDying(instance) ? 'FAILED' : 'NEWS';
}
