import type { CoordinationInput } from '../../core/election/coordination.ts';
import { Detection } from '../../core/election/detection.ts';
import type { DetectionInput, DetectionOutput, Leader } from '../../core/election/election-io.ts';
import { Fence } from '../../core/election/fence.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { VirtualZooKeeper } from './coordination/virtual-zookeeper.ts';
import { EVENT } from './kinds.ts';

/** Where candidates stand, as Mesos's documentation has it. */
export const ELECTION_PATH = '/mesos';

/** Nobody is known to lead. */
export const NO_MASTER = -1;

/** Told that a peer follows somebody else from now on; it has done so when this is called. */
export type FollowerListener = (peer: number, before: number, now: number) => void;

/** One peer's process, as far as it asks who leads. */
interface Follower {
  detection: Detection | null;
  /** Processes so far: what was set for an earlier one is void. */
  life: number;
  /** Inputs that wait while the process stands still. */
  waiting: DetectionInput[] | null;
  readonly fence: Fence;
  /** What its detection of this life says. */
  out: DetectionOutput | null;
}

/**
 * Whom agents and schedulers follow. With an election each asks ZooKeeper over a session of its
 * own, and refuses what a master says whose epoch is below the highest it has heard of; without
 * one all follow the only master.
 */
export class Followers {
  private readonly kernel: Kernel;
  private readonly zookeeper: VirtualZooKeeper | null;
  /** Clients of ZooKeeper below this are masters; peers come after them. */
  private readonly firstClient: number;
  private readonly masters: Int32Array;
  private readonly followers: readonly Follower[];
  private readonly listener: FollowerListener;

  constructor(options: {
    readonly kernel: Kernel;
    readonly zookeeper: VirtualZooKeeper | null;
    readonly masters: number;
    readonly peers: number;
    readonly listener: FollowerListener;
  }) {
    this.kernel = options.kernel;
    this.zookeeper = options.zookeeper;
    this.firstClient = options.masters;
    this.listener = options.listener;
    this.masters = new Int32Array(options.peers).fill(this.zookeeper === null ? 0 : NO_MASTER);
    const ask = this.zookeeper === null ? 0 : options.peers;
    this.followers = Array.from({ length: ask }, () => {
      return { detection: null, life: 0, waiting: null, fence: new Fence(), out: null };
    });
  }

  /** The master a peer follows, {@link NO_MASTER} while it knows none. */
  masterOf(peer: number): number {
    return this.masters[peer];
  }

  /**
   * Whether a peer listens to a master of this epoch. One that knows no master has hung up: what a
   * master that stood still says when it goes on comes to nobody.
   */
  admits(peer: number, epoch: number): boolean {
    if (this.zookeeper === null) return true;
    return this.masters[peer] !== NO_MASTER && this.followers[peer].fence.admits(epoch);
  }

  /** A peer's process starts and asks who leads. */
  start(peer: number): void {
    if (this.zookeeper === null) return;
    const follower = this.followers[peer];
    follower.life++;
    follower.waiting = null;
    follower.detection = new Detection({ path: ELECTION_PATH, isReadable: isMaster });
    follower.out = this.outputOf(peer);
    this.step(peer, { type: 'START' });
  }

  /** A peer's process is gone, and what it knew with it. */
  stop(peer: number): void {
    if (this.zookeeper === null) return;
    const follower = this.followers[peer];
    follower.detection = null;
    follower.life++;
    this.zookeeper.crashClient(this.firstClient + peer);
    this.masters[peer] = NO_MASTER;
  }

  /** The process stands still: what it hears waits. */
  pause(peer: number): void {
    if (this.zookeeper === null) return;
    this.followers[peer].waiting ??= [];
    this.reach(peer, false);
  }

  resume(peer: number): void {
    if (this.zookeeper === null) return;
    const { waiting } = this.followers[peer];
    this.followers[peer].waiting = null;
    for (const input of waiting ?? []) this.step(peer, input);
    this.reach(peer, true);
  }

  /** Whether a peer reaches ZooKeeper. */
  reach(peer: number, whole: boolean): void {
    const client = this.firstClient + peer;
    const kind = whole ? 'heal-client' : 'cut-client';
    this.zookeeper?.inject({ kind, client, server: null });
  }

  /** Something for a peer from ZooKeeper. */
  heard(client: number, input: CoordinationInput): void {
    this.step(client - this.firstClient, input);
  }

  private step(peer: number, input: DetectionInput): void {
    const follower = this.followers[peer];
    const { waiting, detection, out } = follower;
    if (waiting !== null) waiting.push(input);
    else if (out !== null) detection?.step(this.kernel.now, input, out);
  }

  private outputOf(peer: number): DetectionOutput {
    const follower = this.followers[peer];
    const { life } = follower;
    const zookeeper = this.zookeeper as VirtualZooKeeper;
    return {
      ...zookeeper.port(this.firstClient + peer),
      setTimer: (timer, delayUs) =>
        this.kernel.schedule(delayUs, EVENT.ACTION, 0, () => {
          if (follower.life === life) this.step(peer, { type: 'TIMER', timer });
        }),
      complain: () => undefined,
      detected: (leader) => this.detected(peer, leader),
    };
  }

  private detected(peer: number, leader: Leader | null): void {
    const before = this.masters[peer];
    const now = leader === null ? NO_MASTER : masterNumber(leader.content);
    if (leader !== null) this.followers[peer].fence.admits(leader.epoch);
    this.masters[peer] = now;
    this.listener(peer, before, now);
  }
}

/** What a master's candidate says of it (Mesos's `MasterInfo` as JSON, as far as we need it). */
export function masterContent(master: number): string {
  return JSON.stringify({ hostname: `master${master}`, address: { port: 5050 } });
}

function isMaster(content: string): boolean {
  return masterNumber(content) !== NO_MASTER;
}

function masterNumber(content: string): number {
  const match = /"hostname":"master(\d+)"/.exec(content);
  return match === null ? NO_MASTER : Number(match[1]);
}
