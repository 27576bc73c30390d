/**
 * A reader of Chrome traces that takes nothing on trust: written from the document "Trace Event
 * Format" (https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU) and what
 * Perfetto's importer demands besides (`json_trace_parser.cc`): processes named before they are
 * used, whole ids that are never used again, ends after beginnings with the same name, and time
 * that never runs back on a track.
 */

export interface TraceSliceRead {
  readonly pid: number;
  readonly category: string;
  readonly name: string;
  readonly fromUs: number;
  readonly toUs: number;
  readonly args: Readonly<Record<string, unknown>>;
}

export interface TraceRead {
  /** By id of the process. */
  readonly processes: ReadonlyMap<number, string>;
  readonly slices: readonly TraceSliceRead[];
  readonly instants: readonly { readonly pid: number; readonly name: string; tsUs: number }[];
  /** By `process: counter`: times and values. */
  readonly counters: ReadonlyMap<string, readonly (readonly [us: number, value: number])[]>;
  readonly otherData: Readonly<Record<string, unknown>>;
}

type Fields = Readonly<Record<string, unknown>>;

/** What stands in an event of each phase, besides `ph`, `pid` and `tid`. */
const FIELDS: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['M', ['name', 'args']],
  ['b', ['ts', 'cat', 'name', 'id', 'args']],
  ['e', ['ts', 'cat', 'name', 'id']],
  ['i', ['ts', 's', 'cat', 'name', 'args']],
  ['C', ['ts', 'name', 'args']],
]);

/** @throws Error at the first event that is not as it should be */
export function readStrictly(text: string): TraceRead {
  const document = JSON.parse(text) as Fields;
  requireThat(document['displayTimeUnit'] === 'ms', 'the unit is ms', document['displayTimeUnit']);
  const reader = new StrictReader();
  const events = document['traceEvents'] as readonly Fields[];
  for (const event of events) reader.event(event);
  return reader.end(document['otherData'] as Fields);
}

class StrictReader {
  private readonly processes = new Map<number, string>();
  private readonly sorted = new Set<number>();
  private readonly open = new Map<number, { readonly at: Fields }>();
  private readonly used = new Set<number>();
  private readonly lastUs = new Map<string, number>();
  private readonly slices: TraceSliceRead[] = [];
  private readonly instants: { pid: number; name: string; tsUs: number }[] = [];
  private readonly counters = new Map<string, [number, number][]>();

  event(event: Fields): void {
    const { ph, pid, tid, ts } = event;
    const wanted = ['ph', 'pid', 'tid', ...(FIELDS.get(ph) ?? [])];
    requireThat(FIELDS.has(ph), 'the phase is known', ph);
    requireThat(
      Object.keys(event).toSorted().join() === wanted.toSorted().join(),
      `the fields are ${wanted.join()}`,
      event,
    );
    requireThat(isId(pid) && isId(tid), 'pid and tid are whole numbers above 0', event);
    if (ph === 'M') return this.metadata(event);
    requireThat(Number.isSafeInteger(ts) && Number(ts) >= 0, 'the time is whole', event);
    requireThat(this.processes.has(Number(pid)), 'the process has a name', event);
    requireThat(this.sorted.has(Number(pid)), 'the process has a place', event);
    if (ph === 'b') this.begin(event);
    else if (ph === 'e') this.finish(event);
    else if (ph === 'i') this.instant(event);
    else this.counter(event);
  }

  end(otherData: Fields): TraceRead {
    requireThat(this.open.size === 0, 'all slices have ended', [...this.open.keys()]);
    const { processes, slices, instants, counters } = this;
    return { processes, slices, instants, counters, otherData };
  }

  private metadata({ name, pid, args }: Fields): void {
    const { name: text, sort_index: place } = args as Fields;
    if (name === 'process_sort_index') {
      requireThat(Number.isSafeInteger(place), 'the place is a number', place);
      this.sorted.add(Number(pid));
      return;
    }
    requireThat(typeof text === 'string' && text !== '', 'the name is text', args);
    if (name === 'thread_name') return;
    requireThat(name === 'process_name', 'it names a process or a thread', name);
    requireThat(!this.processes.has(Number(pid)), 'a process is named once', pid);
    this.processes.set(Number(pid), String(text));
  }

  private begin(event: Fields): void {
    const id = Number(event['id']);
    requireThat(isId(event['id']), 'the id is a whole number above 0', event);
    requireThat(!this.used.has(id), 'the id was never used', event);
    this.used.add(id);
    this.inOrder(`${String(event['pid'])} ${String(event['cat'])}`, event);
    this.open.set(id, { at: event });
  }

  private finish(event: Fields): void {
    const begun = this.open.get(Number(event['id']))?.at;
    if (begun === undefined) throw new Error(`${JSON.stringify(event)}: wanted one that began`);
    for (const field of ['pid', 'tid', 'cat', 'name']) {
      requireThat(begun[field] === event[field], `${field} is that of the beginning`, event);
    }
    this.inOrder(`${String(event['pid'])} ${String(event['cat'])}`, event);
    this.open.delete(Number(event['id']));
    this.slices.push({
      pid: Number(event['pid']),
      category: String(event['cat']),
      name: String(event['name']),
      fromUs: Number(begun['ts']),
      toUs: Number(event['ts']),
      args: begun['args'] as Fields,
    });
  }

  private instant(event: Fields): void {
    requireThat(event['s'] === 'p' || event['s'] === 'g', 'the scope is p or g', event);
    this.inOrder(`${String(event['pid'])} instants`, event);
    const { pid, name, ts } = event;
    this.instants.push({ pid: Number(pid), name: String(name), tsUs: Number(ts) });
  }

  private counter(event: Fields): void {
    const values = Object.values(event['args'] as Fields);
    requireThat(values.length === 1 && Number.isFinite(values[0]), 'it has one number', event);
    const track = `${this.processes.get(Number(event['pid']))}: ${String(event['name'])}`;
    this.inOrder(track, event);
    const before = this.counters.get(track) ?? [];
    before.push([Number(event['ts']), Number(values[0])]);
    this.counters.set(track, before);
  }

  private inOrder(track: string, event: Fields): void {
    const ts = Number(event['ts']);
    requireThat(ts >= (this.lastUs.get(track) ?? 0), `time goes on in ${track}`, event);
    this.lastUs.set(track, ts);
  }
}

function isId(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

function requireThat(holds: boolean, what: string, found: unknown): void {
  if (!holds) throw new Error(`found ${JSON.stringify(found)}, wanted that ${what}`);
}
