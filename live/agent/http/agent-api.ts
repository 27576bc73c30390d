import { open } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { answerText } from '../../master/http/http-checks.ts';
import {
  answerCall,
  answerEncoding,
  answerNotAcceptable,
  documentWriter,
} from '../../master/http/v1-call.ts';
import { CallError, checkDocument } from '../../mesos/call-codec.ts';
import type { JsonObject } from '../../mesos/json.ts';
import { principalOf } from '../../security/principal.ts';
import type { AgentSite } from '../agent-site.ts';
import { agentDocument } from '../documents/agent-document.ts';
import { agentMetrics } from '../documents/agent-metrics.ts';
import { containerDocuments } from '../documents/container-models.ts';
import {
  executorDocuments,
  frameworkDocuments,
  taskDocuments,
} from '../documents/call-documents.ts';
import { versionModel } from '../documents/state-models.ts';
import { FileProblem, listFiles, permittedFile } from './files.ts';

/** Most that one READ_FILE gives, bytes. */
const READ_BYTES_MAX = 64 * 1024;

const callSchema = z.looseObject({
  type: z.string(),
  list_files: z.looseObject({ path: z.string() }).optional(),
  read_file: z
    .looseObject({
      path: z.string(),
      offset: z.number().int().min(0),
      length: z.number().int().min(0).optional(),
    })
    .optional(),
});

type AgentCall = z.infer<typeof callSchema>;
type Answer = (
  site: AgentSite,
  call: AgentCall,
  request: FastifyRequest,
) => JsonObject | Promise<JsonObject>;

const ANSWERS: Readonly<Record<string, Answer | undefined>> = {
  GET_HEALTH: () => ({ healthy: true }),
  GET_VERSION: (site) => ({ version_info: versionModel(site) }),
  GET_FLAGS: ({ settings }) => ({
    flags: Object.entries(settings.flags).map(([name, value]) => ({ name, value })),
  }),
  GET_METRICS: (site) => ({
    metrics: Array.from(agentMetrics(site), ([name, value]) => ({ name, value })),
  }),
  GET_LOGGING_LEVEL: () => ({ level: 0 }),
  GET_STATE: (site) => ({
    get_tasks: taskDocuments(site),
    get_executors: executorDocuments(site),
    get_frameworks: frameworkDocuments(site),
  }),
  GET_CONTAINERS: async (site) => ({ containers: await containerDocuments(site) }),
  GET_FRAMEWORKS: (site) => frameworkDocuments(site),
  GET_EXECUTORS: (site) => executorDocuments(site),
  GET_TASKS: (site) => taskDocuments(site),
  GET_AGENT: (site) => ({ agent_info: agentDocument(site) }),
  GET_OPERATIONS: () => ({ operations: [] }),
  GET_RESOURCE_PROVIDERS: () => ({ resource_providers: [] }),
  LIST_FILES: async (site, { list_files: said }, request) => {
    if (said === undefined) fail("Expecting 'list_files' to be present");
    const files = await listFiles(await permittedFile(site, request, said.path));
    return {
      file_infos: files.map(({ path, size, nlink, mtimeMs, mode, uid, gid }) => ({
        ...{ path, nlink, size, mode, uid: String(uid), gid: String(gid) },
        mtime: { nanoseconds: Math.round(mtimeMs * 1e6) },
      })),
    };
  },
  READ_FILE: async (site, { read_file: said }, request) => {
    if (said === undefined) fail("Expecting 'read_file' to be present");
    const length = Math.min(said.length ?? READ_BYTES_MAX, READ_BYTES_MAX);
    const file = await open(await permittedFile(site, request, said.path), 'r');
    try {
      const { size } = await file.stat();
      const buffer = Buffer.alloc(length);
      const { bytesRead } = await file.read(buffer, 0, length, said.offset);
      return { size, data: buffer.toString('base64', 0, bytesRead) };
    } finally {
      await file.close();
    }
  },
};

/** `POST /api/v1` of an agent (`mesos-semantics` part 21.2). */
export function registerAgentApi(app: FastifyInstance, site: AgentSite): void {
  for (const url of ['/api/v1', '/slave(1)/api/v1']) {
    app.all(url, (request, reply) =>
      answerCall(request, reply, 'agent.Call', (document) =>
        agentCall(site, document, request, reply),
      ),
    );
  }
}

async function agentCall(
  site: AgentSite,
  document: JsonObject,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  try {
    if (document['type'] === undefined) fail("Expecting 'type' to be present");
    const call = checkDocument(document, callSchema, 'agent::Call');
    const wanted = answerEncoding(request);
    if (wanted === null) return answerNotAcceptable(reply);
    const answer = ANSWERS[call.type];
    if (answer === undefined) {
      return answerText(
        reply,
        501,
        `'${call.type}' is not a type of call that is carried out here`,
      );
    }
    const seen = site.seenBy(principalOf(request));
    if (call.type === 'GET_FLAGS' && !seen.sight.flags) {
      return answerText(reply, 403, 'The flags of this agent are not for all to see');
    }
    const said = await answer(seen, call, request);
    const write = await documentWriter(wanted, 'agent.Response');
    const bytes = Buffer.from(write({ type: call.type, [call.type.toLowerCase()]: said }));
    // Bytes, for whose type fastify adds no charset: some clients compare the whole header.
    return reply.type(wanted).send(bytes);
  } catch (error) {
    if (error instanceof FileProblem) return answerText(reply, error.status, error.message);
    throw error;
  }
}

function fail(what: string): never {
  throw new CallError(`Failed to validate agent::Call: ${what}`);
}
