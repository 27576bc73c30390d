import type { FaultDocument } from '../../sim/scenario/scenario-document.ts';
import type { Bookmark, Branch, Difference } from '../../sim/session/session-api.ts';
import type { Frame } from '../../sim/session/session-frame.ts';
import type { InspectionTarget } from '../../sim/session/session-pages.ts';
import { element, setText } from '../elements/element.ts';
import { AgentsTable } from './agents-table.ts';
import { ClusterPanel } from './cluster-panel.ts';
import { EventsPanel } from './events-panel.ts';
import { FairnessPanel } from './fairness-panel.ts';
import { FlowsPanel } from './flows-panel.ts';
import { ForkTree } from './fork-tree.ts';
import type { FrameSource } from './frame-source.ts';
import { Inspector } from './inspector.ts';
import { OffersPanel } from './offers-panel.ts';
import { RecordPanel } from './record-panel.ts';
import { JOB_TABLE, type JobRow, TASK_TABLE, type TaskRow } from './record-tables.ts';
import { RolesPanel } from './roles-panel.ts';
import type { TableData } from '../tables/table-data.ts';
import { SharesPanel } from './shares-panel.ts';
import { Tabs } from './tabs.ts';
import { UsePanel } from './use-panel.ts';
import type { View } from './view.ts';

export interface LabViewsListener {
  /** What is in sight wants a frame of where the run stands. */
  wantsFrame(): void;
  seek(timeUs: number): void;
  readonly seekEvent: (seq: number) => void;
  inject(fault: FaultDocument): void;
  select(branch: number): void;
  goTo(bookmark: Bookmark): void;
  removeBookmark(id: number): void;
  difference(branch: number): Promise<Difference | null>;
  readonly failed: (error: unknown) => void;
}

/** A view in a tab, and what of it can be saved. */
interface TabView {
  readonly name: string;
  readonly view: View & { refresh?(): void };
  readonly table?: () => TableData | Promise<TableData>;
}

/** How often it is looked whether what is shown is still fresh. */
const STALE_CHECK_MS = 1000;

/** All that is seen of a run, and how it hangs together. */
export class LabViews {
  readonly element: HTMLElement;
  readonly inspector: Inspector;
  private readonly stale = element('p', { class: 'stale', role: 'status', hidden: true });
  private readonly staleTimer: number;
  private source: FrameSource | null = null;
  readonly forks: ForkTree;
  readonly shares: SharesPanel;
  readonly use: UsePanel;
  private readonly fairness: FairnessPanel;
  private readonly cluster: ClusterPanel;
  private readonly tabs: Tabs;
  private readonly tabbed: readonly TabView[];
  private frame: Frame | null = null;

  constructor(listener: LabViewsListener) {
    const look = (target: InspectionTarget): void => this.inspector.look(target);
    const { failed } = listener;
    this.cluster = new ClusterPanel({
      chosen: (agent) => this.chosen({ kind: 'agent', agent }),
    });
    const cross = (timeUs: number | null): void => {
      this.shares.chart.cross(timeUs);
      this.use.chart.cross(timeUs);
      this.fairness.cross(timeUs);
    };
    const seek = (timeUs: number): void => listener.seek(timeUs);
    this.shares = new SharesPanel(seek, cross);
    this.use = new UsePanel(seek, cross);
    this.fairness = new FairnessPanel(seek, cross, (framework) =>
      look({ kind: 'framework', framework }),
    );
    this.inspector = new Inspector({
      inject: (fault) => listener.inject(fault),
      looksAt: (target) => this.cluster.mark(target?.kind === 'agent' ? target.agent : -1),
      failed,
    });
    this.forks = new ForkTree({
      select: (branch) => listener.select(branch),
      difference: (branch) => listener.difference(branch),
      goTo: (bookmark) => listener.goTo(bookmark),
      remove: (id) => listener.removeBookmark(id),
      failed,
    });
    this.tabbed = this.makeTabs(look, listener);
    this.tabs = new Tabs(
      'Records',
      this.tabbed.map(({ name, view }) => ({ name, content: view.element })),
      element('span'),
      () => {
        listener.wantsFrame();
        this.refreshTab();
      },
    );
    const charts = element('div', { class: 'charts' }, this.shares.element, this.use.element);
    const side = element('div', { class: 'side' }, this.inspector.element, this.forks.element);
    this.element = element('div', { class: 'lab-grid' }, this.cluster.element, charts, side);
    this.element.prepend(this.stale);
    this.element.append(this.tabs.element);
    this.staleTimer = window.setInterval(() => this.showStale(), STALE_CHECK_MS);
  }

