import type { Frame, FrameRequest } from '../../sim/session/session-frame.ts';
import type { InspectionTarget } from '../../sim/session/session-pages.ts';
import { element, setText } from '../elements/element.ts';
import { AgentsTable } from '../lab/agents-table.ts';
import { ClusterPanel } from '../lab/cluster-panel.ts';
import { EventsPanel } from '../lab/events-panel.ts';
import { FairnessPanel } from '../lab/fairness-panel.ts';
import { FlowsPanel } from '../lab/flows-panel.ts';
import type { FrameSource } from '../lab/frame-source.ts';
import { Inspector } from '../lab/inspector.ts';
import { OffersPanel } from '../lab/offers-panel.ts';
import { RecordPanel } from '../lab/record-panel.ts';
import { RolesPanel } from '../lab/roles-panel.ts';
import { SharesPanel } from '../lab/shares-panel.ts';
import { Tabs } from '../lab/tabs.ts';
import { UsePanel } from '../lab/use-panel.ts';
import { type Moves, type View, wantedBy } from '../lab/view.ts';
import { type NamedTask, type NamedTasks, namedTaskTable } from './named-task-table.ts';

export interface ClusterViewsOptions {
  /** How times of tasks are written. */
  readonly timeText: (us: number) => string;
  /** A time in a chart was clicked; nothing where there is no going back. */
  seek(timeUs: number): void;
  /** An event was chosen. */
  seekEvent(seq: number): void;
  taskChosen(task: NamedTask): void;
  /** What is in sight wants a frame. */
  wantsFrame(): void;
  readonly failed: (error: unknown) => void;
}

interface TabView {
  readonly name: string;
  readonly view: View & { refresh?(): void };
}

/** How fairness is judged where frameworks do not say what they want. */
const WANTS_UNSAID =
  'A framework does not tell a master what it wants. Its task is here the mean of what its tasks ' +
  'hold; it waits for more while it wants offers and did not decline the last one it answered.';

/** How often it is looked whether what is shown is still fresh. */
const STALE_CHECK_MS = 500;

/** The lab's views of a cluster that is or was real: nothing in it can be broken by hand. */
export class ClusterViews {
  readonly element: HTMLElement;
  readonly inspector: Inspector;
  private readonly cluster: ClusterPanel;
  private readonly shares: SharesPanel;
  private readonly use: UsePanel;
  private readonly fairness: FairnessPanel;
  private readonly tabs: Tabs;
  private readonly tabbed: readonly TabView[];
  private readonly stale = element('p', { class: 'stale', role: 'status', hidden: true });
  private readonly staleTimer: number;
  private readonly source: FrameSource & NamedTasks;
  /** The latest, of the places that hold now. */
  private frame: Frame | null = null;

  /** @param beside shown below the inspector */
  constructor(
    source: FrameSource & NamedTasks,
    options: ClusterViewsOptions,
    beside: readonly Node[],
  ) {
    this.source = source;
    const { failed } = options;
    const look = (target: InspectionTarget): void => this.inspector.look(target);
    this.cluster = new ClusterPanel({ chosen: (agent) => look({ kind: 'agent', agent }) });
    const cross = (timeUs: number | null): void => {
      this.shares.chart.cross(timeUs);
      this.use.chart.cross(timeUs);
      this.fairness.cross(timeUs);
    };
    const seek = (timeUs: number): void => options.seek(timeUs);
    this.shares = new SharesPanel(seek, cross);
    this.use = new UsePanel(seek, cross);
    const lookAt = (framework: number): void => look({ kind: 'framework', framework });
    this.fairness = new FairnessPanel(seek, cross, lookAt, WANTS_UNSAID);
    this.inspector = new Inspector({
      inject: null,
      looksAt: (target) => this.cluster.mark(target?.kind === 'agent' ? target.agent : -1),
      failed,
    });
    this.tabbed = this.makeTabs(look, options);
    this.tabs = new Tabs(
      'Records',
      this.tabbed.map(({ name, view }) => ({ name, content: view.element })),
      element('span'),
      () => {
        options.wantsFrame();
        this.refreshTab();
      },
    );
    const charts = element('div', { class: 'charts' }, this.shares.element, this.use.element);
    const side = element('div', { class: 'side' }, this.inspector.element, ...beside);
    this.element = element('div', { class: 'lab-grid' }, this.stale, this.cluster.element);
    this.element.append(charts, side, this.tabs.element);
    this.staleTimer = window.setInterval(() => this.showStale(), STALE_CHECK_MS);
  }

