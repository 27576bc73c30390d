import type { AgentInput, AgentTask } from '../../core/agent/agent-io.ts';
import { Agent } from '../../core/agent/agent.ts';
import type { Connection, Micros } from '../../core/machine.ts';
import type { MasterInput } from '../../core/master/master-io.ts';
import { Master, type MasterOptions } from '../../core/master/master.ts';
import type { Call } from '../../core/protocol/scheduler-api.ts';
import type { TaskInfo } from '../../core/protocol/tasks.ts';
import type { SchedulerTimer } from '../../core/schedulers/driver.ts';
import { masterOptions, vectorOf } from './machine-scripts.ts';
import type { WorldInput } from './offer-world.ts';

/** The connection of the one scheduler; agents have 1, 2, …. */
export const SCHEDULER: Connection = 0;

/** What a scheduler in a cluster is stepped with. */
export type SchedulerStep = (now: Micros, input: WorldInput) => void;

interface Member {
  readonly hostname: string;
  agent: Agent;
  alive: boolean;
}

/**
 * A real master and real agents around one scheduler whose tasks run on until they are killed, or
 * for as long as the test says. Messages arrive at once and in order.
 */
export class MachineCluster {
  now: Micros = 0;
  /** Tasks that run, by the name of their agent. */
  readonly running: { readonly info: TaskInfo; readonly hostname: string }[] = [];
  private readonly master: Master;
  private readonly members = new Map<Connection, Member>();
  private readonly lengthUs: (info: TaskInfo) => Micros | null;
  private step: SchedulerStep = () => undefined;
  /** Timers and messages of a process that has ended do not reach the next one. */
  private life = 0;
  private timers: { readonly at: Micros; readonly run: () => void }[] = [];
  private readonly arriving: (() => void)[] = [];

  /** @param lengthUs how long a task runs; null for ever */
  constructor(
    options: Partial<MasterOptions>,
    lengthUs: (info: TaskInfo) => Micros | null = () => null,
  ) {
    this.master = new Master(masterOptions(options));
    this.lengthUs = lengthUs;
    this.toMaster({ type: 'START' });
  }

  addAgent(hostname: string, total: string): void {
    const connection = this.members.size + 1;
    const agent = new Agent({ connection, hostname, resources: vectorOf(total) });
    this.members.set(connection, { hostname, agent, alive: true });
    this.toAgent(connection, { type: 'START', backoffUs: 0 });
    this.settle();
  }

  /** The scheduler's process starts, the first or the next one. */
  start(step: SchedulerStep): void {
    this.step = step;
    this.toScheduler({ type: 'START' });
    this.settle();
  }

  /** The scheduler's process ends; its master notices. */
  stop(): void {
    this.step = () => undefined;
    this.life++;
    this.toMaster({ type: 'DISCONNECTED', connection: SCHEDULER });
    this.settle();
  }

  /** An agent ends with all that ran on it; its master notices. */
  lose(hostname: string): void {
    for (const [connection, member] of this.members) {
      if (member.hostname !== hostname) continue;
      member.alive = false;
      this.toMaster({ type: 'DISCONNECTED', connection });
    }
    for (const task of this.running.filter((one) => one.hostname === hostname)) this.gone(task);
    this.settle();
  }

  tell(run: () => void): void {
    this.arriving.push(run);
    this.settle();
  }

  runUntil(seconds: number): void {
    const end = seconds * 1e6;
    for (;;) {
      let next = -1;
      for (const [i, { at }] of this.timers.entries()) {
        if (at <= end && (next < 0 || at < this.timers[next].at)) next = i;
      }
      if (next < 0) break;
      const [{ at, run }] = this.timers.splice(next, 1);
      this.now = at;
      run();
      this.settle();
    }
    this.now = end;
  }

  /** Where the tasks run, `job/stage/index@host`, in order. */
  get places(): string[] {
    return this.running
      .map(({ info: { job, stage, index }, hostname }) => `${job}/${stage}/${index}@${hostname}`)
      .sort((a, b) => (a < b ? -1 : 1));
  }

  send(call: Call): void {
    this.toMaster(call);
  }

  setTimer(timer: SchedulerTimer | 'WAKE', delayUs: Micros): void {
    const { life } = this;
    this.after(delayUs, () => {
      if (life === this.life) this.toScheduler({ type: 'TIMER', timer });
    });
  }

  private after(delayUs: Micros, run: () => void): void {
    this.timers.push({ at: this.now + delayUs, run });
  }

  private settle(): void {
    for (let next = this.arriving.shift(); next !== undefined; next = this.arriving.shift()) next();
  }

  private toScheduler(input: WorldInput): void {
    const { life } = this;
    this.arriving.push(() => {
      if (life === this.life) this.step(this.now, input);
    });
  }

  private toMaster(input: MasterInput): void {
    this.arriving.push(() =>
      this.master.step(this.now, input, {
        send: (to, message) => {
          if (to === SCHEDULER) this.toScheduler(message as WorldInput);
          else this.toAgent(to, message as AgentInput);
        },
        setTimer: (timer, delayUs, subject = -1) =>
          this.after(delayUs, () => this.toMaster({ type: 'TIMER', timer, subject })),
        store: () => undefined,
        reject: () => undefined,
      }),
    );
  }

  private toAgent(connection: Connection, input: AgentInput): void {
    const member = this.members.get(connection);
    this.arriving.push(() => {
      if (member?.alive !== true) return;
      member.agent.step(this.now, input, {
        send: (message) => this.toMaster(message),
        setTimer: (timer, delayUs) =>
          this.after(delayUs, () => this.toAgent(connection, { type: 'TIMER', timer })),
        launch: (task) => this.launch(connection, member.hostname, task),
        kill: (task) => this.exit(connection, task, 'KILLED'),
        message: () => undefined,
        launchExecutor: () => {
          throw new Error('no framework here names its executors');
        },
        killExecutor: () => undefined,
      });
    });
  }

  private launch(connection: Connection, hostname: string, task: AgentTask): void {
    const { info } = task;
    this.running.push({ info, hostname });
    this.toAgent(connection, { type: 'CONTAINER_RUNNING', task });
    const lengthUs = this.lengthUs(info);
    if (lengthUs === null) return;
    this.after(lengthUs, () => this.exit(connection, task, 'FINISHED'));
  }

  private exit(connection: Connection, task: AgentTask, exit: 'FINISHED' | 'KILLED'): void {
    const ran = this.running.find(({ info }) => info === task.info);
    if (ran === undefined) return;
    this.gone(ran);
    this.toAgent(connection, { type: 'CONTAINER_EXITED', task, exit });
  }

  private gone(task: MachineCluster['running'][number]): void {
    this.running.splice(this.running.indexOf(task), 1);
  }
}
