import type { FaultDocument } from '../../sim/scenario/scenario-document.ts';
import type { Frame, FrameRequest } from '../../sim/session/session-frame.ts';
import type { InspectionTarget, OfferPage } from '../../sim/session/session-pages.ts';
import { button, element, select, setText } from '../elements/element.ts';
import type { FlowTarget } from '../flow-view/flow-controls.ts';
import { type FlowGroup, flowGroups, groupsByAgent } from '../flow-view/flow-groups.ts';
import { HEADING, ROW_MIN } from '../flow-view/flow-layout.ts';
import { type FlowPicture, linkInWords } from '../flow-view/flow-picture.ts';
import { FlowView } from '../flow-view/flow-view.ts';
import { flowBrief, flowInWords, offerFlows, sumOf } from '../flow-view/offer-flows.ts';
import { type LinkTarget, linkTools } from './fault-tools.ts';
import { FRAMEWORKS_MAX, FlowScene } from './flow-scene.ts';
import { flowsLegend } from './flows-legend.ts';
import { flowsData, flowsTable } from './flows-table.ts';
import type { FrameSource } from './frame-source.ts';
import { LinkMenu } from './link-menu.ts';
import { OfferQuestion } from './offer-question.ts';
import { span } from './time-words.ts';
import type { TableData } from '../tables/table-data.ts';
import type { Moves, View } from './view.ts';

export interface FlowsPanelListener {
  look(target: InspectionTarget): void;
  /** Breaks something; null where nothing can be broken by hand. */
  readonly inject: ((fault: FaultDocument) => void) | null;
  failed(error: unknown): void;
}

/** Offers asked for at most: the latest where there are more. */
const OFFERS_MAX = 4000;
/** How often offers are asked for while a run plays. */
const EVERY_MS = 200;
/** Agents that are drawn one by one even where the view has to scroll for them. */
const ALONE_MAX = 16;
/** Links that are broken at once: the fault's line names each agent. */
const LINKS_MAX = 200;

const WINDOWS: readonly (readonly [us: string, label: string])[] = [
  ['1000000', '1 s'],
  ['10000000', '10 s'],
  ['60000000', '1 min'],
];

/** Offers as flows from the master to frameworks and agents, over links that can be broken. */
export class FlowsPanel implements View {
  readonly element: HTMLElement;
  readonly wants: FrameRequest = { agents: true, frameworks: true, masters: true, links: true };
  private readonly view: FlowView;
  private readonly menu = new LinkMenu();
  private readonly question: OfferQuestion;
  private readonly listener: FlowsPanelListener;
  private readonly note = element('p', { class: 'quiet note' });
  private readonly table = element('div', { class: 'flow-table', hidden: true });
  private readonly whole: HTMLButtonElement;
  private readonly tableButton: HTMLButtonElement;
  private source: FrameSource | null = null;
  private scene: FlowScene | null = null;
  private page: OfferPage | null = null;
  /** Agents that are shown; null for all. */
  private scope: readonly number[] | null = null;
  private groups: readonly FlowGroup[] = [];
  private groupOf: Int32Array = new Int32Array(0);
  private windowUs = 10_000_000;
  private nowUs = 0;
  private askedMs = Number.NEGATIVE_INFINITY;
  private picture: FlowPicture | null = null;

  constructor(listener: FlowsPanelListener) {
    this.listener = listener;
    this.question = new OfferQuestion(
      (page) => this.got(page),
      (error) => {
        listener.failed(error);
      },
    );
    this.view = new FlowView({ chosen: (target, beside) => this.chosen(target, beside) }, () =>
      this.regroup(),
    );
    this.whole = button('All agents', () => this.narrow(null), { class: 'small', hidden: true });
    this.tableButton = button('Table', () => this.turnTable(), {
      ...{ class: 'small', 'aria-pressed': 'false', title: 'The same as a table' },
    });
    const choice = select(WINDOWS, String(this.windowUs), (us) => {
      this.windowUs = Number(us);
      this.ask();
    });
    const last = element('label', { class: 'inline' }, 'Last', choice);
    const tools = element('div', { class: 'table-tools' }, flowsLegend(), last);
    tools.append(this.tableButton, this.whole, this.note);
    const body = element('div', { class: 'flow-body' }, this.view.element, this.table);
    body.append(this.menu.element);
    this.element = element('div', { class: 'flows' }, tools, body);
  }

  open(source: FrameSource): void {
    this.menu.close(true);
    this.question.forget();
    const same = this.source?.summary.agents.length === source.summary.agents.length;
    this.source = source;
    this.scene = new FlowScene(source.summary);
    this.page = null;
    if (!same) this.scope = null;
    this.whole.hidden = this.scope === null;
    this.view.forget();
    this.regroup();
    this.ask();
  }

  summaryChanged(moves: Moves): void {
    if (this.source === null) return;
    const scope = this.scope?.map((agent) => moves.agent(agent)).filter((agent) => agent >= 0);
    this.scope = scope === undefined || scope.length === 0 ? null : scope;
    this.open(this.source);
  }

  show(frame: Frame): void {
    this.nowUs = frame.position.timeUs;
    this.scene?.take(frame);
    // What the frame says is drawn with the offers that come. Whether it is seen is asked last:
    // the browser lays the page out to say so.
    if (performance.now() - this.askedMs >= EVERY_MS) this.ask();
  }

