import type {
  AgentInput,
  AgentOutput,
  AgentTask,
  AgentTimer,
  Checkpoint,
  AgentExecutor,
  ContainerEvent,
  ExecutorEvent,
} from '../../core/agent/agent-io.ts';
import { Agent } from '../../core/agent/agent.ts';
import type { Attribute } from '../../core/allocation/attributes.ts';
import { MICROS_PER_SECOND } from '../../core/machine.ts';
import type { Marks } from '../../core/marks.ts';
import type { Disconnected } from '../../core/master/master-io.ts';
import type { AgentToMaster } from '../../core/protocol/agent-api.ts';
import type { Buggifier } from '../faults/buggifier.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { KIND } from '../log/event-kinds.ts';
import type { EventLog } from '../log/event-log.ts';
import { Draws } from '../random/draws.ts';
import { type Followers, NO_MASTER } from './followers.ts';
import { EVENT } from './kinds.ts';
import type { MessageLog } from './message-log.ts';
import type { Network } from './network.ts';
import { NodeClock } from './node-clock.ts';
import { AgentDisk } from './agent-disk.ts';
import type { PeerLinks } from './peer-links.ts';
import type { DiskLoss } from './virtual-disk.ts';
import type { Container, VirtualContainers } from './virtual-containers.ts';

/** Longest random wait of an agent before it registers (Mesos `--registration_backoff_factor`). */
const REGISTRATION_BACKOFF_US = MICROS_PER_SECOND;

/** The kernel's event of each of an agent's timers. */
const TIMER_EVENTS: { readonly [timer in AgentTimer]: number } = {
  // Simulated agents have no time limits for executors, and never set it.
  EXECUTORS: EVENT.ACTION,
  REGISTER: EVENT.AGENT_TIMER,
  RETRY_UPDATES: EVENT.AGENT_RETRY_TIMER,
  DETECT: EVENT.AGENT_DETECT_TIMER,
};

/** A timer that an agent's process has set; the payload of its event. */
export interface AgentTimerSet {
  /** Which of its agent's processes set it. */
  readonly life: number;
  /** By the agent's clock. */
  readonly dueUs: number;
}

/** What agents are wired to. */
export interface AgentSurroundings {
  readonly kernel: Kernel;
  readonly network: Network;
  readonly links: PeerLinks;
  readonly followers: Followers;
  readonly containers: VirtualContainers;
  readonly log: EventLog;
  readonly messages: MessageLog;
  readonly seed: string;
  readonly marks: Marks | null;
  readonly buggifier: Buggifier | null;
  /** What each agent has. */
  readonly totals: readonly (readonly number[])[];
  /** What each says of where it stands. */
  readonly attributes: readonly (readonly Attribute[])[];
  /** Whether machines that stop may lose what was not synced: then agents keep journals. */
  readonly journals: boolean;
  /** An agent's process was replaced by another. */
  restarted(agent: number): void;
  /** An agent says something, before it travels. */
  said(agent: number, message: AgentToMaster): void;
}

/**
 * The machines that agents run on: each has a process of the agent, which may stop alone or with
 * the machine, a disk, a clock, and a connection to the master, which breaks when the process
 * stops. A partition breaks nothing: what is sent is lost, until the first word that gets through
 * finds that the connection is no good any more.
 */
export class AgentMachines {
  private readonly world: AgentSurroundings;
  private readonly processes: Agent[] = [];
  /** How often each agent's process has started; timers of an earlier life are void. */
  private readonly lives: number[];
  /** Faults that keep an agent's process from running. */
  private readonly downs: number[];
  /** What the next process of an agent finds on its disk. */
  private readonly disks: (Checkpoint | null)[];
  /** What is written on each disk; null where disks lose nothing. */
  private readonly journals: readonly AgentDisk[] | null;
  private readonly tears: Draws;
  /** What containers reported while no process listened. */
  private readonly unheard: (ContainerEvent | ExecutorEvent)[][];
  /** Faults that cut an agent off, and the master that has not seen its connection break. */
  private readonly cuts: number[];
  private readonly unaware: number[];
  private readonly heals: number[];
  /** What waits while a process stands still. */
  private readonly waiting: ((() => void)[] | null)[];
  private readonly clocks = new Map<number, NodeClock>();
  /** Which of its agent's processes sent a registration. */
  private readonly senders = new WeakMap<AgentToMaster, number>();
  /** Of which process of an agent a master heard last, by master and agent. */
  private readonly heard = new Map<number, number>();
  private readonly backoffs: { readonly first: Draws; readonly again: Draws };
  private readonly out: AgentOutput;
  /** Whose output {@link out} carries. */
  private current = 0;

