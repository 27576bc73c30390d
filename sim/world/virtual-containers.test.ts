import { describe, expect, it } from 'vitest';
import type { AgentTask, ContainerEvent } from '../../core/agent/agent-io.ts';
import { policyNamed } from '../../core/allocation/policies/index.ts';
import type { Policy } from '../../core/allocation/policy.ts';
import { agentsOf, resourcesOf } from '../../test/support/plain-experiment.ts';
import { workloadOf } from '../experiment/job-list.ts';
import { type EventHandler, Kernel } from '../kernel/kernel.ts';
import { resourceView } from './resource-view.ts';
import { TaskDurations } from './task-durations.ts';
import { type Container, VirtualContainers } from './virtual-containers.ts';

const EXIT = 9;
const TASK_US = 1000;

/** Containers on agents of two slots, under the slot policy: demand 1 takes twice as long. */
class Host implements EventHandler {
  readonly kernel = new Kernel();
  readonly containers: VirtualContainers;
  /** What observer and agent were told, in order. */
  readonly heard: string[] = [];

  constructor(remoteFactor = 1) {
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
      exitKind: EXIT,
      durations: new TaskDurations(workload, 'seed'),
      view: resourceView(cluster, workload, policyNamed('slots') as Policy),
      stageDemand: workload.stages.demand,
      remoteFactor,
      observer: {
        started: ({ info }, agent) => say(`${now()}: ${info.taskId} starts on ${agent}`),
        ended: ({ info }, agent, idealUs) =>
          say(`${now()}: ${info.taskId} ends on ${agent}, ideally ${idealUs}`),
        lost: ({ info }, agent) => say(`${now()}: ${info.taskId} is lost on ${agent}`),
      },
      mortals: 3,
    });
  }

  handle(kind: number, agent: number, payload: unknown): void {
    const container = payload as Container;
    if (kind !== EXIT || agent !== container.agent) this.say(`event ${kind} of ${agent}`);
    this.report(this.containers.exit(container));
  }

  report(event: ContainerEvent | null): void {
    if (event === null) return;
    const exit = event.type === 'CONTAINER_EXITED' ? ` ${event.exit}` : '';
    this.say(`${this.kernel.now}: ${event.type} ${event.task.info.taskId}${exit}`);
  }

  private say(text: string): void {
    this.heard.push(text);
  }
}

function task(
  taskId: number,
  what: { readonly stage?: number; readonly held?: boolean; readonly remote?: boolean } = {},
): AgentTask {
  const { stage = 0, held = false, remote = false } = what;
  return {
    info: { taskId, resources: [1000], job: stage, stage, index: taskId, held, remote },
    frameworkId: 0,
    slot: taskId,
    container: null,
    checkpoint: false,
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
    const started = (): number | undefined => containers.nextStarted()?.task.info.taskId;
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
    const host = new Host(1.5);
    host.containers.launch(task(1, { stage: 1 }), 0);
    host.containers.launch(task(2, { remote: true }), 0);
    host.containers.launch(task(3, { stage: 1, remote: true }), 0);
    host.kernel.run(host);
    expect(host.heard.filter((text) => text.includes('ends'))).toEqual([
      '1500: 2 ends on 0, ideally 1000',
      '2000: 1 ends on 0, ideally 1000',
      '3000: 3 ends on 0, ideally 1000',
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
