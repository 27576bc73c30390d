import { type ChildProcess, fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { JsonObject } from '../../live/mesos/json.ts';
import { type Running, start, temporaryFolder } from '../support/evenhand-process.ts';

const SCHEDULER = fileURLToPath(new URL('../support/foreign-scheduler.mjs', import.meta.url));

interface Told {
  readonly name: string;
  readonly data: unknown;
}

/** The npm package's scheduler in a process of its own, and what it tells. */
class ForeignScheduler {
  readonly all: Told[] = [];
  private unread: Told[] = [];
  private more: (() => void) | null = null;
  private readonly child: ChildProcess;

  constructor(master: URL, folder: string) {
    const argv = [master.hostname, master.port, folder];
    this.child = fork(SCHEDULER, argv, {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.child.on('message', (one) => {
      this.all.push(one as Told);
      this.unread.push(one as Told);
      this.more?.();
    });
  }

  call(...words: readonly string[]): void {
    this.child.send(words);
  }

  /** The first of what it told and nobody looked at that is meant. */
  async next(name: string, isMeant: (data: unknown) => boolean = () => true): Promise<unknown> {
    for (;;) {
      const place = this.unread.findIndex((one) => one.name === name && isMeant(one.data));
      if (place >= 0) return this.unread.splice(place, 1)[0].data;
      await new Promise<void>((resolve) => (this.more = resolve));
    }
  }

  /** The next update of a state. */
  async update(state: string): Promise<JsonObject> {
    const isMeant = (data: unknown): boolean => (data as Update).status['state'] === state;
    return ((await this.next('update', isMeant)) as Update).status;
  }

  stop(): void {
    this.child.kill('SIGKILL');
  }
}

interface Update {
  readonly status: JsonObject;
}

function textOf(id: unknown): string {
  return (id as { readonly value: string }).value;
}

describe('a scheduler that others wrote (mesos-framework 0.5.3), unmodified', () => {
  const folder = temporaryFolder();
  let cluster: Running;
  let master: URL;
  let scheduler: ForeignScheduler;

  beforeAll(async () => {
    const size = ['--agents', '1', '--agent', 'cpus:1;mem:256;ports:[31000-31009]', '--port', '0'];
    cluster = start('up', ...size, '--work-dir', folder, '--log-level', 'error');
    master = await new Promise((resolve, reject) => {
      let text = '';
      cluster.child.stdout?.on('data', (more: string) => {
        text += more;
        const match = /^master: (http\S+)$/m.exec(text);
        if (match !== null) resolve(new URL(match[1]));
      });
      cluster.ended.then(({ stderr }) => reject(new Error(`no address: ${stderr}`)), reject);
    });
    scheduler = new ForeignScheduler(master, folder);
  });

  afterAll(async () => {
    scheduler.stop();
    cluster.child.kill('SIGTERM');
    await cluster.ended;
    rmSync(folder, { recursive: true, force: true });
  });

  it('has its command tasks run, and hears how they end', async () => {
    const { frameworkId } = (await scheduler.next('subscribed')) as {
      readonly frameworkId: string;
    };
    expect(frameworkId).toMatch(/-\d{4}$/);
    const finished = await scheduler.update('TASK_FINISHED');
    expect(textOf(finished['task_id'])).toContain('Zoë’s-commands.short-1.');
    const running = [
      await scheduler.update('TASK_RUNNING'),
      await scheduler.update('TASK_RUNNING'),
    ];
    const long = running.find(({ task_id: id }) => textOf(id).includes('.long-'));
    const { task_id: task, agent_id: agent } = long ?? {};
    scheduler.call('reconcile', textOf(task), textOf(agent));
    const isKnown = (data: unknown): boolean => {
      return (data as Update).status['reason'] === 'REASON_RECONCILIATION';
    };
    expect(await scheduler.next('update', isKnown)).toMatchObject({ status: { task_id: task } });
    scheduler.call('kill', textOf(task), textOf(agent));
    expect(await scheduler.update('TASK_KILLED')).toMatchObject({ task_id: task });
  });

  it('does no harm with the calls that it writes wrong', async () => {
    scheduler.call('shutdown', 'agent', 'executor');
    expect(String(await scheduler.next('error'))).toMatch(/'400'.*: kill\.task_id/);
    scheduler.call('request', 'cpus');
    expect(String(await scheduler.next('error'))).toMatch(/Expecting 'request' to be present/);
    expect(scheduler.all.filter(({ name }) => name === 'error')).toHaveLength(2);
    scheduler.call('teardown');
    await scheduler.next('sent_teardown');
    const state = (await (await fetch(new URL('/state', master))).json()) as JsonObject;
    expect(state).toMatchObject({ completed_frameworks: [{ active: false }] });
  });
});
