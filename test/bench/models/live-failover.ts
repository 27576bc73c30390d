import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { readResources } from '../../../core/resources/resource-notation.ts';
import type { ClientEvent, ClientOffer } from '../../../live/client/scheduler-client.ts';
import { SteadyClient } from '../../../live/client/steady-client.ts';
import { ElectedMaster } from '../../../live/finding/elected-master.ts';
import { parseZkUrl } from '../../../live/zookeeper/zk-url.ts';
import { SimulatedAgents } from './simulated-agents.ts';

const PROGRAM = fileURLToPath(new URL('../../../cli/main.js', import.meta.url));
const MASTERS = 3;
const WAIT_MS = 60_000;

/** Milliseconds after the leader was killed. */
export interface FailoverTimes {
  /** ZooKeeper says that another leads. */
  readonly leaderMs: number;
  readonly frameworkMs: number;
  readonly offersMs: number;
  readonly agentsMs: number;
  /** Tasks that ran when it was killed, and that the next leader knows to run. */
  readonly tasks: number;
  readonly tasksKept: number;
}

/** Masters as processes, and agents and a framework in this one. */
export class FailoverCluster {
  private readonly zk: string;
  private readonly folder = mkdtempSync(join(tmpdir(), 'evenhand-failover-'));
  private readonly masters = new Map<string, ChildProcess>();
  private readonly finder: ElectedMaster;
  private readonly tasks: number;
  private agents: SimulatedAgents | null = null;
  private framework: SteadyClient | null = null;
  private launched = 0;
  private readonly running = new Set<string>();
  /** When it first heard SUBSCRIBED and then OFFERS since the leader was killed; 0 before. */
  private subscribedAtMs = 0;
  private offeredAtMs = 0;

  private constructor(zk: string, tasks: number) {
    this.zk = zk;
    this.tasks = tasks;
    this.finder = this.newFinder();
  }

  /** @param tasks of each agent, running when this resolves */
  static async start(
    zk: string,
    sessionMs: number,
    agents: number,
    tasks: number,
  ): Promise<FailoverCluster> {
    const cluster = new FailoverCluster(zk, agents * tasks);
    for (let at = 0; at < MASTERS; at++) await cluster.startMaster(`m${at}`, sessionMs);
    await until(() => cluster.finder.leader !== null);
    cluster.agents = new SimulatedAgents({
      ...{ count: agents, resources: readResources(`cpus:${tasks + 1};mem:4096`) },
      ...{ finder: cluster.finder, registrationBackoffUs: 100_000 },
    });
    cluster.subscribe(tasks);
    await until(() => cluster.running.size === cluster.tasks);
    return cluster;
  }

  async killLeader(): Promise<FailoverTimes> {
    const { finder, agents } = this;
    const leader = finder.leader?.href ?? '';
    const { reregistrations: before } = agents?.counts ?? { reregistrations: 0 };
    const beganMs = performance.now();
    const tasks = this.running.size;
    this.masters.get(leader)?.kill('SIGKILL');
    [this.subscribedAtMs, this.offeredAtMs] = [0, 0];
    let leaderAtMs = 0;
    const stop = finder.follow(() => {
      if (finder.leader !== null && leaderAtMs === 0) leaderAtMs = performance.now();
    });
    const all = this.agents?.counts.connected ?? 0;
    await until(() => (agents?.counts.reregistrations ?? 0) >= before + all);
    const agentsAtMs = performance.now();
    stop();
    await until(() => this.offeredAtMs > 0);
    this.running.clear();
    await this.framework?.call({ type: 'RECONCILE', reconcile: { tasks: [] } });
    await until(() => this.running.size >= tasks);
    return {
      leaderMs: leaderAtMs - beganMs,
      frameworkMs: this.subscribedAtMs - beganMs,
      offersMs: this.offeredAtMs - beganMs,
      agentsMs: agentsAtMs - beganMs,
      ...{ tasks, tasksKept: this.running.size },
    };
  }

