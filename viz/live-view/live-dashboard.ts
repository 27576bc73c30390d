import { ClusterModel, LIVE_BOUNDS } from '../cluster-model/cluster-model.ts';
import { Places } from '../cluster-model/places.ts';
import { button, element, setText } from '../elements/element.ts';
import { counted } from '../lab/words.ts';
import type { PageContext } from '../shell/page.ts';
import { ClusterStream, type MasterHello } from './cluster-stream.ts';
import { ClusterViews } from './cluster-views.ts';
import { LiveSource, timeOfDay } from './live-source.ts';
import type { NamedTask } from './named-task-table.ts';
import { TaskOutput } from './task-output.ts';

/** How often what changed is drawn, and how often time goes on without a change. */
const DRAW_MS = 200;
const TIME_MS = 1000;
/** How long it may take until a batch of changes has come. */
const LAG_US = 50_000;

/** A running cluster: the lab's views, fed by its master's stream. */
export class LiveDashboard {
  private readonly context: PageContext;
  private readonly model = new ClusterModel(LIVE_BOUNDS);
  private readonly stream: ClusterStream;
  private readonly source: LiveSource;
  private readonly views: ClusterViews;
  private readonly output = new TaskOutput();
  private readonly facts = element('p', { class: 'quiet facts' });
  private readonly state = element('p', { class: 'live-state', role: 'status' });
  private readonly recording = element('span', { class: 'recording-ways' });
  private readonly timer: number;
  private hello: MasterHello | null = null;
  /** The master's time when it was last told, and when that was. */
  private told = { masterUs: Number.NaN, atMs: 0 };
  /** Why there is no stream; null while there is one. */
  private lost: string | null = null;
  private places: Places;
  private drawn = { revision: -1, edition: -1, atMs: Number.NEGATIVE_INFINITY };

  constructor(root: HTMLElement, context: PageContext) {
    this.context = context;
    this.stream = new ClusterStream(
      {
        now: () => Date.now(),
        // Where it leads is for the browser to go to: the page there is the leader's own.
        open: (signal) => fetch('./evenhand/events', { signal, redirect: 'manual' }),
      },
      {
        hello: (hello) => this.began(hello),
        changes: (changes) => {
          for (const change of changes) this.model.apply(change);
        },
        whole: (masterUs) => {
          this.model.endStanding();
          this.tick(masterUs);
        },
        heartbeat: (masterUs) => this.tick(masterUs),
        lost: (reason) => {
          this.lost = reason;
          this.model.lose();
        },
        elsewhere: () => location.assign('./redirect'),
      },
    );
    this.source = new LiveSource(this.model, () => this.stream.staleSince);
    this.views = new ClusterViews(
      this.source,
      {
        timeText: (us) => timeOfDay(this.model.zeroUs + us),
        // There is no going back in what happens now.
        seek: () => undefined,
        seekEvent: (seq) => this.lookAtEvent(seq - 1),
        taskChosen: (task) => this.follow(task),
        wantsFrame: () => this.draw(true),
        failed: (error) => context.warn(error instanceof Error ? error.message : String(error)),
      },
      [],
    );
    const head = element('div', { class: 'titles' }, element('h1', {}, 'Live'), this.facts);
    root.append(
      element('div', { class: 'live-head' }, head, this.state, this.recording),
      this.views.element,
    );
    this.views.element.append(this.output.element);
    this.places = new Places(this.model.directory);
    this.listen();
    this.timer = window.setInterval(() => this.draw(), DRAW_MS);
    this.views.open();
    this.stream.run().catch((error: unknown) => context.warn(String(error)));
  }

  close(): void {
    clearInterval(this.timer);
    this.stream.close();
    this.output.close();
    this.views.close();
  }

  private listen(): void {
    const { left: signal } = this.context;
    const recolour = (): void => this.views.recolour();
    document.documentElement.addEventListener('themechange', recolour, { signal });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', recolour, { signal });
    addEventListener(
      'keydown',
      (event) => {
        if (this.views.showTabOfKey(event)) event.preventDefault();
      },
      { signal },
    );
  }

  private began(hello: MasterHello): void {
    this.hello = hello;
    this.model.beginStanding();
    this.recording.replaceChildren(...(hello.hasRecording ? this.recordingWays() : []));
  }