  constructor(world: AgentSurroundings) {
    this.world = world;
    const { totals } = world;
    this.lives = totals.map(() => 0);
    this.downs = totals.map(() => 0);
    this.disks = totals.map(() => null);
    this.journals = world.journals ? totals.map(() => new AgentDisk()) : null;
    this.unheard = totals.map(() => []);
    this.cuts = totals.map(() => 0);
    this.unaware = totals.map(() => NO_MASTER);
    this.heals = totals.map(() => 0);
    this.waiting = totals.map(() => null);
    const { seed } = world;
    this.tears = new Draws(seed, 'torn-tail');
    this.backoffs = {
      first: new Draws(seed, 'registration'),
      again: new Draws(seed, 'reregistration'),
    };
    this.out = this.makeOutput();
    for (const agent of totals.keys()) this.processes.push(this.newProcess(agent));
  }

  start(): void {
    for (const agent of this.processes.keys()) this.startProcess(agent);
  }

  /** @param before called right before the machine hears it, if it does */
  step(agent: number, input: AgentInput, before: (() => void) | null = null): void {
    const waiting = this.waiting[agent];
    if (waiting !== null) return this.stepLater(waiting, agent, input, before);
    before?.();
    const { containers, messages } = this.world;
    const now = this.clockTime(agent);
    this.current = agent;
    if (input.type === 'AGENT_REGISTERED' || input.type === 'AGENT_REREGISTERED') {
      messages.learnAgent(input.agentId, agent);
    }
    this.processes[agent].step(now, input, this.out);
    if (this.journals !== null && input.type !== 'PING' && input.type !== 'TIMER') {
      this.write(agent);
    }
    // A container starts at once: its agent hears of it before anything else happens.
    for (let event = containers.nextStarted(); event !== null; event = containers.nextStarted()) {
      this.processes[agent].step(now, event, this.out);
    }
  }

  // Apart: a function that captures them would cost a context at every step.
  private stepLater(
    waiting: (() => void)[],
    agent: number,
    input: AgentInput,
    before: (() => void) | null,
  ): void {
    waiting.push(() => this.step(agent, input, before));
  }

  /** Writes what has changed in an agent; nobody waits for the disk. */
  private write(agent: number): void {
    this.journals?.[agent].write(this.processes[agent].checkpoint());
  }

  /** What is left on the disk of a machine that stops. An agent that was told to end has no id. */
  private lose(agent: number, loss: DiskLoss): Checkpoint | null {
    const journal = this.journals?.[agent];
    if (journal === undefined || this.disks[agent] === null) return this.disks[agent];
    journal.crash(loss, this.tears.unit(agent, this.lives[agent]));
    return journal.recover();
  }

  isUp(agent: number): boolean {
    return this.downs[agent] === 0;
  }

  /** A timer fired that an agent's process set in one of its lives. */
  timer(agent: number, timer: AgentTimer, set: AgentTimerSet): void {
    if (set.life !== this.lives[agent] || !this.isUp(agent)) return;
    const early = this.clocks.size === 0 ? 0 : set.dueUs - this.clockTime(agent);
    if (early > 0) {
      // The clock goes slower than it did when the timer was set.
      const trueUs = this.clockOf(agent).trueDelay(early);
      this.world.kernel.schedule(trueUs, TIMER_EVENTS[timer], agent, set);
      return;
    }
    if (timer === 'REGISTER') this.note(KIND.TIMER, agent);
    this.step(agent, { type: 'TIMER', timer });
  }

  /** A container's time is over. */
  exit(agent: number, container: Container): void {
    const event = this.world.containers.exit(container);
    if (event !== null) this.tell(agent, event);
  }

  /** A container reports to its agent's process, or to the next one. */
  private tell(agent: number, event: ContainerEvent | ExecutorEvent): void {
    if (this.isUp(agent)) this.step(agent, event);
    else this.unheard[agent].push(event);
  }

  /** The agent follows another master, or none. */
  followed(agent: number, before: number): void {
    if (before !== NO_MASTER) this.hangUp(agent, before);
    this.step(agent, { type: 'DISCONNECTED', backoffUs: this.nextBackoff(agent) });
  }

  /** A message was lost: whoever keeps the connection has noticed by now, and makes a new one. */
  reconnect(agent: number): void {
    if (!this.isUp(agent) || this.isCutOff(agent)) return;
    const { network, links, followers } = this.world;
    const master = followers.masterOf(agent);
    if (master === NO_MASTER) return;
    network.cut(links.toMaster(master, agent));
    network.cut(links.toPeer(master, agent));
    this.step(agent, { type: 'DISCONNECTED', backoffUs: this.nextBackoff(agent) });
  }

