import { ByteLines } from './byte-lines.ts';
import { ReportBuilder } from './read-report.ts';
import { Utf8Decoder } from './utf8-decoder.ts';
import { encodeUtf8 } from './utf8-encoder.ts';

/** Longest row of a table kept, bytes; real ones have under 1,000. */
const MAX_ROW_BYTES = 65_536;

export interface RowOptions {
  /** Lines that begin so are comments: counted, not read. In ASCII. */
  readonly comment?: string;
  /** Asked about the first line that is no comment: whether it names the columns. */
  readonly header?: (text: string) => boolean;
  /** Longest row, bytes. */
  readonly maxLength?: number;
  /** Takes rows in their common form without a text being made of them. */
  readonly plain?: TakePlainRow;
}

/** Takes a row that is neither blank nor a comment; says why it is refused, or null. */
export type TakeRow = (text: string, line: number) => string | null;

/**
 * Takes a row as bytes, from `from` to before `to`, if it is of the common form; false leaves it,
 * good or bad, to {@link TakeRow}. Never true for a blank row.
 */
export type TakePlainRow = (bytes: Uint8Array, from: number, to: number) => boolean;

/**
 * What readers of tables share: lines to rows, and the account of them. A reader has one, passes
 * its `push` on and gives it a function that takes each row.
 */
export class RowReader {
  readonly report: ReportBuilder = new ReportBuilder();
  /** Comments met, without their mark, trimmed. */
  readonly comments: string[] = [];
  private readonly take: TakeRow;
  private readonly plain: TakePlainRow | null;
  private readonly comment: string | null;
  /** First byte of comments, or -1. */
  private readonly commentByte: number;
  /** Asked once. */
  private header: ((text: string) => boolean) | null;
  private readonly decoder = new Utf8Decoder();
  private readonly lines: ByteLines;

  constructor(take: TakeRow, options: RowOptions = {}) {
    const { comment, header, plain, maxLength = MAX_ROW_BYTES } = options;
    this.take = take;
    this.plain = plain ?? null;
    this.header = header ?? null;
    this.comment = comment ?? null;
    this.commentByte = comment?.charCodeAt(0) ?? -1;
    this.lines = new ByteLines(
      {
        line: (bytes, from, to, number) => this.bytes(bytes, from, to, number),
        tooLong: (number) => {
          this.report.row();
          this.report.refuse(number, `found a line above ${maxLength} bytes`);
        },
      },
      maxLength,
    );
  }

  push(chunk: Uint8Array | string): void {
    this.lines.push(typeof chunk === 'string' ? encodeUtf8(chunk) : chunk);
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

  private bytes(bytes: Uint8Array, from: number, to: number, number: number): void {
    const { plain } = this;
    // What may be a comment or the header is looked at as text.
    const common = plain !== null && this.header === null && bytes[from] !== this.commentByte;
    if (common && from < to && plain(bytes, from, to)) {
      this.report.row();
      return;
    }
    this.line(this.decoder.push(bytes.subarray(from, to)) + this.decoder.end(), number);
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
