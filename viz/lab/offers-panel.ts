import type { Frame, FrameRequest } from '../../sim/session/session-frame.ts';
import { OFFER_ENDS, type OfferPage } from '../../sim/session/session-pages.ts';
import type { Ink } from '../cluster-view/ink.ts';
import { inkOf } from '../cluster-view/ink.ts';
import { element, select, setText } from '../elements/element.ts';
import type { TableData } from '../tables/table-data.ts';
import type { FrameSource } from './frame-source.ts';
import { frameworkChip } from './framework-marks.ts';
import {
  type OfferMark,
  ROW_HEIGHT,
  ROW_HEIGHT_MAX,
  offerAt,
  offerMarks,
  paintOffers,
} from './offer-marks.ts';
import { clock, span } from './time-words.ts';
import type { View } from './view.ts';
import { amounts, count } from './words.ts';

/** Offers drawn at most: the latest where there are more. */
const OFFERS_MAX = 4000;
/** Frameworks that have a row. */
const ROWS_MAX = 40;
/** How often offers are asked for while a run plays. */
const EVERY_MS = 200;

const WINDOWS: readonly (readonly [us: string, label: string])[] = [
  ['1000000', '1 s'],
  ['10000000', '10 s'],
  ['60000000', '1 min'],
  ['600000000', '10 min'],
  ['3600000000', '1 h'],
];

/** Offers as marks on a time line, a row for each framework. */
export class OffersPanel implements View {
  readonly element: HTMLElement;
  readonly wants: FrameRequest = {};
  private readonly canvas = element('canvas', {
    ...{ class: 'offers-canvas', role: 'img', 'aria-label': 'Offers by framework' },
  });
  private readonly names = element('div', { class: 'offers-names' });
  private readonly note = element('p', { class: 'quiet note' });
  private readonly tip = element('div', { class: 'cluster-tip', hidden: true });
  private readonly observer = new ResizeObserver(() => this.draw());
  private readonly failed: (error: unknown) => void;
  private readonly chosen: (offer: number) => void;
  private source: FrameSource | null = null;
  private windowUs = 10_000_000;
  private nowUs = 0;
  private page: OfferPage | null = null;
  private marks: readonly OfferMark[] = [];
  private ink: Ink | null = null;
  private asking = false;
  private askedMs = Number.NEGATIVE_INFINITY;
  private stale = false;

  constructor(chosen: (offer: number) => void, failed: (error: unknown) => void) {
    this.failed = failed;
    this.chosen = chosen;
    const picture = element('div', { class: 'offers-picture' }, this.names);
    const around = element('div', { class: 'offers-marks' }, this.canvas, this.tip);
    picture.append(around);
    const choice = select(WINDOWS, String(this.windowUs), (us) => {
      this.windowUs = Number(us);
      this.ask();
    });
    const tools = element('div', { class: 'table-tools' }, markLegend());
    tools.append(element('label', { class: 'inline' }, 'Last', choice), this.note);
    this.element = element('div', { class: 'offers' }, tools, picture);
    this.observer.observe(around);
    this.canvas.addEventListener('pointermove', (event) => this.point(event));
    this.canvas.addEventListener('pointerleave', () => (this.tip.hidden = true));
    this.canvas.addEventListener('click', (event) => {
      const mark = offerAt(this.marks, event.offsetX, event.offsetY);
      if (mark !== null && this.page !== null) this.chosen(this.page.offer[mark.row]);
    });
  }

  open(source: FrameSource): void {
    this.source = source;
    this.page = null;
    const { frameworks } = source.summary;
    this.names.replaceChildren(
      ...frameworks.slice(0, ROWS_MAX).map(({ name }, framework) => {
        const row = element('div', { title: name }, frameworkChip(framework));
        row.append(element('span', {}, name));
        return row;
      }),
    );
    this.ask();
  }

  show({ position }: Frame): void {
    this.nowUs = position.timeUs;
    // Whether it is seen is asked last: the browser lays the page out to say so.
    if (performance.now() - this.askedMs >= EVERY_MS) this.ask();
  }

  /** The panel has come into sight, or the run stands still at another place. */
  refresh(): void {
    this.ask();
  }

  recolour(): void {
    this.ink = null;
    this.draw();
  }

  close(): void {
    this.observer.disconnect();
  }

  /** The offers that are shown, as a table. */
  asTable(): TableData {
    const { page, source } = this;
    if (page === null || source === null) return { heading: [], rows: [] };
    const { frameworks, agents, resources } = source.summary;
    const width = resources.length;
    const heading = ['offer', 'framework', 'agent', 'madeSeconds', 'endedSeconds', 'end', 'tasks'];
    const rows = Array.from({ length: page.count }, (_, row) => [
      ...[page.offer[row], frameworks[page.framework[row]]?.name ?? ''],
      ...[agents[page.agent[row]] ?? '', page.madeUs[row] / 1e6, page.endedUs[row] / 1e6],
      ...[OFFER_ENDS[page.end[row]], page.tasks[row]],
      ...resources.map((_resource, r) => page.resources[row * width + r] / 1000),
    ]);
    return { heading: [...heading, ...resources], rows };
  }

