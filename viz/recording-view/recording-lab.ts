import '../live-view/live.css';
import type { Position } from '../../sim/session/session-api.ts';
import type { Frame } from '../../sim/session/session-frame.ts';
import { element, setText } from '../elements/element.ts';
import { type LabAction, labAction } from '../lab/keys.ts';
import { DEFAULT_SPEED, Playback } from '../lab/playback.ts';
import { clock, span } from '../lab/time-words.ts';
import { placeOfSpeed, speedAt, type StepGoal, TransportBar } from '../lab/transport-bar.ts';
import { counted } from '../lab/words.ts';
import { ClusterViews } from '../live-view/cluster-views.ts';
import type { OpenedFile, PageContext } from '../shell/page.ts';
import { RecordingClient } from './recording-client.ts';
import type { RecordingFacts } from './recording-session.ts';

/** A master's or agent's recording in the lab's views: forward, back, nothing to be changed. */
export class RecordingLab {
  private readonly context: PageContext;
  private readonly client = new RecordingClient();
  private readonly views: ClusterViews;
  private readonly transport: TransportBar;
  private readonly playback: Playback;
  private readonly facts = element('p', { class: 'quiet facts', role: 'status' });
  private speed = DEFAULT_SPEED / 10;
  private hasCycles = true;
  private last: Position | null = null;
  /** Counts moves: what a move that was overtaken brings is not shown. */
  private move = 0;

  constructor(root: HTMLElement, context: PageContext, file: OpenedFile) {
    this.context = context;
    root.classList.add('recorded');
    this.views = new ClusterViews(
      this.client,
      {
        timeText: (us) => clock(us, 1),
        seek: (timeUs) => this.go(() => this.client.seek({ at: 'time', timeUs })),
        seekEvent: (seq) => this.go(() => this.client.seek({ at: 'event', seq })),
        taskChosen: () => undefined,
        wantsFrame: () => this.guard(this.refresh()),
        failed: (error) => this.fail(error),
      },
      [],
    );
    const beat = {
      now: () => performance.now(),
      next: (call: () => void) => void requestAnimationFrame(call),
    };
    this.playback = new Playback(this.client, beat, () => this.views.wants(), {
      shown: (frame) => this.show(frame),
      changed: (playing) => {
        this.transport.showPlaying(playing);
        if (!playing) this.guard(this.settle());
      },
      failed: (error) => this.fail(error),
    });
    this.transport = new TransportBar(
      {
        toggle: () => this.toggle(),
        step: (goal) => this.step(goal),
        seek: (timeUs) => this.go(() => this.client.seek({ at: 'time', timeUs })),
        speed: (factor) => this.setSpeed(factor),
        bookmark: () => undefined,
      },
      this.speed,
    );
    // A recording has no link in which a place could be kept.
    this.transport.element.querySelector('[aria-label=Bookmark]')?.remove();
    this.setSpeed(this.speed);
    const title = element('h1', {}, file.name);
    const lab = element('a', { class: 'button', href: '#/lab/scenario/rack-outage' });
    lab.append('Leave the recording');
    const ways = element('span', { class: 'recording-ways' }, lab);
    const titles = element('div', { class: 'titles' }, title, this.facts);
    root.append(element('div', { class: 'live-head' }, titles, ways));
    this.guard(this.open(root, file));
  }

  close(): void {
    this.playback.pause();
    this.views.close();
    this.client.close();
  }

  private async open(root: HTMLElement, { name, content }: OpenedFile): Promise<void> {
    setText(this.facts, 'Living it once more…');
    const answer = await this.client.open(name, content, (part) => {
      setText(this.facts, `Living it once more: ${Math.round(100 * part)} %`);
    });
    if (!answer.ok) {
      setText(this.facts, 'It cannot be opened.');
      return this.context.warn(answer.message);
    }
    setText(this.facts, factsInWords(answer.facts, answer.summary.agents.length));
    if (answer.facts.machine === 'agent') this.showAgentsLife();
    root.append(this.transport.element, this.views.element);
    this.listen();
    this.transport.open(answer.summary);
    this.views.open();
    this.last = answer.position;
    await this.settle();
  }

