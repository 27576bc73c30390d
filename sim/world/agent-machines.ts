import type {
  AgentInput,
  AgentOutput,
  AgentTimer,
  Checkpoint,
  ContainerEvent,
} from '../../core/agent/agent-io.ts';
import { Agent } from '../../core/agent/agent.ts';
import { MICROS_PER_SECOND } from '../../core/machine.ts';
import type { FaultInjector, FaultTarget } from '../faults/fault-injector.ts';
import type { FaultEffect } from '../faults/fault-spec.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { KIND } from '../log/event-kinds.ts';
import type { EventLog } from '../log/event-log.ts';
import { Draws } from '../random/draws.ts';
import type { MessageLog } from './message-log.ts';
import type { Network } from './network.ts';
import type { Container, VirtualContainers } from './virtual-containers.ts';

/** Longest random wait of an agent before it registers (Mesos `--registration_backoff_factor`). */
const REGISTRATION_BACKOFF_US = MICROS_PER_SECOND;

/** Kinds of the kernel's events that agents use; the subject is the agent. */
export interface AgentKinds {
  readonly timers: { readonly [timer in AgentTimer]: number };
  /** A message, and the answer to a PING, that arrives at the master. */
  readonly message: number;
  readonly pong: number;
}

/** What agents are wired to. */
export interface AgentSurroundings {
  readonly kernel: Kernel;
  readonly kinds: AgentKinds;
  readonly network: Network;
  readonly containers: VirtualContainers;
  readonly log: EventLog;
  readonly messages: MessageLog;
  readonly seed: string;
  /** What each agent has. */
  readonly totals: readonly (readonly number[])[];
  /** Both ways of an agent's links: messages to it and by it, PINGs to it, PONGs by it. */
  links(agent: number): AgentLinks;
}

export interface AgentLinks {
  readonly fromAgent: number;
  readonly toAgent: number;
  readonly pong: number;
  readonly ping: number;
}

/**
 * The machines that agents run on: each has a process of the agent, which may stop alone or with
 * the machine, and a connection to the master, which breaks when the process stops. A partition
 * breaks nothing: what is sent is lost, until the first word that gets through finds that the
 * connection is no good any more.
 */
export class AgentMachines implements FaultTarget {
  private readonly world: AgentSurroundings;
  private readonly processes: Agent[] = [];
  /** How often each agent's process has started; timers of an earlier life are void. */
  private readonly lives: number[];
  private readonly up: boolean[];
  /** What the next process of an agent finds on its disk. */
  private readonly disks: (Checkpoint | null)[];
  /** What containers reported while no process listened. */
  private readonly unheard: ContainerEvent[][];
  /** Agents whose connection broke while they were cut off: the master hears of it later. */
  private readonly brokenUnseen: boolean[];
  private readonly heals: number[];
  private readonly out: AgentOutput;
  /** Whose output {@link out} carries. */
  private current = 0;
  private injector: FaultInjector | null = null;

  constructor(world: AgentSurroundings) {
    this.world = world;
    const { totals } = world;
    this.lives = totals.map(() => 0);
    this.up = totals.map(() => true);
    this.disks = totals.map(() => null);
    this.unheard = totals.map(() => []);
    this.brokenUnseen = totals.map(() => false);
    this.heals = totals.map(() => 0);
    this.out = this.makeOutput();
    for (const agent of totals.keys()) this.processes.push(this.newProcess(agent));
  }

  /** Says who knows which agents are cut off. */
  watch(injector: FaultInjector): void {
    this.injector = injector;
  }

  start(): void {
    for (const agent of this.processes.keys()) this.startProcess(agent);
  }

  step(agent: number, input: AgentInput): void {
    const { now } = this.world.kernel;
    const { containers, messages } = this.world;
    this.current = agent;
    if (input.type === 'AGENT_REGISTERED') messages.learnAgent(input.agentId, agent);
    this.processes[agent].step(now, input, this.out);
    // A container starts at once: its agent hears of it before anything else happens.
    for (let event = containers.nextStarted(); event !== null; event = containers.nextStarted()) {
      this.processes[agent].step(now, event, this.out);
    }
  }

  /** A timer fired that an agent's process set in one of its lives. */
  timer(agent: number, timer: AgentTimer, life: number): void {
    if (life !== this.lives[agent] || !this.up[agent]) return;
    const { kernel, log } = this.world;
    if (timer === 'REGISTER') log.append(kernel.now, KIND.TIMER, -1, agent, -1, -1);
    this.step(agent, { type: 'TIMER', timer });
  }

