import { randomBytes } from 'node:crypto';
import type {
  Coordination,
  CoordinationAnswer,
  CoordinationInput,
  CoordinationRequest,
  RequestId,
} from '../../core/election/coordination.ts';
import type { Micros } from '../../core/machine.ts';
import { GuardedSession } from './guarded-session.ts';
import { PiecedRecord } from './pieces.ts';
import type { ZkUrl } from './zk-url.ts';

export interface ZooKeeperOptions {
  readonly url: Pick<ZkUrl, 'servers' | 'credentials'>;
  /** Hears what the machine has to be told: each input in a step of its own. */
  readonly deliver: (input: CoordinationInput) => void;
  /** Hears what went wrong and was put right. */
  readonly complain: (problem: string) => void;
  /** The path of a record that may become larger than a node: the registry. None unless given. */
  readonly record?: string;
  /** For tests: see {@link PiecedRecord}. */
  readonly pieceBytes?: number;
}

interface Asked {
  readonly id: RequestId;
  readonly request: CoordinationRequest;
}

/** One session of the machine, and what it has asked there. */
interface Conversation {
  readonly session: GuardedSession;
  readonly record: PiecedRecord | null;
  /** In the order said, besides the one that is under way. */
  readonly waiting: Asked[];
  underWay: Asked | null;
}

/**
 * A real ZooKeeper behind the port of `core/election`. See there for what it promises; requests go
 * one at a time, since one about a large record is several to the servers.
 */
export class ZooKeeperCoordination implements Coordination {
  private readonly options: ZooKeeperOptions;
  private current: Conversation | null = null;

  constructor(options: ZooKeeperOptions) {
    this.options = options;
  }

  /**
   * Whether there is a session that the servers cannot have given up: by the monotonic clock, also
   * when the process was paused. A leader's host asks before it lets the leader act.
   */
  get holds(): boolean {
    return this.current?.session.holds ?? false;
  }

  /** A lease that has ended is told of at once. What comes after a pause may come before timers. */
  mindLease(): void {
    this.current?.session.mind();
  }

  openSession(timeoutUs: Micros): void {
    this.closeSession();
    const { url, complain } = this.options;
    const say = (input: CoordinationInput) => {
      if (this.current === conversation) this.options.deliver(input);
    };
    const session = new GuardedSession({
      servers: url.servers,
      credentials: url.credentials,
      timeoutMs: Math.ceil(timeoutUs / 1_000),
      complain,
      listener: {
        connected: (timeoutMs) =>
          say({ type: 'SESSION', state: 'SYNC_CONNECTED', timeoutUs: timeoutMs * 1_000 }),
        disconnected: () => {
          this.fail(conversation);
          say({ type: 'SESSION', state: 'DISCONNECTED' });
        },
        expired: (reason) => {
          complain(`the ZooKeeper session is over: ${reason}`);
          this.fail(conversation);
          say({ type: 'SESSION', state: 'EXPIRED' });
          if (this.current === conversation) this.current = null;
        },
        watchFired: (event, path) => say({ type: 'WATCH', event, path }),
      },
    });
    const { record: path, pieceBytes } = this.options;
    const perform = session.perform.bind(session);
    const writer = randomBytes(8).toString('hex');
    const record = path === undefined ? null : new PiecedRecord(path, writer, perform, pieceBytes);
    const conversation: Conversation = { session, record, waiting: [], underWay: null };
    this.current = conversation;
  }

  closeSession(): void {
    this.current?.session.close();
    this.current = null;
  }

  request(id: RequestId, request: CoordinationRequest): void {
    const conversation = this.current;
    if (conversation === null) {
      this.options.complain(`asked for ${request.op} ${request.path}, wanted a session first`);
      return;
    }
    conversation.waiting.push({ id, request });
    this.performNext(conversation);
  }

  private performNext(conversation: Conversation): void {
    if (conversation.underWay !== null || this.current !== conversation) return;
    const next = conversation.waiting.shift() ?? null;
    conversation.underWay = next;
    if (next === null) return;
    const { session, record } = conversation;
    const settle = (answer: CoordinationAnswer) => {
      // It has been answered when the connection was lost.
      if (conversation.underWay !== next) return;
      conversation.underWay = null;
      this.answer(conversation, next, answer);
      this.performNext(conversation);
    };
    if (record === null || !record.concerns(next.request)) {
      session.perform(next.request, settle);
      return;
    }
    record.answer(next.request).then(settle, (error: unknown) => {
      this.options.complain(String(error));
      settle({ op: 'ERROR', error: 'CONNECTION_LOSS' });
    });
  }

  private answer(conversation: Conversation, asked: Asked, answer: CoordinationAnswer): void {
    if (this.current !== conversation) return;
    this.options.deliver({ type: 'RESULT', request: asked.id, answer });
  }

  /** All that waits is answered: with the connection its answers are gone. */
  private fail(conversation: Conversation): void {
    const { underWay } = conversation;
    const lost = conversation.waiting.splice(0);
    if (underWay !== null) lost.unshift(underWay);
    conversation.underWay = null;
    for (const asked of lost) {
      this.answer(conversation, asked, { op: 'ERROR', error: 'CONNECTION_LOSS' });
    }
  }
}