  /** An agent hears of no offers and of no allocation cycles. */
  private showAgentsLife(): void {
    this.views.leaveOut(['Offers', 'Flows', 'Fairness']);
    this.transport.leaveOutCycles();
    this.hasCycles = false;
  }

  private listen(): void {
    const { left: signal } = this.context;
    const recolour = (): void => this.views.recolour();
    document.documentElement.addEventListener('themechange', recolour, { signal });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', recolour, { signal });
    addEventListener('keydown', (event) => this.pressed(event), { signal });
  }

  private pressed(event: KeyboardEvent): void {
    const action = labAction(event);
    if (action !== null && this.act(action)) event.preventDefault();
    else if (this.views.showTabOfKey(event)) event.preventDefault();
  }

  /** @returns whether it means something here */
  private act(action: LabAction): boolean {
    switch (action) {
      case 'toggle':
        this.toggle();
        return true;
      case 'faster':
      case 'slower': {
        const step = action === 'faster' ? 5 : -5;
        this.setSpeed(speedAt(Math.max(0, Math.min(51, placeOfSpeed(this.speed) + step))));
        return true;
      }
      case 'time':
        this.transport.askTime();
        return true;
      case 'bookmark':
      case 'edit':
        return false;
      default:
        this.step(action);
        return true;
    }
  }

  private toggle(): void {
    if (this.last === null) return;
    if (this.playback.isPlaying) this.playback.pause();
    else this.playback.start(this.last);
  }

  private step(goal: StepGoal): void {
    const { last, client } = this;
    if (last === null) return;
    if (!this.hasCycles && (goal === 'cycle' || goal === 'cycle back')) return;
    switch (goal) {
      case 'start':
        return this.go(() => client.seek({ at: 'event', seq: 0 }));
      case 'event back':
        return this.go(() => client.seek({ at: 'event', seq: Math.max(0, last.seq - 1) }));
      case 'cycle back':
        return this.go(() => client.cycleBack());
      case 'end':
      case 'event':
      case 'cycle':
      case 'fault':
        return this.go(() => client.advance({ to: goal }));
    }
  }

  private go(work: () => Promise<Position>): void {
    this.playback.pause();
    const move = ++this.move;
    this.guard(
      work().then(async (position) => {
        if (move !== this.move) return;
        this.last = position;
        await this.settle();
      }),
    );
  }

  private async settle(): Promise<void> {
    await this.refresh();
    this.views.settled();
  }

  private async refresh(): Promise<void> {
    if (this.last !== null) this.show(await this.client.frame(this.views.wants()));
  }

  private show(frame: Frame): void {
    this.last = frame.position;
    this.transport.show(frame.position);
    this.views.show(frame);
  }

  private setSpeed(factor: number): void {
    this.speed = factor;
    this.playback.speed = factor * 1000;
    this.transport.showSpeed(factor);
  }

  private guard(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.fail(error));
  }

  private fail(error: unknown): void {
    if (this.context.left.aborted) return;
    this.context.warn(error instanceof Error ? error.message : String(error));
  }
}

function factsInWords(facts: RecordingFacts, agents: number): string {
  const { machine, version, inputs, startUs, spanUs, tasks, offers } = facts;
  const isMaster = machine === 'master';
  return [
    `Life of ${isMaster ? 'a master' : 'an agent'}, from ${new Date(startUs / 1000).toLocaleString()}, ${span(spanUs)}`,
    `recorded by version ${version}`,
    counted(inputs, 'input'),
    ...(isMaster ? [counted(agents, 'agent'), counted(offers, 'offer')] : []),
    counted(tasks, 'task'),
  ].join(' · ');
}
