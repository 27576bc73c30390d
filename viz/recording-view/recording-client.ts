import { type Remote, proxy, releaseProxy, wrap } from 'comlink';

import type { Cursor, Goal, Position, RunSummary } from '../../sim/session/session-api.ts';
import type { Frame, FrameRequest } from '../../sim/session/session-frame.ts';
import type {
  EventPage,
  EventQuery,
  Inspection,
  InspectionTarget,
  JobPage,
  OfferPage,
  OfferQuery,
  TaskQuery,
  Why,
} from '../../sim/session/session-pages.ts';
import type { NamedTaskPage } from '../cluster-model/task-list.ts';
import type { FrameSource } from '../lab/frame-source.ts';
import { NO_JOBS } from '../live-view/live-source.ts';
import type { RecordingAnswer, RecordingHost } from './recording-host.ts';

/** A recording in a worker of its own, as views read it. Every promise settles. */
export class RecordingClient implements FrameSource {
  /** Never: it is over. */
  readonly staleSince = null;
  private readonly worker: Worker;
  private readonly host: Remote<RecordingHost>;
  /** Rejects with why the worker cannot be asked any more; never resolves. */
  private readonly broken: Promise<never>;
  private known: RunSummary | null = null;

  constructor() {
    this.worker = new Worker(new URL('./recording-worker.ts', import.meta.url), {
      type: 'module',
      name: 'evenhand-recording',
    });
    this.broken = new Promise((_, reject) => {
      const fail = (what: string): void => {
        reject(new Error(`the worker that replays the recording ended: ${what}`));
      };
      this.worker.addEventListener('error', ({ message }) => fail(message || 'it did not start'));
      this.worker.addEventListener('messageerror', () => fail('an answer could not be read'));
    });
    // Every question waits for it as well; by itself it is nobody's.
    this.broken.catch(() => undefined);
    this.host = wrap<RecordingHost>(this.worker);
  }

  /** @throws Error before it was opened */
  get summary(): RunSummary {
    if (this.known === null) throw new Error('no recording is open');
    return this.known;
  }

  async open(
    name: string,
    content: Blob,
    progress: (part: number) => void,
  ): Promise<RecordingAnswer> {
    const answer = await this.ask<RecordingAnswer>(this.host.open(name, content, proxy(progress)));
    if (answer.ok) this.known = answer.summary;
    return answer;
  }

  frame(request: FrameRequest): Promise<Frame> {
    return this.ask(this.host.frame(request));
  }

  play(timeUs: number, budgetMs: number, request: FrameRequest): Promise<Frame> {
    return this.ask(this.host.play(timeUs, budgetMs, request));
  }

  seek(to: Cursor): Promise<Position> {
    return this.ask(this.host.seek(to));
  }

  advance(goal: Goal): Promise<Position> {
    return this.ask(this.host.advance(goal));
  }

  cycleBack(): Promise<Position> {
    return this.ask(this.host.cycleBack());
  }

  events(query: EventQuery): Promise<EventPage> {
    return this.ask(this.host.events(query));
  }

  tasks(query: TaskQuery): Promise<NamedTaskPage> {
    return this.ask(this.host.tasks(query));
  }

  offers(query: OfferQuery): Promise<OfferPage> {
    return this.ask(this.host.offers(query));
  }

  inspect(target: InspectionTarget): Promise<Inspection> {
    return this.ask(this.host.inspect(target));
  }

  jobs(): Promise<JobPage> {
    return Promise.resolve(NO_JOBS);
  }

  /** Recordings hold what was decided, not what was thought. */
  why(): Promise<Why | null> {
    return Promise.resolve(null);
  }

  close(): void {
    this.host[releaseProxy]();
    this.worker.terminate();
  }

  /** Comlink alone waits for ever for a worker that is dead. */
  private ask<Value>(question: Promise<Value>): Promise<Value> {
    return Promise.race([question, this.broken]);
  }
}
