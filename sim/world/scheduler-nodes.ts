import type { Disconnected } from '../../core/master/master-io.ts';
import { MICROS_PER_SECOND } from '../../core/machine.ts';
import type { Call, SchedulerEvent } from '../../core/protocol/scheduler-api.ts';
import type { SchedulerDisconnected } from '../../core/schedulers/driver.ts';
import type { Buggifier } from '../faults/buggifier.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { Draws } from '../random/draws.ts';
import { type Followers, NO_MASTER } from './followers.ts';
import { EVENT } from './kinds.ts';
import type { Network } from './network.ts';
import type { PeerLinks } from './peer-links.ts';

/** Longest random wait of a scheduler before it subscribes again. */
const SUBSCRIPTION_BACKOFF_US = MICROS_PER_SECOND;

/** A stream on which nothing came for so long is given up: five heartbeats of 15 s. */
const SILENCE_US = 75 * MICROS_PER_SECOND;

/** When what is said twice comes again: after what follows from it. */
const CALL_AGAIN_US = 2 * MICROS_PER_SECOND;

/** Calls about one thing, which another that was made meanwhile does not turn round. */
const MAY_COME_TWICE: ReadonlySet<Call['type']> = new Set<Call['type']>([
  ...(['ACCEPT', 'DECLINE', 'ACKNOWLEDGE', 'KILL', 'RECONCILE'] as const),
]);

/** What any scheduler takes from its surroundings, whatever its kind. */
export type SchedulerNodeInput =
  | { readonly type: 'START' }
  | SchedulerEvent
  | SchedulerDisconnected
  | { readonly type: 'TIMER'; readonly timer: string };

/** A scheduler of some kind, as the simulator hosts it. */
export interface SchedulerNode {
  step(now: number, input: SchedulerNodeInput): void;
  /** A job of the workload is submitted to it. */
  submit(now: number, job: number): void;
  /** Another process takes over; absent where one goes on with what its predecessor knew. */
  restart?(now: number): void;
  /** Told of tasks' ends where its executors are not containers of their own. */
  executorSaid?(now: number, said: object): void;
}

export interface SchedulerSurroundings {
  readonly kernel: Kernel;
  readonly network: Network;
  readonly links: PeerLinks;
  readonly followers: Followers;
  readonly seed: string;
  readonly buggifier: Buggifier | null;
  /** A master takes a connection for broken without having been told over the network. */
  masterFinds(master: number, news: Disconnected): void;
  /** A scheduler says something, before it travels; its process was replaced by another. */
  said(framework: number, call: Call): void;
  restarted(framework: number): void;
}

/**
 * The processes of schedulers: each may stop and be taken over, lose its connection, or be cut
 * off. What a scheduler knows survives its process: it is kept where its successor finds it.
 */
export class SchedulerNodes {
  private readonly world: SchedulerSurroundings;
  private readonly nodes: SchedulerNode[] = [];
  private readonly up: boolean[] = [];
  private readonly cut: boolean[] = [];
  /** Jobs submitted while nobody listened. */
  private readonly unheard: number[][] = [];
  /** Each time a connection broke: what was begun for an earlier one is void. */
  private readonly connections: number[] = [];
  private readonly backoff: Draws;
  private readonly backoffs: number[] = [];

  constructor(world: SchedulerSurroundings) {
    this.world = world;
    this.backoff = new Draws(world.seed, 'resubscription');
  }

  add(node: SchedulerNode): void {
    this.nodes.push(node);
    this.up.push(true);
    this.cut.push(false);
    this.unheard.push([]);
    this.connections.push(0);
    this.backoffs.push(0);
  }

  start(): void {
    for (const framework of this.nodes.keys()) {
      this.world.followers.start(this.peer(framework));
      this.step(framework, { type: 'START' });
    }
  }

  step(framework: number, input: SchedulerNodeInput): void {
    if (this.up[framework]) this.nodes[framework].step(this.world.kernel.now, input);
  }

  submit(framework: number, job: number): void {
    if (this.up[framework]) this.nodes[framework].submit(this.world.kernel.now, job);
    else this.unheard[framework].push(job);
  }

  executorSaid(framework: number, said: object): void {
    if (this.up[framework]) this.nodes[framework].executorSaid?.(this.world.kernel.now, said);
  }

