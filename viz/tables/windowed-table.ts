import { button, element, setText } from '../elements/element.ts';
import { rowWindow } from './window.ts';

/** A column of a table of rows. */
export interface TableColumn<Row> {
  readonly label: string;
  /** Width, such as `120px`; what is left goes to the columns that say `auto`. */
  readonly width: string;
  /** What the source calls the order by this column; absent: it cannot be sorted by. */
  readonly sort?: string;
  readonly align?: 'end';
  /** What the cell shows. */
  readonly cell: (row: Row) => string | Node;
}

/** The rows that are wanted, in which order. */
export interface RowRequest {
  readonly offset: number;
  readonly limit: number;
  readonly sort: string | null;
  readonly descending: boolean;
}

export interface RowAnswer<Row> {
  /** Rows there are in all. */
  readonly matching: number;
  readonly rows: readonly Row[];
}

export interface WindowedTableOptions<Row> {
  /** What the table is, for those who do not see it. */
  readonly label: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: (request: RowRequest) => Promise<RowAnswer<Row>>;
  /** A row was clicked, or Enter was pressed in it. */
  readonly chosen?: (row: Row) => void;
  /** Told how many rows there are. */
  readonly counted?: (matching: number) => void;
  readonly failed: (error: unknown) => void;
  readonly sort?: { readonly by: string; readonly descending: boolean };
  /** What stands there when there is no row. */
  readonly empty: string;
}

const ROW_HEIGHT = 30;

/**
 * A table that makes only the rows that are seen: alive at any length. It asks for rows when it
 * is scrolled and when it is told that they may have changed, one question at a time.
 */
export class WindowedTable<Row> {
  readonly element: HTMLElement;
  private readonly options: WindowedTableOptions<Row>;
  private readonly body = element('tbody');
  private readonly above = element('tr', { 'aria-hidden': 'true' }, element('td'));
  private readonly below = element('tr', { 'aria-hidden': 'true' }, element('td'));
  private readonly table: HTMLTableElement;
  private readonly empty: HTMLElement;
  private readonly headings: HTMLTableCellElement[];
  private sort: string | null;
  private descending: boolean;
  private matching = 0;
  private asking = false;
  private again = false;
  private closed = false;

  constructor(options: WindowedTableOptions<Row>) {
    this.options = options;
    this.sort = options.sort?.by ?? null;
    this.descending = options.sort?.descending ?? false;
    this.headings = options.columns.map((column) => this.heading(column));
    this.table = element(
      'table',
      { class: 'rows', 'aria-label': options.label },
      element('colgroup', {}, ...options.columns.map(({ width }) => columnOf(width))),
      element('thead', {}, element('tr', { 'aria-rowindex': 1 }, ...this.headings)),
      this.body,
    );
    this.empty = element('p', { class: 'empty', hidden: true }, options.empty);
    this.element = element(
      'div',
      { class: 'windowed', tabindex: 0, role: 'region', 'aria-label': options.label },
      ...[this.table, this.empty],
    );
    this.element.addEventListener('scroll', () => this.refresh(), { passive: true });
  }

  /** The rows may have changed: those in sight are asked for again. */
  refresh(): void {
    if (this.asking) {
      this.again = true;
      return;
    }
    this.asking = true;
    void this.ask();
  }

  /** From the top: other rows than before. */
  restart(): void {
    this.element.scrollTop = 0;
    this.refresh();
  }

  close(): void {
    this.closed = true;
  }

  private async ask(): Promise<void> {
    const { element: around, sort, descending } = this;
    try {
      const rows = Math.max(this.matching, 1);
      const seen = rowWindow(rows, ROW_HEIGHT, around.scrollTop, around.clientHeight);
      const wanted = { offset: seen.first, limit: Math.max(seen.count, 30), sort, descending };
      const answer = await this.options.rows(wanted);
      if (!this.closed) this.show(seen.first, answer);
    } catch (error) {
      if (!this.closed) this.options.failed(error);
    }
    this.asking = false;
    if (this.again && !this.closed) {
      this.again = false;
      this.refresh();
    }
  }

  private show(first: number, { matching, rows }: RowAnswer<Row>): void {
    this.matching = matching;
    this.options.counted?.(matching);
    const { columns } = this.options;
    this.table.setAttribute('aria-rowcount', String(matching + 1));
    this.above.style.height = `${first * ROW_HEIGHT}px`;
    this.below.style.height = `${Math.max(0, matching - first - rows.length) * ROW_HEIGHT}px`;
    const made = rows.map((row, index) => this.row(row, first + index, columns));
    this.body.replaceChildren(this.above, ...made, this.below);
    this.empty.hidden = matching > 0;
  }

  private row(row: Row, index: number, columns: readonly TableColumn<Row>[]): HTMLElement {
    const cells = columns.map((column) => {
      const attributes = column.align === 'end' ? { class: 'end' } : {};
      return element('td', attributes, column.cell(row));
    });
    const made = element('tr', { 'aria-rowindex': index + 2 }, ...cells);
    const { chosen } = this.options;
    if (chosen !== undefined) {
      made.tabIndex = 0;
      made.classList.add('chooses');
      made.addEventListener('click', () => chosen(row));
      made.addEventListener('keydown', (event) => {
        if (event.key === 'Enter') chosen(row);
      });
    }
    return made;
  }

  private heading(column: TableColumn<Row>): HTMLTableCellElement {
    const cell = element('th', { scope: 'col', class: column.align ?? null });
    const { sort } = column;
    if (sort === undefined) {
      cell.append(column.label);
      return cell;
    }
    const arrow = element('span', { class: 'arrow', 'aria-hidden': 'true' });
    const choose = button(column.label, () => this.sortBy(sort), { class: 'heading' });
    choose.append(arrow);
    cell.append(choose);
    cell.dataset['sort'] = sort;
    this.showOrder(cell);
    return cell;
  }

  private sortBy(sort: string): void {
    this.descending = this.sort === sort ? !this.descending : false;
    this.sort = sort;
    for (const cell of this.headings) this.showOrder(cell);
    this.restart();
  }

  private showOrder(cell: HTMLTableCellElement): void {
    const { sort } = cell.dataset;
    if (sort === undefined) return;
    const by = sort === this.sort;
    const arrow = cell.querySelector('.arrow');
    if (arrow !== null) setText(arrow, by ? (this.descending ? ' ↓' : ' ↑') : '');
    cell.setAttribute('aria-sort', by ? (this.descending ? 'descending' : 'ascending') : 'none');
  }
}

function columnOf(width: string): HTMLElement {
  const made = element('col');
  if (width !== 'auto') made.style.width = width;
  return made;
}