  private isSeen(): boolean {
    return this.element.isConnected && this.element.clientHeight > 0;
  }

  private ask(): void {
    if (this.source === null || !this.isSeen()) return;
    if (this.asking) {
      this.stale = true;
      return;
    }
    this.asking = true;
    this.askedMs = performance.now();
    void this.answer(this.source);
  }

  private async answer(source: FrameSource): Promise<void> {
    const { nowUs, windowUs } = this;
    try {
      const fromUs = Math.max(0, nowUs - windowUs);
      const page = await source.offers({ fromUs, toUs: nowUs, limit: OFFERS_MAX });
      if (this.source === source) {
        this.page = page;
        this.draw();
      }
    } catch (error) {
      this.failed(error);
    }
    this.asking = false;
    if (this.stale) {
      this.stale = false;
      this.ask();
    }
  }

  private draw(): void {
    const { canvas, page, source } = this;
    const around = canvas.parentElement;
    if (page === null || source === null || around === null) return;
    const width = around.clientWidth;
    if (width === 0) return;
    const rows = Math.min(ROWS_MAX, source.summary.frameworks.length);
    const ratio = Math.min(window.devicePixelRatio || 1, 3);
    const rowHeight = this.rowHeight(rows);
    const height = rows * rowHeight + 20;
    canvas.width = Math.ceil(width * ratio);
    canvas.height = Math.ceil(height * ratio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    const context = canvas.getContext('2d');
    if (context === null) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.ink ??= inkOf(this.element);
    const agents = source.summary.agents.length;
    const fromUs = this.nowUs - this.windowUs;
    const place = { fromUs, toUs: this.nowUs, width, rows, agents, rowHeight };
    this.marks = offerMarks(page, place);
    paintOffers(context, this.marks, place, this.ink);
    const more = page.matching > page.count ? `, the latest ${count(page.count)} drawn` : '';
    const words = `${count(page.matching)} offers in the last ${span(this.windowUs)}${more}`;
    setText(this.note, words);
    canvas.setAttribute('aria-label', `Offers by framework. ${words}.`);
  }

  /** As high as there is room for; the names beside the rows are as high. */
  private rowHeight(rows: number): number {
    const room = (this.names.parentElement?.clientHeight ?? 0) - 24;
    const height = Math.floor(room / Math.max(1, rows));
    const rowHeight = Math.max(ROW_HEIGHT, Math.min(ROW_HEIGHT_MAX, height));
    this.names.style.setProperty('--row', `${rowHeight}px`);
    return rowHeight;
  }

  private point(event: PointerEvent): void {
    const { page, source } = this;
    const mark = offerAt(this.marks, event.offsetX, event.offsetY);
    this.tip.hidden = mark === null;
    this.canvas.style.cursor = mark === null ? 'default' : 'pointer';
    if (mark === null || page === null || source === null) return;
    const lines = offerInWords(page, source, mark.row);
    const [first, ...rest] = lines.map((text) => element('div', {}, text));
    this.tip.replaceChildren(element('strong', {}, first), ...rest);
    const left = Math.max(0, Math.min(event.offsetX + 12, this.canvas.clientWidth - 240));
    this.tip.style.transform = `translate(${left}px, ${event.offsetY + 14}px)`;
  }
}

/** An offer in words, line by line. */
function offerInWords(page: OfferPage, { summary }: FrameSource, row: number): string[] {
  const { frameworks, agents, resources } = summary;
  const to = frameworks[page.framework[row]]?.name ?? 'a framework that is gone';
  const end = OFFER_ENDS[page.end[row]];
  const lines = [
    `offer ${page.offer[row]} to ${to}`,
    `${amounts(page.resources, resources, row * resources.length)} at ${agents[page.agent[row]]}`,
    `made at ${clock(page.madeUs[row], 3)}`,
  ];
  if (end === 'open') return [...lines, 'not answered yet'];
  const after = span(page.endedUs[row] - page.madeUs[row]);
  const tasks = end === 'accepted' ? ` with ${page.tasks[row]} tasks` : '';
  lines.push(`${end}${tasks} after ${after}`);
  const filter = page.filterUntilUs[row];
  return Number.isNaN(filter) ? lines : [...lines, `filter until ${clock(filter, 3)}`];
}

function markLegend(): HTMLElement {
  const marks = [
    ['▪', 'accepted'],
    ['×', 'declined'],
    ['⊣', 'declined with filter'],
    ['◇', 'rescinded'],
    ['○', 'expired'],
    ['▫', 'open'],
  ];
  const items = marks.map(([sign, words]) =>
    element('li', {}, element('i', { class: 'sign', 'aria-hidden': 'true' }, sign), words),
  );
  return element('ul', { class: 'legend' }, ...items);
}
