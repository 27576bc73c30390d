import { someLine } from '../reading/detect-format.ts';
import { ByteTexts } from '../reading/byte-names.ts';
import { RowReader } from '../reading/row-reader.ts';
import { TextTable, ownText } from '../reading/text-table.ts';
import type { TraceFormat, TraceReader } from '../reading/trace-reader.ts';
import { SWF_COLUMNS, type SwfJob, parseSwfRow, readPlainSwfRow, swfCursor } from './swf-row.ts';
import { SwfTrace } from './swf-trace.ts';

/** Logs of the Parallel Workloads Archive (cs.huji.ac.il/labs/parallel/workload/swf.html). */
export const SWF_FORMAT: TraceFormat = {
  name: 'swf',
  title: 'a log in the Standard Workload Format',
  detect: (start) => HEADER.test(start.text) || someLine(start, looksLikeSwf, COMMENT),
  reader: () => new SwfReader(),
};

const COMMENT = ';';
const HEADER =
  /^\s*;\s*(Version|Computer|Installation|MaxJobs|MaxNodes|MaxProcs|UnixStartTime)\s*:/;

/** Numbers with blanks between them, as many as the format has columns. */
function looksLikeSwf(line: string): boolean {
  const fields = line.trim().split(/\s+/);
  return fields.length >= SWF_COLUMNS.length && fields.every((field) => /^-?[\d.]+$/.test(field));
}

/** Push parser of a log. Decimals, missing columns at the end and any order are accepted. */
export class SwfReader implements TraceReader<SwfTrace> {
  private readonly jobs: SwfJob[] = [];
  private readonly texts = new TextTable();
  private short = 0;
  private readonly cursor = swfCursor();
  private readonly plainTexts = new ByteTexts();
  private readonly table = new RowReader((text) => this.row(text), {
    comment: COMMENT,
    plain: (bytes, from, to) => this.plainRow(bytes, from, to),
  });

  push(chunk: Uint8Array | string): void {
    this.table.push(chunk);
  }

  end(truncated: boolean = false): SwfTrace {
    const report = this.table.end(truncated);
    report.repair('read with missing columns as unknown', this.short);
    return new SwfTrace(this.jobs, headerOf(this.table.comments), report.report());
  }

  private plainRow(bytes: Uint8Array, from: number, to: number): boolean {
    this.cursor.begin(bytes, from, to);
    const job = readPlainSwfRow(this.cursor, this.plainTexts);
    if (job === null) return false;
    this.jobs.push(job);
    return true;
  }

  private row(text: string): string | null {
    const job = parseSwfRow(text);
    if (typeof job === 'string') return job;
    if (text.trim().split(/\s+/).length < SWF_COLUMNS.length) this.short++;
    const { number, user, queue } = job;
    this.jobs.push({
      ...job,
      number: ownText(number),
      user: user === null ? null : this.texts.own(user),
      queue: queue === null ? null : this.texts.own(queue),
    });
    return null;
  }
}

/** `Key: value` comments; of repeated ones (`Note`, `Queue`) the first. */
function headerOf(comments: readonly string[]): Map<string, string> {
  const header = new Map<string, string>();
  for (const comment of comments) {
    const [, key, value] = /^(\w+)\s*:\s*(.*)$/.exec(comment) ?? [];
    if (key !== undefined && !header.has(key)) header.set(key, value);
  }
  return header;
}
