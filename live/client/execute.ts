import { randomUUID } from 'node:crypto';

import type { Resources } from '../../core/resources/resources.ts';
import type { MasterFinder } from '../finding/master-finder.ts';
import { type JsonObject, idDocument } from '../mesos/json.ts';
import { readResources, resourceDocuments } from '../mesos/resource-codec.ts';
import { type ClientAccess, NO_ACCESS } from '../security/client-access.ts';
import { FileFollower } from './follow-file.ts';
import type { ClientEvent, ClientOffer, ClientStatus } from './scheduler-client.ts';
import { SteadyClient } from './steady-client.ts';

/** One task to run. */
export interface ExecuteOrder {
  /** Closed when it ends. */
  readonly finder: MasterFinder;
  /** Of a client without a name unless given. */
  readonly access?: ClientAccess;
  readonly name: string;
  readonly role: string;
  readonly user: string;
  /** Scalars that are not reserved. */
  readonly resources: Resources;
  /** Mesos v1 `CommandInfo`; absent for what the image says. */
  readonly command?: JsonObject;
  /** A Docker image. */
  readonly image?: string;
  readonly checkpoint: boolean;
  /** Killed after so long, milliseconds; never when null. */
  readonly killAfterMs: number | null;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Told of each state it reaches. */
  readonly onStatus: (status: ClientStatus) => void;
}

/** How the task ended. */
export interface ExecuteEnd {
  readonly state: string;
  readonly message: string;
  /** Of its command; null where it has none. */
  readonly exitCode: number | null;
}

const TERMINAL: ReadonlySet<string> = new Set([
  ...['TASK_FINISHED', 'TASK_FAILED', 'TASK_KILLED', 'TASK_ERROR', 'TASK_LOST'],
  ...['TASK_DROPPED', 'TASK_GONE', 'TASK_GONE_BY_OPERATOR'],
]);

/** Runs one task on a cluster, as `mesos-execute` does, and follows what it writes. */
export class Execution {
  private readonly order: ExecuteOrder;
  private client: SteadyClient | null = null;
  private readonly taskId: string;
  private followers: FileFollower[] = [];
  private isLaunched = false;
  private agent: JsonObject | null = null;
  private end: ((end: ExecuteEnd) => void) | null = null;
  private fail: ((error: Error) => void) | null = null;
  private isOver = false;
  /** Its end was asked for. */
  private isUnwanted = false;
  /** The latest state told. */
  private told = '';
  /** Another master leads, and has not said yet how the task is. */
  private isAsking = false;
  private killTimer: NodeJS.Timeout | null = null;

  constructor(order: ExecuteOrder) {
    this.order = order;
    this.taskId = `${order.name}-${randomUUID().slice(0, 8)}`;
  }

  /** Resolves when the task has ended and all it wrote is written. */
  run(): Promise<ExecuteEnd> {
    const { name, role, user, checkpoint, finder, access } = this.order;
    const capabilities = ['MULTI_ROLE', 'RESERVATION_REFINEMENT', 'PARTITION_AWARE'];
    const info = {
      ...{ name: `execute ${name}`, user, roles: [role], checkpoint },
      failover_timeout: 0,
      capabilities: capabilities.map((type) => ({ type })),
    };
    return new Promise((resolve, reject) => {
      this.end = resolve;
      this.fail = (error) => {
        this.isOver = true;
        this.client?.close();
        reject(error);
      };
      const hear = (event: ClientEvent): void => this.hear(event);
      this.client = new SteadyClient({ finder, access, info, hear, failed: this.fail });
    });
  }

  /** Asks for the task's end. */
  kill(): void {
    if (!this.isLaunched) return this.finish({ state: 'TASK_KILLED', message: '', exitCode: null });
    this.isUnwanted = true;
    const task = idDocument(this.taskId);
    this.call({ type: 'KILL', kill: { task_id: task, agent_id: this.agent } });
  }

