import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { AgentExecutor } from '../../../core/agent/agent-io.ts';
import { BoundedStream } from '../../master/bounded-stream.ts';
import { answerText } from '../../master/http/http-checks.ts';
import {
  type Encoding,
  type WriteDocument,
  answerCall,
  answerEncoding,
  answerNotAcceptable,
  documentWriter,
} from '../../master/http/v1-call.ts';
import {
  type ExecutorCall,
  checkExecutorCall,
  checkedStatus,
  executorEvents,
} from '../../mesos/executor-codec.ts';
import { hashedId } from '../../mesos/ids.ts';
import { type JsonObject, idDocument } from '../../mesos/json.ts';
import { carriedBy } from '../../mesos/task-codec.ts';
import { executorPrincipal } from '../../security/executor-tokens.ts';
import { principalOf } from '../../security/principal.ts';
import type { AgentSite } from '../agent-site.ts';
import { containerOf } from '../task-container.ts';
import { agentDocument } from '../documents/agent-document.ts';

/** How often an executor hears that its agent is there, milliseconds (Mesos: 30 minutes). */
const HEARTBEAT_MS = 30 * 60_000;

/** `POST /api/v1/executor` (`mesos-semantics` part 20). */
export function registerExecutorApi(app: FastifyInstance, site: AgentSite): void {
  for (const url of ['/api/v1/executor', '/slave(1)/api/v1/executor']) {
    app.all(url, (request, reply) =>
      answerCall(request, reply, 'executor.Call', (document) =>
        executorCall(site, document, request, reply),
      ),
    );
  }
}

async function executorCall(
  site: AgentSite,
  document: JsonObject,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const call = checkExecutorCall(document);
  const principal = principalOf(request);
  if (call.type !== 'SUBSCRIBE') return answer(site, call, null, principal, reply);
  const type = answerEncoding(request);
  if (type === null) return answerNotAcceptable(reply);
  const write = await documentWriter(type, 'executor.Event');
  return answer(site, call, { type, write }, principal, reply);
}

/** How a subscriber is written to. */
interface Written {
  readonly type: Encoding;
  readonly write: WriteDocument;
}

function answer(
  site: AgentSite,
  call: ExecutorCall,
  written: Written | null,
  principal: string | null,
  reply: FastifyReply,
): FastifyReply {
  const { executors } = site;
  const framework = site.ids.readFramework(call.framework_id.value);
  const executor = executors.find(framework, hashedId(call.executor_id.value));
  if (executor === undefined) {
    const isKnown = executors.all().some((one) => one.framework.id === framework);
    return answerText(reply, 400, `${isKnown ? 'Executor' : 'Framework'} cannot be found`);
  }
  const own = executorPrincipal({
    framework: call.framework_id.value,
    executor: call.executor_id.value,
    container: containerOf(executor)?.id ?? '',
  });
  if (principal !== null && principal !== own) {
    return answerText(reply, 403, `Principal '${principal}' is not that of this executor`);
  }
  if (written !== null) return subscribe(site, executor, call, written, reply);
  if (!executors.streams.isOpen(executor)) {
    return answerText(reply, 403, 'Executor is not subscribed');
  }
  if (call.type === 'UPDATE' && call.update !== undefined) {
    update(site, executor, call, call.update.status);
  } else if (call.type === 'MESSAGE' && call.message !== undefined) {
    site.host.feed({ type: 'EXECUTOR_MESSAGE', executor, bytes: call.message.data });
  }
  return reply.code(202).send();
}

function update(
  site: AgentSite,
  executor: AgentExecutor,
  call: ExecutorCall,
  said: NonNullable<ExecutorCall['update']>['status'],
): void {
  const status = checkedStatus(said, call);
  const taskId = hashedId(status.task_id.value);
  const task = site.host.taskNamed(executor.framework.id, taskId);
  site.executors.updated(executor, status, task);
}

/** Opens the stream of events: first SUBSCRIBED, then what the machine has for it. */
function subscribe(
  site: AgentSite,
  executor: AgentExecutor,
  call: ExecutorCall,
  { type, write }: Written,
  reply: FastifyReply,
): FastifyReply {
  const { host, executors } = site;
  const updates = call.subscribe?.unacknowledged_updates ?? [];
  const knows = (call.subscribe?.unacknowledged_tasks ?? []).map((one) => {
    return hashedId(one.task_id.value);
  });
  for (const { status } of updates) checkedStatus(status, call);
  reply.hijack();
  const { raw } = reply;
  raw.socket?.setNoDelay(true);
  raw.writeHead(200, { 'content-type': type });
  const stream: BoundedStream = new BoundedStream(raw, () => {
    const isLast = executors.streams.closed(executor, listener);
    if (isLast) host.feed({ type: 'EXECUTOR_AWAY', executor });
  });
  if (executors.streams.isOpen(executor)) host.feed({ type: 'EXECUTOR_AWAY', executor });
  const listener = { stream, write };
  executors.streams.open(executor, listener);
  stream.beat(write(executorEvents.heartbeat()), HEARTBEAT_MS);
  executors.streams.send(executor, executorEvents.subscribed(placeOf(site, executor)));
  for (const { status } of updates) update(site, executor, call, status);
  host.feed({ type: 'EXECUTOR_RUNNING', executor, knows });
  // It was to end while it was away.
  if (executor.state === 'STOPPING') executors.streams.send(executor, executorEvents.shutdown());
  return reply;
}

function placeOf(site: AgentSite, executor: AgentExecutor) {
  const { framework, info } = executor;
  const id = idDocument(site.ids.framework(framework.id));
  return {
    executorInfo: { ...carriedBy(info), framework_id: id },
    frameworkInfo: { ...carriedBy(framework), id },
    agentInfo: agentDocument(site),
    containerId: containerOf(executor)?.id ?? '',
  };
}
