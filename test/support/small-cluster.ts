import { Agent } from '../../core/agent/agent.ts';
import type { AgentInput, AgentTask } from '../../core/agent/agent-io.ts';
import type { Connection, Micros } from '../../core/machine.ts';
import type { MasterInput } from '../../core/master/master-io.ts';
import { Master, type MasterOptions } from '../../core/master/master.ts';
import type { StageSpec } from '../../core/schedulers/mapreduce/job.ts';
import {
  type MapReduceInput,
  type MapReduceOptions,
  MapReduceScheduler,
} from '../../core/schedulers/mapreduce/mapreduce.ts';
import { masterOptions, vectorOf } from './machine-scripts.ts';

/** A framework of a small cluster; its role is its name. */
export interface SmallFramework extends Partial<MapReduceOptions> {
  readonly name: string;
}

/** A task that was launched, for the test to look at. */
export interface LaunchRecord {
  readonly atSeconds: number;
  readonly taskId: number;
  readonly framework: string;
  readonly job: number;
  readonly stage: number;
  readonly index: number;
  readonly agent: string;
}

/** How an attempt ends if it is left alone. */
export interface Fate {
  readonly exit: 'FINISHED' | 'FAILED';
  readonly seconds: number;
}

/** An attempt whose end its agent reported. */
export interface EndRecord extends LaunchRecord {
  readonly exit: 'FINISHED' | 'FAILED' | 'KILLED';
}

interface Member {
  readonly name: string;
  readonly connection: Connection;
  alive: boolean;
}

/**
 * The smallest host: a master, agents and MapReduce frameworks whose messages arrive at once and
 * in order, and whose tasks all take the same time unless told otherwise. Tests of how the machines
 * work together need no more; latency, faults and workloads are the simulator's.
 */
export class SmallCluster {
  readonly master: Master;
  readonly launches: LaunchRecord[] = [];
  readonly ends: EndRecord[] = [];
  /** `job@seconds`, as `ads 0@30`. */
  readonly finished: string[] = [];
  /** `job@seconds: why`. */
  readonly failed: string[] = [];
  now: Micros = 0;

  private readonly members = new Map<Connection, Member>();
  private readonly agents = new Map<Connection, Agent>();
  private readonly schedulers = new Map<Connection, MapReduceScheduler>();
  private readonly connections = new Map<string, Connection>();
  private readonly names: string[] = [];
  private readonly timers: { readonly at: Micros; readonly run: () => void }[] = [];
  private readonly arriving: (() => void)[] = [];
  private readonly killed = new Set<AgentTask>();
  private readonly fateOf: (launch: LaunchRecord) => Fate;

  /** @param fate of every attempt, or by attempt; ten seconds unless given */
  constructor(
    options: Partial<MasterOptions> = {},
    fate: number | ((launch: LaunchRecord) => Fate) = 10,
  ) {
    this.master = new Master(masterOptions(options));
    const fateOf = (): Fate => ({ exit: 'FINISHED', seconds: Number(fate) });
    this.fateOf = typeof fate === 'number' ? fateOf : fate;
    this.toMaster({ type: 'START' });
  }

  addAgent(hostname: string, total: string): void {
    const connection = this.join(hostname);
    const agent = new Agent({ connection, hostname, resources: vectorOf(total) });
    this.agents.set(connection, agent);
    this.toAgent(connection, { type: 'START', backoffUs: 0 });
    this.settle();
  }

  addFramework(framework: SmallFramework): void {
    const { name } = framework;
    const connection = this.join(name);
    this.names.push(name);
    const scheduler = new MapReduceScheduler({
      role: name,
      jobOrder: 'fifo',
      slowstart: 1,
      refuseSeconds: 5,
      locality: null,
      ...framework,
      connection,
    });
    this.schedulers.set(connection, scheduler);
    this.toScheduler(connection, { type: 'START' });
    this.settle();
  }

  submit(framework: string, job: number, ...stages: StageSpec[]): void {
    const spec = { job, submitUs: this.now, stages };
    this.toScheduler(this.connection(framework), { type: 'JOB', spec });
    this.settle();
  }

  /** An agent vanishes with all that ran on it. */
  lose(hostname: string): void {
    const connection = this.connection(hostname);
    const member = this.members.get(connection);
    if (member !== undefined) member.alive = false;
    this.toMaster({ type: 'DISCONNECTED', connection });
    this.settle();
  }

