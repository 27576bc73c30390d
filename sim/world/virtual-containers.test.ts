import { describe, expect, it } from 'vitest';
import type {
  AgentExecutor,
  AgentTask,
  ContainerEvent,
  ExecutorEvent,
} from '../../core/agent/agent-io.ts';
import { policyNamed } from '../../core/allocation/policies/index.ts';
import type { Policy } from '../../core/allocation/policy.ts';
import { Locality } from '../../core/protocol/tasks.ts';
import { type AttemptTroubles, fatesOf } from '../../test/support/attempt-troubles.ts';
import { frameworkInfo } from '../../test/support/machine-scripts.ts';
import { agentsOf, resourcesOf } from '../../test/support/plain-experiment.ts';
import { workloadOf } from '../experiment/job-list.ts';
import { type EventHandler, Kernel } from '../kernel/kernel.ts';
import { resourceView } from './resource-view.ts';
import { EVENT } from './kinds.ts';
import { TaskDurations } from './task-durations.ts';
import { WorkloadTasks } from './task-model.ts';
import { type Container, VirtualContainers } from './virtual-containers.ts';

const TASK_US = 1000;

/** Containers on agents of two slots, under the slot policy: demand 1 takes twice as long. */
class Host implements EventHandler {
  readonly kernel = new Kernel();
  readonly containers: VirtualContainers;
  /** What observer and agent were told, in order. */
  readonly heard: string[] = [];

  constructor(
    far: { readonly remoteFactor: number; readonly rackFactor?: number } = { remoteFactor: 1 },
    troubles: AttemptTroubles = {},
    stopUs = 0,
  ) {
    const workload = workloadOf({
      name: 'containers',
      frameworks: ['f'],
      demands: [resourcesOf({ cpus: 1 }), resourcesOf({ cpus: 2 })],
      jobs: [0, 1].map((demand) => ({
        submitUs: 0,
        stages: [{ tasks: 100, demand, taskUs: TASK_US }],
      })),
    });
    const cluster = { agents: [agentsOf(2, { cpus: 2 })], slotsPerAgent: 2 };
    const { now, say } = { now: () => this.kernel.now, say: (text: string) => this.say(text) };
    this.containers = new VirtualContainers({
      kernel: this.kernel,
      models: [
        new WorkloadTasks(
          workload,
          resourceView(cluster, workload, policyNamed('slots') as Policy),
          new TaskDurations(workload, 'seed'),
          far,
        ),
      ],
      frameworkOf: (id) => id,
      troubles: fatesOf(troubles),
      observer: {
        started: ({ info }, agent) => say(`${now()}: ${info.taskId} starts on ${agent}`),
        ended: ({ info }, agent, _, idealUs) =>
          say(`${now()}: ${info.taskId} ends on ${agent}, ideally ${idealUs}`),
        lost: ({ info }, agent) => say(`${now()}: ${info.taskId} is lost on ${agent}`),
      },
      mortals: 3,
      stopUs,
    });
  }

  handle(kind: number, agent: number, payload: unknown): void {
    const container = payload as Container;
    if (kind !== EVENT.CONTAINER_EXIT || agent !== container.agent)
      this.say(`event ${kind} of ${agent}`);
    this.report(this.containers.exit(container));
  }

  report(event: ContainerEvent | ExecutorEvent | null): void {
    if (event === null || 'executor' in event) return;
    const exit = event.type === 'CONTAINER_EXITED' ? ` ${event.exit}` : '';
    this.say(`${this.kernel.now}: ${event.type} ${event.task.info.taskId}${exit}`);
  }

  private say(text: string): void {
    this.heard.push(text);
  }
}

function task(
  taskId: number,
  what: { readonly stage?: number; readonly held?: boolean; readonly locality?: Locality } = {},
): AgentTask {
  const { stage = 0, held = false, locality = Locality.NODE } = what;
  return {
    info: { taskId, resources: [1000], job: stage, stage, index: taskId, held, locality },
    framework: frameworkInfo(0),
    slot: taskId,
    container: null,
    retryUs: 0,
    retryAfterUs: 0,
    state: 'TASK_STAGING',
    inFlight: null,
    queued: null,
    over: false,
  };
}