  private hear(event: ClientEvent): void {
    if (this.isOver) return;
    if (event.subscribed !== undefined && this.isLaunched) {
      this.isAsking = true;
      this.call({ type: 'SUPPRESS', suppress: {} });
      if (this.isUnwanted) this.kill();
    }
    // An agent that is not back yet leaves the question without an answer.
    if (this.isAsking && (event.subscribed !== undefined || event.type === 'HEARTBEAT')) this.ask();
    for (const offer of event.offers?.offers ?? []) this.offered(offer);
    if (event.error !== undefined) this.fail?.(new Error(event.error.message));
    const status = event.update?.status;
    if (status === undefined) return;
    this.updated(status).catch((error: unknown) => {
      this.fail?.(error instanceof Error ? error : new Error(String(error)));
    });
  }

  /** What has become of the task, under another master: a launch may have been lost on its way. */
  private ask(): void {
    const task = { task_id: idDocument(this.taskId), agent_id: this.agent };
    this.call({ type: 'RECONCILE', reconcile: { tasks: [task] } });
  }

  private offered(offer: ClientOffer): void {
    const { resources, role } = this.order;
    const offered = readResources(offer.resources).unreserved().nonRevocable();
    if (this.isLaunched || !offered.contains(resources)) {
      return this.call({ type: 'DECLINE', decline: { offer_ids: [{ ...offer.id }] } });
    }
    this.isLaunched = true;
    this.agent = { ...offer.agent_id };
    const { name, command, image, killAfterMs } = this.order;
    const task: JsonObject = {
      name,
      task_id: idDocument(this.taskId),
      agent_id: this.agent,
      resources: resourceDocuments(resources, role),
      ...(command === undefined ? {} : { command }),
      ...(image === undefined ? {} : { container: { type: 'DOCKER', docker: { image } } }),
    };
    const launch = { type: 'LAUNCH', launch: { task_infos: [task] } };
    this.call({ type: 'ACCEPT', accept: { offer_ids: [{ ...offer.id }], operations: [launch] } });
    this.call({ type: 'SUPPRESS', suppress: {} });
    this.follow(offer);
    if (killAfterMs !== null) this.killTimer = setTimeout(() => this.kill(), killAfterMs);
  }

  private follow({ url }: ClientOffer): void {
    if (url === undefined) return;
    const { ip, port } = url.address;
    // Whoever runs the master with TLS runs the agents so.
    const agent = new URL(`${this.order.finder.leader?.protocol ?? 'http:'}//${ip}:${port}`);
    const framework = this.client?.frameworkId ?? '';
    const { access = NO_ACCESS } = this.order;
    const sandbox = `/frameworks/${framework}/executors/${this.taskId}/runs/latest`;
    this.followers = [
      new FileFollower(agent, `${sandbox}/stdout`, this.order.stdout, access),
      new FileFollower(agent, `${sandbox}/stderr`, this.order.stderr, access),
    ];
    for (const follower of this.followers) follower.start();
  }

  private async updated(status: ClientStatus): Promise<void> {
    const { state, message = '', uuid, agent_id: agent } = status;
    if (status.task_id.value !== this.taskId) return;
    this.isAsking = false;
    if (state !== this.told) this.order.onStatus(status);
    this.told = state;
    const isEnd = TERMINAL.has(state);
    if (isEnd) await Promise.all(this.followers.map((follower) => follower.finish()));
    if (uuid !== undefined && agent !== undefined) {
      const acknowledge = { agent_id: { ...agent }, task_id: idDocument(this.taskId), uuid };
      await this.client?.call({ type: 'ACKNOWLEDGE', acknowledge });
    }
    if (!isEnd) return;
    const code = /exited with status (\d+)/.exec(message)?.[1];
    const exitCode = code === undefined ? null : Number(code);
    this.isOver = true;
    await this.client?.call({ type: 'TEARDOWN' });
    this.finish({ state, message, exitCode });
  }

  private finish(end: ExecuteEnd): void {
    this.isOver = true;
    if (this.killTimer !== null) clearTimeout(this.killTimer);
    this.client?.close();
    this.end?.(end);
  }

  private call(call: JsonObject): void {
    this.client?.call(call).catch((error: unknown) => {
      this.fail?.(error instanceof Error ? error : new Error(String(error)));
    });
  }
}
