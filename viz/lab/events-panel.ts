import type { RunSummary } from '../../sim/session/session-api.ts';
import type { Frame, FrameRequest } from '../../sim/session/session-frame.ts';
import type { EventPage, EventQuery } from '../../sim/session/session-pages.ts';
import { button, element, select, setOptions, setText } from '../elements/element.ts';
import type { TableData } from '../tables/table-data.ts';
import type { FrameSource } from './frame-source.ts';
import { frameworkLabel, frameworkOptions, movedFramework } from './framework-marks.ts';
import { clock } from './time-words.ts';
import type { Moves, View } from './view.ts';
import { count } from './words.ts';

/** Events shown at once, and how many more each time older ones are asked for. */
const PAGE = 150;
/** How often they are asked for while a run plays. */
const EVERY_MS = 400;

/** Kinds of events people look for together. */
const GROUPS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['offers', /^(?:OFFERS?|ACCEPT|DECLINE|RESCIND|REVIVE|SUPPRESS)$/],
  ['tasks', /TASK|CONTAINER|UPDATE|KILL|ACKNOWLEDGE/],
  ['jobs', /^JOB_/],
  ['agents', /AGENT|PING|PONG|DISCONNECTED/],
  ['masters', /MASTER|FOLLOWS|SUBSCRIBE|REGISTER/],
];

export interface EventsListener {
  /** Goes to right after an event. */
  goTo(seq: number): void;
  failed(error: unknown): void;
}

/** The event log backward from where the run stands, with a filter. */
export class EventsPanel implements View {
  readonly element: HTMLElement;
  readonly wants: FrameRequest = {};
  private readonly listener: EventsListener;
  private readonly body = element('tbody');
  private readonly tools = element('div', { class: 'table-tools' });
  private readonly note = element('span', { class: 'quiet note' });
  private readonly whose = select(
    [],
    '',
    (value) => {
      this.framework = value === '' ? null : Number(value);
      this.restart();
    },
    { 'aria-label': 'Framework' },
  );
  private readonly older: HTMLButtonElement;
  private readonly scroller: HTMLElement;
  private source: FrameSource | null = null;
  private kinds: readonly number[] | null = null;
  private framework: number | null = null;
  private limit = PAGE;
  private page: EventPage | null = null;
  private asking = false;
  private again = false;
  private askedMs = Number.NEGATIVE_INFINITY;

  constructor(listener: EventsListener) {
    this.listener = listener;
    const heads = ['#', 'Time', 'Event', 'Framework', 'Agent', 'About'];
    this.older = button('Older', () => this.more(), { class: 'small' });
    const table = element(
      'table',
      { class: 'rows events', 'aria-label': 'Events, the latest first' },
      element('thead', {}, element('tr', {}, ...heads.map((head) => headOf(head)))),
      this.body,
    );
    this.scroller = element('div', { class: 'windowed', tabindex: 0, role: 'region' }, table);
    this.scroller.setAttribute('aria-label', 'Events');
    this.scroller.append(this.older);
    this.element = element('div', { class: 'records' }, this.tools);
    this.element.append(element('div', { class: 'table-holder' }, this.scroller));
  }

  open(source: FrameSource): void {
    this.source = source;
    this.kinds = null;
    this.framework = null;
    this.limit = PAGE;
    const { summary } = source;
    setOptions(this.whose, frameworkOptions(summary), '');
    this.tools.replaceChildren(this.kindChoice(summary), this.whose, this.note);
    this.refresh();
  }

  summaryChanged(moves: Moves): void {
    if (this.source === null) return;
    const framework = movedFramework(this.framework, moves);
    this.framework = framework;
    const chosen = framework === null ? '' : String(framework);
    setOptions(this.whose, frameworkOptions(this.source.summary), chosen);
    this.refresh();
  }

  show(_frame: Frame): void {
    if (performance.now() - this.askedMs >= EVERY_MS) this.refresh();
  }

  refresh(): void {
    if (this.source === null || this.element.clientHeight === 0) return;
    if (this.asking) {
      this.again = true;
      return;
    }
    this.asking = true;
    this.askedMs = performance.now();
    void this.ask(this.source);
  }

