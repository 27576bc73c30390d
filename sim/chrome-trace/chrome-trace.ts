import { meaningOf } from '../../core/protocol/event-meanings.ts';
import type { EventNames } from '../../core/protocol/event-record.ts';
import type { RunResult, RunSeries } from '../experiment/run-result.ts';
import { FAULT_KINDS, FAULT_NAMES, type FaultTarget } from '../faults/fault-spec.ts';
import { EVENT_KINDS, KIND } from '../log/event-kinds.ts';
import type { EventChunk } from '../log/event-log.ts';
import { nameOf } from '../log/event-names.ts';
import type { EventSink, RunTitle } from '../log/event-sink.ts';
import { type Process, TraceFile } from './trace-file.ts';
import { OpenSlices } from './open-slices.ts';

/** What of a run's result stands in its trace. */
export interface TracedResult extends Pick<RunResult, 'hash' | 'events'> {
  readonly series: Pick<RunSeries, 'bucketSeconds' | 'dominantShare' | 'utilization'>;
  readonly cluster: Pick<RunResult['cluster'], 'resources'>;
}

const FAULTS: readonly boolean[] = EVENT_KINDS.map((kind) => meaningOf(kind).fault);

/**
 * A run in Chrome's trace format, for Perfetto: a process for each framework and each agent. Tasks
 * and offers are asynchronous slices at their framework, named after their job, and at their agent,
 * named after their framework; dominant shares and utilisation are counters, faults are instants.
 * What is kept are the slices that have not ended.
 */
export class ChromeTrace implements EventSink {
  private readonly file: TraceFile;
  private readonly title: RunTitle;
  private readonly names: EventNames;
  private readonly tasks: OpenSlices;
  private readonly offers: OpenSlices;
  private lastUs = 0;

  constructor(title: RunTitle, names: EventNames, write: (text: string) => void) {
    this.title = title;
    this.names = names;
    this.file = new TraceFile(write);
    this.tasks = new OpenSlices(this.file, 'task');
    this.offers = new OpenSlices(this.file, 'offer');
  }

  chunk(chunk: EventChunk): void {
    for (let at = 0; at < chunk.count; at++) this.event(chunk, at);
    this.lastUs = chunk.timeUs[chunk.count - 1];
  }

  end(result: TracedResult): void {
    this.tasks.endAll(this.lastUs);
    this.offers.endAll(this.lastUs);
    this.counters(result);
    const { hash, events } = result;
    this.file.end({ ...this.title, hash, events });
  }

  private event(chunk: EventChunk, at: number): void {
    const kind = chunk.kind[at];
    const timeUs = chunk.timeUs[at];
    const framework = chunk.framework[at];
    const subject = chunk.subject[at];
    if (FAULTS[kind]) this.fault(chunk, at);
    switch (kind) {
      case KIND.CONTAINER_RUNNING:
        return this.taskBegins(chunk, at);
      case KIND.CONTAINER_EXITED:
      case KIND.CONTAINER_LOST:
        return this.tasks.end(timeUs, framework, subject);
      case KIND.OFFER:
        return this.offerBegins(chunk, at);
      case KIND.ACCEPT:
      case KIND.RESCIND:
        return this.offers.end(timeUs, framework, subject);
      case KIND.DECLINE:
        // Only the first is named. A scheduler answers the offers of a message together, and
        // those it accepted have ended: the next that are open are the others.
        return this.offers.endFrom(timeUs, framework, subject, chunk.detail[at]);
      case KIND.SUBSCRIBED:
        // Offers of an earlier subscription, or of another master, are void.
        return this.offers.endAllOf(timeUs, framework);
    }
  }

  private taskBegins(chunk: EventChunk, at: number): void {
    const task = chunk.subject[at];
    const job = this.names.jobs[chunk.framework[at]]?.[chunk.detail[at]] ?? 'task';
    const framework = this.framework(chunk.framework[at]);
    const agent = this.agent(chunk.agent[at]);
    this.tasks.begin(chunk.timeUs[at], chunk.framework[at], task, [
      { process: framework, name: job, args: { task, agent: agent.name } },
      { process: agent, name: framework.name, args: { task, job } },
    ]);
  }

  private offerBegins(chunk: EventChunk, at: number): void {
    const offer = chunk.subject[at];
    const framework = this.framework(chunk.framework[at]);
    const agent = this.agent(chunk.agent[at]);
    this.offers.begin(chunk.timeUs[at], chunk.framework[at], offer, [
      { process: framework, name: 'offer', args: { offer, agent: agent.name } },
      { process: agent, name: `offered to ${framework.name}`, args: { offer } },
    ]);
  }

  private fault(chunk: EventChunk, at: number): void {
    const kind = EVENT_KINDS[chunk.kind[at]];
    const meaning = meaningOf(kind);
    const args: Record<string, number> = {};
    if (meaning.subject !== null && chunk.subject[at] !== -1) {
      args[meaning.subject] = chunk.subject[at];
    }
    const planned = meaning.detail === 'fault' ? FAULT_NAMES[chunk.detail[at]] : undefined;
    if (planned !== undefined) {
      const process = this.targetOf(FAULT_KINDS[planned].target, chunk.subject[at]);
      return this.file.instant(process, `${kind} ${planned}`, chunk.timeUs[at], args);
    }
    const agent = meaning.agent === 'agent' ? chunk.agent[at] : -1;
    const framework = meaning.framework === 'framework' ? chunk.framework[at] : -1;
    const process =
      agent !== -1 ? this.agent(agent) : framework !== -1 ? this.framework(framework) : CLUSTER;
    this.file.instant(process, kind, chunk.timeUs[at], args);
  }

  /** Masters and servers of ZooKeeper have no tracks of their own. */
  private targetOf(target: FaultTarget, number: number): Process {
    if (target === 'agent') return this.agent(number);
    return target === 'framework' ? this.framework(number) : CLUSTER;
  }

  private counters({ series, cluster }: TracedResult): void {
    const { bucketSeconds } = series;
    series.dominantShare.forEach((shares, framework) => {
      const process = this.framework(framework);
      this.counter(process, 'dominant share', 'share', bucketSeconds, shares);
    });
    cluster.resources.forEach((name, resource) => {
      const used = series.utilization[resource];
      this.counter(CLUSTER, `utilization of ${name}`, 'part', bucketSeconds, used);
    });
  }

  /** A time average for each bucket, where it is another than in the one before. */
  private counter(
    process: Process,
    name: string,
    value: string,
    bucketSeconds: RunSeries['bucketSeconds'],
    averages: Float64Array,
  ): void {
    let before = Number.NaN;
    averages.forEach((average, bucket) => {
      if (average === before || !Number.isFinite(average)) return;
      before = average;
      this.file.counter(process, name, Math.round(bucket * bucketSeconds * 1e6), value, average);
    });
  }

  /** Frameworks have even numbers from 2, agents odd ones from 3: no number is used twice. */
  private framework(framework: number): Process {
    const name = nameOf(this.names.frameworks, framework, 'framework');
    return { id: 2 * framework + 2, order: framework + 1, kind: 'framework', name };
  }

  private agent(agent: number): Process {
    const name = nameOf(this.names.agents, agent, 'agent');
    return { id: 2 * agent + 3, order: AGENTS_FROM + agent, kind: 'agent', name };
  }
}

const CLUSTER: Process = { id: 1, order: 0, kind: 'cluster', name: '' };

/** Agents stand below the frameworks, however many there are. */
const AGENTS_FROM = 1_000_000;
