import { randomUUID } from 'node:crypto';
import type { FastifyReply } from 'fastify';

import type { Connection } from '../../../core/machine.ts';
import type { SchedulerEvent } from '../../../core/protocol/scheduler-api.ts';
import { isSchedulerEvent } from '../../../core/recording/effects.ts';
import { eventDocument } from '../../mesos/event-codec.ts';
import { eventRecords } from '../../mesos/event-records.ts';
import { MessageError } from '../../mesos/protobuf/message-codec.ts';
import { BoundedStream } from '../bounded-stream.ts';
import type { Link } from '../master-host.ts';
import type { MasterSite } from '../master-site.ts';
import { EventQueue } from './event-queue.ts';
import type { WriteDocument } from './v1-call.ts';

/** How a subscriber is written to. */
export interface Written {
  readonly type: string;
  readonly write: WriteDocument;
}

const HEARTBEAT = { type: 'HEARTBEAT' };

/** A scheduler's subscription: its stream of events, which opens with the first of them. */
export class Subscription implements Link {
  readonly connection: Connection;
  private readonly streamId = randomUUID();
  private readonly queue = new EventQueue((event) => this.say(event));
  private readonly site: MasterSite;
  private readonly written: Written;
  private readonly reply: FastifyReply;
  private stream: BoundedStream | null = null;
  private framework = -1;

  constructor(site: MasterSite, written: Written, reply: FastifyReply) {
    this.site = site;
    this.written = written;
    this.reply = reply;
    this.connection = site.host.connect(this);
  }

  /** Whether there was an event. */
  get isOpen(): boolean {
    return this.stream !== null;
  }

  tell(event: Parameters<Link['tell']>[0]): void {
    if (!isSchedulerEvent(event)) return;
    this.stream ??= this.open(event.type === 'ERROR');
    this.queue.push(event);
  }

  private say(event: SchedulerEvent): void {
    const { stream, site, connection, streamId } = this;
    if (stream === null) return;
    if (event.type === 'SUBSCRIBED') {
      this.framework = event.framework;
      site.streams.set(event.framework, { connection, streamId, end: () => this.leave() });
    }
    try {
      for (const record of eventRecords(event, (one) => this.record(one))) {
        stream.write(record);
        this.count(event.type);
      }
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
      const { framework } = this;
      site.log.error({ err: error, framework }, 'an event cannot be written as protobuf');
      return stream.drop();
    }
    if (event.type === 'SUBSCRIBED') {
      stream.write(this.written.write(HEARTBEAT));
      this.count(HEARTBEAT.type);
      site.tallies.of(this.framework).calls.add('SUBSCRIBE');
    }
    // The subscription is over, and its client must not take a silence for one.
    if (event.type === 'ERROR') setImmediate(() => this.leave());
  }

  /** Ends it after all that was said. */
  leave(): void {
    this.stream?.end();
    this.forget();
  }

  /** Nothing is said to it any more. */
  forget(): void {
    const { site, framework, streamId } = this;
    if (site.streams.get(framework)?.streamId === streamId) site.streams.delete(framework);
    site.host.disconnect(this.connection);
  }

  private record(event: SchedulerEvent): string | Uint8Array {
    return this.written.write(eventDocument(event, this.framework, this.site));
  }

  private count(type: string): void {
    if (this.framework >= 0) this.site.tallies.of(this.framework).events.add(type);
  }

  private open(isRefused: boolean): BoundedStream {
    const { reply, site, streamId, written } = this;
    reply.hijack();
    const { raw } = reply;
    raw.socket?.setNoDelay(true);
    raw.writeHead(200, { 'content-type': written.type, 'mesos-stream-id': streamId });
    const opened = new BoundedStream(raw, () => this.forget());
    const beaten = (): void => this.count(HEARTBEAT.type);
    if (!isRefused) opened.beat(written.write(HEARTBEAT), site.heartbeatEveryMs, beaten);
    return opened;
  }
}
