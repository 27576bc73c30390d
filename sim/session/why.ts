import { eventNamesOf } from '../experiment/event-names.ts';
import { nameOf } from '../log/event-names.ts';
import { ControlledRun } from './controlled-run.ts';
import { CycleRecorder } from './cycle-recorder.ts';
import { forward } from './forward.ts';
import type { Why, WhyQuery } from './session-pages.ts';
import type { Work } from './work.ts';

/** Cycles looked back when the last one has nothing to say. */
const CYCLES_BACK = 20;

/**
 * Why the allocator did what it did: the run is done again, and the allocator asked to explain
 * itself in the last cycles before an event.
 */
export function* whyOf(run: ControlledRun, query: WhyQuery): Work<Why | null> {
  const { seq = run.seq } = query;
  const { cycles } = run;
  let last = cycles.length;
  while (last > 0 && cycles.at(last - 1) >= seq) last--;
  if (last === 0) return null;
  const again = new ControlledRun(run.experiment);
  yield* forward(again, {
    ...again.goalOf({ to: 'end' }),
    cycles: Math.max(0, last - CYCLES_BACK),
  });
  const recorder = new CycleRecorder(again, query);
  let found: Pick<Why, 'cycle'> | null = null;
  while (again.cycles.length < last && again.end === null) {
    const before = recorder.latest;
    again.explain(recorder);
    yield* forward(again, again.goalOf({ to: 'cycle' }));
    if (recorder.latest !== before) found = { cycle: again.cycles.length };
  }
  const { latest } = recorder;
  if (latest === null || found === null) return null;
  const why = { ...latest, ...found };
  return { ...why, text: textOf(why, again) };
}

function textOf(why: Omit<Why, 'text'>, { experiment }: ControlledRun): string[] {
  const { frameworks, agents } = eventNamesOf(experiment);
  const kind = why.periodic ? 'periodic cycle' : 'cycle after an event';
  const lines = [`${why.timeUs / 1e6} s: ${kind} ${why.cycle}`];
  for (const { agent, free, sentence, candidates } of why.visits) {
    const host = nameOf(agents, agent, 'agent');
    lines.push(`${host}, free ${free === '' ? 'nothing' : free}: ${sentence}`);
    for (const { framework, role, keyText, passedOver, detail } of candidates) {
      if (passedOver === null) continue;
      const more = detail === null ? '' : ` (${detail})`;
      lines.push(`  ${frameworks[framework]} in ${role}, at ${keyText}: ${passedOver}${more}`);
    }
  }
  if (why.moreVisits > 0) lines.push(`and ${why.moreVisits} agents more`);
  for (const { framework, role, rule } of why.leftOut) {
    lines.push(`not asked: ${frameworks[framework]} in ${role}: ${rule}`);
  }
  if (why.unvisited > 0) lines.push(`nobody left to ask for ${why.unvisited} agents`);
  return lines;
}
