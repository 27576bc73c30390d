import type { FastifyReply } from 'fastify';

import { encodeRecord } from '../../host/recordio.ts';
import { statusDocument } from '../../mesos/event-codec.ts';
import { type JsonObject, idDocument } from '../../mesos/json.ts';
import { type Documented, Pieced } from '../../mesos/pieces.ts';
import { MessageError } from '../../mesos/protobuf/message-codec.ts';
import type { Sight } from '../../security/sight.ts';
import { BoundedStream, STREAM_BYTES_MAX } from '../bounded-stream.ts';
import { agentDocument } from '../documents/agent-documents.ts';
import { frameworkDocument, frameworkInfo } from '../documents/framework-documents.ts';
import { Holdings } from '../documents/holdings.ts';
import { getState } from '../documents/state-documents.ts';
import { taskDocument } from '../documents/task-documents.ts';
import type { HistoryEvent } from '../history.ts';
import type { MasterSite } from '../master-site.ts';
import { isSeen, seenSite } from '../seen-site.ts';
import { documentBytes } from './document-answers.ts';
import { type Encoding, type WriteDocument, documentWriter } from './v1-call.ts';

/** Subscribers at a time; the oldest is dropped (Mesos `--max_operator_event_stream_…`). */
const SUBSCRIBERS_MAX = 1000;

/** Bytes that may wait for all of them together: who keeps most of them waiting goes first. */
const WAITING_BYTES_MAX = 256 * 1024 * 1024;

const HEARTBEAT = { type: 'HEARTBEAT' };

/** SUBSCRIBE: all there is, then what changes, without a gap between. */
export async function operatorStream(
  site: MasterSite,
  sight: Sight,
  type: Encoding,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const room = rooms.get(site) ?? new Room(site);
  rooms.set(site, room);
  const write = await documentWriter(type, 'master.Event');
  reply.hijack();
  const { raw } = reply;
  raw.socket?.setNoDelay(true);
  raw.writeHead(200, { 'content-type': type });
  raw.flushHeaders();
  const stream: BoundedStream = new BoundedStream(raw, () => room.leave(subscriber));
  const seen = seenSite(site, sight);
  const subscriber = new Subscriber(seen, type, stream, write);
  room.enter(subscriber);
  let bytes: Buffer;
  try {
    bytes = await documentBytes(type, 'master.Event', () => {
      // What happens from here on is not in what is written, and waits until that is.
      subscriber.hears();
      return subscribed(seen);
    });
  } catch (error) {
    stream.drop();
    throw error;
  }
  room.makeWay(bytes.length);
  subscriber.begin(bytes, site.heartbeatEveryMs);
  return reply;
}

function subscribed(site: MasterSite): Pieced {
  const heartbeat = { heartbeat_interval_seconds: site.heartbeatSeconds };
  const state = getState(site, new Holdings(site));
  return new Pieced(
    { type: 'SUBSCRIBED' },
    {},
    {
      subscribed: new Pieced(heartbeat, {}, { get_state: state }),
    },
  );
}

/** One who listens. */
class Subscriber {
  /** As this one may see it. */
  readonly site: MasterSite;
  readonly type: Encoding;
  private readonly stream: BoundedStream;
  private readonly write: WriteDocument;
  /** Told before all that there is has been written; null while nothing counts, or all is told. */
  private early: Buffer[] | null = null;
  private earlyBytes = 0;
  private isOpen = false;

  constructor(site: MasterSite, type: Encoding, stream: BoundedStream, write: WriteDocument) {
    this.site = site;
    this.type = type;
    this.stream = stream;
    this.write = write;
  }

  hears(): void {
    this.early = [];
  }

  /** @param bytes all there is */
  begin(bytes: Buffer, heartbeatMs: number): void {
    this.stream.write(bytes);
    this.stream.write(this.write(HEARTBEAT));
    this.stream.beat(this.write(HEARTBEAT), heartbeatMs);
    for (const framed of this.early ?? []) this.stream.writeBytes(framed);
    this.early = null;
    this.earlyBytes = 0;
    this.isOpen = true;
  }

  /** The document as a record of this one's encoding. */
  framed(document: Documented): Buffer {
    return encodeRecord(this.write(document as JsonObject));
  }

