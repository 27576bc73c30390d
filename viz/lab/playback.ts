import type { Position } from '../../sim/session/session-api.ts';
import type { Frame, FrameRequest } from '../../sim/session/session-frame.ts';

/** What plays: the one call that goes on and answers with a frame. */
export interface Player {
  play(timeUs: number, budgetMs: number, request: FrameRequest): Promise<Frame>;
}

/** The page's clock and its beat. */
export interface Beat {
  /** Milliseconds that only grow. */
  now(): number;
  /** Calls once, when the page is drawn next. */
  next(call: () => void): void;
}

export interface PlaybackListener {
  shown(frame: Frame): void;
  /** Playing began or ended. */
  changed(playing: boolean): void;
  failed(error: unknown): void;
}

/** Simulated seconds a second, until another is chosen. */
export const DEFAULT_SPEED = 10;

/** Work of the engine per frame: what is left of 16 ms is for drawing it. */
const BUDGET_MS = 11;
/** A page that was not drawn for longer than this was hidden: its run stood still meanwhile. */
const LONGEST_BEAT_MS = 250;
/** How often what is costly is asked for, such as all of the history. */
const SLOW_EVERY_MS = 150;

/**
 * Plays a run at a speed, a frame for each time the page is drawn. There is one question under
 * way at most, so that a slow page shows fewer frames and never old ones; a run that is slower
 * than the speed wanted goes as fast as it can.
 */
export class Playback {
  /** Simulated microseconds per millisecond; infinite goes as fast as it can. */
  speed: number = DEFAULT_SPEED * 1000;
  private readonly player: Player;
  private readonly beat: Beat;
  private readonly listener: PlaybackListener;
  private readonly wants: (slow: boolean) => FrameRequest;
  private playing = false;
  private asked = false;
  private lastMs = 0;
  private slowMs = Number.NEGATIVE_INFINITY;
  private atUs = 0;

  /** @param wants what frames hold: with the costly parts, or without */
  constructor(
    player: Player,
    beat: Beat,
    wants: (slow: boolean) => FrameRequest,
    listener: PlaybackListener,
  ) {
    this.player = player;
    this.beat = beat;
    this.wants = wants;
    this.listener = listener;
  }

  get isPlaying(): boolean {
    return this.playing;
  }

  /** Plays on from where the run stands. */
  start({ timeUs, ended }: Position): void {
    if (this.playing || ended !== null) return;
    this.playing = true;
    this.atUs = timeUs;
    this.lastMs = this.beat.now();
    this.listener.changed(true);
    if (!this.asked) this.beat.next(() => this.go());
  }

  pause(): void {
    if (!this.playing) return;
    this.playing = false;
    this.listener.changed(false);
  }

  private go(): void {
    if (!this.playing || this.asked) return;
    this.asked = true;
    void this.ask();
  }

  private async ask(): Promise<void> {
    const nowMs = this.beat.now();
    const passedMs = Math.min(nowMs - this.lastMs, LONGEST_BEAT_MS);
    this.lastMs = nowMs;
    const slow = nowMs - this.slowMs >= SLOW_EVERY_MS;
    if (slow) this.slowMs = nowMs;
    try {
      const to = this.atUs + passedMs * this.speed;
      const frame = await this.player.play(to, BUDGET_MS, this.wants(slow));
      const { position } = frame;
      this.atUs = placeOf(position);
      if (position.ended !== null) this.pause();
      this.listener.shown(frame);
    } catch (error) {
      this.pause();
      this.listener.failed(error);
    }
    this.asked = false;
    if (this.playing) this.beat.next(() => this.go());
  }
}

/** Between events nothing happens, and time goes on all the same. */
function placeOf({ cursor, timeUs }: Position): number {
  return cursor.at === 'time' ? Math.max(timeUs, cursor.timeUs) : timeUs;
}
