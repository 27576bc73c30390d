import type { FastifyReply, FastifyRequest } from 'fastify';

import { carriedBy } from '../../mesos/task-codec.ts';
import { isJsonObject } from '../../mesos/json.ts';
import type { TaskStory } from '../history.ts';
import type { MasterSite } from '../master-site.ts';
import { answerText } from './http-checks.ts';

/** How long an agent may take to answer. */
const AGENT_TIMEOUT_MS = 5000;
const FILES: ReadonlySet<string> = new Set(['stdout', 'stderr']);

type Query = Readonly<Record<string, string | undefined>>;

/**
 * What a task writes, read from its agent: a page of the master need not reach agents, nor be let
 * in by them. The path is made of the master's own records: nothing else of an agent can be read.
 */
export async function taskOutput(
  site: MasterSite,
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
  const story = storyOf(site, Number(framework), Number(task));
  if (story === null) return answerText(reply, 404, 'No such task, or it is forgotten');
  const { ip, port } = site.placeOf(story.agentId);
  if (port === 0) return answerText(reply, 404, 'The agent of this task is not there');
  const url = new URL(`http://${ip}:${port}/files/read`);
  url.searchParams.set('path', pathOf(site, story, file));
  url.searchParams.set('offset', offset);
  const { authorization } = request.headers;
  try {
    const answer = await fetch(url, {
      redirect: 'error',
      signal: AbortSignal.timeout(AGENT_TIMEOUT_MS),
      // Whoever asks is who the agent is to judge.
      ...(authorization === undefined ? {} : { headers: { authorization } }),
    });
    const type = answer.headers.get('content-type') ?? 'text/plain';
    return await reply
      .code(answer.status)
      .type(type)
      .send(await answer.text());
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return answerText(reply, 502, `The agent does not answer: ${error.message}`);
  }
}

function storyOf(
  { host, history }: MasterSite,
  framework: number,
  task: number,
): Pick<TaskStory, 'frameworkId' | 'agentId' | 'info'> | null {
  const record = host.master.framework(framework);
  const running = record?.tasks.get(task);
  if (running !== undefined) return history.task(running);
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