  private tick(masterUs: number): void {
    this.told = { masterUs, atMs: performance.now() };
    this.lost = null;
    this.model.reach(masterUs - LAG_US);
  }

  /** @param isWanted whether it is drawn even if nothing has changed */
  private draw(isWanted = false): void {
    this.showState();
    if (document.hidden || this.hello === null) return;
    const nowMs = performance.now();
    const { model, drawn, told } = this;
    const isFresh = this.lost === null && this.stream.staleSince === null;
    const isNews = isWanted || model.revision !== drawn.revision;
    if (!isNews && !(isFresh && nowMs - drawn.atMs >= TIME_MS)) return;
    if (isFresh) model.reach(told.masterUs + (nowMs - told.atMs) * 1000 - LAG_US);
    const { edition } = model.directory;
    if (edition !== drawn.edition) {
      this.views.summaryChanged(this.places);
      this.places = new Places(model.directory);
    }
    this.drawn = { revision: model.revision, edition, atMs: nowMs };
    this.views.show(this.source.frameNow(this.views.wants()));
    setText(this.facts, this.factsInWords());
  }

  private showState(): void {
    const { lost } = this;
    const isStale = this.stream.staleSince !== null;
    const words =
      lost !== null
        ? `Not connected, trying again (${lost})`
        : this.hello === null
          ? 'Connecting…'
          : isStale
            ? 'The master is silent'
            : 'Live';
    setText(this.state, words);
    this.state.className = `live-state ${words === 'Live' ? 'well' : 'ill'}`;
  }

  private factsInWords(): string {
    const { model, hello } = this;
    const there = [...model.state.agents.values()].filter(({ left }) => left === null).length;
    const connected = [...model.state.frameworks.values()].filter((one) => one.connected);
    let running = 0;
    for (const { running: own } of model.state.frameworks.values()) running += own;
    return [
      `${hello?.hostname ?? ''}:${hello?.port ?? ''}`,
      `policy ${model.policy}`,
      counted(there, 'agent'),
      counted(connected.length, 'framework'),
      `${counted(running, 'task')} running`,
      `watched since ${timeOfDay(model.zeroUs)}`,
    ].join(' · ');
  }

  private recordingWays(): Node[] {
    const download = element(
      'a',
      { href: './evenhand/recording', download: true, class: 'button' },
      'Download the recording',
    );
    const open = button('Open the recording in the lab', () => void this.openRecording());
    return [open, download];
  }

  /** What the master has recorded until now, in the lab. */
  private async openRecording(): Promise<void> {
    try {
      const answer = await fetch('./evenhand/recording', { signal: this.context.left });
      if (!answer.ok) throw new Error(await answer.text());
      const content = await answer.blob();
      const name = /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1];
      this.context.openFile({ name: name ?? 'recording', content, beside: new Map() });
    } catch (error) {
      if (this.context.left.aborted) return;
      const message = error instanceof Error ? error.message : String(error);
      this.context.warn(`The recording cannot be had: ${message}`);
    }
  }

  private follow({ frameworkId, task, id }: NamedTask): void {
    const isOver = (): boolean => {
      const row = this.model.tasks.get(frameworkId, task);
      return row === undefined || !Number.isNaN(row.endedUs) || !OPEN_STATES.has(row.state);
    };
    this.output.open({ frameworkId, task, id, isOver });
    this.output.element.scrollIntoView({ block: 'nearest' });
  }

  private lookAtEvent(seq: number): void {
    const { model } = this;
    const event = model.events.at(seq);
    if (event === undefined) return;
    const { framework: owner, agent: where, subject } = event;
    const framework = model.directory.frameworkPlace(owner);
    const agent = model.directory.agentPlace(where);
    if (model.tasks.get(owner, subject) !== undefined) {
      this.views.inspector.look({ kind: 'task', framework, task: subject });
    } else if (subject >= 0 && model.offers.find(subject) !== undefined) {
      this.views.inspector.look({ kind: 'offer', offer: subject });
    } else if (framework >= 0) this.views.inspector.look({ kind: 'framework', framework });
    else if (agent >= 0) this.views.inspector.look({ kind: 'agent', agent });
  }
}

const OPEN_STATES: ReadonlySet<string> = new Set(['staging', 'running']);
