import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';

import type { Epoch } from '../../core/election/candidates.ts';
import type { CoordinationRequest, RequestId } from '../../core/election/coordination.ts';
import type {
  ElectionTimer,
  Leader,
  LeadershipInput,
  LeadershipOutput,
} from '../../core/election/election-io.ts';
import { Leadership } from '../../core/election/leadership.ts';
import type { Micros } from '../../core/machine.ts';
import { type Clock, HostTimers } from '../host/clock.ts';
import { type MasterAddress, readMasterAddress } from '../zookeeper/master-info.ts';
import type { ZkUrl } from '../zookeeper/zk-url.ts';
import { ZooKeeperCoordination } from '../zookeeper/zookeeper-coordination.ts';
import type { FoundRegistry, RegistryStore } from './registry-store.ts';

/** Name of the registry's node under the election's path. */
const RECORD = 'registry';

/** Who is told how a candidacy goes. */
export interface CandidacyListener {
  /** Another leads, or this master; null when nobody is known to. */
  detected(leader: MasterAddress | null): void;
  /** It leads from now on, with the registry that it found, and writes it by the store. */
  elected(found: FoundRegistry, store: RegistryStore): void;
  /** It does not lead any more; told only where it was elected. Nothing follows. */
  lost(reason: string): void;
}

export interface CandidacyOptions {
  readonly zk: ZkUrl;
  readonly sessionTimeoutUs: Micros;
  /** What the candidate's node says: MasterInfo as JSON. */
  readonly content: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly listener: CandidacyListener;
}

/**
 * One candidacy of a master, from its first session to the end of its leadership: runs
 * `core/election`'s Leadership over ZooKeeper. It decides nothing.
 */
export class Candidacy implements LeadershipOutput, RegistryStore {
  private readonly options: CandidacyOptions;
  private readonly machine: Leadership;
  private readonly coordination: ZooKeeperCoordination;
  private readonly timers: HostTimers;
  private readonly waiting: LeadershipInput[] = [];
  private isStepping = false;
  private isOver = false;
  private epochWon: Epoch = -1;
  private cluster = '';
  private whenWritten: (() => void) | null = null;

  constructor(options: CandidacyOptions) {
    const { zk, content, sessionTimeoutUs, clock, log } = options;
    this.options = options;
    this.timers = new HostTimers(clock);
    this.machine = new Leadership({
      ...{ path: zk.path, content, record: RECORD, sessionTimeoutUs },
      isReadable: (text) => typeof readMasterAddress(text) !== 'string',
    });
    this.coordination = new ZooKeeperCoordination({
      url: zk,
      deliver: (input) => this.feed(input),
      complain: (problem) => log.warn({ problem }, 'ZooKeeper'),
      record: `${zk.path}/${RECORD}`,
    });
    this.feed({ type: 'START' });
  }

  /**
   * Whether the leader may act at this moment. A lease that ran out while the process stood still
   * is noticed here, before anything is done, and its end is told first.
   */
  mayAct(): boolean {
    this.coordination.mindLease();
    return !this.isOver && this.machine.epoch !== null && this.coordination.holds;
  }

  /** Replaces the registry; resolves when it stands there, and never when the leadership ends. */
  store(registry: string): Promise<void> {
    return new Promise((resolve) => {
      this.whenWritten = resolve;
      this.feed({ type: 'WRITE', content: `${this.cluster}\n${registry}` });
    });
  }

  /** Gives candidacy or leadership up, so that others need not wait. */
  stop(): void {
    this.feed({ type: 'STOP' });
    this.end();
  }

  openSession(timeoutUs: Micros): void {
    this.coordination.openSession(timeoutUs);
  }

  closeSession(): void {
    this.coordination.closeSession();
  }

  request(id: RequestId, request: CoordinationRequest): void {
    this.coordination.request(id, request);
  }

  setTimer(timer: ElectionTimer, delayUs: Micros): void {
    this.timers.set(delayUs, () => this.feed({ type: 'TIMER', timer }));
  }

  complain(problem: string): void {
    this.options.log.warn({ problem }, 'the election');
  }

  detected(leader: Leader | null): void {
    const address = leader === null ? null : readMasterAddress(leader.content);
    this.options.listener.detected(typeof address === 'string' ? null : address);
  }

  elected(epoch: Epoch): void {
    this.epochWon = epoch;
    this.options.log.info({ epoch }, 'elected');
  }

  /** The registry is this leader's: its first line names the cluster. */
  claimed(content: string): void {
    const end = content.indexOf('\n');
    this.cluster = end > 0 ? content.slice(0, end) : randomUUID();
    const registry = end > 0 ? content.slice(end + 1) : '';
    const found = { cluster: this.cluster, epoch: this.epochWon, registry };
    this.options.listener.elected(found, this);
  }

  written(): void {
    const resolve = this.whenWritten;
    this.whenWritten = null;
    resolve?.();
  }

  lost(reason: string): void {
    this.end();
    this.options.listener.lost(reason);
  }

  private end(): void {
    this.isOver = true;
    this.timers.clear();
  }

  private feed(input: LeadershipInput): void {
    if (this.isOver) return;
    this.waiting.push(input);
    if (this.isStepping) return;
    this.isStepping = true;
    try {
      for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
        this.machine.step(this.options.clock.now(), next, this);
      }
    } finally {
      this.isStepping = false;
    }
  }
}
