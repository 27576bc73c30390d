import type { FaultHandler } from '../faults/fault-injector.ts';
import { FAULT_NAMES, type FaultKind, type FaultSpec } from '../faults/fault-spec.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { KIND } from '../log/event-kinds.ts';
import type { EventLog } from '../log/event-log.ts';
import { Draws } from '../random/draws.ts';
import type { Ratio } from '../random/ratio.ts';
import type { AgentMachines } from './agent-machines.ts';
import type { VirtualZooKeeper } from './coordination/virtual-zookeeper.ts';
import { EVENT } from './kinds.ts';
import type { LinkTroubles } from './link-troubles.ts';
import type { MasterNodes } from './master-nodes.ts';
import type { Network } from './network.ts';
import type { PeerLinks } from './peer-links.ts';
import type { SchedulerNodes } from './scheduler-nodes.ts';
import type { TaskTroubles } from './task-troubles.ts';
import type { VirtualContainers } from './virtual-containers.ts';

/** Longest time until a lost message is noticed: the connection was no good. */
const NOTICED_US = 5_000_000;

/** Everything that can be broken. */
export interface Breakable {
  readonly kernel: Kernel;
  readonly log: EventLog;
  readonly seed: string;
  readonly network: Network;
  readonly links: PeerLinks;
  readonly linkTroubles: LinkTroubles;
  readonly taskTroubles: TaskTroubles;
  readonly agents: AgentMachines;
  readonly masters: MasterNodes;
  readonly schedulers: SchedulerNodes;
  readonly containers: VirtualContainers;
  readonly zookeeper: VirtualZooKeeper | null;
  /** Connections to a master are no good any more. */
  foundDead(master: number): void;
}

const SOME: Ratio = { of: 1, in: 100 };

/** Does to the cluster what faults say, and undoes it when they are over. */
export class Breakage implements FaultHandler {
  private readonly world: Breakable;
  private readonly noticed: Draws;
  private losses = 0;

  constructor(world: Breakable) {
    this.world = world;
    this.noticed = new Draws(world.seed, 'loss-noticed');
    world.linkTroubles.onLost = (link) => this.lost(link);
  }

  begin(kind: FaultKind, target: number, spec: FaultSpec): void {
    if (!AGENTS_OWN.has(kind)) this.note(KIND.FAULT, kind, target);
    this.turn(kind, target, spec, true);
  }

  end(kind: FaultKind, target: number, spec: FaultSpec): void {
    if (!AGENTS_OWN.has(kind)) this.note(KIND.FAULT_OVER, kind, target);
    this.turn(kind, target, spec, false);
  }

  private turn(kind: FaultKind, target: number, spec: FaultSpec, on: boolean): void {
    switch (kind) {
      case 'master-crash':
      case 'master-pause':
      case 'master-partition':
      case 'session-expiry':
        return this.turnMaster(kind, target, on);
      case 'scheduler-crash':
        return on ? this.world.schedulers.crash(target) : this.world.schedulers.takeOver(target);
      case 'scheduler-disconnect':
        return on ? this.world.schedulers.disconnect(target) : undefined;
      case 'scheduler-partition':
        return on ? this.world.schedulers.cutOff(target) : this.world.schedulers.heal(target);
      case 'zookeeper-crash':
      case 'zookeeper-outage':
      case 'slow-quorum':
      case 'late-watches':
        return this.turnZooKeeper(kind, target, spec, on);
      case 'task-failure':
      case 'out-of-memory':
      case 'straggler': {
        const trouble = { ratio: spec.ratio ?? SOME, factor: spec.factor ?? 1 };
        return this.world.taskTroubles.set(kind, target, on ? trouble : null);
      }
      default:
        return this.turnAgent(kind, target, spec, on);
    }
  }