  /** The panel has come into sight, or the run stands still at another place. */
  refresh(): void {
    this.regroup();
    this.ask();
  }

  recolour(): void {
    this.view.recolour();
  }

  close(): void {
    this.menu.close(false);
    this.question.forget();
    this.view.close();
  }

  /** What is shown, as a table. */
  asTable(): TableData {
    return this.picture === null ? { heading: [], rows: [] } : flowsData(this.picture);
  }

  private isSeen(): boolean {
    return this.element.isConnected && this.element.clientHeight > 0;
  }

  private ask(): void {
    const { source, nowUs, windowUs } = this;
    if (source === null || !this.isSeen()) return;
    this.askedMs = performance.now();
    const fromUs = Math.max(0, nowUs - windowUs);
    this.question.ask(source, { fromUs, toUs: nowUs, limit: OFFERS_MAX });
  }

  private got(page: OfferPage): void {
    const { groupOf, nowUs, windowUs } = this;
    this.page = page;
    this.draw();
    this.view.move(page, { groupOf, nowUs, windowUs }, EVERY_MS);
  }

  /** Agents by themselves or by racks, as many as there is room for. */
  private regroup(): void {
    const { source } = this;
    if (source === null) return;
    const { agents: names, agentRack: rackOf, racks: rackNames } = source.summary;
    const some = this.scope ?? names.map((_, agent) => agent);
    const room = Math.floor((this.view.room - HEADING) / ROW_MIN);
    const most = some.length <= ALONE_MAX ? ALONE_MAX : Math.max(8, room);
    this.groups = flowGroups({ names, rackOf, rackNames }, some, most);
    this.groupOf = groupsByAgent(this.groups, names.length);
    this.draw();
  }

  private narrow(agents: readonly number[] | null): void {
    this.menu.close(true);
    this.scope = agents;
    this.whole.hidden = agents === null;
    this.regroup();
  }

  private draw(): void {
    const { page, scene, groups, groupOf, nowUs, windowUs } = this;
    if (page === null || scene === null || !this.isSeen()) return;
    const flows = offerFlows(page, groupOf, groups.length, FRAMEWORKS_MAX);
    this.picture = scene.picture(groups, flows, { nowUs, windowUs });
    const words = `In the last ${span(windowUs)}: ${flowInWords(sumOf(flows))}.`;
    setText(this.note, flowBrief(sumOf(flows)));
    this.note.title = words;
    if (this.table.hidden) this.view.show(this.picture);
    else this.table.replaceChildren(flowsTable(this.picture));
    this.view.summarise(`${words} ${this.brokenInWords(this.picture)}`);
  }

  private brokenInWords({ masters, frameworks, groups }: FlowPicture): string {
    const broken = [...masters, ...frameworks, ...groups].filter(
      ({ link }) => link.state !== 'sound',
    );
    const words = broken.map(({ name, link }) => `${name} ${linkInWords(link)}`);
    return words.length === 0 ? 'All links are sound.' : `Links: ${words.join(', ')}.`;
  }

  private turnTable(): void {
    const isTable = this.table.hidden;
    this.menu.close(false);
    this.table.hidden = !isTable;
    this.view.element.hidden = isTable;
    this.tableButton.setAttribute('aria-pressed', String(isTable));
    this.draw();
  }

  private chosen(target: FlowTarget, beside: HTMLElement): void {
    if (target.part === 'link') return this.openMenu(target, beside);
    const { of, at } = target;
    if (of === 'master') return this.listener.look({ kind: 'master', master: at });
    if (of === 'framework') return this.listener.look({ kind: 'framework', framework: at });
    const { agents } = this.groups[at];
    if (agents.length > 1) return this.narrow(agents);
    this.listener.look({ kind: 'agent', agent: agents[0] });
  }

  private openMenu({ of, at }: FlowTarget, beside: HTMLElement): void {
    const { picture } = this;
    if (picture === null) return;
    const nodes = { master: picture.masters, framework: picture.frameworks, group: picture.groups };
    const { name, link } = nodes[of][at];
    this.menu.open(beside, { name, state: linkInWords(link), tools: this.toolsOf(of, at) });
  }

  private toolsOf(of: FlowTarget['of'], at: number): HTMLElement {
    const { source, scene } = this;
    const { inject } = this.listener;
    if (source === null || inject === null || scene?.knowsLinks !== true) {
      return element('p', { class: 'quiet' }, 'Links of this cluster cannot be broken here.');
    }
    const { agents } = of === 'group' ? this.groups[at] : { agents: [] };
    if (agents.length > LINKS_MAX) {
      const words = `${agents.length} links: choose fewer agents.`;
      const closer = button('Show them', () => this.narrow(agents), { class: 'small' });
      return element('div', { class: 'faults' }, element('p', {}, words), closer);
    }
    const target: LinkTarget =
      of === 'group'
        ? { kind: 'agents', agents }
        : of === 'framework'
          ? { kind: 'framework', framework: at }
          : { kind: 'master', master: at };
    return linkTools(target, source.summary, (fault) => {
      this.menu.close(true);
      inject(fault);
    });
  }
}
