import type { AgentExecutor } from '../../core/agent/agent-io.ts';
import { executorKey } from '../../core/recording/effects.ts';
import type { BoundedStream } from '../master/bounded-stream.ts';
import type { WriteDocument } from '../master/http/v1-call.ts';
import { executorEvents } from '../mesos/executor-codec.ts';
import type { JsonObject } from '../mesos/json.ts';

/** An executor's end of its subscription, and how it wants to be written to. */
export interface ExecutorStream {
  readonly stream: BoundedStream;
  readonly write: WriteDocument;
}

/** Streams of the executors that have subscribed; what is said to one that is away is lost. */
export class ExecutorStreams {
  private readonly streams = new Map<string, ExecutorStream>();

  isOpen(executor: AgentExecutor): boolean {
    return this.streams.has(executorKey(executor));
  }

  /** From now on this is the executor's; an older one is ended. */
  open(executor: AgentExecutor, stream: ExecutorStream): void {
    const key = executorKey(executor);
    const before = this.streams.get(key);
    this.streams.set(key, stream);
    if (before === undefined) return;
    before.stream.write(before.write(executorEvents.error('Executor has subscribed again')));
    before.stream.end();
  }

  /** @returns whether it was still the executor's */
  closed(executor: AgentExecutor, stream: ExecutorStream): boolean {
    const key = executorKey(executor);
    return this.streams.get(key) === stream && this.streams.delete(key);
  }

  send(executor: AgentExecutor, event: JsonObject): void {
    const open = this.streams.get(executorKey(executor));
    open?.stream.write(open.write(event));
  }

  /** There is nothing more to say to it. */
  end(executor: AgentExecutor): void {
    const key = executorKey(executor);
    const open = this.streams.get(key);
    this.streams.delete(key);
    open?.stream.end();
  }

  endAll(): void {
    for (const { stream } of this.streams.values()) stream.drop();
    this.streams.clear();
  }
}