  /** A scheduler calls the master it follows. */
  send(framework: number, call: Call): void {
    const { network, links, followers } = this.world;
    const peer = this.peer(framework);
    const master = followers.masterOf(peer);
    this.world.said(framework, call);
    if (master === NO_MASTER) return;
    const subject = master * links.peers + framework;
    network.send(links.toMaster(master, peer), EVENT.CALL, subject, call);
    const buggify = this.world.buggifier?.of('scheduler', framework);
    if (buggify !== undefined && MAY_COME_TWICE.has(call.type) && buggify.fires('call-twice')) {
      this.sendAgain(framework, master, call);
    }
  }

  /** A call that was heard comes once more, as long as its connection lasts. */
  private sendAgain(framework: number, master: number, call: Call): void {
    const { kernel, network, links } = this.world;
    const peer = this.peer(framework);
    const connection = this.connections[framework];
    kernel.schedule(CALL_AGAIN_US, EVENT.ACTION, 0, () => {
      if (this.connections[framework] !== connection || !this.up[framework]) return;
      const subject = master * links.peers + framework;
      network.send(links.toMaster(master, peer), EVENT.CALL, subject, call);
    });
  }

  /** The scheduler follows another master, or none. */
  followed(framework: number, before: number): void {
    if (before !== NO_MASTER) this.hangUp(framework, before);
    this.reconnect(framework);
  }

  /** Its connection breaks, and both ends are told. */
  disconnect(framework: number): void {
    const master = this.world.followers.masterOf(this.peer(framework));
    if (master === NO_MASTER) return;
    this.hangUp(framework, master);
    this.reconnect(framework);
  }

  crash(framework: number): void {
    const master = this.world.followers.masterOf(this.peer(framework));
    this.up[framework] = false;
    if (master !== NO_MASTER) this.hangUp(framework, master);
    this.world.followers.stop(this.peer(framework));
  }

  /** Another process takes over. */
  takeOver(framework: number): void {
    this.up[framework] = true;
    this.world.restarted(framework);
    this.nodes[framework].restart?.(this.world.kernel.now);
    this.world.followers.start(this.peer(framework));
    this.reconnect(framework);
    const missed = this.unheard[framework];
    this.unheard[framework] = [];
    for (const job of missed) this.submit(framework, job);
  }

  /** Its process is down, or cut off from everybody. */
  isAway(framework: number): boolean {
    return !this.up[framework] || this.cut[framework];
  }

  /** Nothing sent to or by it arrives; after a while both ends notice. */
  cutOff(framework: number): void {
    const peer = this.peer(framework);
    this.cut[framework] = true;
    for (const link of this.linksOf(peer)) this.world.network.block(link);
    this.world.followers.reach(peer, false);
    const connection = ++this.connections[framework];
    this.world.kernel.schedule(SILENCE_US, EVENT.ACTION, 0, () => {
      if (this.connections[framework] !== connection) return;
      const master = this.world.followers.masterOf(peer);
      if (master !== NO_MASTER) {
        this.world.masterFinds(master, { type: 'DISCONNECTED', connection: peer });
      }
      this.reconnect(framework);
    });
  }

  /** The way is open again, and the old connection no good any more. */
  heal(framework: number): void {
    const peer = this.peer(framework);
    this.cut[framework] = false;
    for (const link of this.linksOf(peer)) this.world.network.unblock(link);
    this.world.followers.reach(peer, true);
    const master = this.world.followers.masterOf(peer);
    if (master !== NO_MASTER) this.hangUp(framework, master);
    if (this.up[framework]) this.reconnect(framework);
  }

  private peer(framework: number): number {
    return this.world.links.agents + framework;
  }

  private linksOf(peer: number): number[] {
    const { links } = this.world;
    return [...links.into(peer), ...links.outOf(peer)];
  }

  /** What is under way is lost; the master is told, as of all that happens on the link, later. */
  private hangUp(framework: number, master: number): void {
    const { network, links } = this.world;
    const peer = this.peer(framework);
    this.connections[framework]++;
    const link = links.toMaster(master, peer);
    network.cut(link);
    network.cut(links.toPeer(master, peer));
    const news: Disconnected = { type: 'DISCONNECTED', connection: peer };
    network.send(link, EVENT.CALL, master * links.peers + framework, news);
  }

  private reconnect(framework: number): void {
    const unit = this.backoff.unit(framework, this.backoffs[framework]++);
    const backoffUs = Math.floor(unit * SUBSCRIPTION_BACKOFF_US);
    this.step(framework, { type: 'DISCONNECTED', backoffUs });
  }
}
