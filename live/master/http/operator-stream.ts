import type { FastifyReply } from 'fastify';

import { statusDocument } from '../../mesos/event-codec.ts';
import { type JsonObject, idDocument } from '../../mesos/json.ts';
import { BoundedStream } from '../bounded-stream.ts';
import { agentDocument } from '../documents/agent-documents.ts';
import { frameworkDocument, frameworkInfo } from '../documents/framework-documents.ts';
import { Holdings } from '../documents/holdings.ts';
import { getState } from '../documents/state-documents.ts';
import { taskDocument } from '../documents/task-documents.ts';
import type { HistoryEvent } from '../history.ts';
import type { MasterSite } from '../master-site.ts';

/** Subscribers at a time; the oldest is dropped (Mesos `--max_operator_event_stream_…`). */
const SUBSCRIBERS_MAX = 1000;

const HEARTBEAT = JSON.stringify({ type: 'HEARTBEAT' });

/** Streams of one master, oldest first. */
const subscribers = new WeakMap<MasterSite, Set<BoundedStream>>();

/** Number of those who listen to a master's events. */
export function subscriberCount(site: MasterSite): number {
  return subscribers.get(site)?.size ?? 0;
}

/** SUBSCRIBE: all there is, then what changes, without a gap between. */
export function operatorStream(site: MasterSite, reply: FastifyReply): FastifyReply {
  const open = subscribers.get(site) ?? new Set<BoundedStream>();
  subscribers.set(site, open);
  reply.hijack();
  const { raw } = reply;
  raw.socket?.setNoDelay(true);
  raw.writeHead(200, { 'content-type': 'application/json' });
  const stream = new BoundedStream(raw, () => {
    open.delete(stream);
    stop();
  });
  const subscribed = {
    get_state: getState(site),
    heartbeat_interval_seconds: site.heartbeatSeconds,
  };
  stream.write(JSON.stringify({ type: 'SUBSCRIBED', subscribed }));
  stream.write(HEARTBEAT);
  stream.beat(HEARTBEAT, site.heartbeatSeconds * 1000);
  const stop = site.history.listen((event) => stream.write(JSON.stringify(document(site, event))));
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
