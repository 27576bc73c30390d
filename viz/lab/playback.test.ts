import { describe, expect, it } from 'vitest';

import { Session } from '../../sim/session/session.ts';
import type { Frame, FrameRequest } from '../../sim/session/session-frame.ts';
import { Playback } from './playback.ts';

/** A page whose clock and drawing are moved by hand, and a session that answers when told to. */
class Stage {
  nowMs = 0;
  readonly frames: Frame[] = [];
  readonly changes: boolean[] = [];
  readonly asked: FrameRequest[] = [];
  readonly session = new Session();
  readonly playback: Playback;
  private drawn: (() => void)[] = [];
  private answers: (() => void)[] = [];

  constructor() {
    const opened = this.session.open({
      source: {
        kind: 'document',
        document: {
          cluster: { agents: [{ count: 2, resources: 'cpus:2;mem:2048' }] },
          frameworks: [{ name: 'a', kind: 'mapreduce', jobs: [{ tasks: 8, duration: '3s' }] }],
          until: '20s',
        },
      },
    });
    if (!opened.ok) throw new Error(opened.problems[0].message);
    this.playback = new Playback(
      {
        play: (timeUs, _budgetMs, request) =>
          new Promise((resolve) => {
            this.asked.push(request);
            this.answers.push(() => {
              this.session.advance({ to: 'time', timeUs: Math.min(timeUs, 1e9) });
              resolve(this.session.frame(request));
            });
          }),
      },
      { now: () => this.nowMs, next: (call) => void this.drawn.push(call) },
      (slow) => (slow ? { history: 10 } : {}),
      {
        shown: (frame) => void this.frames.push(frame),
        changed: (playing) => void this.changes.push(playing),
        failed: (error) => {
          throw error;
        },
      },
    );
  }

  /** The page is drawn once more, so many milliseconds later. */
  draw(laterMs: number): void {
    this.nowMs += laterMs;
    for (const call of this.drawn.splice(0)) call();
  }

  /** The session answers what it was asked. */
  async answer(): Promise<number> {
    const answers = this.answers.splice(0);
    for (const give of answers) give();
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
    return answers.length;
  }
}

describe('playing a run', () => {
  it('goes on by as much as the page was not drawn, at the speed', async () => {
    const stage = new Stage();
    stage.playback.speed = 2000;
    stage.playback.start(stage.session.position());
    stage.draw(100);
    await stage.answer();
    expect(stage.frames.at(-1)?.position.timeUs).toBe(200_000);
    stage.draw(50);
    await stage.answer();
    expect(stage.frames.at(-1)?.position.timeUs).toBe(300_000);
  });

  it('has one question under way, however often the page is drawn', async () => {
    const stage = new Stage();
    stage.playback.start(stage.session.position());
    for (let times = 0; times < 5; times++) stage.draw(16);
    expect(stage.asked).toHaveLength(1);
    expect(await stage.answer()).toBe(1);
    stage.draw(16);
    expect(stage.asked).toHaveLength(2);
  });

  it('asks for what is costly only now and then', async () => {
    const stage = new Stage();
    stage.playback.start(stage.session.position());
    for (let times = 0; times < 12; times++) {
      stage.draw(50);
      await stage.answer();
    }
    const slow = stage.asked.filter(({ history }) => history !== undefined).length;
    expect(slow).toBe(4);
  });

  it('stands still while it pauses, and ends with the run', async () => {
    const stage = new Stage();
    stage.playback.speed = Number.POSITIVE_INFINITY;
    stage.playback.start(stage.session.position());
    stage.playback.pause();
    stage.draw(16);
    expect(stage.asked).toHaveLength(0);
    stage.playback.start(stage.session.position());
    stage.draw(16);
    await stage.answer();
    expect(stage.frames.at(-1)?.position.ended).not.toBeNull();
    expect(stage.changes).toEqual([true, false, true, false]);
    expect(stage.playback.isPlaying).toBe(false);
  });
});
