import type { FastifyReply, FastifyRequest } from 'fastify';

import { type ClientAccess, openRequest } from '../../security/client-access.ts';
import { type Security, schemeOf } from '../../security/security.ts';
import { carriedBy } from '../../mesos/task-codec.ts';
import { isJsonObject } from '../../mesos/json.ts';
import type { TaskStory } from '../history.ts';
import type { MasterSite } from '../master-site.ts';
import { seenSite } from '../seen-site.ts';
import { answerText } from './http-checks.ts';
import { sightOf } from './operator-api.ts';

/** How long an agent may take to answer. */
const AGENT_TIMEOUT_MS = 5000;
/** Longest answer that is taken: a piece of a file, as JSON. */
const ANSWER_BYTES_MAX = 1024 * 1024;
const FILES: ReadonlySet<string> = new Set(['stdout', 'stderr']);

type Query = Readonly<Record<string, string | undefined>>;

/**
 * What a task writes, read from its agent: a page of the master need not reach agents, nor be let
 * in by them. The path is made of the master's own records: nothing else of an agent can be read.
 */
export async function taskOutput(
  site: MasterSite,
  security: Security,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { framework = '', task = '', file = '', offset = '0' } = request.query as Query;
  if (!FILES.has(file)) {
    return answerText(reply, 400, `file: found '${file}', wanted stdout or stderr`);
  }
  if (!/^\d{1,15}$/.test(offset)) {
    return answerText(reply, 400, `offset: found '${offset}', wanted a whole number`);
  }
  const seen = seenSite(site, sightOf(site, request));
  const story = storyOf(seen, Number(framework), Number(task));
  if (story === null) return answerText(reply, 404, 'No such task, or it is forgotten');
  const { ip, port } = site.placeOf(story.agentId);
  if (port === 0) return answerText(reply, 404, 'The agent of this task is not there');
  const url = new URL(`${schemeOf(security)}://${ip}:${port}/files/read`);
  url.searchParams.set('path', pathOf(site, story, file));
  url.searchParams.set('offset', offset);
  // Whoever asks is who the agent is to judge: the master shows nothing of its own.
  const { authorization = null } = request.headers;
  const ca = security.tls?.ca ?? null;
  try {
    const answer = await askAgent({ authorization, tls: ca === null ? {} : { ca } }, url);
    if (answer.status === 401 || answer.status === 403) {
      return await answerText(reply, 403, 'The agent does not let you read this');
    }
    return await reply.code(answer.status).type(answer.type).send(answer.text);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return answerText(reply, 502, `The agent does not answer: ${error.message}`);
  }
}

/** Asks an agent once; where it points elsewhere is not followed. */
function askAgent(access: ClientAccess, url: URL): Promise<AgentAnswer> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(AGENT_TIMEOUT_MS);
    const outgoing = openRequest(access, url, { signal }, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > ANSWER_BYTES_MAX) response.destroy(new Error('its answer has no end'));
      });
      response.on('error', reject);
      response.on('end', () => {
        const { statusCode = 502, headers } = response;
        const type = headers['content-type'] ?? 'text/plain';
        resolve({ status: statusCode, type, text: Buffer.concat(chunks).toString('utf8') });
      });
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

interface AgentAnswer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

function storyOf(
  { host, history, sight }: MasterSite,
  framework: number,
  task: number,
): Pick<TaskStory, 'frameworkId' | 'agentId' | 'info'> | null {
  const record = host.master.framework(framework);
  const running = record?.tasks.get(task);
  if (running !== undefined) {
    const { user = '' } = running.framework.info;
    return sight.task(running.info, user) ? history.task(running) : null;
  }
  const story = record
    ? history.framework(record)
    : history.completedFrameworks.find(({ id }) => id === framework);
  return story?.completed.findLast(({ info }) => info.taskId === task) ?? null;
}

/** Mesos's virtual path; a command's executor has the name of its task. */
function pathOf(
  { ids }: MasterSite,
  { frameworkId, info }: Pick<TaskStory, 'frameworkId' | 'info'>,
  file: string,
): string {
  const { task_id: own, executor } = carriedBy(info);
  const id = isJsonObject(executor) ? executor['executor_id'] : own;
  const value = isJsonObject(id) ? id['value'] : '';
  const name = typeof value === 'string' ? value : '';
  return `/frameworks/${ids.framework(frameworkId)}/executors/${name}/runs/latest/${file}`;
}
