import { LineSplitter } from './line-splitter.ts';
import { ReportBuilder } from './read-report.ts';

/** Longest row of a table kept, UTF-16 units; real ones have under 1,000. */
const MAX_ROW_LENGTH = 65_536;

export interface RowOptions {
  /** Lines that begin so are comments: counted, not read. */
  readonly comment?: string;
  /** Asked about the first line that is no comment: whether it names the columns. */
  readonly header?: (text: string) => boolean;
  /** Longest row, UTF-16 units. */
  readonly maxLength?: number;
}

/** Takes a row that is neither blank nor a comment; says why it is refused, or null. */
export type TakeRow = (text: string, line: number) => string | null;

/**
 * What readers of tables share: lines to rows, and the account of them. A reader has one, passes
 * its `push` on and gives it a function that takes each row.
 */
export class RowReader {
  readonly report: ReportBuilder = new ReportBuilder();
  /** Comments met, without their mark, trimmed. */
  readonly comments: string[] = [];
  private readonly take: TakeRow;
  private readonly comment: string | null;
  /** Asked once. */
  private header: ((text: string) => boolean) | null;
  private readonly lines: LineSplitter;

  constructor(take: TakeRow, options: RowOptions = {}) {
    const { comment, header, maxLength = MAX_ROW_LENGTH } = options;
    this.take = take;
    this.header = header ?? null;
    this.comment = comment ?? null;
    this.lines = new LineSplitter(
      {
        line: (text, number) => this.line(text, number),
        tooLong: (number) => {
          this.report.row();
          this.report.refuse(number, `found a line above ${maxLength} characters`);
        },
      },
      maxLength,
    );
  }

  push(chunk: Uint8Array | string): void {
    this.lines.push(chunk);
  }

  /**
   * Takes the last row, then gives the account, to which a reader may add.
   * @param truncated the bytes broke off early: the row begun is refused, it may lack digits
   */
  end(truncated: boolean = false): ReportBuilder {
    const cut = truncated ? this.lines.unfinishedLine() : null;
    if (cut === null) {
      this.lines.end();
    } else {
      this.report.row();
      this.report.refuse(cut, 'found the end of a damaged file in the middle of a row');
    }
    return this.report;
  }

  private line(text: string, number: number): void {
    if (text.trim() === '') return;
    if (this.comment !== null && text.trimStart().startsWith(this.comment)) {
      this.comments.push(text.trimStart().slice(this.comment.length).trim());
      return;
    }
    const { header } = this;
    this.header = null;
    if (header?.(text) === true) return;
    this.report.row();
    const reason = this.take(text, number);
    if (reason !== null) this.report.refuse(number, reason);
  }
}
