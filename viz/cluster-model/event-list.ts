import type { EventPage, EventQuery } from '../../sim/session/session-pages.ts';
import { type ClusterEventKind, eventKindNumber } from './event-kinds.ts';

/** Something that happened; frameworks and agents by the master's numbers, -1 for nobody. */
export interface ClusterEvent {
  readonly timeUs: number;
  readonly kind: number;
  readonly framework: number;
  readonly agent: number;
  readonly subject: number;
  readonly text: string;
}

/** Places of frameworks and agents in the views. */
export interface EventPlaces {
  frameworkPlace(id: number): number;
  agentPlace(id: number): number;
}

/** What happened, the latest of it. */
export class EventList {
  /** Sequence number of the next one. */
  end = 0;
  private readonly most: number;
  private events: ClusterEvent[] = [];

  /** @param most that are kept at least; at most half as many again */
  constructor(most: number) {
    this.most = most;
  }

  /** Sequence number of the first that is kept. */
  get oldest(): number {
    return this.end - this.events.length;
  }

  add(
    kind: ClusterEventKind,
    timeUs: number,
    about: Partial<Omit<ClusterEvent, 'kind' | 'timeUs'>> = {},
  ): void {
    const nobody = { framework: -1, agent: -1, subject: -1, text: '' };
    this.events.push({ ...nobody, ...about, timeUs, kind: eventKindNumber(kind) });
    this.end++;
    if (this.events.length > this.most * 1.5) this.events = this.events.slice(-this.most);
  }

  at(seq: number): ClusterEvent | undefined {
    return this.events[seq - this.oldest];
  }

  page(query: EventQuery, places: EventPlaces): EventPage {
    const { from, limit, backward = false } = query;
    const { oldest, end } = this;
    const step = backward ? -1 : 1;
    const found: { readonly seq: number; readonly event: ClusterEvent }[] = [];
    let seq = Math.min(Math.max(from < 0 ? end + from : from, oldest), end);
    if (backward) seq = Math.min(seq, end - 1);
    const inside = (): boolean => (backward ? seq >= oldest : seq < end);
    const fits = fitting(query, places);
    for (; found.length < limit && inside(); seq += step) {
      const event = this.events[seq - oldest];
      if (fits(event)) found.push({ seq, event });
    }
    if (backward) found.reverse();
    return {
      count: found.length,
      seq: Float64Array.from(found, (one) => one.seq),
      timeUs: Float64Array.from(found, ({ event }) => event.timeUs),
      kind: Uint8Array.from(found, ({ event }) => event.kind),
      framework: Int32Array.from(found, ({ event }) => places.frameworkPlace(event.framework)),
      agent: Int32Array.from(found, ({ event }) => places.agentPlace(event.agent)),
      subject: Float64Array.from(found, ({ event }) => event.subject),
      detail: new Int32Array(found.length),
      text: found.map(({ event }) => event.text),
      next: inside() ? seq : null,
      oldest,
    };
  }
}

function fitting(
  { kinds, framework, agent, subject }: EventQuery,
  places: EventPlaces,
): (event: ClusterEvent) => boolean {
  const wanted = kinds === undefined ? null : new Set(kinds);
  return (event) =>
    (wanted === null || wanted.has(event.kind)) &&
    (framework === undefined || places.frameworkPlace(event.framework) === framework) &&
    (agent === undefined || places.agentPlace(event.agent) === agent) &&
    (subject === undefined || event.subject === subject);
}
