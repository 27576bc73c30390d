/** The files of one event log that was written in parts, or why there is none. */
export interface RollingLog {
  /** Names in the order to read them. */
  readonly files: readonly string[];
  /** Names that are no part of it, or were replaced by a compact file. */
  readonly ignored: readonly string[];
  /** What is missing: found and wanted. */
  readonly problems: readonly string[];
}

/** A part of a log: its place in the order. */
interface Part {
  readonly name: string;
  readonly number: number;
  readonly compact: boolean;
}

/** Spark 3: `events_<n>_<application>[.codec][.compact]`. */
const ROLLED = /^events_(?<number>\d+)_.+$/;

/** Spark 1.0 to 1.2: `EVENT_LOG_1` beside `SPARK_VERSION_1.2.0` and `APPLICATION_COMPLETE`. */
const OLD = /^EVENT_LOG_(?<number>\d+)$/;

/** Databricks: `eventlog-2021-06-15--15-00.gz`; the one without a time is the last. */
const DATABRICKS = /^eventlog(?:-(?<time>\d{4}-\d{2}-\d{2}--\d{2}-\d{2}))?(?:\.\w+)?$/;

/**
 * The order in which the files of a directory make one event log; null when none is a part of
 * one. Parts are in order of their numbers (as text `events_10` would come before `events_2`).
 * A compact file stands for everything up to its number (Spark, `EventLogFileReaders`).
 *
 * @param names of the files, without the directory, in any order
 */
export function rollingOrder(names: readonly string[]): RollingLog | null {
  const visible = names.filter((name) => !name.startsWith('.'));
  const parts = numbered(visible, ROLLED);
  if (parts.length > 0) return afterCompact(names, parts);
  const old = numbered(visible, OLD);
  if (old.length > 0) return logOf(names, old);
  const timed = visible.flatMap((name) => {
    const match = DATABRICKS.exec(name);
    return match === null ? [] : { name, time: match.groups?.time ?? null };
  });
  if (timed.length === 0) return null;
  const order = timed.sort((a, b) => compareTimes(a.time, b.time) || compareText(a.name, b.name));
  return { files: order.map(({ name }) => name), ignored: without(names, order), problems: [] };
}

function numbered(names: readonly string[], pattern: RegExp): Part[] {
  return names
    .flatMap((name) => {
      const match = pattern.exec(name);
      if (match === null) return [];
      return { name, number: Number(match.groups?.number), compact: name.endsWith('.compact') };
    })
    .sort(
      (a, b) =>
        a.number - b.number || Number(a.compact) - Number(b.compact) || compareText(a.name, b.name),
    );
}

/** Drops what the last compact file replaces. */
function afterCompact(names: readonly string[], parts: readonly Part[]): RollingLog {
  const last = parts.findLastIndex(({ compact }) => compact);
  return logOf(names, last < 0 ? parts : parts.slice(last));
}

function logOf(names: readonly string[], parts: readonly Part[]): RollingLog {
  const problems: string[] = [];
  const [{ number: first, compact }] = parts;
  if (!compact && first > 1) problems.push(`found no part before ${first}, wanted all from 1`);
  parts.slice(1).forEach(({ number }, i) => {
    const before = parts[i].number;
    if (number > before + 1) {
      problems.push(`found part ${number} after ${before}, wanted the parts between`);
    }
  });
  return { files: parts.map(({ name }) => name), ignored: without(names, parts), problems };
}

/** The names left over, in order. */
function without(names: readonly string[], used: readonly { readonly name: string }[]): string[] {
  const taken = new Set(used.map(({ name }) => name));
  return names.filter((name) => !taken.has(name)).sort(compareText);
}

/** By time; the part without one is being written and comes last. */
function compareTimes(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return compareText(a, b);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
