import type { FaultDocument } from '../../sim/scenario/scenario-document.ts';
import type {
  Bookmark,
  Branch,
  BranchAnswer,
  Change,
  Cursor,
  Goal,
  OpenAnswer,
  OpenRequest,
  Position,
  RunSummary,
} from '../../sim/session/session-api.ts';
import type { Frame, FrameRequest } from '../../sim/session/session-frame.ts';
import type { SessionPort } from '../worker/session-port.ts';
import { Playback } from './playback.ts';

export interface RunListener {
  /** Another run or branch is there. */
  opened(summary: RunSummary): void;
  shown(frame: Frame): void;
  /** The run stands still at a place: time to look closely. */
  settled(branches: readonly Branch[], bookmarks: readonly Bookmark[]): void;
  /** It left the place where it stood. */
  left(): void;
  playing(is: boolean): void;
  failed(error: unknown): void;
}

/** Drives a session for a page: plays, steps, seeks, forks, and fetches what is to be shown. */
export class RunControl {
  readonly playback: Playback;
  private readonly port: SessionPort;
  private readonly listener: RunListener;
  private readonly wants: (slow: boolean) => FrameRequest;
  private summary: RunSummary | null = null;
  private readonly summaries = new Map<number, RunSummary>();
  private last: Position | null = null;
  /** Counts moves: what a move that was overtaken brings is not shown. */
  private move = 0;

  constructor(port: SessionPort, wants: (slow: boolean) => FrameRequest, listener: RunListener) {
    this.port = port;
    this.wants = wants;
    this.listener = listener;
    const beat = {
      now: () => performance.now(),
      next: (call: () => void) => void requestAnimationFrame(call),
    };
    this.playback = new Playback(port, beat, wants, {
      shown: (frame) => this.show(frame),
      changed: (playing) => {
        listener.playing(playing);
        if (playing) listener.left();
        else this.guard(this.settle());
      },
      failed: (error) => listener.failed(error),
    });
  }

  get position(): Position | null {
    return this.last;
  }

  /** Puts another run in the place of this one. */
  async open(request: OpenRequest): Promise<OpenAnswer> {
    this.playback.pause();
    const move = ++this.move;
    const answer = await this.port.open(request);
    if (answer.ok) this.summaries.clear();
    if (answer.ok && move === this.move) await this.arrive(answer.summary, answer.position);
    return answer;
  }

  toggle(): void {
    if (this.last === null) return;
    if (this.playback.isPlaying) this.playback.pause();
    else this.playback.start(this.last);
  }

  advance(goal: Goal): void {
    this.go(() => this.port.advance(goal));
  }

  seek(to: Cursor): void {
    this.go(() => this.port.seek(to));
  }

  /** Back to right after the allocation cycle before the last one. */
  cycleBack(): void {
    this.go(async () => {
      const { last, summary } = this;
      if (last === null || summary === null) throw new Error('there is no run to step back in');
      const timers = summary.eventKinds.findIndex(({ name }) => name === 'TIMER');
      const page = await this.port.events({
        ...{ from: Math.max(0, last.seq - 2), backward: true, limit: 400, kinds: [timers] },
      });
      for (let row = page.count - 1; row >= 0; row--) {
        // A timer of nobody's is the allocator's.
        if (page.agent[row] >= 0 || page.framework[row] >= 0) continue;
        return this.port.seek({ at: 'event', seq: page.seq[row] + 1 });
      }
      return this.port.seek({ at: 'event', seq: 0 });
    });
  }

  /** A fault strikes right after the cursor: the branch is shown with it. */
  async inject(fault: FaultDocument): Promise<BranchAnswer> {
    return this.branch(async () => {
      const answer = await this.port.inject(fault);
      if (!answer.ok) return answer;
      const struck = { to: 'time', timeUs: answer.position.timeUs + 1 } as const;
      return { ...answer, position: await this.port.advance(struck) };
    });
  }

  async fork(change: Change): Promise<BranchAnswer | null> {
    const { last } = this;
    return last === null ? null : this.branch(() => this.port.fork(last.cursor, change));
  }

  /** Goes to another branch, to where it was left or to a place in it. */
  select(branch: number, to: Cursor | null = null): void {
    this.go(async () => {
      const position = await this.port.select(branch);
      const summary = this.summaries.get(position.branch);
      if (summary !== undefined) this.become(summary);
      return to === null ? position : this.port.seek(to);
    });
  }

  /** Asks for a frame of the place where the run stands, with all that is seen. */
  async refresh(): Promise<void> {
    if (this.summary === null) return;
    this.show(await this.port.frame(this.wants(true)));
  }

  /** Runs what may fail, and says so. */
  guard(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.listener.failed(error));
  }

  private async branch(make: () => Promise<BranchAnswer>): Promise<BranchAnswer> {
    const wasPlaying = this.playback.isPlaying;
    this.playback.pause();
    const move = ++this.move;
    const answer = await make();
    if (!answer.ok || move !== this.move) return answer;
    await this.arrive(answer.summary, answer.position);
    if (wasPlaying) this.toggle();
    return answer;
  }

  private go(work: () => Promise<Position>): void {
    this.playback.pause();
    const move = ++this.move;
    this.listener.left();
    this.guard(
      work().then(async (position) => {
        if (move !== this.move) return;
        this.last = position;
        await this.settle();
      }),
    );
  }

  private async arrive(summary: RunSummary, position: Position): Promise<void> {
    this.summaries.set(position.branch, summary);
    this.last = position;
    this.become(summary);
    await this.settle();
  }

  private become(summary: RunSummary): void {
    this.summary = summary;
    this.listener.opened(summary);
  }

  private async settle(): Promise<void> {
    const { move } = this;
    await this.refresh();
    const [branches, bookmarks] = await Promise.all([this.port.branches(), this.port.bookmarks()]);
    if (move === this.move && !this.playback.isPlaying) {
      this.listener.settled(branches, bookmarks);
    }
  }

  private show(frame: Frame): void {
    this.last = frame.position;
    this.listener.shown(frame);
  }
}
