import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { Connection } from '../../../core/machine.ts';
import { isSchedulerEvent } from '../../../core/recording/effects.ts';
import { writeMachineJson } from '../../../core/recording/machine-json.ts';
import { RecordError, RecordReader } from '../../host/recordio.ts';
import {
  AGENT_MESSAGE_MAX,
  type AgentMessage,
  readAgentMessage,
} from '../../mesos/agent-messages.ts';
import { AGENT_STREAM_PATH, AGENT_STREAM_TYPE } from '../../mesos/agent-stream.ts';
import { carriedBy } from '../../mesos/task-codec.ts';
import { isJsonObject } from '../../mesos/json.ts';
import { refusalOf } from '../../security/operator-rules.ts';
import { principalOf } from '../../security/principal.ts';
import { BoundedStream } from '../bounded-stream.ts';
import type { MasterSite } from '../master-site.ts';
import { answerText } from './http-checks.ts';

/**
 * An agent's connection: one request whose body is what the agent says and whose answer is what
 * the master says, each in order, for as long as both live.
 */
export function registerAgentApi(app: FastifyInstance, site: MasterSite): void {
  const ends: StreamEnds = new Map();
  site.history.listen((event) => {
    // Whoever was given up has to come anew, and must not wait for a master that speaks no more.
    if (event.type === 'AGENT_REMOVED') setImmediate(() => ends.get(event.agent.connection)?.());
  });
  app.post(AGENT_STREAM_PATH, (request, reply) => agentStream(site, ends, request, reply));
}

/** What ends each connection, after all that was said over it. */
type StreamEnds = Map<Connection, () => void>;

function agentStream(
  site: MasterSite,
  ends: StreamEnds,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { host, places } = site;
  const needs = [{ action: 'register_agents', object: null }] as const;
  const refusal = refusalOf(site.access.acls, principalOf(request), needs);
  if (refusal !== null) return answerText(reply.header('connection', 'close'), 403, refusal);
  const body: IncomingMessage = request.raw;
  reply.hijack();
  const { raw } = reply;
  raw.socket?.setNoDelay(true);
  raw.writeHead(200, { 'content-type': AGENT_STREAM_TYPE });
  raw.flushHeaders();
  const records = new RecordReader(AGENT_MESSAGE_MAX);
  const leave = (): void => {
    ends.delete(connection);
    host.disconnect(connection);
    places.forget(connection);
  };
  const stream = new BoundedStream(raw, leave);
  const connection = host.connect({
    tell: (message) => {
      if (isSchedulerEvent(message)) return;
      const isNaming = message.type === 'AGENT_REGISTERED' || message.type === 'AGENT_REREGISTERED';
      const { cluster } = site.ids;
      stream.write(writeMachineJson(isNaming ? { ...message, cluster } : message));
    },
  });
  ends.set(connection, () => {
    stream.end();
    leave();
  });
  const refuse = (reason: string): void => {
    site.log.warn({ connection, reason }, 'agent says what cannot be understood');
    raw.destroy();
  };
  body.on('data', (chunk: Buffer) => {
    try {
      for (const record of records.push(chunk)) {
        const message = readAgentMessage(record, connection);
        if (typeof message === 'string') return refuse(message);
        hear(site, message, connection);
      }
    } catch (error) {
      if (error instanceof RecordError) return refuse(error.message);
      throw error;
    }
  });
  body.on('end', () => raw.end());
  body.on('error', () => raw.destroy());
  return reply;
}

function hear(site: MasterSite, message: AgentMessage, connection: number): void {
  const { host, places, names } = site;
  if (message.type === 'REGISTER_AGENT' || message.type === 'REREGISTER_AGENT') {
    const { hostname, ip = '', port = 0 } = message;
    places.set(connection, { hostname, ip, port });
  }
  if (message.type === 'REREGISTER_AGENT') {
    for (const { info } of message.tasks) {
      const { task_id: id, executor } = carriedBy(info);
      if (isJsonObject(id) && typeof id['value'] === 'string') names.tasks.of(id['value']);
      const named = isJsonObject(executor) ? executor['executor_id'] : undefined;
      if (isJsonObject(named) && typeof named['value'] === 'string') {
        names.executors.of(named['value']);
      }
    }
  }
  host.feed(message);
}