  private turnAgent(kind: FaultKind, agent: number, spec: FaultSpec, on: boolean): void {
    const { agents, containers, kernel } = this.world;
    switch (kind) {
      case 'agent-crash':
      case 'rack-outage':
      case 'zone-outage':
      case 'agent-wipe':
        if (on) return agents.crash(agent, kind === 'agent-wipe');
        return agents.comeBack(agent, true);
      case 'agent-restart':
        return on ? agents.stop(agent) : agents.comeBack(agent, false);
      case 'agent-pause':
        return on ? agents.pause(agent) : agents.resume(agent);
      case 'agent-slow':
        return containers.setSlow(agent, on ? (spec.factor ?? 1) : 1);
      case 'disk-full':
        return containers.setFull(agent, on);
      case 'partition':
        return on ? agents.cutOff(agent, 'both') : agents.heal(agent, 'both');
      case 'partition-in':
        return on ? agents.cutOff(agent, 'in') : agents.heal(agent, 'in');
      case 'partition-out':
        return on ? agents.cutOff(agent, 'out') : agents.heal(agent, 'out');
      case 'clog':
      case 'swizzle-clog':
        return this.clog(agent, on);
      case 'clock-drift':
        return agents.clockOf(agent).drift(kernel.now, on ? (spec.byUs ?? 0) : 0);
      case 'clock-step':
        return on ? agents.clockOf(agent).step(kernel.now, spec.byUs ?? 0) : undefined;
      default:
        return this.turnLinks(kind, agent, on ? (spec.ratio ?? SOME) : null);
    }
  }

  private turnMaster(kind: FaultKind, master: number, on: boolean): void {
    const { masters, zookeeper, network, links } = this.world;
    switch (kind) {
      case 'master-crash':
        return on ? masters.crash(master) : masters.recover(master);
      case 'master-pause':
        return on ? masters.pause(master) : masters.resume(master);
      case 'session-expiry':
        if (on) zookeeper?.inject({ kind: 'expire-session', client: master });
        return;
      default:
        for (const link of links.ofOneMaster(master)) {
          if (on) network.block(link);
          else network.unblock(link);
        }
        masters.reach(master, !on);
        // Whoever still follows it finds its connection dead.
        if (!on) this.world.foundDead(master);
    }
  }

  private turnZooKeeper(kind: FaultKind, server: number, spec: FaultSpec, on: boolean): void {
    const { zookeeper } = this.world;
    switch (kind) {
      case 'slow-quorum':
        return zookeeper?.inject({ kind, factor: on ? (spec.factor ?? 1) : 1 });
      case 'late-watches':
        return zookeeper?.inject({ kind, delayUs: on ? (spec.byUs ?? 0) : 0 });
      default:
        return zookeeper?.inject({ kind: on ? 'server-down' : 'server-up', server });
    }
  }

  private turnLinks(kind: FaultKind, agent: number, ratio: Ratio | null): void {
    const { links, linkTroubles } = this.world;
    const trouble = TROUBLES.get(kind);
    if (trouble === undefined) return;
    for (const link of [...links.into(agent), ...links.outOf(agent)]) {
      linkTroubles.set(link, trouble, ratio);
    }
  }

  private clog(agent: number, on: boolean): void {
    const { links, linkTroubles, network } = this.world;
    for (const link of [...links.into(agent), ...links.outOf(agent)]) {
      if (on) {
        linkTroubles.clog(link);
        continue;
      }
      for (const { kind, subject, message } of linkTroubles.unclog(link)) {
        network.send(link, kind, subject, message);
      }
    }
  }

  /** A connection on which a message was lost is no good: its agent makes another. */
  private lost(link: number): void {
    const { links, kernel, agents } = this.world;
    const agent = links.agentOf(link);
    if (agent < 0) return;
    const delayUs = Math.floor(this.noticed.unit(agent, this.losses++) * NOTICED_US);
    kernel.schedule(delayUs, EVENT.ACTION, 0, () => agents.reconnect(agent));
  }

  private note(event: number, kind: FaultKind, target: number): void {
    const { log, kernel } = this.world;
    log.append(kernel.now, event, -1, -1, target, FAULT_NAMES.indexOf(kind));
  }
}

/** Kinds that have records of their own. */
const AGENTS_OWN: ReadonlySet<FaultKind> = new Set<FaultKind>([
  ...(['agent-crash', 'agent-wipe', 'rack-outage', 'zone-outage'] as const),
  ...(['agent-restart'] as const),
  ...(['partition', 'partition-in', 'partition-out'] as const),
]);

const TROUBLES: ReadonlyMap<FaultKind, 'loss' | 'copies' | 'disorder'> = new Map([
  ['message-loss', 'loss'],
  ['message-copies', 'copies'],
  ['message-disorder', 'disorder'],
]);
