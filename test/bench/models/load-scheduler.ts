import {
  type ClientEvent,
  type ClientOffer,
  SchedulerClient,
} from '../../../live/client/scheduler-client.ts';
import type { JsonObject } from '../../../live/mesos/json.ts';

/** What a framework is to launch: tasks of one cpu and 64 MB that sleep. */
export interface SchedulerLoad {
  readonly name: string;
  readonly tasks: number;
  readonly perOffer: number;
  readonly seconds: number;
}

/** A framework that takes offers until it has launched what it was to launch. */
export class LoadScheduler {
  running = 0;
  finished = 0;
  launched = 0;
  private readonly load: SchedulerLoad;
  private readonly client: SchedulerClient;
  private readonly fail: (error: unknown) => void;
  private isOver = false;
  private readonly waiting = new Set<string>();
  private readonly started = new Set<string>();

  /** @param fail hears what the master refuses */
  constructor(master: URL, load: SchedulerLoad, fail: (error: unknown) => void) {
    this.load = load;
    this.fail = (error) => {
      // What is cut off at the end is nobody's fault.
      if (!this.isOver) fail(error);
    };
    this.client = new SchedulerClient(master, (event) => this.hear(event));
    const info = {
      ...{ user: 'nobody', name: load.name, roles: [load.name], checkpoint: false },
      capabilities: [{ type: 'MULTI_ROLE' }],
    };
    this.client.subscribe(info).catch(this.fail);
  }

  async tearDown(): Promise<void> {
    this.isOver = true;
    await this.client.call({ type: 'TEARDOWN' });
    this.client.close();
  }

  private hear({ offers, update }: ClientEvent): void {
    const call = (document: JsonObject): void => void this.client.call(document).catch(this.fail);
    for (const offer of offers?.offers ?? []) call(this.answer(offer));
    if (offers !== undefined && this.launched === this.load.tasks) {
      call({ type: 'SUPPRESS', suppress: {} });
    }
    const status = update?.status;
    if (status === undefined) return;
    const { state, uuid, task_id: task, agent_id: agent } = status;
    if (state === 'TASK_RUNNING' && this.waiting.delete(task.value)) {
      this.started.add(task.value);
      this.running++;
    }
    // Updates come again while their acknowledgement is on its way.
    if (state === 'TASK_FINISHED' && this.started.delete(task.value)) this.finished++;
    if (state !== 'TASK_FINISHED' && state !== 'TASK_RUNNING') {
      this.fail(
        new Error(`${task.value}: ${state} ${status.reason ?? ''} ${status.message ?? ''}`),
      );
    }
    if (uuid === undefined || agent === undefined) return;
    const acknowledge = { agent_id: { ...agent }, task_id: { ...task }, uuid };
    call({ type: 'ACKNOWLEDGE', acknowledge });
  }

  private answer({ id, agent_id: agent, resources }: ClientOffer): JsonObject {
    const { name, tasks, perOffer, seconds } = this.load;
    const cpus = resources.find((one) => one.name === 'cpus')?.scalar?.value ?? 0;
    const count = Math.min(perOffer, Math.floor(cpus), tasks - this.launched);
    const ids = { offer_ids: [{ ...id }] };
    if (count === 0) return { type: 'DECLINE', decline: ids };
    const infos = Array.from({ length: count }, (): JsonObject => {
      const task = `${name}-${this.launched++}`;
      this.waiting.add(task);
      const scalar = (what: string, value: number): JsonObject => {
        return { name: what, type: 'SCALAR', scalar: { value } };
      };
      return {
        ...{ name: task, task_id: { value: task }, agent_id: { ...agent } },
        resources: [scalar('cpus', 1), scalar('mem', 64)],
        command: { value: `sleep ${seconds}` },
      };
    });
    const operations = [{ type: 'LAUNCH', launch: { task_infos: infos } }];
    return { type: 'ACCEPT', accept: { ...ids, operations } };
  }
}