  /** What of a frame is drawn now. */
  wants(): FrameRequest {
    return wantedBy(this.inSight());
  }

  open(): void {
    this.frame = null;
    for (const view of this.all()) view.open(this.source);
    this.inspector.open(this.source);
  }

  /** Agents, frameworks or roles are others than before; a frame is to be shown next. */
  summaryChanged(moves: Moves): void {
    this.frame = null;
    for (const view of this.all()) {
      if (view.summaryChanged === undefined) view.open(this.source);
      else view.summaryChanged(moves);
    }
    this.inspector.summaryChanged(moves);
  }

  show(frame: Frame): void {
    this.frame = frame;
    for (const view of this.inSight()) view.show(frame);
    this.inspector.moved(frame);
  }

  /** Takes tabs away; digits mean the others as before. */
  leaveOut(names: readonly string[]): void {
    for (const [index, { name }] of this.tabbed.entries()) {
      if (names.includes(name)) this.tabs.leaveOut(index);
    }
  }

  /** It stands still: what is asked for now and then is asked for at once. */
  settled(): void {
    this.refreshTab();
    this.inspector.look(this.inspector.lookedAt);
  }

  recolour(): void {
    for (const view of this.all()) view.recolour?.();
  }

  close(): void {
    clearInterval(this.staleTimer);
    for (const view of this.all()) view.close?.();
  }

  /** The number of a tab that a digit stands for; null for another key. */
  showTabOfKey({ key, target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
    const writes =
      target instanceof HTMLElement && target.closest('input, textarea, select, dialog');
    if (ctrlKey || metaKey || altKey || writes || !/^[1-9]$/.test(key)) return false;
    const index = Number(key) - 1;
    if (index >= this.tabbed.length || this.tabs.isLeftOut(index)) return false;
    this.tabs.show(index);
    return true;
  }

  private inSight(): readonly View[] {
    return [this.cluster, this.shares, this.use, this.tabbed[this.tabs.shown].view];
  }

  private all(): readonly View[] {
    return [this.cluster, this.shares, this.use, ...this.tabbed.map(({ view }) => view)];
  }

  private refreshTab(): void {
    const { view } = this.tabbed[this.tabs.shown];
    // What was not in sight does not know where it stands.
    if (this.frame !== null) view.show(this.frame);
    view.refresh?.();
  }

  /** What is no longer fresh says since when. */
  private showStale(): void {
    const since = this.source.staleSince;
    this.stale.hidden = since === null;
    if (since === null) return;
    const time = new Date(since).toLocaleTimeString();
    setText(this.stale, `Nothing new has come since ${time}; what is shown is of then.`);
  }

  private makeTabs(
    look: (target: InspectionTarget) => void,
    options: ClusterViewsOptions,
  ): readonly TabView[] {
    const { timeText, failed } = options;
    const offers = new OffersPanel((offer) => look({ kind: 'offer', offer }), failed);
    const flows = new FlowsPanel({ look, inject: null, failed });
    const tasks = new RecordPanel<NamedTask>(
      namedTaskTable(this.source, timeText),
      (task) => {
        look({ kind: 'task', framework: task.framework, task: task.task });
        options.taskChosen(task);
      },
      failed,
    );
    const events = new EventsPanel({ goTo: (seq) => options.seekEvent(seq), failed });
    const roles = new RolesPanel((framework) => look({ kind: 'framework', framework }));
    const agents = new AgentsTable((agent) => look({ kind: 'agent', agent }), failed);
    return [
      { name: 'Tasks', view: tasks },
      { name: 'Offers', view: offers },
      { name: 'Events', view: events },
      { name: 'Roles', view: roles },
      { name: 'Agents', view: agents },
      { name: 'Flows', view: flows },
      { name: 'Fairness', view: this.fairness },
    ];
  }
}
