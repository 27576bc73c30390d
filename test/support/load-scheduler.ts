import type { ClientEvent, ClientOffer, ClientStatus } from '../../live/client/scheduler-client.ts';
import { SteadyClient } from '../../live/client/steady-client.ts';
import type { MasterFinder } from '../../live/finding/master-finder.ts';
import type { JsonObject } from '../../live/mesos/json.ts';

export interface LoadOptions {
  readonly finder: MasterFinder;
  readonly name: string;
  /** Tasks that run as long as the test does. */
  readonly lasting: number;
  /** Short tasks at a time, one after the other. */
  readonly short: number;
  /** Whether it knows TASK_UNREACHABLE and its like. */
  readonly partitionAware: boolean;
}

/** What was heard of one task, in order. */
export interface LoadTask {
  readonly id: string;
  readonly isLasting: boolean;
  /** Mesos's id of its agent. */
  readonly agent: string;
  readonly states: string[];
  /** Of the latest status. */
  reason: string;
  /** The latest answer of a reconciliation. */
  reconciled: string;
}

/** So that tasks stand on all agents. */
const TASKS_OF_OFFER = 3;

const OVER: ReadonlySet<string> = new Set([
  ...['TASK_FINISHED', 'TASK_FAILED', 'TASK_KILLED', 'TASK_ERROR', 'TASK_LOST', 'TASK_DROPPED'],
  ...['TASK_GONE', 'TASK_GONE_BY_OPERATOR', 'TASK_UNKNOWN'],
]);

/** A scheduler that keeps a cluster busy over all its masters, and remembers all it hears. */
export class LoadScheduler {
  readonly tasks = new Map<string, LoadTask>();
  readonly failures: Error[] = [];
  /** When it heard OFFERS and SUBSCRIBED, by the monotonic clock. */
  readonly offersAtMs: number[] = [];
  readonly subscribedAtMs: number[] = [];
  readonly client: SteadyClient;
  private readonly options: LoadOptions;

  constructor(options: LoadOptions) {
    const { finder, name, partitionAware } = options;
    this.options = options;
    const aware = partitionAware ? [{ type: 'PARTITION_AWARE' }] : [];
    const info = {
      ...{ user: 'nobody', name, roles: [name], checkpoint: true, failover_timeout: 600 },
      capabilities: [{ type: 'MULTI_ROLE' }, ...aware],
    };
    this.client = new SteadyClient({
      ...{ finder, info },
      hear: (event) => this.hear(event),
      failed: (error) => this.failures.push(error),
    });
  }

  get lasting(): LoadTask[] {
    return [...this.tasks.values()].filter((task) => task.isLasting);
  }

  get finished(): number {
    return this.everIn('TASK_FINISHED').length;
  }

  /** How many tasks have ever been in a state. */
  everIn(state: string): LoadTask[] {
    return [...this.tasks.values()].filter(({ states }) => states.includes(state));
  }

  /** All tasks are asked for; answers come as updates. */
  reconcile(): void {
    this.call({ type: 'RECONCILE', reconcile: { tasks: [] } });
  }

  private hear(event: ClientEvent): void {
    const now = performance.now();
    if (event.subscribed !== undefined) this.subscribedAtMs.push(now);
    if (event.error !== undefined) this.failures.push(new Error(event.error.message));
    if (event.offers !== undefined) this.offersAtMs.push(now);
    for (const offer of event.offers?.offers ?? []) this.use(offer);
    if (event.update !== undefined) this.updated(event.update.status);
  }

  private use(offer: ClientOffer): void {
    const ids = [{ ...offer.id }];
    const cpus = offer.resources.find(({ name }) => name === 'cpus')?.scalar?.value ?? 0;
    const tasks: JsonObject[] = [];
    while (tasks.length < Math.min(TASKS_OF_OFFER, Math.floor(cpus / 0.1))) {
      const task = this.next(offer);
      if (task === null) break;
      tasks.push(task);
    }
    const filters = { refuse_seconds: 0.2 };
    if (tasks.length === 0) {
      return this.call({ type: 'DECLINE', decline: { offer_ids: ids, filters } });
    }
    const operations = [{ type: 'LAUNCH', launch: { task_infos: tasks } }];
    this.call({ type: 'ACCEPT', accept: { offer_ids: ids, operations, filters } });
  }

  private next(offer: ClientOffer): JsonObject | null {
    const { lasting, short, name } = this.options;
    const alive = [...this.tasks.values()].filter(({ states }) => !OVER.has(states.at(-1) ?? ''));
    const shortAlive = alive.filter(({ isLasting }) => !isLasting).length;
    const isLasting = this.lasting.length < lasting;
    if (!isLasting && shortAlive >= short) return null;
    const id = `${name}-${this.tasks.size + 1}`;
    this.tasks.set(id, {
      ...{ id, isLasting, agent: offer.agent_id.value, states: [], reason: '', reconciled: '' },
    });
    return {
      ...{ name: id, task_id: { value: id }, agent_id: { ...offer.agent_id } },
      resources: [
        { name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 } },
        { name: 'mem', type: 'SCALAR', scalar: { value: 8 } },
      ],
      command: { value: isLasting ? 'exec sleep 300' : 'exec sleep 0.2' },
    };
  }

  private updated(status: ClientStatus): void {
    const { task_id: task, agent_id: agent, uuid, state, reason = '' } = status;
    const known = this.tasks.get(task.value);
    if (known !== undefined) {
      // Answers of a reconciliation and repeated updates say nothing new.
      if (known.states.at(-1) !== state) known.states.push(state);
      known.reason = reason;
      if (reason === 'REASON_RECONCILIATION') known.reconciled = state;
    }
    if (uuid === undefined || agent === undefined) return;
    const acknowledge = { agent_id: { ...agent }, task_id: { ...task }, uuid };
    this.call({ type: 'ACKNOWLEDGE', acknowledge });
  }

  private call(call: JsonObject): void {
    this.client.call(call).catch((error: unknown) => {
      this.failures.push(error instanceof Error ? error : new Error(String(error)));
    });
  }
}
