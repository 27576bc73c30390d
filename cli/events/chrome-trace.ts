import { KIND } from '../../sim/log/event-kinds.ts';
import type { EventChunk } from '../../sim/log/event-log.ts';
import type { EventSink } from './event-sink.ts';

/** A task that runs: the number of its slice. */
type Slice = number;

/**
 * The tasks of a run in Chrome's trace format, for Perfetto or `chrome://tracing`: a process per
 * framework, a thread per agent, an asynchronous slice per task, named after its job. Ids are
 * integers, times microseconds.
 */
export class ChromeTrace implements EventSink {
  private readonly write: (text: string) => void;
  private readonly jobNames: readonly string[];
  /** Slices begun and not ended, by framework and task. */
  private readonly running: Map<number, Slice>[];
  /** Agents named so far, by framework. */
  private readonly named: Set<number>[];
  private slices = 0;
  private lines = 0;

  constructor(
    frameworks: readonly string[],
    jobNames: readonly string[],
    write: (text: string) => void,
  ) {
    this.write = write;
    this.jobNames = jobNames;
    this.running = frameworks.map(() => new Map());
    this.named = frameworks.map(() => new Set());
    write('{"displayTimeUnit":"ms","traceEvents":[\n');
    frameworks.forEach((name, framework) => {
      const args = JSON.stringify({ name });
      this.line(`{"ph":"M","name":"process_name","pid":${framework + 1},"args":${args}}`);
    });
  }

  chunk(chunk: EventChunk): void {
    for (let at = 0; at < chunk.count; at++) {
      const kind = chunk.kind[at];
      if (kind === KIND.CONTAINER_RUNNING) this.begin(chunk, at);
      else if (kind === KIND.CONTAINER_EXITED) this.finish(chunk, at);
    }
  }

  end(): void {
    this.write('\n]}\n');
  }

  private begin(chunk: EventChunk, at: number): void {
    const framework = chunk.framework[at];
    const agent = chunk.agent[at];
    if (!this.named[framework].has(agent)) {
      this.named[framework].add(agent);
      const track = `"pid":${framework + 1},"tid":${agent + 1}`;
      this.line(`{"ph":"M","name":"thread_name",${track},"args":{"name":"agent ${agent}"}}`);
    }
    const slice = ++this.slices;
    this.running[framework].set(chunk.subject[at], slice);
    this.slice('b', slice, chunk, at);
  }

  private finish(chunk: EventChunk, at: number): void {
    const running = this.running[chunk.framework[at]];
    const slice = running.get(chunk.subject[at]);
    // Killed before it ran.
    if (slice === undefined) return;
    running.delete(chunk.subject[at]);
    this.slice('e', slice, chunk, at);
  }

  private slice(phase: 'b' | 'e', slice: Slice, chunk: EventChunk, at: number): void {
    const name = JSON.stringify(this.jobNames[chunk.detail[at]] ?? 'task');
    const track = `"pid":${chunk.framework[at] + 1},"tid":${chunk.agent[at] + 1}`;
    const time = `"ts":${chunk.timeUs[at]}`;
    const args = phase === 'b' ? `,"args":{"task":${chunk.subject[at]}}` : '';
    this.line(
      `{"ph":"${phase}","cat":"task","name":${name},"id":${slice},${track},${time}${args}}`,
    );
  }

  private line(text: string): void {
    this.write(this.lines++ === 0 ? text : `,\n${text}`);
  }
}
