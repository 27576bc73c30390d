/** A group of tracks in a trace. */
export interface Process {
  /** A whole number, 1 or more; nothing else has it. */
  readonly id: number;
  /** Groups stand in this order. */
  readonly order: number;
  readonly kind: 'cluster' | 'framework' | 'agent';
  readonly name: string;
}

type Arguments = Readonly<Record<string, string | number>>;

/**
 * Writes the JSON object form of Chrome's trace format event by event: "Trace Event Format", the
 * document by which both Perfetto and the older trace viewer read it. Times are whole
 * microseconds, ids whole numbers. Each process is named before its first event.
 */
export class TraceFile {
  private readonly write: (text: string) => void;
  private readonly named = new Set<number>();
  private events = 0;
  private slices = 0;

  constructor(write: (text: string) => void) {
    this.write = write;
    write('{"displayTimeUnit":"ms","traceEvents":[\n');
  }

  /** A number for a slice. */
  nextId(): number {
    return ++this.slices;
  }

  /** An asynchronous slice begins (`b`) or ends (`e`); both by the same name and id. */
  slice(
    phase: 'b' | 'e',
    process: Process,
    timeUs: number,
    { category, name, id, args }: TraceSlice,
  ): void {
    const what = `"cat":"${category}","name":${JSON.stringify(name)},"id":${id}`;
    const more = phase === 'b' ? `,"args":${JSON.stringify(args)}` : '';
    this.event(process, phase, timeUs, `${what}${more}`);
  }

  /** Something that happens to a process, or to the whole cluster. */
  instant(process: Process, name: string, timeUs: number, args: Arguments): void {
    const scope = process.kind === 'cluster' ? 'g' : 'p';
    const what = `"s":"${scope}","cat":"fault","name":${JSON.stringify(name)}`;
    this.event(process, 'i', timeUs, `${what},"args":${JSON.stringify(args)}`);
  }

  /** A number has another value from now on. */
  counter(process: Process, name: string, timeUs: number, series: string, value: number): void {
    const args = JSON.stringify({ [series]: value });
    this.event(process, 'C', timeUs, `"name":${JSON.stringify(name)},"args":${args}`);
  }

  /** @param about what stands beside the events */
  end(about: Arguments): void {
    this.write(`\n],"otherData":${JSON.stringify(about)}}\n`);
  }

  private event(process: Process, phase: string, timeUs: number, rest: string): void {
    if (!this.named.has(process.id)) this.nameProcess(process);
    // The one thread of a process has its number.
    this.line(`{"ph":"${phase}","pid":${process.id},"tid":${process.id},"ts":${timeUs},${rest}}`);
  }

  private nameProcess({ id, order, kind, name }: Process): void {
    this.named.add(id);
    const text = name === '' ? kind : `${kind} ${name}`;
    const names = { process_name: { name: text }, process_sort_index: { sort_index: order } };
    for (const [what, args] of Object.entries({ ...names, thread_name: { name: text } })) {
      const track = `"pid":${id},"tid":${id}`;
      this.line(`{"ph":"M","name":"${what}",${track},"args":${JSON.stringify(args)}}`);
    }
  }

  private line(text: string): void {
    this.write(this.events++ === 0 ? text : `,\n${text}`);
  }
}

export interface TraceSlice {
  readonly category: string;
  readonly name: string;
  /** A whole number that no other slice of the trace has. */
  readonly id: number;
  readonly args: Arguments;
}
