import { RowReader } from '../reading/row-reader.ts';
import type { TraceReader } from '../reading/trace-reader.ts';
import { type SwimRow, parseSwimRow } from './swim-row.ts';
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
  /** Rows seen by job id. */
  private readonly names = new Map<string, number>();
  private latestSubmit = 0;
  private unsorted = 0;
  private readonly table = new RowReader((text) => this.row(text));

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

  private row(text: string): string | null {
    const row = parseSwimRow(text);
    if (typeof row === 'string') return row;
    if (row.submitSeconds < this.latestSubmit) this.unsorted++;
    else this.latestSubmit = row.submitSeconds;
    this.rows.push(this.uniquelyNamed(row));
    return null;
  }

  private uniquelyNamed(row: SwimRow): SwimRow {
    const seen = this.names.get(row.name) ?? 0;
    this.names.set(row.name, seen + 1);
    if (seen === 0) return row;
    let name = `${row.name}#${seen + 1}`;
    // Somebody's own id may look like ours.
    while (this.names.has(name)) name += "'";
    this.names.set(name, 1);
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
