import type { AgentExecutor } from '../../core/agent/agent-io.ts';
import { executorKey } from '../host/effects.ts';
import type { BoundedStream } from '../master/bounded-stream.ts';
import { executorEvents } from '../mesos/executor-codec.ts';
import type { JsonObject } from '../mesos/json.ts';

/** Streams of the executors that have subscribed; what is said to one that is away is lost. */
export class ExecutorStreams {
  private readonly streams = new Map<string, BoundedStream>();

  isOpen(executor: AgentExecutor): boolean {
    return this.streams.has(executorKey(executor));
  }

  /** From now on this is the executor's; an older one is ended. */
  open(executor: AgentExecutor, stream: BoundedStream): void {
    const key = executorKey(executor);
    const before = this.streams.get(key);
    this.streams.set(key, stream);
    before?.write(JSON.stringify(executorEvents.error('Executor has subscribed again')));
    before?.end();
  }

  /** @returns whether it was still the executor's */
  closed(executor: AgentExecutor, stream: BoundedStream): boolean {
    const key = executorKey(executor);
    return this.streams.get(key) === stream && this.streams.delete(key);
  }

  send(executor: AgentExecutor, event: JsonObject): void {
    this.streams.get(executorKey(executor))?.write(JSON.stringify(event));
  }

  /** There is nothing more to say to it. */
  end(executor: AgentExecutor): void {
    const key = executorKey(executor);
    const stream = this.streams.get(key);
    this.streams.delete(key);
    stream?.end();
  }

  endAll(): void {
    for (const stream of this.streams.values()) stream.drop();
    this.streams.clear();
  }
}