  /** Views that are seen, for what a frame is to hold. */
  inSight(): readonly View[] {
    return [this.cluster, this.shares, this.use, this.tabbed[this.tabs.shown].view];
  }

  open(source: FrameSource): void {
    this.frame = null;
    this.source = source;
    this.showStale();
    for (const view of this.all()) view.open(source);
    this.inspector.open(source);
  }

  show(frame: Frame): void {
    this.frame = frame;
    for (const view of this.inSight()) view.show(frame);
    this.inspector.moved(frame);
  }

  /** The run stands still: what is asked for now and then is asked for at once. */
  settled(branches: readonly Branch[], bookmarks: readonly Bookmark[]): void {
    this.refreshTab();
    this.inspector.settled();
    this.forks.show(branches, bookmarks);
  }

  recolour(): void {
    for (const view of this.all()) view.recolour?.();
  }

  close(): void {
    clearInterval(this.staleTimer);
    for (const view of this.all()) view.close?.();
  }

  /** The number of a tab that a digit stands for; null for another key. */
  tabOfKey({ key, target, ctrlKey, metaKey, altKey }: KeyboardEvent): number | null {
    const writes =
      target instanceof HTMLElement && target.closest('input, textarea, select, dialog');
    if (ctrlKey || metaKey || altKey || writes) return null;
    const index = /^[1-9]$/.test(key) ? Number(key) - 1 : -1;
    return index >= 0 && index < this.tabbed.length ? index : null;
  }

  showTab(index: number): void {
    this.tabs.show(index);
  }

  /** The table that is seen, with its name. */
  async tableInSight(): Promise<{ readonly name: string; readonly table: TableData } | null> {
    const { name, table } = this.tabbed[this.tabs.shown];
    return table === undefined ? null : { name, table: await table() };
  }

  /** What is no longer fresh says since when. */
  private showStale(): void {
    const since = this.source?.staleSince ?? null;
    this.stale.hidden = since === null;
    if (since !== null) {
      const time = new Date(since).toLocaleTimeString();
      setText(this.stale, `Nothing new has come since ${time}; what is shown is of then.`);
    }
  }

  private all(): readonly View[] {
    return [this.cluster, this.shares, this.use, ...this.tabbed.map(({ view }) => view)];
  }

  private refreshTab(): void {
    const { view } = this.tabbed[this.tabs.shown];
    if (this.frame !== null) view.show(this.frame);
    view.refresh?.();
  }

  /** Looks at something that was chosen elsewhere, and brings the inspector into sight. */
  private chosen(target: InspectionTarget): void {
    this.inspector.look(target);
    this.inspector.element.scrollIntoView({ block: 'nearest' });
  }

  private makeTabs(
    look: (target: InspectionTarget) => void,
    listener: LabViewsListener,
  ): readonly TabView[] {
    const { seekEvent, failed } = listener;
    const flows = new FlowsPanel({
      look: (target) => this.chosen(target),
      inject: (fault) => listener.inject(fault),
      failed,
    });
    const offers = new OffersPanel((offer) => look({ kind: 'offer', offer }), failed);
    const jobs = new RecordPanel<JobRow>(
      JOB_TABLE,
      ({ job }) => look({ kind: 'job', job }),
      failed,
    );
    const tasks = new RecordPanel<TaskRow>(
      TASK_TABLE,
      ({ framework, task }) => look({ kind: 'task', framework, task }),
      failed,
    );
    const events = new EventsPanel({ goTo: seekEvent, failed });
    const roles = new RolesPanel((framework) => look({ kind: 'framework', framework }));
    const agents = new AgentsTable((agent) => this.chosen({ kind: 'agent', agent }), failed);
    return [
      { name: 'Offers', view: offers, table: () => offers.asTable() },
      { name: 'Flows', view: flows, table: () => flows.asTable() },
      { name: 'Jobs', view: jobs, table: () => jobs.asTable() },
      { name: 'Tasks', view: tasks, table: () => tasks.asTable() },
      { name: 'Events', view: events, table: () => events.asTable() },
      { name: 'Roles', view: roles },
      { name: 'Agents', view: agents, table: () => agents.asTable() },
      { name: 'Fairness', view: this.fairness, table: () => this.fairness.asTable() },
    ];
  }
}
