import { FNV_OFFSET, hashText } from '../random/mix.ts';

/**
 * A file that is only appended to, as text: each record stands behind its length and a checksum.
 * A machine that stops while it writes leaves the beginning of a record, or of several; what is
 * not whole is found when the file is read, and has to be cut before anything is appended again.
 */
export interface JournalRead {
  /** The records that are whole, from the first on. */
  readonly records: readonly string[];
  /** How much of the file they are; what is behind is torn. */
  readonly wholeLength: number;
}

/** A record as it is appended. */
export function framed(record: string): string {
  return `${record.length} ${checksumOf(record)} ${record}\n`;
}

/** Reads a journal up to the first record that is not whole. */
export function readJournal(content: string): JournalRead {
  const records: string[] = [];
  let at = 0;
  while (at < content.length) {
    const record = recordAt(content, at);
    if (record === null) break;
    records.push(record);
    at += framed(record).length;
  }
  return { records, wholeLength: at };
}

const HEAD = /(\d{1,9}) ([0-9a-f]{8}) /y;

function recordAt(content: string, at: number): string | null {
  HEAD.lastIndex = at;
  const match = HEAD.exec(content);
  if (match === null) return null;
  const [head, length, checksum] = match;
  const from = at + head.length;
  const end = from + Number(length);
  const record = content.slice(from, end);
  const whole = content[end] === '\n' && checksumOf(record) === checksum;
  return whole ? record : null;
}

function checksumOf(record: string): string {
  return (hashText(record, FNV_OFFSET) >>> 0).toString(16).padStart(8, '0');
}
