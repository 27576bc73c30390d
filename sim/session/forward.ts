import type { ControlledRun, RunGoal } from './controlled-run.ts';
import type { Cursor } from './session-api.ts';
import type { Work } from './work.ts';

/** Runs to a goal in slices, and says after each how far it is. */
export function* forward(run: ControlledRun, goal: RunGoal): Work<void> {
  const from = { seq: run.seq, timeUs: run.timeUs };
  while (run.slice(goal)) {
    const { seq, timeUs } = run;
    yield { part: partOf(goal, from, run), position: { seq, timeUs } };
  }
}

/** How much of the way is done, as far as can be told. */
function partOf(
  goal: RunGoal,
  from: { readonly seq: number; readonly timeUs: number },
  { seq, timeUs, cluster, experiment }: ControlledRun,
): number {
  if (goal.seq < Number.POSITIVE_INFINITY) return (seq - from.seq) / (goal.seq - from.seq);
  const endUs = Math.min(goal.timeUs, experiment.untilUs ?? Number.POSITIVE_INFINITY);
  if (endUs < Number.POSITIVE_INFINITY) return (timeUs - from.timeUs) / (endUs - from.timeUs);
  return cluster.jobs.ended / Math.max(1, experiment.workload.jobs.count);
}

export function goalAt(cursor: Cursor): RunGoal {
  const far = Number.POSITIVE_INFINITY;
  const goal = { seq: far, timeUs: far, cycles: far, faults: far };
  return cursor.at === 'event' ? { ...goal, seq: cursor.seq } : { ...goal, timeUs: cursor.timeUs };
}