  /**
   * The machine stops: its containers are gone, and its disk too where that is wiped.
   * @param loss what becomes of what was written and not synced
   */
  crash(agent: number, wipe: boolean, loss: DiskLoss = 'nothing'): void {
    this.note(KIND.AGENT_DOWN, agent);
    if (this.isUp(agent)) this.disks[agent] = this.processes[agent].checkpoint();
    if (wipe) this.disks[agent] = null;
    else if (loss !== 'nothing' && this.isUp(agent)) this.disks[agent] = this.lose(agent, loss);
    this.goDown(agent);
    this.unheard[agent] = [];
    this.world.containers.loseAll(agent);
  }

  /** Only the agent's process stops. */
  stop(agent: number): void {
    this.note(KIND.AGENT_PROCESS_DOWN, agent);
    if (this.isUp(agent)) {
      this.disks[agent] = this.processes[agent].checkpoint();
      this.world.containers.loseUncheckpointed(agent);
    }
    this.goDown(agent);
  }

  /** The machine, or the process, is there again; it starts when nothing else keeps it. */
  comeBack(agent: number, machine: boolean): void {
    this.note(machine ? KIND.AGENT_UP : KIND.AGENT_PROCESS_UP, agent);
    if (--this.downs[agent] > 0) return;
    for (const link of this.world.links.into(agent)) this.world.network.unblock(link);
    this.lives[agent]++;
    this.processes[agent] = this.newProcess(agent);
    this.journals?.[agent].restart(this.disks[agent]);
    this.world.restarted(agent);
    this.startProcess(agent);
    const missed = this.unheard[agent];
    this.unheard[agent] = [];
    for (const event of missed) this.step(agent, event);
    const { containers } = this.world;
    const { executors = [], tasks = [] } = this.disks[agent] ?? {};
    for (const executor of executors) {
      if (containers.isRunning(executor)) continue;
      this.step(agent, { type: 'EXECUTOR_EXITED', executor });
    }
    for (const task of tasks) {
      if (task.over || containers.isThere(task)) continue;
      this.step(agent, { type: 'CONTAINER_EXITED', task, exit: 'LOST' });
    }
  }

  /** The process stands still; its containers run on. */
  pause(agent: number): void {
    this.waiting[agent] ??= [];
    this.world.followers.pause(agent);
  }

  resume(agent: number): void {
    const waiting = this.waiting[agent] ?? [];
    this.waiting[agent] = null;
    for (const action of waiting) action();
    this.world.followers.resume(agent);
  }

  /** Nothing sent to it arrives, nothing it sends, or neither. */
  cutOff(agent: number, way: 'in' | 'out' | 'both'): void {
    this.note(KIND.PARTITION, agent);
    this.cuts[agent]++;
    for (const link of this.linksOf(agent, way)) this.world.network.block(link);
    this.world.followers.reach(agent, false);
  }

  /** The way is open again: whoever was cut off finds its connection dead. */
  heal(agent: number, way: 'in' | 'out' | 'both'): void {
    this.note(KIND.PARTITION_HEALED, agent);
    for (const link of this.linksOf(agent, way)) this.world.network.unblock(link);
    if (--this.cuts[agent] > 0) return;
    this.world.followers.reach(agent, true);
    if (this.unaware[agent] !== NO_MASTER) this.hangUp(agent, this.unaware[agent]);
    if (!this.isUp(agent)) return;
    this.step(agent, { type: 'DISCONNECTED', backoffUs: this.nextBackoff(agent) });
  }

  /**
   * Whether a registration that reaches a master comes from another process than the one before:
   * the connection of that one is gone, whether or not anything said so.
   */
  isNewProcess(master: number, agent: number, message: AgentToMaster): boolean {
    const sender = this.senders.get(message);
    if (sender === undefined) return false;
    const place = master * this.processes.length + agent;
    const before = this.heard.get(place);
    this.heard.set(place, sender);
    return before !== undefined && before !== sender;
  }

  clockOf(agent: number): NodeClock {
    const known = this.clocks.get(agent);
    if (known !== undefined) return known;
    const clock = new NodeClock();
    this.clocks.set(agent, clock);
    return clock;
  }

  private clockTime(agent: number): number {
    const { now } = this.world.kernel;
    if (this.clocks.size === 0) return now;
    return this.clocks.get(agent)?.at(now) ?? now;
  }

  private linksOf(agent: number, way: 'in' | 'out' | 'both'): number[] {
    const { links } = this.world;
    const into = way === 'out' ? [] : links.into(agent);
    return way === 'in' ? into : [...into, ...links.outOf(agent)];
  }

  private goDown(agent: number): void {
    if (this.downs[agent]++ > 0) return;
    const { network, links, followers } = this.world;
    this.waiting[agent] = null;
    for (const link of links.into(agent)) network.block(link);
    for (const link of links.outOf(agent)) network.cut(link);
    const master = followers.masterOf(agent);
    if (master !== NO_MASTER) this.hangUp(agent, master);
    followers.stop(agent);
  }

