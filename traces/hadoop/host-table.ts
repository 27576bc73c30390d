/** Where a task ran or its input lay: a machine, and its rack where the log tells it. */
export interface HostPlace {
  readonly host: string;
  /** Null where the log names the machine alone, as Hadoop does for attempts that failed. */
  readonly rack: string | null;
}

/** The machines of a trace by index, each with the rack it was first seen in. */
export class HostTable {
  readonly names: string[] = [];
  readonly rackNames: string[] = [];
  /** By host: index into {@link rackNames}, or -1. */
  readonly racks: number[] = [];
  private readonly indexes = new Map<string, number>();
  private readonly rackIndexes = new Map<string, number>();

  /** Index of a machine, which is added when it is new. */
  indexOf({ host, rack }: HostPlace): number {
    const known = this.indexes.get(host);
    const index = known ?? this.add(host);
    if (rack !== null && this.racks[index] < 0) this.racks[index] = this.rackIndex(rack);
    return index;
  }

  private add(name: string): number {
    const kept = detached(name);
    this.indexes.set(kept, this.names.length);
    this.racks.push(-1);
    return this.names.push(kept) - 1;
  }

  private rackIndex(name: string): number {
    const known = this.rackIndexes.get(name);
    if (known !== undefined) return known;
    const kept = detached(name);
    this.rackIndexes.set(kept, this.rackNames.length);
    return this.rackNames.push(kept) - 1;
  }
}

/**
 * Reads `/rack/host`, `/rack/of/racks/host`, `/host` or `host`; in older formats `\x` means x.
 * @returns null when there is no name in it
 */
export function parsePlace(text: string): HostPlace | null {
  const layers = unescaped(text)
    .split('/')
    .filter((layer) => layer !== '');
  const host = layers.at(-1);
  if (host === undefined) return null;
  return { host, rack: layers.length > 1 ? layers.slice(0, -1).join('/') : null };
}

/** The text without the backslashes that Hadoop's history puts before what might be a delimiter. */
export function unescaped(text: string): string {
  return text.includes('\\') ? text.replace(/\\([\s\S])/g, '$1') : text;
}

/** Code units copied at once: below every engine's limit on arguments. */
const UNITS_AT_ONCE = 4096;

/**
 * The same text with memory of its own. A part of a text keeps all of it alive in V8, which for a
 * name out of a log would be the log.
 */
export function detached(text: string): string {
  let copy = '';
  for (let from = 0; from < text.length; from += UNITS_AT_ONCE) {
    const units: number[] = [];
    const to = Math.min(text.length, from + UNITS_AT_ONCE);
    for (let at = from; at < to; at++) units.push(text.charCodeAt(at));
    copy += String.fromCharCode(...units);
  }
  return copy;
}