describe('VirtualContainers', () => {
  it('run a task for its time', () => {
    const host = new Host();
    host.kernel.run(host, 500);
    host.containers.launch(task(7), 1);
    host.report(host.containers.nextStarted());
    host.kernel.run(host);
    expect(host.heard).toEqual([
      '500: 7 starts on 1',
      '500: CONTAINER_RUNNING 7',
      '1500: 7 ends on 1, ideally 1000',
      '1500: CONTAINER_EXITED 7 FINISHED',
    ]);
  });

  it('report started containers once each, in order', () => {
    const { containers } = new Host();
    const started = (): number | undefined => {
      const event = containers.nextStarted();
      return event === null || 'executor' in event ? undefined : event.task.info.taskId;
    };
    expect(started()).toBeUndefined();
    containers.launch(task(1), 0);
    containers.launch(task(2), 0);
    expect(started()).toBe(1);
    containers.launch(task(3), 0);
    expect([started(), started(), started(), started()]).toEqual([2, 3, undefined, undefined]);
    containers.launch(task(4), 0);
    expect([started(), started()]).toEqual([4, undefined]);
  });

  it('stretch what gets less than it wants, and what is away from its data', () => {
    const host = new Host({ remoteFactor: 1.5 });
    host.containers.launch(task(1, { stage: 1 }), 0);
    host.containers.launch(task(2, { locality: Locality.ANY }), 0);
    host.containers.launch(task(3, { stage: 1, locality: Locality.ANY }), 0);
    host.kernel.run(host);
    expect(host.heard.filter((text) => text.includes('ends'))).toEqual([
      '1500: 2 ends on 0, ideally 1000',
      '2000: 1 ends on 0, ideally 1000',
      '3000: 3 ends on 0, ideally 1000',
    ]);
  });

  it('stretch less what is in a rack with its data', () => {
    const host = new Host({ remoteFactor: 3, rackFactor: 1.5 });
    host.containers.launch(task(1, { locality: Locality.NODE }), 0);
    host.containers.launch(task(2, { locality: Locality.RACK }), 0);
    host.containers.launch(task(3, { locality: Locality.ANY }), 0);
    host.kernel.run(host);
    expect(host.heard.filter((text) => text.includes('ends'))).toEqual([
      '1000: 1 ends on 0, ideally 1000',
      '1500: 2 ends on 0, ideally 1000',
      '3000: 3 ends on 0, ideally 1000',
    ]);
  });

  it('stretch an attempt for no fault of its task', () => {
    const stretchOf = ({ info }: AgentTask, agent: number): number => 1 + info.taskId + agent;
    const host = new Host({ remoteFactor: 1 }, { stretchOf });
    host.containers.launch(task(0), 0);
    host.containers.launch(task(1, { stage: 1 }), 1);
    host.kernel.run(host);
    expect(host.heard.filter((text) => text.includes('ends'))).toEqual([
      '1000: 0 ends on 0, ideally 1000',
      '6000: 1 ends on 1, ideally 1000',
    ]);
  });

  it('let an attempt fail after a part of its time, with no work done', () => {
    const failsAfter = ({ info }: AgentTask): number | null => (info.taskId === 1 ? 0.25 : null);
    const host = new Host({ remoteFactor: 2 }, { failsAfter });
    host.containers.launch(task(1, { locality: Locality.ANY }), 0);
    host.containers.launch(task(2), 0);
    host.kernel.run(host);
    expect(host.heard.slice(2)).toEqual([
      '500: 1 ends on 0, ideally 0',
      '500: CONTAINER_EXITED 1 FAILED',
      '1000: 2 ends on 0, ideally 1000',
      '1000: CONTAINER_EXITED 2 FINISHED',
    ]);
  });

  it('keep a held task until its release, then let it work its whole time', () => {
    const host = new Host();
    const held = task(1, { held: true });
    host.containers.launch(held, 0);
    host.report(host.containers.nextStarted());
    host.kernel.run(host, 10_000);
    expect(host.heard).toEqual(['0: 1 starts on 0', '0: CONTAINER_RUNNING 1']);
    host.containers.release(held);
    host.containers.release(held);
    host.kernel.run(host);
    expect(host.heard.slice(2)).toEqual([
      '11000: 1 ends on 0, ideally 1000',
      '11000: CONTAINER_EXITED 1 FINISHED',
    ]);
  });

  it('end a killed task at once, once, with no work done', () => {
    const host = new Host();
    const killed = task(1);
    host.containers.launch(killed, 0);
    host.kernel.run(host, 400);
    host.containers.kill(killed);
    host.containers.kill(killed);
    host.kernel.run(host);
    expect(host.heard).toEqual([
      '0: 1 starts on 0',
      '400: 1 ends on 0, ideally 0',
      '400: CONTAINER_EXITED 1 KILLED',
    ]);
  });

  it('let a killed task stop by itself, no longer than its time of grace', () => {
    const host = new Host({ remoteFactor: 1 }, {}, 300);
    const [patient, hasty, hastier] = [task(1), task(2), task(3)];
    for (const one of [patient, hasty, hastier]) host.containers.launch(one, 0);
    host.containers.kill(patient);
    host.containers.kill(hasty, 200);
    host.containers.kill(hastier, 250);
    host.kernel.run(host, 50);
    // What was granted once is not prolonged; it is cut short where that comes sooner.
    host.containers.kill(hasty, 1000);
    host.containers.kill(hastier, 100);
    host.kernel.run(host);
    const ends = host.heard.filter((text) => text.includes('EXITED'));
    expect(ends).toEqual([
      '150: CONTAINER_EXITED 3 KILLED',
      '200: CONTAINER_EXITED 2 KILLED',
      '300: CONTAINER_EXITED 1 KILLED',
    ]);
  });

  it('start an executor at once, and end it once', () => {
    const { containers } = new Host();
    const executorOf = (checkpoint: boolean): AgentExecutor => ({
      info: { executorId: 5, type: 'CUSTOM', resources: [100] },
      framework: frameworkInfo(0, { checkpoint }),
      ...{ container: null, state: 'STARTING', waiting: [] },
    });
    const [fleeting, lasting, elsewhere] = [false, true, false].map(executorOf);
    containers.launchExecutor(fleeting, 0);
    expect(containers.nextStarted()).toEqual({ type: 'EXECUTOR_RUNNING', executor: fleeting });
    containers.launchExecutor(lasting, 0);
    containers.launchExecutor(elsewhere, 1);
    const running = (): boolean[] =>
      [fleeting, lasting, elsewhere].map((one) => containers.isRunning(one));
    containers.loseUncheckpointed(0);
    expect(running()).toEqual([false, true, true]);
    expect(containers.endExecutor(fleeting)).toBeNull();
    containers.loseAll(0);
    expect(running()).toEqual([false, false, true]);
    const ended = { type: 'EXECUTOR_EXITED', executor: elsewhere, status: 0 };
    expect(containers.endExecutor(elsewhere)).toEqual(ended);
    expect(running()).toEqual([false, false, false]);
  });

  it('find a task well while it runs', () => {
    const host = new Host();
    const one = task(1);
    host.containers.launch(one, 0);
    expect(host.containers.check(one)).toMatchObject({ type: 'CONTAINER_HEALTH', healthy: true });
    host.kernel.run(host);
    expect(host.containers.check(one)).toBeNull();
  });

  it('end a held task that is killed, and never release it', () => {
    const host = new Host();
    const killed = task(1, { held: true });
    host.containers.launch(killed, 0);
    host.containers.kill(killed);
    host.containers.release(killed);
    host.kernel.run(host);
    expect(host.heard).toEqual([
      '0: 1 starts on 0',
      '0: 1 ends on 0, ideally 0',
      '0: CONTAINER_EXITED 1 KILLED',
    ]);
    expect(host.kernel.now).toBe(0);
  });
});