  /**
   * The master is told, as of all that happens on the link: later, and in order; where nothing
   * passes, before anything else does.
   */
  private hangUp(agent: number, master: number): void {
    const { network, links } = this.world;
    const link = links.toMaster(master, agent);
    network.cut(link);
    network.cut(links.toPeer(master, agent));
    this.unaware[agent] = network.isBlocked(link) ? master : NO_MASTER;
    const news: Disconnected = { type: 'DISCONNECTED', connection: agent };
    network.send(link, EVENT.AGENT_MESSAGE, master * links.peers + agent, news);
  }

  /** Nothing gets to its machine, from it, or either. */
  isCutOff(agent: number): boolean {
    return this.cuts[agent] > 0;
  }

  private startProcess(agent: number): void {
    this.world.followers.start(agent);
    const unit = this.backoffs.first.unit(agent, this.lives[agent]);
    const backoffUs = Math.floor(unit * REGISTRATION_BACKOFF_US);
    this.step(agent, { type: 'START', backoffUs });
  }

  private nextBackoff(agent: number): number {
    const unit = this.backoffs.again.unit(agent, this.heals[agent]++);
    return Math.floor(unit * REGISTRATION_BACKOFF_US);
  }

  private newProcess(agent: number): Agent {
    const resources = this.world.totals[agent];
    const { marks } = this.world;
    const buggify = this.world.buggifier?.of('agent', agent) ?? null;
    const said = this.world.attributes[agent];
    const attributes = said.length === 0 ? {} : { attributes: said };
    const plain = { connection: agent, hostname: hostnameOf(agent), resources, marks, buggify };
    return new Agent({ ...plain, ...attributes }, this.disks[agent]);
  }

  private makeOutput(): AgentOutput {
    const { kernel, containers } = this.world;
    return {
      send: (message) => this.send(this.current, message),
      setTimer: (timer, delayUs) => {
        const agent = this.current;
        const trueUs = this.clocks.get(agent)?.trueDelay(delayUs) ?? delayUs;
        const set: AgentTimerSet = {
          life: this.lives[agent],
          dueUs: this.clockTime(agent) + delayUs,
        };
        kernel.schedule(trueUs, TIMER_EVENTS[timer], agent, set);
      },
      ...(this.journals === null ? {} : { sync: () => this.sync(this.current) }),
      launch: (task) => this.launch(task, this.current),
      kill: (task, graceUs) => containers.kill(task, graceUs),
      launchExecutor: (executor) => containers.launchExecutor(executor, this.current),
      killExecutor: (executor) => this.endExecutor(executor, this.current),
      message: (task) => containers.release(task),
    };
  }

  private sync(agent: number): void {
    this.write(agent);
    this.journals?.[agent].sync();
  }

  private launch(task: AgentTask, agent: number): void {
    this.world.containers.launch(task, agent);
    const { healthCheck } = task.info;
    if (healthCheck !== undefined) this.checkHealth(task, agent, healthCheck.delayUs);
  }

  private checkHealth(task: AgentTask, agent: number, delayUs: number): void {
    const { kernel, containers } = this.world;
    kernel.schedule(delayUs, EVENT.ACTION, agent, () => {
      const event = containers.check(task);
      if (event !== null) this.tell(agent, event);
    });
  }

  private endExecutor(executor: AgentExecutor, agent: number): void {
    const { kernel, containers } = this.world;
    kernel.schedule(0, EVENT.ACTION, agent, () => {
      const event = containers.endExecutor(executor);
      if (event !== null) this.tell(agent, event);
    });
  }

  private send(agent: number, message: AgentToMaster): void {
    const { network, links, followers } = this.world;
    const master = followers.masterOf(agent);
    this.world.said(agent, message);
    if (master === NO_MASTER) return;
    if (this.unaware[agent] === master && !network.isBlocked(links.toMaster(master, agent))) {
      this.hangUp(agent, master);
    }
    const subject = master * links.peers + agent;
    if (message.type === 'REGISTER_AGENT' || message.type === 'REREGISTER_AGENT') {
      this.senders.set(message, this.lives[agent]);
    }
    if (message.type === 'PONG') {
      network.send(links.pong(master, agent), EVENT.PONG, subject, message);
    } else {
      network.send(links.toMaster(master, agent), EVENT.AGENT_MESSAGE, subject, message);
    }
  }

  private note(kind: number, agent: number): void {
    this.world.log.append(this.world.kernel.now, kind, -1, agent, -1, -1);
  }
}

export function hostnameOf(agent: number): string {
  return `agent${agent}`;
}