  async end(): Promise<void> {
    this.framework?.close();
    this.agents?.close();
    this.finder.close();
    const ended = Array.from(this.masters.values(), (master) => {
      if (master.exitCode !== null || master.signalCode !== null) return Promise.resolve();
      return new Promise<void>((resolve) => {
        master.once('exit', () => resolve());
        master.kill('SIGKILL');
      });
    });
    await Promise.all(ended);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private newFinder(): ElectedMaster {
    const zk = parseZkUrl(this.zk);
    return new ElectedMaster({ zk, scheme: 'http', complain: () => undefined });
  }

  private async startMaster(name: string, sessionMs: number): Promise<void> {
    const place = ['--port', '0', '--work-dir', join(this.folder, name), '--log-level', 'error'];
    const election = ['--zk', this.zk, '--zk-session-timeout', `${sessionMs}ms`];
    const child = spawn(process.execPath, [PROGRAM, 'master', ...place, ...election], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const url = await new Promise<string>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', () => reject(new Error('a master ended before it said its address')));
      child.stdout.once('data', (said: Buffer) => {
        resolve(/http\S+/.exec(said.toString())?.[0] ?? '');
      });
    });
    this.masters.set(new URL(url).href, child);
  }

  private subscribe(tasksOfAgent: number): void {
    const info = {
      ...{ user: 'nobody', name: 'load', roles: ['load'], checkpoint: true, failover_timeout: 600 },
      capabilities: [{ type: 'MULTI_ROLE' }, { type: 'PARTITION_AWARE' }],
    };
    const framework = new SteadyClient({
      ...{ finder: this.newFinder(), info },
      hear: (event) => this.hear(event, framework, tasksOfAgent),
      failed: throwLater,
    });
    this.framework = framework;
  }

  private hear(event: ClientEvent, framework: SteadyClient, tasksOfAgent: number): void {
    const isOffer = event.offers !== undefined && this.subscribedAtMs > 0;
    if (event.subscribed !== undefined) this.subscribedAtMs ||= performance.now();
    if (isOffer) this.offeredAtMs ||= performance.now();
    for (const offer of event.offers?.offers ?? []) this.use(offer, framework, tasksOfAgent);
    const status = event.update?.status;
    if (status === undefined) return;
    const { task_id: task, agent_id: agent, uuid, state } = status;
    if (state === 'TASK_RUNNING') this.running.add(task.value);
    if (uuid === undefined || agent === undefined) return;
    const acknowledge = { agent_id: { ...agent }, task_id: { ...task }, uuid };
    framework.call({ type: 'ACKNOWLEDGE', acknowledge }).catch(throwLater);
  }

  private use(offer: ClientOffer, framework: SteadyClient, tasksOfAgent: number): void {
    const ids = [{ ...offer.id }];
    const count = Math.min(tasksOfAgent, this.tasks - this.launched);
    if (count === 0) {
      const decline = { offer_ids: ids, filters: { refuse_seconds: 1 } };
      return void framework.call({ type: 'DECLINE', decline }).catch(throwLater);
    }
    const infos = Array.from({ length: count }, () => {
      const id = `t${++this.launched}`;
      return {
        ...{ name: id, task_id: { value: id }, agent_id: { ...offer.agent_id } },
        resources: [
          { name: 'cpus', type: 'SCALAR', scalar: { value: 1 } },
          { name: 'mem', type: 'SCALAR', scalar: { value: 32 } },
        ],
        command: { value: 'runs on' },
      };
    });
    const operations = [{ type: 'LAUNCH', launch: { task_infos: infos } }];
    framework.call({ type: 'ACCEPT', accept: { offer_ids: ids, operations } }).catch(throwLater);
  }
}

function throwLater(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}

async function until(what: () => boolean): Promise<void> {
  for (const end = performance.now() + WAIT_MS; !what(); ) {
    if (performance.now() > end) throw new Error(`not within ${WAIT_MS} ms: ${what.toString()}`);
    await new Promise((resume) => setTimeout(resume, 5));
  }
}
