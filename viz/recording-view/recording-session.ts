import type { ClusterChange } from '../../core/feed/cluster-change.ts';
import type { RecordedLife } from '../../core/recording/life-replay.ts';
import { recordedLife } from '../../core/recording/recorded-life.ts';
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
import { ClusterModel, RECORDING_BOUNDS } from '../cluster-model/cluster-model.ts';
import { isFaultKind } from '../cluster-model/event-kinds.ts';
import { modelFrame, modelSummary } from '../cluster-model/model-frame.ts';
import { clock } from '../lab/time-words.ts';
import { inspectModel } from '../cluster-model/model-inspection.ts';
import type { NamedTaskPage } from '../cluster-model/task-list.ts';

/** What a whole recording holds. */
export interface RecordingFacts {
  /** Whose life it is. */
  readonly machine: 'master' | 'agent';
  /** Of the engine that recorded it. */
  readonly version: string;
  readonly inputs: number;
  /** Microseconds since 1970. */
  readonly startUs: number;
  readonly spanUs: number;
  readonly tasks: number;
  readonly offers: number;
}

/**
 * The recorded life of a master or an agent, to be looked at forward and back. It lives once more
 * from the beginning to the end; what it did is kept as changes, and every place of its life is found by
 * telling them anew.
 */
export class RecordingSession {
  private readonly name: string;
  private readonly life: RecordedLife;
  private readonly changes: ClusterChange[] = [];
  /** Has heard of everything: its directory is that of every place. */
  private readonly whole = new ClusterModel(RECORDING_BOUNDS);
  private model = new ClusterModel(RECORDING_BOUNDS, this.whole.directory);
  /** Changes that the model has been told. */
  private told = 0;
  private startUs: number = Number.NaN;
  private lastUs = 0;
  private known: RunSummary | null = null;

  /** @throws RecordingProblem for what is no recording of a master or an agent */
  constructor(name: string, lines: readonly string[]) {
    this.name = name;
    this.life = recordedLife(name, lines, (change) => {
      this.changes.push(change);
      this.whole.apply(change);
    });
  }

  /** How much of it has been lived, from 0 to 1. */
  get part(): number {
    return this.life.inputs === 0 ? 1 : Math.min(1, this.life.done / this.life.inputs);
  }

  get facts(): RecordingFacts {
    const { life, whole, spanUs, startUs } = this;
    const counts = { tasks: whole.tasks.launched, offers: whole.offers.made };
    return {
      machine: life.machine,
      version: life.version,
      inputs: life.done,
      startUs,
      spanUs,
      ...counts,
    };
  }

  /**
   * Lives on for some inputs; to be called until it is over, before anything is asked.
   * @returns whether there are more
   */
  live(inputs: number): boolean {
    for (let done = 0; done < inputs; done++) {
      const timeUs = this.life.step();
      if (timeUs === null) {
        this.whole.directory.isFixed = true;
        this.begin();
        return false;
      }
      if (Number.isNaN(this.startUs)) {
        this.startUs = timeUs;
        this.whole.reach(timeUs);
      }
      this.lastUs = timeUs;
    }
    return true;
  }

  get summary(): RunSummary {
    this.known ??= { ...modelSummary(this.whole, this.name), untilUs: this.spanUs };
    return this.known;
  }

  position(): Position {
    const { model, whole, spanUs, told, changes } = this;
    const { nowUs } = model;
    const isOver = told === changes.length && nowUs >= spanUs;
    return {
      ...{ branch: 0, seq: model.events.end, timeUs: nowUs, hash: '', cycles: model.cycles },
      ...{ jobsFinished: 0, ended: isOver ? { kind: 'time over' } : null },
      ...{ cursor: { at: 'time', timeUs: nowUs } },
      ...{ knownEvents: whole.events.end, knownUs: spanUs },
    };
  }

  frame(request: FrameRequest): Frame {
    return modelFrame(this.model, this.position(), request);
  }

  /** Goes on towards a time by at most so many changes, then the frame. */
  play(timeUs: number, changes: number, request: FrameRequest): Frame {
    if (timeUs < this.model.nowUs) return this.frame(request);
    const until = this.told + changes;
    while (this.told < until && this.isNextUpTo(timeUs)) this.tell();
    if (!this.isNextUpTo(timeUs)) this.reach(timeUs);
    return this.frame(request);
  }

  seek(to: Cursor): Position {
    if (to.at === 'time') {
      if (to.timeUs < this.model.nowUs) this.begin();
      while (this.isNextUpTo(to.timeUs)) this.tell();
      this.reach(to.timeUs);
    } else {
      if (to.seq < this.model.events.end) this.begin();
      this.tellUntil(() => this.model.events.end >= to.seq);
    }
    return this.position();
  }

  advance(goal: Goal): Position {
    const { events, cycles } = this.model;
    switch (goal.to) {
      case 'event': {
        const wanted = events.end + (goal.count ?? 1);
        this.tellUntil(() => this.model.events.end >= wanted);
        break;
      }
      case 'cycle': {
        const wanted = cycles + (goal.count ?? 1);
        this.tellUntil(() => this.model.cycles >= wanted);
        break;
      }
      case 'fault': {
        let seen = events.end;
        this.tellUntil(() => {
          for (; seen < events.end; seen++) {
            if (isFaultKind(events.at(seen)?.kind ?? 0)) return true;
          }
          return false;
        });
        break;
      }
      case 'time':
        return this.seek({ at: 'time', timeUs: goal.timeUs });
      case 'seq':
        return this.seek({ at: 'event', seq: goal.seq });
      case 'end':
        return this.seek({ at: 'time', timeUs: this.spanUs });
    }
    if (this.told === this.changes.length) this.reach(this.spanUs);
    return this.position();
  }

  /** Back to right after the allocation cycle before the last one. */
  cycleBack(): Position {
    const wanted = Math.max(0, this.model.cycles - 1);
    this.begin();
    if (wanted > 0) this.tellUntil(() => this.model.cycles >= wanted);
    return this.position();
  }

  events(query: EventQuery): EventPage {
    return this.model.events.page(query, this.model.directory);
  }

  tasks(query: TaskQuery): NamedTaskPage {
    return this.model.tasks.page(query, this.model.directory);
  }

  offers(query: OfferQuery): OfferPage {
    return this.model.offers.page(query, this.model.directory);
  }

  inspect(target: InspectionTarget): Inspection {
    return inspectModel(this.model, target, (us) => clock(us, 3));
  }

  private get spanUs(): number {
    return Number.isNaN(this.startUs) ? 0 : this.lastUs - this.startUs;
  }

  private begin(): void {
    this.model = new ClusterModel(RECORDING_BOUNDS, this.whole.directory);
    this.told = 0;
    if (!Number.isNaN(this.startUs)) this.model.reach(this.startUs);
  }

  private tell(): void {
    this.model.apply(this.changes[this.told]);
    this.told++;
  }

  private tellUntil(isThere: () => boolean): void {
    while (this.told < this.changes.length && !isThere()) this.tell();
  }

  private isNextUpTo(timeUs: number): boolean {
    return this.told < this.changes.length && this.changes[this.told].t - this.startUs <= timeUs;
  }

  private reach(timeUs: number): void {
    this.model.reach(this.startUs + Math.min(timeUs, this.spanUs));
  }
}
