import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { Subscribe } from '../../../core/protocol/scheduler-api.ts';
import { CallError, checkCall, readCall } from '../../mesos/call-codec.ts';
import type { MesosCall } from '../../mesos/call-schema.ts';
import type { JsonObject } from '../../mesos/json.ts';
import { differingPrincipals, withPrincipal } from '../../security/framework-principal.ts';
import { markUnauthorized, problemOfRoles } from '../../security/framework-rules.ts';
import { principalOf } from '../../security/principal.ts';
import type { MasterSite } from '../master-site.ts';
import { answerText } from './http-checks.ts';
import { Subscription, type Written } from './subscription.ts';
import { answerCall, answerEncoding, answerNotAcceptable, documentWriter } from './v1-call.ts';

/** `POST /api/v1/scheduler` (`mesos-semantics` part 19.1, with its order of checks). */
export function registerSchedulerApi(app: FastifyInstance, site: MasterSite): void {
  app.all('/api/v1/scheduler', (request, reply) =>
    answerCall(request, reply, 'scheduler.Call', (document) =>
      schedulerCall(site, document, request, reply),
    ),
  );
}

async function schedulerCall(
  site: MasterSite,
  document: JsonObject,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const principal = principalOf(request);
  const said = withPrincipal(checkCall(document), principal);
  const streamId = request.headers['mesos-stream-id'];
  if (said.type === 'SUBSCRIBE') {
    const wanted = answerEncoding(request);
    if (wanted === null) return answerNotAcceptable(reply);
    if (streamId === undefined) {
      const write = await documentWriter(wanted, 'scheduler.Event');
      return subscribe(site, said, { type: wanted, write }, reply);
    }
    const text = "Subscribe calls should not include the 'Mesos-Stream-Id' header";
    return answerText(reply, 400, text);
  }
  // Answers to RECONCILE_OPERATIONS had a body once, and are still negotiated for.
  if (said.type === 'RECONCILE_OPERATIONS' && answerEncoding(request) === null) {
    return answerNotAcceptable(reply);
  }
  const named = typeof streamId === 'string' ? streamId : undefined;
  return call(site, said, named, principal, reply);
}

function call(
  site: MasterSite,
  said: MesosCall,
  streamId: string | undefined,
  principal: string | null,
  reply: FastifyReply,
): FastifyReply {
  const { host, ids, names, streams } = site;
  const named = said.framework_id?.value ?? '';
  const framework = ids.readFramework(named);
  const record = host.master.framework(framework);
  if (!record) return answerText(reply, 400, 'Framework cannot be found');
  const { calls, operations } = site.tallies.of(framework);
  calls.add(said.type);
  const { principal: own = '' } = record.info;
  if (principal !== null && principal !== own) {
    return answerText(reply, 400, differingPrincipals(principal, own));
  }
  const stream = streams.get(framework);
  if (!record.connected || stream === undefined) {
    return answerText(reply, 403, 'Framework is not subscribed');
  }
  if (streamId === undefined) {
    const text = "All non-subscribe calls should include the 'Mesos-Stream-Id' header";
    return answerText(reply, 400, text);
  }
  if (streamId !== stream.streamId) {
    const text =
      `The stream ID '${streamId}' included in this request didn't match ` +
      `the stream ID currently associated with framework ID '${named}'`;
    return answerText(reply, 400, text);
  }
  const { acls, roles } = site.access;
  if (said.update_framework !== undefined) {
    const problem = problemOfRoles(acls, roles, said.update_framework.framework_info);
    if (problem !== null) return answerText(reply, 403, problem);
  }
  const input = readCall(said, stream.connection, ids, names);
  for (const { type } of said.accept?.operations ?? []) operations.add(type);
  const rejected = host.feed(markUnauthorized(acls, input, record.info));
  if (said.type === 'UPDATE_FRAMEWORK') {
    return rejected === null
      ? reply.code(200).send()
      : answerText(reply, 400, `Not updating framework: ${rejected.reason}`);
  }
  if (said.type === 'TEARDOWN') stream.end();
  return reply.code(202).send();
}

/** Opens the stream of events; every SUBSCRIBE gets a stream id of its own. */
function subscribe(
  site: MasterSite,
  said: MesosCall,
  written: Written,
  reply: FastifyReply,
): FastifyReply {
  const { host } = site;
  const subscription = new Subscription(site, written, reply);
  let input: Subscribe;
  try {
    const read = readCall(said, subscription.connection, site.ids, site.names);
    if (read.type !== 'SUBSCRIBE') throw new CallError(`found ${read.type}, wanted SUBSCRIBE`);
    input = read;
  } catch (error) {
    subscription.forget();
    throw error;
  }
  const { acls, roles } = site.access;
  const info = said.subscribe?.framework_info;
  const problem = info === undefined ? null : problemOfRoles(acls, roles, info);
  if (problem === null) host.feed(input);
  else subscription.tell({ type: 'ERROR', message: problem });
  if (subscription.isOpen) return reply;
  // Ids are being set aside: it will be heard when it asks again.
  subscription.forget();
  return answerText(reply, 503, 'Master has not finished recovery');
}
