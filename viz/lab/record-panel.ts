import type { Frame, FrameRequest } from '../../sim/session/session-frame.ts';
import { element, select, setOptions, setText } from '../elements/element.ts';
import type { TableData } from '../tables/table-data.ts';
import {
  type RowAnswer,
  type RowRequest,
  type TableColumn,
  WindowedTable,
} from '../tables/windowed-table.ts';
import type { FrameSource } from './frame-source.ts';
import { frameworkOptions, movedFramework } from './framework-marks.ts';
import type { Moves, View } from './view.ts';
import { count } from './words.ts';

/** Which rows are wanted. */
export interface RecordFilter {
  /** Null for all. */
  readonly states: readonly string[] | null;
  readonly framework: number | null;
  readonly search: string;
}

/** What a kind of record is asked and how it is shown. */
export interface RecordTableKind<Row> {
  readonly label: string;
  readonly states: readonly string[];
  readonly sort: { readonly by: string; readonly descending: boolean };
  readonly empty: string;
  /** What can be searched for. */
  readonly hint: string;
  /** Cells read the source's summary each time they are made where it may change. */
  columns(source: FrameSource): TableColumn<Row>[];
  rows(source: FrameSource, filter: RecordFilter, request: RowRequest): Promise<RowAnswer<Row>>;
  readonly csv: {
    readonly heading: readonly string[];
    row(row: Row, source: FrameSource): (string | number | null)[];
  };
}

/** How often rows are asked for while a run plays. */
const EVERY_MS = 400;
/** Rows asked for at a time for an export. */
const EXPORT_PAGE = 20_000;

/** A long table of records with a filter by state and framework, and a search. */
export class RecordPanel<Row> implements View {
  readonly element: HTMLElement;
  readonly wants: FrameRequest = {};
  private readonly kind: RecordTableKind<Row>;
  private readonly chosen: (row: Row) => void;
  private readonly failed: (error: unknown) => void;
  private readonly note = element('span', { class: 'quiet note', 'aria-live': 'off' });
  private readonly frameworks = select(
    [],
    '',
    (value) => this.narrow({ framework: value === '' ? null : Number(value) }),
    { 'aria-label': 'Framework' },
  );
  private readonly holder = element('div', { class: 'table-holder' });
  private source: FrameSource | null = null;
  private table: WindowedTable<Row> | null = null;
  private filter: RecordFilter = { states: null, framework: null, search: '' };
  private askedMs = Number.NEGATIVE_INFINITY;

  constructor(
    kind: RecordTableKind<Row>,
    chosen: (row: Row) => void,
    failed: (error: unknown) => void,
  ) {
    this.kind = kind;
    this.chosen = chosen;
    this.failed = failed;
    const search = element('input', {
      ...{ type: 'search', placeholder: kind.hint, 'aria-label': `Search ${kind.label}` },
    });
    search.addEventListener('input', () => this.narrow({ search: search.value.trim() }));
    const states = [
      ['', 'any state'] as const,
      ...kind.states.map((state) => [state, state] as const),
    ];
    const state = select(
      states,
      '',
      (value) => this.narrow({ states: value === '' ? null : [value] }),
      { 'aria-label': 'State' },
    );
    const tools = element('div', { class: 'table-tools' }, search, state, this.frameworks);
    tools.append(this.note);
    this.element = element('div', { class: 'records' }, tools, this.holder);
  }

  open(source: FrameSource): void {
    this.source = source;
    this.filter = { ...this.filter, framework: null };
    setOptions(this.frameworks, frameworkOptions(source.summary), '');
    this.table?.close();
    this.table = new WindowedTable<Row>({
      label: this.kind.label,
      columns: this.kind.columns(source),
      rows: (request) => this.kind.rows(source, this.filter, request),
      chosen: this.chosen,
      counted: (matching) => setText(this.note, `${count(matching)} rows`),
      failed: this.failed,
      sort: this.kind.sort,
      empty: this.kind.empty,
    });
    this.holder.replaceChildren(this.table.element);
    this.refresh();
  }

  summaryChanged(moves: Moves): void {
    if (this.source === null) return;
    const framework = movedFramework(this.filter.framework, moves);
    this.filter = { ...this.filter, framework };
    setOptions(
      this.frameworks,
      frameworkOptions(this.source.summary),
      framework === null ? '' : String(framework),
    );
    this.refresh();
  }

  show(_frame: Frame): void {
    if (performance.now() - this.askedMs >= EVERY_MS) this.refresh();
  }

  /** The panel has come into sight, or the run stands still at another place. */
  refresh(): void {
    if (this.element.clientHeight === 0) return;
    this.askedMs = performance.now();
    this.table?.refresh();
  }

  /** All rows that fit the filter, not only those in sight. */
  async asTable(): Promise<TableData> {
    const { source, kind } = this;
    if (source === null) return { heading: kind.csv.heading, rows: [] };
    const rows: Row[] = [];
    for (let matching = Infinity; rows.length < matching; ) {
      const request = { offset: rows.length, limit: EXPORT_PAGE, sort: null, descending: false };
      const answer = await kind.rows(source, this.filter, request);
      if (answer.rows.length === 0) break;
      matching = answer.matching;
      rows.push(...answer.rows);
    }
    return { heading: kind.csv.heading, rows: rows.map((row) => kind.csv.row(row, source)) };
  }

  close(): void {
    this.table?.close();
  }

  private narrow(change: Partial<RecordFilter>): void {
    this.filter = { ...this.filter, ...change };
    this.table?.restart();
  }
}
