import type { CoordinationRequest, RequestId } from '../../core/election/coordination.ts';
import { Detection } from '../../core/election/detection.ts';
import type {
  DetectionInput,
  DetectionOutput,
  ElectionTimer,
  Leader,
} from '../../core/election/election-io.ts';
import type { Micros } from '../../core/machine.ts';
import { HostTimers, MonotonicClock } from '../host/clock.ts';
import { readMasterAddress } from '../zookeeper/master-info.ts';
import type { ZkUrl } from '../zookeeper/zk-url.ts';
import { ZooKeeperCoordination } from '../zookeeper/zookeeper-coordination.ts';
import type { MasterFinder } from './master-finder.ts';

export interface ElectedMasterOptions {
  readonly zk: ZkUrl;
  /** Mesos's 10 s unless given. */
  readonly sessionTimeoutUs?: Micros;
  /** How masters are spoken to: their nodes do not say. */
  readonly scheme: 'http' | 'https';
  /** Hears what went wrong and was put right. */
  readonly complain: (problem: string) => void;
}

/** The master that ZooKeeper says leads: runs `core/election`'s Detection. It decides nothing. */
export class ElectedMaster implements MasterFinder, DetectionOutput {
  readonly isSole = false;
  private readonly options: ElectedMasterOptions;
  private readonly machine: Detection;
  private readonly coordination: ZooKeeperCoordination;
  private readonly clock = new MonotonicClock();
  private readonly timers = new HostTimers(this.clock);
  private known: URL | null = null;
  private readonly listeners = new Set<() => void>();
  private isOver = false;

  constructor(options: ElectedMasterOptions) {
    const { zk, sessionTimeoutUs, complain } = options;
    this.options = options;
    this.machine = new Detection({
      path: zk.path,
      isReadable: (text) => typeof readMasterAddress(text) !== 'string',
      ...(sessionTimeoutUs === undefined ? {} : { sessionTimeoutUs }),
    });
    this.coordination = new ZooKeeperCoordination({
      ...{ url: zk, complain },
      deliver: (input) => this.feed(input),
    });
    this.feed({ type: 'START' });
  }

  get leader(): URL | null {
    return this.known;
  }

  follow(changed: () => void): () => void {
    this.listeners.add(changed);
    return () => this.listeners.delete(changed);
  }

  /** ZooKeeper knows better than who was asked. */
  failed(): void {}

  close(): void {
    this.isOver = true;
    this.timers.clear();
    this.coordination.closeSession();
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
    this.options.complain(problem);
  }

  detected(leader: Leader | null): void {
    const address = leader === null ? '' : readMasterAddress(leader.content);
    this.known =
      typeof address === 'string'
        ? null
        : new URL(`${this.options.scheme}://${address.ip}:${address.port}`);
    for (const changed of this.listeners) changed();
  }

  /** The port promises an answer in a later step, and listeners tell this one nothing. */
  private feed(input: DetectionInput): void {
    if (!this.isOver) this.machine.step(this.clock.now(), input, this);
  }
}