  /** A container's time is over. */
  exit(agent: number, container: Container): void {
    const event = this.world.containers.exit(container);
    if (event === null) return;
    if (this.up[agent]) this.step(agent, event);
    else this.unheard[agent].push(event);
  }

  begin(effect: FaultEffect, agent: number): void {
    switch (effect) {
      case 'crash':
        this.note(KIND.AGENT_DOWN, agent);
        this.stopProcess(agent);
        this.disks[agent] = null;
        this.unheard[agent] = [];
        return this.world.containers.loseAll(agent);
      case 'restart':
        // On a machine that is off there is no process to stop.
        if (!this.up[agent]) return;
        this.note(KIND.AGENT_PROCESS_DOWN, agent);
        this.disks[agent] = this.processes[agent].checkpoint();
        this.stopProcess(agent);
        return this.world.containers.loseUncheckpointed(agent);
      case 'partition':
        this.note(KIND.PARTITION, agent);
        // While its process is away, all that is under way is the news of it.
        if (this.up[agent]) this.cut(agent);
    }
  }

  end(effect: FaultEffect, agent: number): void {
    if (effect === 'partition') return this.heal(agent);
    if (this.isAway(agent)) return;
    this.note(effect === 'crash' ? KIND.AGENT_UP : KIND.AGENT_PROCESS_UP, agent);
    this.up[agent] = true;
    this.lives[agent]++;
    this.processes[agent] = this.newProcess(agent);
    this.startProcess(agent);
    const missed = this.unheard[agent];
    this.unheard[agent] = [];
    for (const event of missed) this.step(agent, event);
  }

  /** The way is open again: whoever was cut off finds its connection dead. */
  private heal(agent: number): void {
    this.note(KIND.PARTITION_HEALED, agent);
    if (this.brokenUnseen[agent]) this.breakConnection(agent);
    this.brokenUnseen[agent] = false;
    if (!this.up[agent]) return;
    const draws = new Draws(this.world.seed, 'reregistration');
    const unit = draws.unit(agent, this.heals[agent]++);
    const backoffUs = Math.floor(unit * REGISTRATION_BACKOFF_US);
    this.step(agent, { type: 'DISCONNECTED', backoffUs });
  }

  private stopProcess(agent: number): void {
    if (!this.up[agent]) return;
    this.up[agent] = false;
    this.cut(agent);
    if (this.isCutOff(agent)) this.brokenUnseen[agent] = true;
    else this.breakConnection(agent);
  }

  /** The master is told, as of all that happens on the link: later, and in order. */
  private breakConnection(agent: number): void {
    const { network, kinds } = this.world;
    const { fromAgent } = this.world.links(agent);
    const news = { type: 'DISCONNECTED', connection: agent };
    network.send(fromAgent, kinds.message, agent, news);
  }

  private cut(agent: number): void {
    const { fromAgent, toAgent, pong, ping } = this.world.links(agent);
    for (const link of [fromAgent, toAgent, pong, ping]) this.world.network.cut(link);
  }

  private isCutOff(agent: number): boolean {
    return this.injector?.has('partition', agent) === true;
  }

  private isAway(agent: number): boolean {
    const { injector } = this;
    return injector?.has('crash', agent) === true || injector?.has('restart', agent) === true;
  }

  private startProcess(agent: number): void {
    const backoff = new Draws(this.world.seed, 'registration');
    const unit = backoff.unit(agent, this.lives[agent]);
    const backoffUs = Math.floor(unit * REGISTRATION_BACKOFF_US);
    this.step(agent, { type: 'START', backoffUs });
  }

  private newProcess(agent: number): Agent {
    const resources = this.world.totals[agent];
    const options = { connection: agent, hostname: hostnameOf(agent), resources };
    return new Agent(options, this.disks[agent]);
  }

  private makeOutput(): AgentOutput {
    const { kernel, network, containers, kinds } = this.world;
    return {
      send: (message) => {
        const agent = this.current;
        if (this.isCutOff(agent)) return;
        const { fromAgent, pong } = this.world.links(agent);
        if (message.type === 'PONG') network.send(pong, kinds.pong, agent, message);
        else network.send(fromAgent, kinds.message, agent, message);
      },
      setTimer: (timer, delayUs) =>
        kernel.schedule(delayUs, kinds.timers[timer], this.current, this.lives[this.current]),
      launch: (task) => containers.launch(task, this.current),
      kill: (task) => containers.kill(task),
      message: (task) => containers.release(task),
    };
  }

  private note(kind: number, agent: number): void {
    this.world.log.append(this.world.kernel.now, kind, -1, agent, -1, -1);
  }
}

export function hostnameOf(agent: number): string {
  return `agent${agent}`;
}
