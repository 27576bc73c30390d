import { TASK_STATES } from '../../../sim/session/session-pages.ts';
import type { EngineRun } from '../engine-run.ts';

/** Kinds of events that tell a failure's story; the rest is everyday business. */
const TELLING: ReadonlySet<string> = new Set([
  'AGENT_DOWN',
  'AGENT_UP',
  'CONTAINER_LOST',
  'DISCONNECTED',
  'PING_MISSED',
  'PARTITION',
  'PARTITION_HEALED',
  'MASTER_ENDED',
  'MASTER_LEADS',
  'FOLLOWS',
  'REREGISTER_AGENT',
  'AGENT_REREGISTERED',
  'SUBSCRIBED',
  'RECONCILE',
  'ACCEPT',
  'JOB_FINISHED',
]);

const EVENTS_MOST = 2000;

/** One line of the story: equal events one behind the other are counted. */
export interface Happening {
  readonly seconds: number;
  readonly times: number;
  readonly kind: string;
  readonly what: string;
}

/** The telling events of a run from a time on. */
export function happenings({ session, summary }: EngineRun, fromSeconds: number): Happening[] {
  const lines: { seconds: number; times: number; kind: string; what: string }[] = [];
  let from: number | null = 0;
  while (from !== null) {
    const page = session.events({ from, limit: EVENTS_MOST });
    for (let row = 0; row < page.count; row++) {
      const { name, what } = summary.eventKinds[page.kind[row]];
      const seconds = page.timeUs[row] / 1e6;
      if (seconds < fromSeconds || !TELLING.has(name)) continue;
      const last = lines.at(-1);
      if (last?.kind === name && seconds - last.seconds < 1) last.times++;
      else lines.push({ seconds, times: 1, kind: name, what });
    }
    from = page.next;
  }
  return lines;
}

/** Seconds of work of tasks that were lost, and how many there were. */
export function lostWork({ session }: EngineRun): { tasks: number; seconds: number } {
  const { count, state, startedUs, endedUs } = session.tasks({ offset: 0, limit: 1000 });
  let tasks = 0;
  let seconds = 0;
  for (let row = 0; row < count; row++) {
    if (TASK_STATES[state[row]] !== 'lost') continue;
    tasks++;
    const worked = (endedUs[row] - startedUs[row]) / 1e6;
    if (worked > 0) seconds += worked;
  }
  return { tasks, seconds };
}

/** The longest time from `fromSeconds` on during which no scheduler was told of an offer. */
export function longestSilence({ session, summary }: EngineRun, fromSeconds: number): number {
  const offers = summary.eventKinds.findIndex(({ name }) => name === 'OFFERS');
  const page = session.events({ from: 0, limit: EVENTS_MOST, kinds: [offers] });
  let last = fromSeconds;
  let longest = 0;
  for (const timeUs of page.timeUs) {
    const seconds = timeUs / 1e6;
    if (seconds < fromSeconds) continue;
    longest = Math.max(longest, seconds - last);
    last = seconds;
  }
  return longest;
}
