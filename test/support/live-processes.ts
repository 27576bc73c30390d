import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';

import { type Running, addressOf, startBy } from './evenhand-process.ts';

/** @throws Error when it is not so in time */
export async function until(what: () => boolean | Promise<boolean>, ms = 30_000): Promise<void> {
  for (const end = performance.now() + ms; !(await what()); ) {
    if (performance.now() > end) throw new Error(`not within ${ms} ms: ${what.toString()}`);
    await new Promise((resume) => setTimeout(resume, 10));
  }
}

/** A master or an agent of the real `evenhand` command, in a process of its own. */
export class LiveProcess {
  readonly url: string;
  readonly workDir: string;
  private readonly running: Running;

  private constructor(running: Running, url: string, workDir: string) {
    this.running = running;
    this.url = url;
    this.workDir = workDir;
  }

  /** Resolves when it answers. */
  static start(
    command: 'master' | 'agent',
    workDir: string,
    ...flags: readonly string[]
  ): Promise<LiveProcess> {
    return LiveProcess.startBy([], command, workDir, ...flags);
  }

  /** @param prefix the program that starts it, and its arguments */
  static async startBy(
    prefix: readonly string[],
    command: 'master' | 'agent',
    workDir: string,
    ...flags: readonly string[]
  ): Promise<LiveProcess> {
    const place = ['--port', '0', '--work-dir', workDir];
    const running = startBy(prefix, command, ...place, '--log-level', 'error', ...flags);
    return new LiveProcess(running, await addressOf(running, command), workDir);
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  get pid(): number {
    return this.running.child.pid ?? -1;
  }

  signal(name: NodeJS.Signals): void {
    this.running.child.kill(name);
  }

  /** Resolves when it has ended, with what it wrote to standard error. */
  async end(name: NodeJS.Signals = 'SIGTERM'): Promise<string> {
    this.signal(name);
    // One that was stopped hears of nothing else.
    this.signal('SIGCONT');
    return (await this.running.ended).stderr;
  }

  /** A JSON document of its, following no redirect; null where it answers otherwise. */
  async read(path: string): Promise<Readonly<Record<string, unknown>> | null> {
    try {
      const answer = await fetch(`${this.url}${path}`, {
        redirect: 'manual',
        signal: AbortSignal.timeout(5000),
      });
      const text = await answer.text();
      return answer.status === 200 ? (JSON.parse(text) as Record<string, unknown>) : null;
    } catch (error) {
      if (error instanceof Error) return null;
      throw error;
    }
  }

  /** Status of an answer and where it points, or its text, following no redirect. */
  async asked(path: string): Promise<string> {
    try {
      const answer = await fetch(`${this.url}${path}`, { redirect: 'manual' });
      const text = await answer.text();
      return `${answer.status} ${answer.headers.get('location') ?? text}`;
    } catch (error) {
      if (error instanceof Error) return `no answer: ${error.message}`;
      throw error;
    }
  }

  async leads(): Promise<boolean> {
    return (await this.read('/metrics/snapshot'))?.['master/elected'] === 1;
  }

  recordings(): string[] {
    const folder = join(this.workDir, 'recordings');
    return readdirSync(folder)
      .sort()
      .map((name) => join(folder, name));
  }
}

/** One connection to a server, kept open between requests. */
export class OpenConnection {
  private readonly url: string;
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(url: string) {
    this.url = url;
  }

  /** The status of the answer, or `cut` where there is none. */
  put(path: string, body: unknown): Promise<string> {
    return new Promise((resolve) => {
      const options = { method: 'PUT', agent: this.agent };
      const outgoing = request(new URL(path, this.url), options, (response) => {
        response.resume();
        response.on('end', () => resolve(String(response.statusCode)));
      });
      outgoing.on('error', () => resolve('cut'));
      outgoing.end(JSON.stringify(body));
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

/** Those that believe to lead at this moment, among those that answer. */
export async function leadersOf(masters: readonly LiveProcess[]): Promise<LiveProcess[]> {
  const lead = await Promise.all(masters.map((master) => master.leads()));
  return masters.filter((_, at) => lead[at]);
}

/** The one that leads, as soon as exactly one does. */
export async function leaderOf(masters: readonly LiveProcess[]): Promise<LiveProcess> {
  let leaders: LiveProcess[] = [];
  await until(async () => (leaders = await leadersOf(masters)).length === 1);
  return leaders[0];
}

/** Ends all processes that work in a folder, as when their machine loses its power. */
export function cutPower(folder: string): number {
  const meant = processes().filter((pid) => {
    const place = linkOf(`/proc/${pid}/cwd`);
    return place.startsWith(folder) || commandOf(pid).includes(folder);
  });
  for (const pid of meant) {
    if (pid !== process.pid) process.kill(pid, 'SIGKILL');
  }
  return meant.length;
}

function processes(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch (error) {
    // It has ended meanwhile, or is another user's.
    if (error instanceof Error && 'code' in error) return '';
    throw error;
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return '';
    throw error;
  }
}
