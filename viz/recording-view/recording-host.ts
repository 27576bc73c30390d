import { transfer } from 'comlink';

import { RecordingProblem } from '../../core/recording/life-replay.ts';
import type { Cursor, Goal, Position, RunSummary } from '../../sim/session/session-api.ts';
import type { Frame, FrameRequest } from '../../sim/session/session-frame.ts';
import type {
  EventPage,
  EventQuery,
  Inspection,
  InspectionTarget,
  OfferPage,
  OfferQuery,
  TaskQuery,
} from '../../sim/session/session-pages.ts';
import { buffersOf } from '../../sim/worker/transferred.ts';
import type { NamedTaskPage } from '../cluster-model/task-list.ts';
import { recordingLines } from './recording-lines.ts';
import { type RecordingFacts, RecordingSession } from './recording-session.ts';

export type RecordingAnswer =
  | {
      readonly ok: true;
      readonly summary: RunSummary;
      readonly facts: RecordingFacts;
      readonly position: Position;
    }
  | { readonly ok: false; readonly message: string };

/** How long it is busy before it says how far it is. */
const SLICE_MS = 60;
const INPUTS_AT_ONCE = 200;
/** Changes told for one frame while playing. */
const CHANGES_AT_ONCE = 20_000;

/** What the worker of a recording offers. */
export class RecordingHost {
  private opened: RecordingSession | null = null;

  /** @param progress told how much of it has been lived, from 0 to 1 */
  async open(
    name: string,
    content: Blob,
    progress: (part: number) => unknown,
  ): Promise<RecordingAnswer> {
    try {
      const session = new RecordingSession(name, await recordingLines(content));
      let sinceMs = performance.now();
      while (session.live(INPUTS_AT_ONCE)) {
        if (performance.now() - sinceMs < SLICE_MS) continue;
        sinceMs = performance.now();
        progress(session.part);
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
      this.opened = session;
      const { summary, facts } = session;
      return { ok: true, summary, facts, position: session.position() };
    } catch (error) {
      if (error instanceof RecordingProblem) return { ok: false, message: error.message };
      throw error;
    }
  }

  frame(request: FrameRequest): Frame {
    return sent(this.session.frame(request));
  }

  play(timeUs: number, _budgetMs: number, request: FrameRequest): Frame {
    return sent(this.session.play(timeUs, CHANGES_AT_ONCE, request));
  }

  seek(to: Cursor): Position {
    return this.session.seek(to);
  }

  advance(goal: Goal): Position {
    return this.session.advance(goal);
  }

  cycleBack(): Position {
    return this.session.cycleBack();
  }

  events(query: EventQuery): EventPage {
    return sent(this.session.events(query));
  }

  tasks(query: TaskQuery): NamedTaskPage {
    return sent(this.session.tasks(query));
  }

  offers(query: OfferQuery): OfferPage {
    return sent(this.session.offers(query));
  }

  inspect(target: InspectionTarget): Inspection {
    return this.session.inspect(target);
  }

  private get session(): RecordingSession {
    if (this.opened === null) throw new Error('no recording is open');
    return this.opened;
  }
}

function sent<Value extends object>(value: Value): Value {
  return transfer(value, buffersOf(value));
}