  /** The events that are shown, as a table. */
  asTable(): TableData {
    const { page, source } = this;
    if (page === null || source === null) return { heading: [], rows: [] };
    const { frameworks, agents, eventKinds } = source.summary;
    const rows = Array.from({ length: page.count }, (_, row) => [
      ...[page.seq[row], page.timeUs[row] / 1e6, eventKinds[page.kind[row]].name],
      ...[frameworks[page.framework[row]]?.name ?? '', agents[page.agent[row]] ?? ''],
      page.text[row],
    ]);
    return { heading: ['seq', 'seconds', 'kind', 'framework', 'agent', 'about'], rows };
  }

  private async ask(source: FrameSource): Promise<void> {
    try {
      const page = await source.events(this.query());
      if (this.source === source) this.draw(page, source.summary);
    } catch (error) {
      this.listener.failed(error);
    }
    this.asking = false;
    if (this.again) {
      this.again = false;
      this.refresh();
    }
  }

  private query(): EventQuery {
    const { kinds, framework, limit } = this;
    return {
      ...{ from: -1, backward: true, limit },
      ...(kinds !== null && { kinds }),
      ...(framework !== null && { framework }),
    };
  }

  private draw(page: EventPage, summary: RunSummary): void {
    this.page = page;
    const rows: HTMLElement[] = [];
    for (let row = page.count - 1; row >= 0; row--) rows.push(this.row(page, row, summary));
    this.body.replaceChildren(...rows);
    this.older.hidden = page.next === null;
    setText(this.note, page.count === 0 ? 'No event fits.' : `the latest ${count(page.count)}`);
  }

  private row(
    page: EventPage,
    row: number,
    { frameworks, agents, eventKinds }: RunSummary,
  ): HTMLElement {
    const kind = eventKinds[page.kind[row]];
    const seq = page.seq[row];
    const framework = page.framework[row];
    const names = frameworks.map(({ name }) => name);
    const made = element(
      'tr',
      { class: kind.fault ? 'chooses fault' : 'chooses', tabindex: 0, title: kind.what },
      element('td', { class: 'end quiet' }, count(seq)),
      element('td', { class: 'end' }, clock(page.timeUs[row], 6)),
      element('td', { class: 'kind' }, kind.name),
      element('td', {}, framework < 0 ? '' : frameworkLabel(framework, names)),
      element('td', {}, agents[page.agent[row]] ?? ''),
      element('td', {}, page.text[row]),
    );
    const go = (): void => this.listener.goTo(seq + 1);
    made.addEventListener('click', go);
    made.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') go();
    });
    return made;
  }

  private more(): void {
    this.limit += PAGE;
    this.refresh();
  }

  private kindChoice({ eventKinds }: RunSummary): HTMLElement {
    const groups = GROUPS.map(([name]) => [name, name] as const);
    const kinds = eventKinds.map(({ name }) => [name, name] as const);
    const options = [
      ['', 'all events'] as const,
      ['faults', 'faults'] as const,
      ...groups,
      ...kinds,
    ];
    return select(options, '', (value) => this.pick(kindsOf(value, eventKinds)), {
      'aria-label': 'Kinds of events',
    });
  }

  private pick(kinds: readonly number[] | null): void {
    this.kinds = kinds;
    this.restart();
  }

  private restart(): void {
    this.limit = PAGE;
    this.scroller.scrollTop = 0;
    this.refresh();
  }
}

/** The numbers of the kinds that a choice stands for; null for all. */
function kindsOf(choice: string, kinds: RunSummary['eventKinds']): readonly number[] | null {
  if (choice === '') return null;
  const pattern = GROUPS.find(([name]) => name === choice)?.[1];
  return kinds.flatMap(({ name, fault }, number) => {
    const fits = choice === 'faults' ? fault : (pattern?.test(name) ?? name === choice);
    return fits ? [number] : [];
  });
}

function headOf(label: string): HTMLElement {
  const end = label === '#' || label === 'Time';
  return element('th', { scope: 'col', class: end ? 'end' : null }, label);
}
