import { type ClientEvent, SchedulerClient } from '../../live/client/scheduler-client.ts';
import type { JsonObject } from '../../live/mesos/json.ts';
import { type ClientAccess, NO_ACCESS } from '../../live/security/client-access.ts';

/** A task to launch: its id, and what its `TaskInfo` says besides. */
export interface LaunchedTask {
  readonly taskId: string;
  readonly more: JsonObject;
}

/** What a task needs that needs little. */
export const SMALL: JsonObject[] = [
  { name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 } },
  { name: 'mem', type: 'SCALAR', scalar: { value: 32 } },
];

/** A scheduler for tests: remembers what it hears, and waits for what it wants to hear. */
export class LiveScheduler {
  readonly client: SchedulerClient;
  /** How many events it has heard. */
  heardSoFar = 0;
  private readonly heard: ClientEvent[] = [];
  private wanted: (() => void) | null = null;

  constructor(master: string, access: ClientAccess = NO_ACCESS) {
    const hear = (event: ClientEvent): void => {
      this.heard.push(event);
      this.heardSoFar++;
      this.wanted?.();
    };
    this.client = new SchedulerClient(new URL(master), hear, access);
  }

  /** Resolves with its framework's id. */
  async subscribe(info: JsonObject): Promise<string> {
    const lost = new Promise<never>((_, reject) => {
      this.client.subscribe(info).then(() => reject(new Error('the stream ended')), reject);
    });
    // A test that ends lets go of its stream.
    lost.catch(() => undefined);
    const subscribed = this.next(({ subscribed: one }) => one !== undefined);
    await Promise.race([subscribed, lost]);
    return this.client.frameworkId;
  }

  /** The first event not looked at before that is meant. */
  async next(isMeant: (event: ClientEvent) => boolean): Promise<ClientEvent> {
    for (;;) {
      const place = this.heard.findIndex(isMeant);
      if (place >= 0) return this.heard.splice(place, 1)[0];
      await new Promise<void>((resolve) => (this.wanted = resolve));
    }
  }

  /** The next update of a state, acknowledged where it has to be. */
  async update(state: string): Promise<JsonObject> {
    for (;;) {
      const event = await this.next(({ update }) => update !== undefined);
      const status = event.update?.status;
      if (status === undefined) continue;
      const { uuid, agent_id: agent, task_id: task } = status;
      if (uuid !== undefined && agent !== undefined) {
        const acknowledge = { agent_id: { ...agent }, task_id: { ...task }, uuid };
        await this.client.call({ type: 'ACKNOWLEDGE', acknowledge });
      }
      if (status.state === state) return JSON.parse(JSON.stringify(status)) as JsonObject;
    }
  }

  /** Launches a command on the agent at this port; declines what others offer. */
  launch(taskId: string, command: string, port: number): Promise<void> {
    return this.launchTasks(port, [{ taskId, more: { command: { value: command } } }]);
  }

  /**
   * Launches tasks on the agent at this port; declines what others offer.
   * @param before what is done with the offer first
   */
  async launchTasks(
    port: number,
    tasks: readonly LaunchedTask[],
    before: readonly JsonObject[] = [],
  ): Promise<void> {
    for (;;) {
      const event = await this.next(({ offers }) => offers !== undefined);
      for (const offer of event.offers?.offers ?? []) {
        const ids = [{ ...offer.id }];
        if (offer.url?.address.port !== port) {
          const filters = { refuse_seconds: 3600 };
          await this.client.call({ type: 'DECLINE', decline: { offer_ids: ids, filters } });
          continue;
        }
        const infos = tasks.map(({ taskId, more }) => ({
          ...{ name: taskId, task_id: { value: taskId }, agent_id: { ...offer.agent_id } },
          ...{ resources: SMALL, ...more },
        }));
        const launch = { type: 'LAUNCH', launch: { task_infos: infos } };
        const operations = infos.length === 0 ? [...before] : [...before, launch];
        await this.client.call({ type: 'ACCEPT', accept: { offer_ids: ids, operations } });
        return;
      }
    }
  }
}
