import { ByteNames } from '../reading/byte-names.ts';
import { RowReader } from '../reading/row-reader.ts';
import type { TraceReader } from '../reading/trace-reader.ts';
import { type SwimRow, parseSwimRow, readPlainSwimRow, swimCursor } from './swim-row.ts';
import { SwimTrace } from './swim-trace.ts';

/**
 * Push parser of SWIM's tab-separated files (6, 8 or 9 columns; no header): feed it the
 * unpacked bytes in any pieces, then ask for the end.
 *
 * A malformed row is refused and reported, the rest is used. Rows out of submit order are put in
 * order, and a job id seen before gets a number: both are counted as repairs.
 */
export class SwimReader implements TraceReader<SwimTrace> {
  private readonly rows: SwimRow[] = [];
  /** Job ids, and how often the repeated ones were seen. */
  private readonly names = new ByteNames();
  private readonly repeats = new Map<number, number>();
  private latestSubmit = 0;
  private unsorted = 0;
  private readonly cursor = swimCursor();
  private readonly table = new RowReader((text) => this.row(text), {
    plain: (bytes, from, to) => this.plainRow(bytes, from, to),
  });

  push(chunk: Uint8Array | string): void {
    this.table.push(chunk);
  }

  end(truncated: boolean = false): SwimTrace {
    const report = this.table.end(truncated);
    report.repair('moved into submit order', this.unsorted);
    // Sorting is stable, so that jobs of one second stay in file order.
    const rows = [...this.rows].sort((a, b) => a.submitSeconds - b.submitSeconds);
    return new SwimTrace(rows, report.report());
  }

  private plainRow(bytes: Uint8Array, from: number, to: number): boolean {
    this.cursor.begin(bytes, from, to);
    const known = this.names.size;
    const row = readPlainSwimRow(this.cursor);
    if (row === null) return false;
    // The name stands first.
    this.keep(row, this.names.idOf(bytes, from, from + row.name.length), known);
    return true;
  }

  private row(text: string): string | null {
    const row = parseSwimRow(text);
    if (typeof row === 'string') return row;
    const known = this.names.size;
    this.keep(row, this.names.idOfText(row.name), known);
    return null;
  }

  /** @param known names before this one, whose number is `id` */
  private keep(row: SwimRow, id: number, known: number): void {
    if (row.submitSeconds < this.latestSubmit) this.unsorted++;
    else this.latestSubmit = row.submitSeconds;
    this.rows.push(id === known ? row : this.numbered(row, id));
  }

  /** A row whose name was there before, under another. */
  private numbered(row: SwimRow, id: number): SwimRow {
    const repeat = (this.repeats.get(id) ?? 1) + 1;
    this.repeats.set(id, repeat);
    let name = `${row.name}#${repeat}`;
    // Somebody's own id may look like ours.
    const known = this.names.size;
    while (this.names.idOfText(name) < known) name += "'";
    this.table.report.repair('numbered a repeated job id');
    return { ...row, name };
  }
}

/** Reads a whole file at once. */
export function readSwim(content: Uint8Array | string): SwimTrace {
  const reader = new SwimReader();
  reader.push(content);
  return reader.end();
}
