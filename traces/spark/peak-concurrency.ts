import { type AttemptColumns, Outcome } from './attempt-table.ts';

/**
 * Most attempts between launch and finish at one time. It may pass the number of cores: a finish
 * is stamped when the driver has the result, when the core already runs another task.
 */
export function peakConcurrency(attempts: AttemptColumns): number {
  const { count, outcome, launchMs, finishMs } = attempts;
  const launches = new Float64Array(count);
  const finishes = new Float64Array(count);
  let timed = 0;
  for (let row = 0; row < count; row++) {
    if (outcome[row] === Outcome.RUNNING) continue;
    if (!(launchMs[row] > 0 && finishMs[row] >= launchMs[row])) continue;
    launches[timed] = launchMs[row];
    finishes[timed] = finishMs[row];
    timed++;
  }
  launches.subarray(0, timed).sort();
  finishes.subarray(0, timed).sort();
  let peak = 0;
  let finished = 0;
  for (let launched = 0; launched < timed; launched++) {
    // Who finishes in the millisecond of a launch is gone by then.
    while (finished < timed && finishes[finished] <= launches[launched]) finished++;
    peak = Math.max(peak, launched + 1 - finished);
  }
  return peak;
}
