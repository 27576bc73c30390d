import { createReadStream } from 'node:fs';
import { lstat, open, readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { AgentExecutor, AgentTask } from '../../../core/agent/agent-io.ts';
import { answerText } from '../../master/http/http-checks.ts';
import type { JsonObject } from '../../mesos/json.ts';
import { refusalOf } from '../../security/operator-rules.ts';
import { principalOf } from '../../security/principal.ts';
import { NO_SECURITY } from '../../security/security.ts';
import { userOfTask } from '../../security/sight.ts';
import type { AgentSite } from '../agent-site.ts';
import { containerOf } from '../task-container.ts';

/** Most that one `/files/read` gives, bytes; Mesos reads at most so many at once. */
const READ_BYTES_MAX = 16 * 4096;

/** What is asked for is not there, or not to be had. */
export class FileProblem extends Error {
  override readonly name = 'FileProblem';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** `/files/browse`, `/files/read`, `/files/download`: sandboxes, and nothing beside them. */
export function registerFiles(app: FastifyInstance, site: AgentSite): void {
  for (const prefix of ['/files', '/slave(1)/files']) {
    app.get(`${prefix}/browse`, answered(site, browse));
    app.get(`${prefix}/read`, answered(site, read));
    app.get(`${prefix}/download`, answered(site, download));
  }
}

type Answer = (path: string, query: Query, reply: FastifyReply) => Promise<unknown>;
type Query = Readonly<Record<string, string | undefined>>;

function answered(site: AgentSite, answer: Answer) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const query = request.query as Query;
    try {
      if (query['path'] === undefined || query['path'] === '') {
        throw new FileProblem(400, "Expecting 'path=value' in query.");
      }
      const file = await permittedFile(site, request, query['path']);
      return await answer(file, query, reply);
    } catch (error) {
      if (error instanceof FileProblem) return answerText(reply, error.status, error.message);
      throw error;
    }
  };
}

/**
 * The file that a path means: below the work folder's `slaves`, or, as Mesos's virtual paths have
 * it, `/frameworks/F/executors/E/runs/latest/…`.
 */
async function findFile(site: AgentSite, asked: string): Promise<string> {
  const root = resolve(site.settings.workDir, 'slaves');
  const isVirtual = asked.startsWith('/frameworks/');
  const own = site.ids.agent(site.agentId);
  const path = isVirtual ? resolve(join(root, own, asked)) : resolve(asked);
  const missing = new FileProblem(404, `No such file or directory: '${asked}'`);
  try {
    const [real, realRoot] = await Promise.all([realpath(path), realpath(root)]);
    // A link in a sandbox must not lead out of it.
    if (real !== realRoot && !real.startsWith(`${realRoot}${sep}`)) throw missing;
    return real;
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw missing;
    throw error;
  }
}

/**
 * The file that a path means, for who asks.
 * @throws FileProblem where it is not there, or not for him
 */
export async function permittedFile(
  site: AgentSite,
  request: FastifyRequest,
  asked: string,
): Promise<string> {
  const file = await findFile(site, asked);
  const object = await sandboxUser(site, file);
  const needs = [{ action: 'access_sandboxes', object }] as const;
  const { acls } = site.settings.security ?? NO_SECURITY;
  const refusal = refusalOf(acls, principalOf(request), needs);
  if (refusal !== null) throw new FileProblem(403, refusal);
  return file;
}

/** Whom a sandbox belongs to; null for what is in none that is known, which is anybody's. */
async function sandboxUser(
  { host, executors, settings }: AgentSite,
  file: string,
): Promise<string | null> {
  const root = resolve(settings.workDir, 'slaves');
  const path = relative(await realpath(root), file);
  const isIn = (one: AgentTask | AgentExecutor): boolean => {
    const sandbox = relative(root, containerOf(one)?.sandbox ?? root);
    return sandbox !== '' && `${path}${sep}`.startsWith(`${sandbox}${sep}`);
  };
  const task = [...host.tasks.values(), ...host.history.ended].find(isIn);
  if (task !== undefined) return userOfTask(task.info, task.framework.user ?? '');
  const executor = executors.all().find(isIn);
  return executor === undefined ? null : (executor.framework.user ?? '');
}

async function browse(path: string, _query: Query, reply: FastifyReply): Promise<unknown> {
  const entries = (await listFiles(path)).map(
    ({ path: file, size, nlink, mtimeMs, mode, uid, gid }): JsonObject => ({
      ...{ path: file, size, nlink, mtime: mtimeMs / 1000, mode: modeText(mode) },
      ...{ uid: String(uid), gid: String(gid) },
    }),
  );
  return reply.send(entries);
}

/** One file of a folder. */
export interface ListedFile {
  readonly path: string;
  readonly size: number;
  readonly nlink: number;
  readonly mtimeMs: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/**
 * What is in a folder, by name.
 * @throws FileProblem where it is none
 */
export async function listFiles(path: string): Promise<ListedFile[]> {
  if (!(await stat(path)).isDirectory()) throw new FileProblem(404, `'${path}' is no folder`);
  const names = (await readdir(path)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  // A link that leads nowhere is told of, not followed.
  return Promise.all(
    names.map(async (name) => {
      const file = join(path, name);
      const { size, mtimeMs, mode, nlink, uid, gid } = await lstat(file);
      return { path: file, size, mtimeMs, mode, nlink, uid, gid };
    }),
  );
}

function modeText(mode: number): string {
  const bits = ['r', 'w', 'x', 'r', 'w', 'x', 'r', 'w', 'x'];
  const kinds: Readonly<Record<number, string>> = { 0o040000: 'd', 0o120000: 'l' };
  const kind = kinds[mode & 0o170000] ?? '-';
  return kind + bits.map((bit, at) => ((mode >> (8 - at)) & 1 ? bit : '-')).join('');
}

async function read(path: string, query: Query, reply: FastifyReply): Promise<unknown> {
  const offset = numberIn(query, 'offset') ?? -1;
  const length = Math.min(numberIn(query, 'length') ?? READ_BYTES_MAX, READ_BYTES_MAX);
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    // Without an offset Mesos says how long the file is.
    if (offset < 0) return await reply.send({ offset: size, data: '' });
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await file.read(buffer, 0, length, offset);
    const whole = bytesRead === length ? wholeCharacters(buffer) : bytesRead;
    // Mesos has no `next`: where data is no text, its length does not say where it ended.
    const next = offset + whole;
    return await reply.send({ offset, data: buffer.toString('utf8', 0, whole), next });
  } finally {
    await file.close();
  }
}

/** Bytes before a character of UTF-8 that is cut off at the end; all where none is. */
function wholeCharacters(buffer: Buffer): number {
  for (let back = 1; back <= Math.min(3, buffer.length - 1); back++) {
    const byte = buffer[buffer.length - back];
    if ((byte & 0xc0) === 0x80) continue;
    const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needs > back ? buffer.length - back : buffer.length;
  }
  return buffer.length;
}

function numberIn(query: Query, name: string): number | undefined {
  const text = query[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= -1) return value;
  throw new FileProblem(400, `Failed to parse ${name}: found '${text}', wanted a whole number`);
}

async function download(path: string, _query: Query, reply: FastifyReply): Promise<unknown> {
  if (!(await stat(path)).isFile()) throw new FileProblem(404, `'${path}' is no file`);
  const name = encodeURIComponent(basename(path));
  return reply
    .header('content-disposition', `attachment; filename=${name}`)
    .type('application/octet-stream')
    .send(createReadStream(path));
}
