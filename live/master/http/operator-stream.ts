import type { FastifyReply } from 'fastify';

import { statusDocument } from '../../mesos/event-codec.ts';
import { type JsonObject, idDocument } from '../../mesos/json.ts';
import { MessageError } from '../../mesos/protobuf/message-codec.ts';
import { BoundedStream } from '../bounded-stream.ts';
import { agentDocument } from '../documents/agent-documents.ts';
import { frameworkDocument, frameworkInfo } from '../documents/framework-documents.ts';
import { Holdings } from '../documents/holdings.ts';
import { getState } from '../documents/state-documents.ts';
import { taskDocument } from '../documents/task-documents.ts';
import type { HistoryEvent } from '../history.ts';
import type { MasterSite } from '../master-site.ts';
import type { Encoding, WriteDocument } from './v1-call.ts';

/** Subscribers at a time; the oldest is dropped (Mesos `--max_operator_event_stream_…`). */
const SUBSCRIBERS_MAX = 1000;

const HEARTBEAT = { type: 'HEARTBEAT' };

/** Streams of one master, oldest first. */
const subscribers = new WeakMap<MasterSite, Set<BoundedStream>>();

/** Number of those who listen to a master's events. */
export function subscriberCount(site: MasterSite): number {
  return subscribers.get(site)?.size ?? 0;
}

/** SUBSCRIBE: all there is, then what changes, without a gap between. */
export function operatorStream(
  site: MasterSite,
  type: Encoding,
  write: WriteDocument,
  reply: FastifyReply,
): FastifyReply {
  const open = subscribers.get(site) ?? new Set<BoundedStream>();
  subscribers.set(site, open);
  reply.hijack();
  const { raw } = reply;
  raw.socket?.setNoDelay(true);
  raw.writeHead(200, { 'content-type': type });
  const stream = new BoundedStream(raw, () => {
    open.delete(stream);
    stop();
  });
  const subscribed = {
    get_state: getState(site),
    heartbeat_interval_seconds: site.heartbeatSeconds,
  };
  stream.write(write({ type: 'SUBSCRIBED', subscribed }));
  stream.write(write(HEARTBEAT));
  stream.beat(write(HEARTBEAT), site.heartbeatEveryMs);
  const stop = site.history.listen((event) => {
    try {
      stream.write(write(document(site, event)));
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
      site.log.error({ err: error, type: event.type }, 'an event cannot be written as protobuf');
      stream.drop();
    }
  });
  open.add(stream);
  const [oldest] = open;
  if (open.size > SUBSCRIBERS_MAX) oldest.drop();
  return reply;
}

/** Mesos v1 `master::Event`. */
function document(site: MasterSite, event: HistoryEvent): JsonObject {
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
      const story = site.history.framework(framework);
      const said = frameworkDocument(site, new Holdings(site), story, framework);
      return { type, [type.toLowerCase()]: { framework: said } };
    }
    case 'FRAMEWORK_REMOVED': {
      const info = frameworkInfo(site, event.framework.info);
      return { type, framework_removed: { framework_info: info } };
    }
    case 'AGENT_ADDED':
      return { type, agent_added: { agent: agentDocument(site, new Holdings(site), event.agent) } };
    case 'AGENT_REMOVED':
      return { type, agent_removed: { agent_id: idDocument(site.ids.agent(event.agent.id)) } };
  }
}