  tell(framed: Buffer): void {
    if (this.isOpen) return this.stream.writeBytes(framed);
    if (this.early === null) return;
    this.early.push(framed);
    this.earlyBytes += framed.length;
    if (this.earlyBytes > STREAM_BYTES_MAX) this.drop();
  }

  get waiting(): number {
    return this.stream.waiting + this.earlyBytes;
  }

  drop(): void {
    this.stream.drop();
  }
}

/** All who listen to one master, oldest first: each event is written once for all of them. */
class Room {
  private readonly site: MasterSite;
  private readonly subscribers = new Set<Subscriber>();
  private stop: (() => void) | null = null;

  constructor(site: MasterSite) {
    this.site = site;
  }

  enter(subscriber: Subscriber): void {
    this.subscribers.add(subscriber);
    this.site.subscribers = this.subscribers.size;
    this.stop ??= this.site.history.listen((event) => this.tell(event));
    const [oldest] = this.subscribers;
    if (this.subscribers.size <= SUBSCRIBERS_MAX) return;
    this.leave(oldest);
    oldest.drop();
  }

  leave(subscriber: Subscriber): void {
    this.subscribers.delete(subscriber);
    this.site.subscribers = this.subscribers.size;
    if (this.subscribers.size > 0) return;
    this.stop?.();
    this.stop = null;
  }

  /** Drops the slowest until so many bytes more may wait. */
  makeWay(bytes: number): void {
    let waiting = bytes;
    for (const one of this.subscribers) waiting += one.waiting;
    if (waiting <= WAITING_BYTES_MAX) return;
    for (const one of [...this.subscribers].sort((a, b) => b.waiting - a.waiting)) {
      if (waiting <= WAITING_BYTES_MAX) return;
      waiting -= one.waiting;
      this.leave(one);
      one.drop();
    }
  }

  private tell(event: HistoryEvent): void {
    let document: JsonObject | null = null;
    const written = new Map<Encoding, Buffer>();
    for (const subscriber of this.subscribers) {
      const { site, type } = subscriber;
      if (!isSeen(site, site.sight, event)) continue;
      try {
        if (!site.sight.isWhole) {
          subscriber.tell(subscriber.framed(eventOf(site, event)));
          continue;
        }
        document ??= eventOf(site, event);
        const framed = written.get(type) ?? subscriber.framed(document);
        written.set(type, framed);
        subscriber.tell(framed);
      } catch (error) {
        if (!(error instanceof MessageError)) throw error;
        this.site.log.error(
          { err: error, type: event.type },
          'an event cannot be written as protobuf',
        );
        subscriber.drop();
      }
    }
  }
}

const rooms = new WeakMap<MasterSite, Room>();

/** Mesos v1 `master::Event`. */
function eventOf(site: MasterSite, event: HistoryEvent): JsonObject {
  const { type } = event;
  switch (type) {
    case 'TASK_ADDED':
      return { type, task_added: { task: taskDocument(site, event.task) } };
    case 'TASK_UPDATED': {
      const { frameworkId, state } = event.task;
      const framework = idDocument(site.ids.framework(frameworkId));
      const status = statusDocument(event.status, site);
      return { type, task_updated: { framework_id: framework, status, state } };
    }
    case 'FRAMEWORK_ADDED':
    case 'FRAMEWORK_UPDATED': {
      const { framework } = event;
      const holdings = Holdings.ofFramework(site, framework);
      const said = frameworkDocument(site, holdings, holdings.story(framework), framework);
      return { type, [type.toLowerCase()]: { framework: said } };
    }
    case 'FRAMEWORK_REMOVED': {
      const info = frameworkInfo(site, event.framework.info);
      return { type, framework_removed: { framework_info: info } };
    }
    case 'AGENT_ADDED': {
      const holdings = Holdings.ofAgent(site, event.agent);
      const [agent] = holdings.agents;
      return { type, agent_added: { agent: agentDocument(site, holdings, agent) } };
    }
    case 'AGENT_REMOVED':
      return { type, agent_removed: { agent_id: idDocument(site.ids.agent(event.agent.id)) } };
  }
}
