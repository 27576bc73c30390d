import { checkExperiment } from '../../sim/experiment/check-experiment.ts';
import type { Experiment } from '../../sim/experiment/experiment.ts';
import { UsageError } from '../errors.ts';

/**
 * Refuses an experiment that could not run or would never end, before it starts.
 * @throws UsageError with the first problem and the number of others
 */
export function requireRunnable(experiment: Experiment): void {
  const problems = checkExperiment(experiment);
  if (problems.length === 0) return;
  const others = problems.length > 1 ? ` (and ${problems.length - 1} more problems)` : '';
  throw new UsageError(`${problems[0].message}${others}`);
}
