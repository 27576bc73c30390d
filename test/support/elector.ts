import type { ElectionTimer, Leader, LeadershipOutput } from '../../core/election/election-io.ts';
import { Leadership } from '../../core/election/leadership.ts';
import { readMasterAddress } from '../../live/zookeeper/master-info.ts';
import type { ZkUrl } from '../../live/zookeeper/zk-url.ts';
import { ZooKeeperCoordination } from '../../live/zookeeper/zookeeper-coordination.ts';

export interface ElectorOptions {
  readonly servers: readonly string[];
  readonly path: string;
  readonly content: string;
  readonly sessionTimeoutMs: number;
  readonly pieceBytes?: number;
  readonly credentials?: ZkUrl['credentials'];
}

/** A candidate on a real ZooKeeper: the machine of `core/election`, and what has become of it. */
export class Elector implements LeadershipOutput {
  readonly machine: Leadership;
  readonly coordination: ZooKeeperCoordination;
  readonly complaints: string[] = [];
  epoch: number | null = null;
  leader: Leader | null = null;
  /** What the record held when it was claimed. */
  record: string | null = null;
  /** Writes asked for. */
  asked = 0;
  /** Writes that stand in the record. */
  writes = 0;
  lostBecause: string | null = null;
  lostAtMs: number | null = null;
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(options: ElectorOptions) {
    const { servers, path, content, sessionTimeoutMs, pieceBytes, credentials = null } = options;
    this.machine = new Leadership({
      path,
      content,
      record: 'registry',
      isReadable: (text) => typeof readMasterAddress(text) !== 'string',
      sessionTimeoutUs: sessionTimeoutMs * 1_000,
    });
    this.coordination = new ZooKeeperCoordination({
      url: { servers, credentials },
      deliver: (input) => this.machine.step(nowUs(), input, this),
      complain: (problem) => this.complain(problem),
      record: `${path}/registry`,
      ...(pieceBytes === undefined ? {} : { pieceBytes }),
    });
    this.machine.step(nowUs(), { type: 'START' }, this);
  }

  write(content: string): void {
    this.asked++;
    this.machine.step(nowUs(), { type: 'WRITE', content }, this);
  }

  stop(): void {
    this.machine.step(nowUs(), { type: 'STOP' }, this);
    for (const timer of this.timers) clearTimeout(timer);
  }

  openSession(timeoutUs: number): void {
    this.coordination.openSession(timeoutUs);
  }

  closeSession(): void {
    this.coordination.closeSession();
  }

  request(...asked: Parameters<ZooKeeperCoordination['request']>): void {
    this.coordination.request(...asked);
  }

  setTimer(timer: ElectionTimer, delayUs: number): void {
    const handle = setTimeout(() => {
      this.timers.delete(handle);
      this.machine.step(nowUs(), { type: 'TIMER', timer }, this);
    }, delayUs / 1_000);
    this.timers.add(handle);
  }

  complain(problem: string): void {
    this.complaints.push(problem);
  }

  detected(leader: Leader | null): void {
    this.leader = leader;
  }

  elected(epoch: number): void {
    this.epoch = epoch;
  }

  lost(reason: string): void {
    this.lostBecause = reason;
    this.lostAtMs = performance.now();
  }

  claimed(content: string): void {
    this.record = content;
  }

  written(): void {
    this.writes++;
  }
}

function nowUs(): number {
  return Math.floor(performance.now() * 1_000);
}
