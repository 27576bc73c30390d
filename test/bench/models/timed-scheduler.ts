import { type ClientEvent, SchedulerClient } from '../../../live/client/scheduler-client.ts';

/** A framework that runs one task and measures how long each step takes, milliseconds. */
export class TimedScheduler {
  private readonly client: SchedulerClient;
  private readonly name: string;
  private readonly heard: ClientEvent[] = [];
  private wanted: (() => void) | null = null;
  private offer: ClientEvent | null = null;

  constructor(master: URL, name: string) {
    this.name = name;
    this.client = new SchedulerClient(master, (event) => {
      this.heard.push(event);
      this.wanted?.();
    });
  }

  async subscribe(): Promise<{ readonly subscribedMs: number; readonly offersMs: number }> {
    const capabilities = [{ type: 'MULTI_ROLE' }, { type: 'PARTITION_AWARE' }];
    const info = { user: 'bench', name: this.name, roles: ['bench'], capabilities };
    const beganMs = performance.now();
    // It ends with the stream, which is let go of.
    this.client.subscribe(info).catch(() => undefined);
    await this.next(({ type }) => type === 'SUBSCRIBED');
    const subscribedMs = performance.now() - beganMs;
    this.offer = await this.next(({ offers }) => offers !== undefined);
    return { subscribedMs, offersMs: performance.now() - beganMs };
  }

  /** Launches `true`. */
  async runTrue(): Promise<{ readonly runningMs: number; readonly finishedMs: number }> {
    const [offer] = this.offer?.offers?.offers ?? [];
    const task = {
      ...{ name: this.name, task_id: { value: this.name }, agent_id: { ...offer.agent_id } },
      command: { value: 'true' },
      resources: [
        { name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 } },
        { name: 'mem', type: 'SCALAR', scalar: { value: 32 } },
      ],
    };
    const operations = [{ type: 'LAUNCH', launch: { task_infos: [task] } }];
    const beganMs = performance.now();
    const accept = { offer_ids: [{ ...offer.id }], operations };
    await this.client.call({ type: 'ACCEPT', accept });
    await this.update('TASK_RUNNING');
    const runningMs = performance.now() - beganMs;
    await this.update('TASK_FINISHED');
    return { runningMs, finishedMs: performance.now() - beganMs };
  }

  async end(): Promise<void> {
    await this.client.call({ type: 'TEARDOWN' });
    this.client.close();
  }

  /** Waits for an update of this state; all are acknowledged, and that is not waited for. */
  private async update(state: string): Promise<void> {
    for (;;) {
      const event = await this.next(({ update }) => update !== undefined);
      const status = event.update?.status;
      if (status?.uuid !== undefined && status.agent_id !== undefined) {
        const { uuid, agent_id: agent, task_id: task } = status;
        const acknowledge = { agent_id: { ...agent }, task_id: { ...task }, uuid };
        await this.client.call({ type: 'ACKNOWLEDGE', acknowledge });
      }
      if (status?.state === state) return;
    }
  }

  private async next(isMeant: (event: ClientEvent) => boolean): Promise<ClientEvent> {
    for (;;) {
      const place = this.heard.findIndex(isMeant);
      if (place >= 0) return this.heard.splice(place, 1)[0];
      await new Promise<void>((resolve) => (this.wanted = resolve));
    }
  }
}
