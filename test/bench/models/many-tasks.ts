import { type ClientEvent, SchedulerClient } from '../../../live/client/scheduler-client.ts';

/** A load of short tasks. */
export interface ManyTasks {
  readonly tasks: number;
  /** Launched at most on one offer. */
  readonly perOffer: number;
  readonly command: string;
}

/** How many ended, and how; seconds from the first launch to the last end. */
export interface ManyEnds {
  readonly finished: number;
  readonly others: number;
  readonly seconds: number;
}

const SMALL = [
  { name: 'cpus', type: 'SCALAR', scalar: { value: 0.05 } },
  { name: 'mem', type: 'SCALAR', scalar: { value: 16 } },
];

/** States that are the end of a task. */
const OVER = /^TASK_(FINISHED|FAILED|KILLED|ERROR|LOST|DROPPED|GONE)/;

/** How long agents that have just come may try again to register, milliseconds. */
const SETTLE_MS = 1500;

/**
 * Waits until so many agents are there for good: one whose answer comes late registers again, and
 * what was launched on it before is dropped.
 */
export async function settled(master: URL, agents: number): Promise<void> {
  for (;;) {
    const answer = await fetch(new URL('/metrics/snapshot', master));
    const metrics = Object(await answer.json()) as Readonly<Record<string, number>>;
    const isComplete = metrics['master/slaves_active'] === agents;
    await new Promise((resolve) => setTimeout(resolve, isComplete ? SETTLE_MS : 100));
    if (isComplete) return;
  }
}

/** Runs many short tasks on a cluster, on whatever it offers. */
export function runMany(master: URL, { tasks, perOffer, command }: ManyTasks): Promise<ManyEnds> {
  return new Promise((resolve, reject) => {
    let [launched, finished, others, beganMs] = [0, 0, 0, 0];
    const calls: Promise<void>[] = [];
    const call = (said: Parameters<SchedulerClient['call']>[0]): void => {
      const made = client.call(said);
      made.catch(reject);
      calls.push(made);
    };
    const offered = ({ offers }: ClientEvent): void => {
      for (const { id, agent_id: agent } of offers?.offers ?? []) {
        const count = Math.min(perOffer, tasks - launched);
        const infos = Array.from({ length: count }, () => {
          const value = `many-${launched++}`;
          const names = { name: value, task_id: { value }, agent_id: { ...agent } };
          return { ...names, resources: SMALL, command: { value: command } };
        });
        if (beganMs === 0) beganMs = performance.now();
        const operations = count === 0 ? [] : [{ type: 'LAUNCH', launch: { task_infos: infos } }];
        call({ type: 'ACCEPT', accept: { offer_ids: [{ ...id }], operations } });
      }
    };
    const updated = ({ update }: ClientEvent): void => {
      const status = update?.status;
      if (status === undefined) return;
      const { uuid, agent_id: agent, task_id: task, state } = status;
      if (uuid !== undefined && agent !== undefined) {
        const acknowledge = { agent_id: { ...agent }, task_id: { ...task }, uuid };
        call({ type: 'ACKNOWLEDGE', acknowledge });
      }
      if (state === 'TASK_FINISHED') finished++;
      else if (OVER.test(state)) others++;
      if (finished + others < tasks) return;
      const seconds = (performance.now() - beganMs) / 1000;
      Promise.all(calls).then(() => {
        client.close();
        resolve({ finished, others, seconds });
      }, reject);
    };
    const client = new SchedulerClient(master, (event) => {
      offered(event);
      updated(event);
    });
    const capabilities = [{ type: 'MULTI_ROLE' }, { type: 'PARTITION_AWARE' }];
    client.subscribe({ user: 'bench', name: 'many', roles: ['many'], capabilities }).catch(reject);
  });
}