  /** Lets time pass. */
  runUntil(seconds: number): void {
    const end = seconds * 1e6;
    for (;;) {
      let next = -1;
      for (const [i, timer] of this.timers.entries()) {
        if (timer.at <= end && (next < 0 || timer.at < this.timers[next].at)) next = i;
      }
      if (next < 0) break;
      const [timer] = this.timers.splice(next, 1);
      this.now = timer.at;
      timer.run();
      this.settle();
    }
    this.now = end;
  }

  /** Thousandths a framework holds, offered and used. */
  held(framework: string): number[] {
    const id = this.names.indexOf(framework);
    const client = this.master.framework(id)?.client ?? -1;
    return this.master.allocator.allocatedTo(client);
  }

  private join(name: string): Connection {
    const connection = this.members.size + 1;
    this.members.set(connection, { name, connection, alive: true });
    this.connections.set(name, connection);
    return connection;
  }

  private connection(name: string): Connection {
    const connection = this.connections.get(name);
    if (connection === undefined) throw new Error(`nobody is called ${name}`);
    return connection;
  }

  private after(delayUs: Micros, run: () => void): void {
    this.timers.push({ at: this.now + delayUs, run });
  }

  private settle(): void {
    for (let next = this.arriving.shift(); next !== undefined; next = this.arriving.shift()) next();
  }

  private toMaster(input: MasterInput): void {
    this.arriving.push(() =>
      this.master.step(this.now, input, {
        send: (to, message) => {
          if (this.agents.has(to)) this.toAgent(to, message as AgentInput);
          else this.toScheduler(to, message as MapReduceInput);
        },
        setTimer: (timer, delayUs, subject = -1) =>
          this.after(delayUs, () => this.toMaster({ type: 'TIMER', timer, subject })),
        store: () => undefined,
        reject: () => undefined,
      }),
    );
  }

  private toScheduler(connection: Connection, input: MapReduceInput): void {
    const name = this.members.get(connection)?.name ?? '';
    this.arriving.push(() =>
      this.schedulers.get(connection)?.step(this.now, input, {
        send: (call) => this.toMaster(call),
        setTimer: (timer, delayUs) =>
          this.after(delayUs, () => this.toScheduler(connection, { type: 'TIMER', timer })),
        jobFailed: (job, reason) => this.failed.push(`${name} ${job}@${this.now / 1e6}: ${reason}`),
        jobFinished: (job) => this.finished.push(`${name} ${job}@${this.now / 1e6}`),
        backlogged: () => undefined,
      }),
    );
  }

  private toAgent(connection: Connection, input: AgentInput): void {
    const member = this.members.get(connection);
    this.arriving.push(() => {
      if (member?.alive !== true) return;
      this.agents.get(connection)?.step(this.now, input, {
        send: (message) => this.toMaster(message),
        setTimer: (timer, delayUs) =>
          this.after(delayUs, () => this.toAgent(connection, { type: 'TIMER', timer })),
        launch: (task) => this.launch(connection, member.name, task),
        kill: (task) => {
          this.killed.add(task);
          this.exit(connection, task, 'KILLED', 0);
        },
        message: (task) => this.work(connection, task),
        launchExecutor: () => {
          throw new Error('no framework here names its executors');
        },
        killExecutor: () => undefined,
      });
    });
  }

  private launch(connection: Connection, agent: string, task: AgentTask): void {
    this.launches.push(this.recordOf(task, agent));
    this.toAgent(connection, { type: 'CONTAINER_RUNNING', task });
    if (!task.info.held) this.work(connection, task);
  }

  private work(connection: Connection, task: AgentTask): void {
    const agent = this.members.get(connection)?.name ?? '';
    const { exit, seconds } = this.fateOf(this.recordOf(task, agent));
    this.exit(connection, task, exit, seconds * 1e6);
  }

  private recordOf(task: AgentTask, agent: string): LaunchRecord {
    const { taskId, job, stage, index } = task.info;
    const framework = this.names[task.framework.id];
    return { atSeconds: this.now / 1e6, taskId, framework, job, stage, index, agent };
  }

  private exit(
    connection: Connection,
    task: AgentTask,
    exit: EndRecord['exit'],
    delayUs: Micros,
  ): void {
    this.after(delayUs, () => {
      const member = this.members.get(connection);
      // On an agent that is gone; or a killed task's natural end, also at the same moment.
      if (member?.alive !== true || task.over) return;
      if (this.killed.has(task) && exit !== 'KILLED') return;
      this.ends.push({ ...this.recordOf(task, member.name), exit });
      this.toAgent(connection, { type: 'CONTAINER_EXITED', task, exit });
    });
  }
}
