import { type ReadReport, ReportBuilder } from '../reading/read-report.ts';
import { LineSplitter } from '../reading/line-splitter.ts';
import { type SwimRow, parseSwimRow } from './swim-row.ts';

/** What a SWIM file holds: its usable rows by (submit time, position), and what was wrong. */
export interface SwimTrace {
  readonly rows: readonly SwimRow[];
  readonly report: ReadReport;
}

/** Longest line of a SWIM file, UTF-16 units; real ones have under 100. */
const MAX_ROW_LENGTH = 65_536;

/**
 * Push parser of SWIM's tab-separated files (6, 8 or 9 columns; no header): feed it the
 * unpacked bytes in any pieces, then ask for the end.
 *
 * A malformed row is refused and reported, the rest is used. Rows out of submit order are put in
 * order, and a job id seen before gets a number: both are counted as repairs.
 */
export class SwimReader {
  private readonly report = new ReportBuilder();
  private readonly rows: SwimRow[] = [];
  /** Rows seen by job id. */
  private readonly names = new Map<string, number>();
  private latestSubmit = 0;
  private unsorted = 0;
  private readonly lines = new LineSplitter(
    {
      line: (text, number) => this.line(text, number),
      tooLong: (number) => {
        this.report.row();
        this.report.refuse(number, `found a line above ${MAX_ROW_LENGTH} characters`);
      },
    },
    MAX_ROW_LENGTH,
  );

  push(chunk: Uint8Array | string): void {
    this.lines.push(chunk);
  }

  /** @param truncated the bytes broke off early: the row begun is refused, it may lack digits */
  end(truncated: boolean = false): SwimTrace {
    const cut = truncated ? this.lines.unfinishedLine() : null;
    if (cut === null) {
      this.lines.end();
    } else {
      this.report.row();
      this.report.refuse(cut, 'found the end of a damaged file in the middle of a row');
    }
    this.report.repair('moved into submit order', this.unsorted);
    // Sorting is stable, so that jobs of one second stay in file order.
    const rows = [...this.rows].sort((a, b) => a.submitSeconds - b.submitSeconds);
    return { rows, report: this.report.report() };
  }

  private line(text: string, number: number): void {
    if (text.trim() === '') return;
    this.report.row();
    const row = parseSwimRow(text);
    if (typeof row === 'string') {
      this.report.refuse(number, row);
      return;
    }
    if (row.submitSeconds < this.latestSubmit) this.unsorted++;
    else this.latestSubmit = row.submitSeconds;
    this.rows.push(this.uniquelyNamed(row));
  }

  private uniquelyNamed(row: SwimRow): SwimRow {
    const seen = this.names.get(row.name) ?? 0;
    this.names.set(row.name, seen + 1);
    if (seen === 0) return row;
    let name = `${row.name}#${seen + 1}`;
    // Somebody's own id may look like ours.
    while (this.names.has(name)) name += "'";
    this.names.set(name, 1);
    this.report.repair('numbered a repeated job id');
    return { ...row, name };
  }
}

/** Reads a whole file at once. */
export function readSwim(content: Uint8Array | string): SwimTrace {
  const reader = new SwimReader();
  reader.push(content);
  return reader.end();
}
